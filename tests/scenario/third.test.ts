// A procedure that no C++ and no TypeScript file knows, laid over the county's pack: opened by a
// resident, by a desk and on behalf of somebody, with money, days, amounts and small rows; worked,
// listed, filtered, exported, and told to its filer without what only the office may read. Shows
// that a capability can be a file of the pack; guards RISK-4 and RISK-5 on what a form holds.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { set_up } from "./authenticator";
import { Client, refusal, unit } from "./client";
import { drop, rows, run, Server } from "./house";
import { empty_county, first_account, first_day, open_county, take_in } from "./opening";
import { install_third, PROCEDURE, third_county } from "./third_county";

const PATH = `/api/v1/procedures/${PROCEDURE}`;
interface Fact {
  key: string;
  kind: string;
  value: unknown;
  words: { zh: string; en: string };
}
interface View {
  step: string;
  outcome: string;
  fields: Fact[];
  record: { act: string; fields: Fact[]; texts: { field: string; text: string }[] }[];
}
interface Receipt {
  matter?: string;
  number: string;
  code_goes?: string;
  holder: { zh: string };
}

let server: Server;
let data = "";
let village = "";
let town = "";
let form: Record<string, unknown>;

before(async () => {
  server = await third_county();
  data = server.data;
  const nobody = new Client(server);
  village = await unit(nobody, "向巷村");
  town = await unit(nobody, "仙女镇");
  form = {
    title: "三组老井",
    cost: 1_250_000,
    since: "2026-02-10",
    depth: 12_500,
    uses: ["phone", "visit"],
    households: 17,
    items: [
      { what: "井圈", price: 800_000 },
      { what: "水泵", price: 450_000 },
    ],
    owner_name: "王老汉",
  };
});
after(async () => {
  await server.stop();
  drop(data);
});

const open = (who: Client, more: Record<string, unknown> = {}): Promise<Receipt> =>
  who.post(`${PATH}/matters`, { unit: village, form, ...more });
const view = (who: Client, id: string): Promise<View> => who.get(`/api/v1/matters/${id}`);
const fact = (facts: Fact[], key: string): Fact | undefined =>
  facts.find((one) => one.key === key);

test("the page is told what the form asks for, and who may open it where", async () => {
  const resident = await Client.as(server, "resident");
  const asked = await resident.get<{
    title: { zh: string };
    residents: boolean;
    on_behalf: boolean;
    desks: unknown[];
    form: Record<string, unknown>[];
  }>(`${PATH}/form?unit=${village}`);
  assert.equal(asked.title.zh, "公用水井修缮");
  assert.deepEqual([asked.residents, asked.on_behalf, asked.desks.length], [true, false, 0]);
  const field = (key: string) => asked.form.find((one) => one["key"] === key)!;
  assert.deepEqual([field("cost")["kind"], field("cost")["most"]], ["money", 5_000_000]);
  assert.deepEqual([field("since")["first"], field("since")["last"]], ["2025-03-02", "2026-03-02"]);
  assert.equal((field("items")["columns"] as unknown[]).length, 2);
  assert.equal((field("owner_name")["help"] as { zh: string }).zh, "联系井的所有人");
  const intake = await Client.as(server, "village_intake");
  const seen = await intake.get<{ desks: { level: string }[]; on_behalf: boolean }>(
    `${PATH}/form?unit=${village}`,
  );
  assert.deepEqual([seen.desks.map((desk) => desk.level), seen.on_behalf], [["village"], true]);
  const mine = await resident.get<{ sections: { key: string }[] }>("/api/v1/me/sections");
  assert.deepEqual(mine.sections.map((one) => one.key).sort(), [
    "open:request",
    `open:${PROCEDURE}`,
  ]);
});

