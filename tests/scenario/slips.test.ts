// Who enters a matter for somebody never holds her word: the code goes to her phone or lies in a
// slip, what is said with it is asked of her again, and nobody works on a matter of her own under
// another row of the register or keeps what belonged to a desk she left.
// Shows REQ-6, REQ-13; guards RISK-4, RISK-8, RISK-22; ADR 0023.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { FilingReceipt, MatterView } from "../../web/src/api/types";
import { Client, forward, refusal, unit, until } from "./client";
import { drop, folder, meddle, rows, run, Server, START } from "./house";
import { first_account } from "./opening";

interface Batch {
  id: string;
  number: string;
  ready: number;
  used: number;
  voided: number;
  lost: number;
  may_print: boolean;
}
interface Sheet {
  batch: string;
  shown_before: boolean;
  slips: { number: string; code: string }[];
}

const BATCHES = "/api/v1/slips/batches";
const DOUBLE = "14300000031"; // of one human with two rows
const HELPER = "14300000032";
const PASSWORD = "twelve words of autumn wind";

let server: Server;
let village = "";
let data = "";
before(async () => {
  data = folder();
  bring_in();
  server = await Server.start(data);
  village = await unit(new Client(server), "向巷村");
});
after(async () => {
  await server.stop();
  drop(data);
});

// 双行员 sits at the village's intake under a row of a staff list, and has another in the register.
function bring_in(): void {
  const people = join(data, "../people.csv");
  const again = join(data, "../again.csv");
  const positions = join(data, "../positions.csv");
  writeFileSync(people, `姓名,手机号,人员编号\n双行员,${DOUBLE},d-1\n代录员,${HELPER},d-2\n`);
  writeFileSync(again, `姓名,手机号,人员编号\n双 行员,${DOUBLE},d-9\n`);
  writeFileSync(
    positions,
    "岗位,单元编码,手机号,副职,任期开始\n" +
      `intake,420583105215,${DOUBLE},是,2026-01-01\n` +
      `grid_worker,420583105215,${HELPER},是,2026-01-01\n`,
  );
  for (const [what, file] of [
    ["people", people],
    ["positions", positions],
    ["people", again],
  ] as const) {
    const done = run("import", what, "--data", data, file);
    assert.match(done.out, /refused 0/, done.out + done.err);
  }
}

async function account(person: string, login: string, phone: string): Promise<Client> {
  const administrator = await Client.as(server, "administrator");
  const security = await Client.as(server, "security_administrator");
  const made = await first_account(administrator, security, { person, login });
  const staff = new Client(server);
  await staff.post("/api/v1/activations", {
    login,
    code: made.activation,
    known: phone.slice(-4),
    password: PASSWORD,
  });
  return staff;
}
const id_of = (from: string): string =>
  rows<{ id: string }>(data, `SELECT CAST(max(id) AS TEXT) AS id FROM ${from}`)[0]!.id;
const person_of = (key: string): string => id_of(`person WHERE source LIKE '%${key}'`);
const newest = (): string => id_of("matter");
const rating_of = (id: string): number =>
  rows<{ rating: number }>(data, `SELECT rating FROM matter WHERE id = ${id}`)[0]!.rating;

const somebody = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  title: "房屋漏水",
  detail: "",
  unit: village,
  category: "village.lighting",
  for_whom: "somebody",
  somebody: { name: "王奶奶", read_back: true, consent: true, ...more },
});
async function enter(
  who: Client,
  more: Record<string, unknown> = {},
): Promise<{ receipt: FilingReceipt; id: string }> {
  const receipt = await who.post<FilingReceipt>("/api/v1/requests", somebody(more));
  return { receipt, id: newest() };
}

// A batch that the village asks for and its town prints.
async function printed(count = 3): Promise<{ batch: Batch; sheet: Sheet }> {
  const intake = await Client.as(server, "village_intake");
  const batch = await intake.post<Batch>(BATCHES, { count });
  const town = await Client.as(server, "town_intake");
  return { batch, sheet: await town.post<Sheet>(`${BATCHES}/${batch.id}/print`) };
}
const follow = (number: string, code: string): Promise<MatterView> =>
  new Client(server).post("/api/v1/follow", { number, code });
const say = (number: string, code: string, act: string, form = {}): Promise<unknown> =>
  new Client(server).post(`/api/v1/follow/acts/${act}`, { number, code, form });

test("H3: no answer to who enters for somebody holds a code, a kept receipt neither", async () => {
  const liaison = await Client.as(server, "liaison");
  const key = randomUUID();
  const first = await liaison.post<FilingReceipt>("/api/v1/requests", somebody(), key);
  assert.equal(first.follow_up_code, undefined);
  assert.equal(first.code_goes, "nowhere");
  const again = await liaison.post<FilingReceipt>("/api/v1/requests", somebody(), key);
  assert.deepEqual(again, first);
  const intake = await Client.as(server, "village_intake");
  const phone = await enter(intake, { phone: "14300000033" });
  assert.equal(phone.receipt.follow_up_code, undefined);
  assert.equal(phone.receipt.code_goes, "phone");
});

test("H3: only four answers of the API may ever hold a code", async () => {
  const nobody = new Client(server);
  const document = await nobody.get<{ paths: Record<string, unknown> }>("/openapi.json");
  const found: string[] = [];
  const look = (what: unknown, path: string): void => {
    if (typeof what !== "object" || what === null) return;
    for (const [name, inner] of Object.entries(what)) {
      // Not what is sent, and no refusals: their codes are words.
      if (name === "requestBody" || /^(default|[45]\d\d)$/.test(name)) continue;
      if (/^(follow_up_code|code|activation)$/.test(name) && path.includes("properties"))
        found.push(`${path.split(" ").slice(0, 2).join(" ")} ${name}`);
      look(inner, `${path} ${name}`);
    }
  };
  for (const [path, methods] of Object.entries(document.paths)) look(methods, path);
  const answers = [...new Set(found)].filter((one) => !/units|categor|unit_|problem/.test(one));
  // Her own browser's receipt, the page that prints, and an account's letter; codes of places are
  // no secrets.
  const secret = answers.filter((one) => !one.endsWith(" code") || one.includes("slips"));
  assert.deepEqual(
    secret.filter((one) => !one.endsWith("activation")).sort(),
    [
      "/api/v1/procedures/{key}/matters post follow_up_code",
      "/api/v1/requests post follow_up_code",
      "/api/v1/slips/batches/{id}/print post code",
    ],
  );
});