test("opened by herself it goes to her own word, and each reads what the fields say", async () => {
  const resident = await Client.as(server, "resident");
  const intake = await Client.as(server, "village_intake");
  const receipt = await open(resident);
  assert.match(receipt.holder.zh, /向巷村/);
  const id = receipt.matter!;
  const staff = await view(intake, id);
  assert.equal(staff.step, "asked");
  assert.deepEqual(fact(staff.fields, "cost")?.words, { zh: "12,500.00元", en: "¥12,500.00" });
  assert.deepEqual(fact(staff.fields, "depth")?.words, { zh: "12.5米", en: "12.5 m" });
  assert.equal(fact(staff.fields, "households")?.words.zh, "17户");
  assert.equal(fact(staff.fields, "uses")?.value, "phone visit");
  const texts = staff.record[0]!.texts;
  assert.deepEqual(fact(staff.fields, "items")?.value, form["items"]);
  assert.equal(texts.find((one) => one.field === "owner_name")?.text, "王老汉");
  const hers = await view(resident, id);
  assert.equal(fact(hers.fields, "uses"), undefined, "for staff only");
  assert.equal(fact(hers.fields, "cost")?.value, "1250000");
  assert.ok(!JSON.stringify(hers).includes("王老汉"), "the owner's name is for staff");

  await intake.act(id, "agree", { granted: 1_000_000, start: "2026-03-20" });
  assert.equal(fact((await view(resident, id)).record[1]!.fields, "start")?.value, "2026-03-20");
  await intake.act(id, "repaired", { reply: "换了水泵" });
  await resident.act(id, "runs_not", { text: "水还浑" });
  await intake.act(id, "repaired", { reply: "洗了井" });
  await resident.act(id, "runs");
  const over = await view(resident, id);
  assert.deepEqual([over.step, over.outcome], ["over", "solved"]);
  const verified = run("verify", "--data", data);
  assert.match(verified.out, /intact/, verified.out + verified.err);
});

test("a desk opens it, also for somebody who agreed, and nobody whose it is not", async () => {
  const intake = await Client.as(server, "village_intake");
  const own = await open(intake, { desk: await desk_of(intake) });
  assert.ok(own.matter, "the desk that opened it goes on with it");
  const other = await open(intake, {
    on_behalf: { name: "李奶奶", read_back: true, consent: true },
  });
  assert.deepEqual([other.matter, other.code_goes], [undefined, "nowhere"]);
  const resident = await Client.as(server, "resident");
  const clerk = await Client.as(server, "town_intake");
  const nobody = new Client(server);
  const wrong: [Client, Record<string, unknown>, string][] = [
    [nobody, {}, "http.sign_in"],
    [resident, { on_behalf: { name: "李", read_back: true, consent: true } }, "desk.not_for_others"],
    [resident, { desk: "1" }, "desk.not_yours_to_open"],
    [clerk, { desk: await desk_of(clerk) }, "desk.not_yours_to_open"],
    [intake, { on_behalf: { name: "李", read_back: true, consent: false } }, "desk.no_consent"],
    [resident, { unit: town }, "desk.place_too_wide"],
    [resident, { unit: "999999" }, "desk.no_such_place"],
    [resident, { form: { ...form, cost: 5_000_001 } }, "procedure.form_bounds"],
    [resident, { form: { ...form, since: "2026-03-03" } }, "procedure.form_date"],
    [resident, { form: { ...form, uses: ["pigeon"] } }, "procedure.form_choice"],
    [resident, { form: { ...form, items: [{ price: 1 }] } }, "procedure.form_missing"],
    [resident, { form: { ...form, depth: "12" } }, "procedure.form_type"],
    [resident, { form: { title: "井" } }, "procedure.form_missing"],
    [resident, { form: { ...form, colour: "red" } }, "procedure.form_unknown"],
  ];
  const before = rows(data, "SELECT count(*) AS n FROM matter WHERE procedure_key = 'well_repair'");
  for (const [who, more, code] of wrong)
    assert.equal((await refusal(open(who, more))).code, code, JSON.stringify(more));
  assert.deepEqual(
    rows(data, "SELECT count(*) AS n FROM matter WHERE procedure_key = 'well_repair'"),
    before,
    "nothing is half opened",
  );
});

test("its matters are asked for by their procedure, in the list and in the file", async () => {
  const intake = await Client.as(server, "village_intake");
  const resident = await Client.as(server, "resident");
  await resident.file({ title: "路灯不亮", unit: village, category: "village.lighting" });
  const list = async (more: string) =>
    (
      await intake.get<{ items: { procedure: string; procedure_title: { zh: string } }[] }>(
        `/api/v1/inbox?scope=mine${more}`,
      )
    ).items;
  const all = await list("");
  const wells = await list(`&procedure=${PROCEDURE}`);
  assert.ok(wells.length > 0 && wells.length < all.length);
  assert.ok(wells.every((one) => one.procedure_title.zh === "公用水井修缮"));
  const unknown = await refusal(intake.get("/api/v1/inbox?scope=mine&procedure=nothing"));
  assert.equal(unknown.code, "desk.filter_wrong");
});

test("RISK-5: what is a party's is in no entry of the record in clear", () => {
  const bodies = rows<{ body: string }>(
    data,
    "SELECT CAST(body AS TEXT) AS body FROM journal_entry WHERE act = 'well_repair.ask'",
  );
  assert.ok(bodies.length >= 3);
  for (const { body } of bodies) assert.ok(!body.includes("王老汉"));
});