test("H3: with a phone the code goes there alone, and is the filer's own word", async () => {
  const phone = "14300000034";
  const intake = await Client.as(server, "village_intake");
  const { receipt, id } = await enter(intake, { phone });
  const { items } = await new Client(server).get<{ items: { to: string; text: string }[] }>(
    "/api/v1/sample/messages",
  );
  const message = items.find((item) => item.to === phone)!;
  const code = /[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(message.text)![0];
  await intake.act(id, "done_on_spot", { reply: "已补漏。" });
  assert.equal((await follow(receipt.number, code)).word_unconfirmed, false);
  await say(receipt.number, code, "solved");
  assert.equal((await follow(receipt.number, code)).outcome, "solved");
  await say(receipt.number, code, "rate", { rating: 5 });
  assert.equal(rating_of(id), 5);
});

test("H3: who enters it cannot give his own phone for hers", async () => {
  const liaison = await account(person_of("d-2"), "daluyuan", HELPER);
  assert.equal((await refusal(enter(liaison, { phone: HELPER }))).code, "desk.phone_is_yours");
});

test("a phone alone is not a person: another name under it links no account", async () => {
  const resident = await Client.as(server, "resident");
  const { phone, name } = await resident.get<{ phone: string; name: string }>("/api/v1/me/export");
  const intake = await Client.as(server, "village_intake");
  const other = await enter(intake, { phone });
  assert.equal((await refusal(resident.matter(other.id))).status, 404);
  const hers = (await intake.post<FilingReceipt>("/api/v1/requests", {
    ...somebody({ phone }),
    somebody: { name, phone, read_back: true, consent: true },
  })) as FilingReceipt;
  assert.equal(hers.code_goes, "phone");
  assert.equal((await resident.matter(newest())).my_role, "filer");
});

test("slips: one asks, another above prints, codes shown once", async () => {
  const intake = await Client.as(server, "village_intake");
  const town = await Client.as(server, "town_intake");
  const batch = await intake.post<Batch>(BATCHES, { count: 2 });
  assert.equal(batch.may_print, false);
  const print = `${BATCHES}/${batch.id}/print`;
  assert.equal((await refusal(intake.post(print))).code, "request.slips_not_yours");
  for (const role of ["village_handler", "liaison", "department_intake"]) {
    const other = await Client.as(server, role);
    assert.equal((await refusal(other.post(print))).code, "request.no_such_batch", role);
    assert.equal((await refusal(other.get(`${BATCHES}/${batch.id}`))).status, 404, role);
  }
  const key = randomUUID();
  const sheet = await town.post<Sheet>(print, {}, key);
  assert.equal(sheet.slips.length, 2);
  assert.match(sheet.slips[0]!.number, /^\d{3} \d{3} \d{3}$/);
  assert.match(sheet.slips[0]!.code, /^[2-9A-Z]{4}-[2-9A-Z]{4}$/);
  const again = await town.post<Sheet>(print, {}, key);
  assert.ok(again.shown_before && again.slips.every((slip) => slip.code === ""));
  assert.equal((await refusal(town.post(print))).code, "request.slips_printed");
  for (const who of [intake, town]) {
    const text = JSON.stringify(await who.get(`${BATCHES}/${batch.id}`));
    for (const slip of sheet.slips) assert.ok(!text.includes(slip.code));
  }
  // Nowhere in the database either.
  const bare = sheet.slips.map((slip) => slip.code.replace("-", ""));
  for (const row of rows<{ code_hash: unknown }>(data, "SELECT number, state FROM slip"))
    for (const code of bare) assert.ok(!JSON.stringify(row).includes(code));
});

test("a desk has no more batches waiting and slips lying about than it needs", async () => {
  const handler = await Client.as(server, "village_handler");
  assert.equal((await refusal(handler.post(BATCHES, { count: 0 }))).code, "request.slips_count");
  assert.equal((await refusal(handler.post(BATCHES, { count: 61 }))).code, "request.slips_count");
  const town = await Client.as(server, "town_intake");
  const ask = async (): Promise<Batch> => handler.post<Batch>(BATCHES, { count: 60 });
  for (let i = 0; i < 5; ++i) await town.post(`${BATCHES}/${(await ask()).id}/print`);
  assert.equal((await refusal(ask())).code, "request.slips_enough");
  const supervisor = await Client.as(server, "town_supervisor");
  for (let i = 0; i < 3; ++i) await supervisor.post(BATCHES, { count: 1 });
  assert.equal(
    (await refusal(supervisor.post(BATCHES, { count: 1 }))).code,
    "request.slips_waiting",
  );
  assert.equal(
    (await refusal(handler.post(BATCHES, { count: 1, desk: "1" }))).code,
    "request.slips_not_yours",
  );
});

test("H3: what is said with a slip's code is asked of her before it counts", async () => {
  const { sheet } = await printed();
  const [slip] = sheet.slips;
  const intake = await Client.as(server, "village_intake");
  const { receipt, id } = await enter(intake, { slip: slip!.number.replaceAll(" ", "") });
  assert.equal(receipt.code_goes, "slip");
  assert.equal(receipt.follow_up_code, undefined);
  await intake.act(id, "done_on_spot", { reply: "已补漏。" });
  const seen = await follow(receipt.number, slip!.code);
  assert.equal(seen.word_unconfirmed, true);
  const acts = seen.acts.map((act) => act.key);
  assert.ok(acts.includes("says_solved") && !acts.includes("solved"), acts.join(" "));
  for (const act of ["solved", "withdraw"])
    assert.equal((await refusal(say(receipt.number, slip!.code, act))).code, "procedure.not_now");
  await say(receipt.number, slip!.code, "says_solved");
  const asked = await intake.matter(id);
  assert.equal(asked.step, "callback");
  assert.equal(asked.ended, false);
  assert.ok(asked.record.some((done) => done.act === "says_solved" && done.unconfirmed));
  // Neither who entered it nor who printed the slip calls back.
  assert.equal((await refusal(intake.act(id, "record_solved", { text: "问过" }))).status, 403);
  const callback = await Client.as(server, "town_callback");
  await callback.act(id, "record_solved", { text: "上门问了本人，解决了。" });
  assert.equal((await intake.matter(id)).outcome, "solved");
  // Her rating by that code is shown to her and counts for nothing.
  await say(receipt.number, slip!.code, "rate", { rating: 5 });
  assert.equal((await follow(receipt.number, slip!.code)).rating, 5);
  assert.equal(rating_of(id), 0);
});

test("H3: not solved and withdrawn with a slip's code lead to the call-back, too", async () => {
  const { sheet } = await printed();
  const callback = await Client.as(server, "town_callback");
  const intake = await Client.as(server, "village_intake");
  for (const [slip, act, record, outcome] of [
    [sheet.slips[0]!, "says_not_solved", "record_not_solved", ""],
    [sheet.slips[1]!, "says_withdraw", "record_withdrawn", "withdrawn"],
  ] as const) {
    const { receipt, id } = await enter(intake, { slip: slip.number });
    await intake.act(id, "done_on_spot", { reply: "已补漏。" });
    await say(receipt.number, slip.code, act);
    assert.equal((await intake.matter(id)).step, "callback");
    await callback.act(id, record, { text: "问了本人。" });
    assert.equal((await intake.matter(id)).outcome, outcome);
  }
});

test("a slip is good once, at its place, with a matter's number", async () => {
  const { batch, sheet } = await printed();
  const [first, second, third] = sheet.slips;
  const intake = await Client.as(server, "village_intake");
  const { receipt } = await enter(intake, { slip: first!.number });
  assert.equal((await follow(receipt.number, first!.code)).my_role, "filer");
  assert.equal((await refusal(follow(first!.number, first!.code))).code, "model.number_wrong");
  assert.equal((await refusal(follow(receipt.number, second!.code))).code, "request.not_found");
  const refused = async (who: Client, slip: string, more = {}): Promise<string> =>
    (await refusal(enter(who, { slip, ...more }))).code;
  assert.equal(await refused(intake, first!.number), "desk.slip_spent");
  assert.equal(await refused(intake, "123456780"), "desk.slip_wrong");
  assert.equal(await refused(intake, "000000000"), "desk.slip_unknown");
  assert.equal(
    await refused(intake, second!.number, { phone: "14300000035" }),
    "desk.slip_with_phone",
  );
  const town = await Client.as(server, "town_intake");
  assert.equal(await refused(town, second!.number), "desk.slip_elsewhere");
  // A cluster's liaison hands out the village's; the one who printed does not, in any hat.
  const liaison = await Client.as(server, "liaison");
  await enter(liaison, { slip: second!.number });
  meddle(
    data,
    `UPDATE slip_batch SET printed_person = asked_person WHERE id = ${batch.id}`,
  );
  assert.equal(await refused(intake, third!.number), "desk.slip_yours");
});

test("a slip that is spoiled or lost is voided on the record and opens nothing", async () => {
  const { batch, sheet } = await printed();
  const [spoiled, lost] = sheet.slips;
  const intake = await Client.as(server, "village_intake");
  const nix = `${BATCHES}/${batch.id}/void`;
  assert.equal(
    (await refusal(intake.post(nix, { reason: "whim" }))).code,
    "procedure.form_choice",
  );
  await intake.post(nix, { reason: "spoiled", slip: spoiled!.number });
  const again = enter(intake, { slip: spoiled!.number });
  assert.equal((await refusal(again)).code, "desk.slip_spent");
  const { receipt, id } = await enter(intake, { slip: lost!.number });
  const town = await Client.as(server, "town_intake");
  assert.equal(
    (await refusal(town.post(nix, { reason: "lost", slip: lost!.number }))).code,
    "desk.slip_spent",
  );
  await intake.post(nix, { reason: "lost", slip: lost!.number });
  assert.equal((await refusal(follow(receipt.number, lost!.code))).code, "request.not_found");
  assert.ok((await intake.matter(id)).record.some((done) => done.act === "slip_lost"));
  await town.post(nix, { reason: "over" });
  const { batch: now } = await intake.get<{ batch: Batch }>(`${BATCHES}/${batch.id}`);
  assert.deepEqual([now.ready, now.used, now.voided, now.lost], [0, 0, 2, 1]);
  assert.equal((await refusal(town.post(nix, { reason: "over" }))).code, "request.slips_printed");
  const other = await Client.as(server, "department_intake");
  assert.equal((await refusal(other.post(nix, { reason: "over" }))).code, "request.no_such_batch");
});

test("H3: a code that an earlier program gave to the clerk is nobody's word", async () => {
  const { sheet } = await printed(1);
  const intake = await Client.as(server, "village_intake");
  const { receipt, id } = await enter(intake, { slip: sheet.slips[0]!.number });
  await intake.act(id, "done_on_spot", { reply: "已补漏。" });
  // As an older program left it: nothing says how the code was given.
  const fields = rows<{ fields: string }>(data, `SELECT fields FROM matter WHERE id = ${id}`)[0]!;
  const bare = fields.fields.replace(/"code_by":"slip",?/, "");
  assert.notEqual(bare, fields.fields);
  meddle(data, `UPDATE matter SET fields = '${bare}', version = version + 1 WHERE id = ${id}`);
  const seen = await follow(receipt.number, sheet.slips[0]!.code);
  assert.equal(seen.word_unconfirmed, true);
});

test("L7: without the browser's secret the same key gives the receipt but no code", async () => {
  const nobody = new Client(server);
  const body = { title: "井盖松动", detail: "", unit: village, category: "village.paths" };
  const key = randomUUID();
  const first = await nobody.post<FilingReceipt>("/api/v1/requests", body, key);
  assert.ok(first.follow_up_code);
  const again = await new Client(server).post<FilingReceipt>("/api/v1/requests", body, key);
  assert.equal(again.number, first.number);
  assert.equal(again.follow_up_code, undefined);
  // Who sent a secret along and lost the answer gets it again; another secret is another body.
  const own = { ...body, secret: randomUUID() };
  const other = randomUUID();
  const sent = await nobody.post<FilingReceipt>("/api/v1/requests", own, other);
  const repeated = await nobody.post<FilingReceipt>("/api/v1/requests", own, other);
  assert.equal(repeated.follow_up_code, sent.follow_up_code);
  const guessed = { ...body, secret: randomUUID() };
  assert.equal(
    (await refusal(nobody.post("/api/v1/requests", guessed, other))).code,
    "desk.key_reused",
  );
  const short = { ...body, secret: "123" };
  const third = randomUUID();
  await nobody.post("/api/v1/requests", short, third);
  assert.equal(
    (await nobody.post<FilingReceipt>("/api/v1/requests", short, third)).follow_up_code,
    undefined,
  );
});

test("M7: nobody handles his own matter under another row or without an account", async () => {
  const double = await account(person_of("d-1"), "shuanghang", DOUBLE);
  const intake = await Client.as(server, "village_intake");
  const inbox = async (id: string): Promise<string> =>
    double.matter(id).then(
      () => "sees",
      (problem: { code: string }) => problem.code,
    );
  // The control: a stranger's matter is his to handle.
  const filed = async (more: Record<string, unknown>): Promise<string> => {
    await new Client(server).file({
      title: "路灯不亮",
      unit: village,
      category: "village.lighting",
      ...more,
    });
    return newest();
  };
  assert.equal(await inbox(await filed({ name: "李四", phone: "14300000036" })), "sees");
  // His phone and his name; his phone alone; his phone and a name nobody has; his name alone, with
  // no phone to tell him from another.
  for (const more of [
    { name: "双行员", phone: DOUBLE },
    { phone: DOUBLE },
    { name: "赵某", phone: DOUBLE },
  ]) {
    const id = await filed(more);
    assert.equal(await inbox(id), "desk.no_such_matter", JSON.stringify(more));
    assert.equal(
      (await refusal(double.act(id, "done_on_spot", { reply: "好了" }))).code,
      "desk.no_such_matter",
    );
    await intake.matter(id); // the one beside him has it
  }
  // His other row of the register filed it; a stranger's row did not.
  for (const [row, sees] of [
    ["d-9", "desk.no_such_matter"],
    ["d-2", "sees"],
  ] as const) {
    const id = await filed({ name: "李四", phone: "14300000037" });
    meddle(
      data,
      `UPDATE matter SET filer_person = ${person_of(row)}, version = version + 1 WHERE id = ${id}`,
    );
    assert.equal(await inbox(id), sees, row);
  }
});

test("M12: who leaves office keeps nothing of what she entered, her successor has it", async () => {
  const person = person_of("d-2");
  const helper = new Client(server);
  await helper.post("/api/v1/sessions/password", { login: "daluyuan", password: PASSWORD });
  const { id } = await enter(helper);
  assert.equal((await helper.matter(id)).my_role, "opener");
  const opened = async (who: Client): Promise<boolean> => {
    const list = await who.get<{ items: { id: string }[] }>("/api/v1/requests/mine?scope=opener");
    return list.items.some((item) => item.id === id);
  };
  assert.ok(await opened(helper));
  const [term] = rows<{ id: string; position_id: string }>(
    data,
    "SELECT CAST(id AS TEXT) AS id, CAST(position_id AS TEXT) AS position_id FROM term " +
      `WHERE person_id = ${person}`,
  );
  const administrator = await Client.as(server, "administrator");
  await administrator.post(`/api/v1/registry/positions/${term!.position_id}/terms`, {
    phone: DOUBLE,
    deputy: true,
  });
  await administrator.post(`/api/v1/registry/terms/${term!.id}/end`);
  await until(async () => (await refusal(helper.matter(id))).status === 404);
  assert.equal((await refusal(helper.act(id, "add", { text: "再说一句" }))).status, 404);
  assert.ok(!(await opened(helper)));
  const next = new Client(server);
  await next.post("/api/v1/sessions/password", { login: "shuanghang", password: PASSWORD });
  assert.ok((await next.matter(id)).acts.some((act) => act.key === "add"));
  assert.ok(await opened(next));
});

test("H3: silence after a matter entered without phone or slip leads to a visit", async () => {
  const liaison = await Client.as(server, "liaison");
  const { id } = await enter(liaison);
  let intake = await Client.as(server, "village_intake");
  await intake.act(id, "done_on_spot", { reply: "已补漏。" });
  await forward(server, 24 * 30);
  intake = await Client.as(server, "village_intake");
  await until(async () => (await intake.matter(id)).step === "callback");
  assert.ok(START);
});