test("RISK-3: whom a resident names in whatever field does not get it", async () => {
  const resident = await Client.as(server, "resident");
  const plain = await open(resident);
  assert.match(plain.holder.zh, /向巷村/);
  const why = "村支书收了钱一直不办事";
  const named = await open(resident, { form: { ...form, why } });
  assert.doesNotMatch(named.holder.zh, /向巷村/);
  const intake = await Client.as(server, "village_intake");
  assert.equal((await refusal(view(intake, named.matter!))).code, "desk.no_such_matter");
});

test("a place that a form names is there, at a level that the field names", async () => {
  const resident = await Client.as(server, "resident");
  for (const at of ["999999999", village]) {
    const refused = await refusal(open(resident, { form: { ...form, at } }));
    assert.equal(refused.code, "procedure.form_choice", at);
  }
  const { items } = await resident.get<{ items: { id: string; level: string }[] }>(
    `/api/v1/units?parent=${village}`,
  );
  const group = items.find((one) => one.level === "group")!.id;
  const { matter } = await open(resident, { form: { ...form, at: group } });
  assert.equal(fact((await view(resident, matter!)).fields, "at")?.value, group);
});

test("DUTY-2: a town gives a village what its list names, and reads its own words", async () => {
  let clerk = await Client.as(server, "town_intake");
  const asked = { title: "二组到三组", hint: "先问邻村", until: "2026-03-31" };
  const task = { unit: village, form: asked };
  const given_before = clerk.post<Receipt>("/api/v1/procedures/road_task/matters", task);
  assert.equal((await refusal(given_before)).code, "desk.not_on_village_list");
  // On PostgreSQL other servers might be at work: the only one is stopped, and started again.
  await server.stop();
  install_third(data, "  - road_task\n");
  server = await Server.start(data);
  clerk = await Client.as(server, "town_intake");
  const given = await clerk.post<Receipt>("/api/v1/procedures/road_task/matters", task);
  const id = given.matter!;
  assert.match(given.holder.zh, /向巷村/);
  const hers = await view(clerk, id);
  assert.equal(hers.record[0]!.texts.find((one) => one.field === "hint")?.text, "先问邻村");
  const intake = await Client.as(server, "village_intake");
  const { acts } = await intake.matter(id);
  assert.deepEqual(
    acts.map((act) => act.key),
    ["cleared"],
    "on the list there is nothing to give back",
  );
});

test("in a county that is no sample a clerk with a code by letter opens it, too", async () => {
  const PASSWORD = "lotus ponds after the autumn rain";
  const CLERK = { name: "许春明", phone: "14300000951", login: "xu.chunming" };
  const empty = empty_county("--duty-later");
  install_third(empty.data);
  const { data: own, server: real, chief } = await first_day(empty, PASSWORD);
  try {
    await set_up(chief, PASSWORD);
    const { security } = await open_county(real, chief, PASSWORD);
    await take_in(chief, "people", ["姓名,手机号", `${CLERK.name},${CLERK.phone}`]);
    await take_in(chief, "positions", [
      "岗位,单元编码,手机号",
      `intake,420583105215,${CLERK.phone}`,
      `dispatch,420583,${CLERK.phone}`,
    ]);
    const letter = await first_account(chief, security, { login: CLERK.login, phone: CLERK.phone });
    const clerk = new Client(real);
    const code = letter.activation;
    const known = CLERK.phone.slice(-4);
    const login = CLERK.login;
    await clerk.post("/api/v1/activations", { login, code, known, password: PASSWORD });
    const at = await unit(clerk, "向巷村");
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const body = { unit: at, form: { ...form, since: today } };
    const opened = await clerk.post<Receipt>(`${PATH}/matters`, {
      ...body,
      on_behalf: { name: "李奶奶", read_back: true, consent: true },
    });
    assert.equal(opened.code_goes, "nowhere");
    // Who gets it is not who entered it, if there is anybody else; here the clerk is all there is.
    const { items } = await clerk.get<{ items: { number: string }[] }>("/api/v1/inbox?scope=mine");
    assert.ok(items.some((one) => one.number === opened.number));
    const nobody = new Client(real);
    const asked = await nobody.post<Receipt & { follow_up_code: string }>(
      "/api/v1/procedures/request/matters",
      { unit: at, form: { title: "村口的路灯不亮" } },
    );
    assert.ok(asked.follow_up_code, "without an account she follows it by a code");
    assert.equal((await refusal(nobody.post(`${PATH}/matters`, body))).code, "http.sign_in");
    assert.match(run("verify", "--data", own).out, /intact/);
  } finally {
    await real.stop();
    drop(own);
  }
});

async function desk_of(who: Client): Promise<string> {
  const me = await who.get<{ hats: { desk: { desk: string } }[] }>("/api/v1/me");
  return me.hats[0]!.desk.desk;
}
