// The first days of a real county: what is left is said by one list, on the page and by `doctor`,
// and each step is done by what is so. Accounts for all who lack one, confirmed by another.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { set_up } from "./authenticator";
import { Client, refusal, unit, until } from "./client";
import { Gateway } from "./gateway";
import { drop, linli, meddle, pack, place, rows, run, Server } from "./house";
import {
  new_county,
  open_county,
  readiness,
  steps_left,
  take_in,
  CHIEF,
  type Letter,
} from "./opening";

const PASSWORD = "lotus ponds after the autumn rain";
const VILLAGE = "420583105215"; // 向巷村
const OFFICER = { name: "赵值班", phone: "14300000501" };
// An identity number of nowhere with its check digit (GB 11643).
function identity(first: string): string {
  const sum = [...first].reduce((all, digit, n) => all + Number(digit) * (2 ** (17 - n) % 11), 0);
  return first + "10X98765432"[sum % 11]!;
}
const CADRES = [
  ["周建国", "14300000511", identity("99999919700304121"), "c-1"],
  ["吴秀兰", "14300000512", identity("99999919820314152"), "c-2"],
  ["陈光明", "14300000513", "", "c-3"],
] as const;

let data = "";
let server: Server;
let gateway: Gateway;
let chief: Client;
let security: Client;
let audit: Client;

const code_of = async (promise: Promise<unknown>): Promise<string> => (await refusal(promise)).code;
const doctor = (): string => run("doctor", "--data", data).out;

before(async () => {
  gateway = await Gateway.start();
  ({ data, server, chief } = await new_county(PASSWORD));
});
after(async () => {
  await server.stop();
  await gateway.stop();
  drop(data);
});

interface Lacking {
  total: number;
  roles: { key: string; lacking: number }[];
  items: { person: string; name: string; known: string; seats: { name: { zh: string } }[] }[];
}
interface Asked {
  items: (Letter & { request: string; name: string; seats: { zh: string }[] })[];
  left_out: { name: string; code: string }[];
}
const lacking = (query = ""): Promise<Lacking> => chief.get(`/api/v1/accounts/lacking${query}`);
const many = (people: string[], way = "letter", key?: string): Promise<Asked> =>
  chief.post("/api/v1/accounts/many", { people, way }, key);
const confirm = (ids: string[]): Promise<{ items: (Letter & { name: string })[] }> =>
  security.post("/api/v1/account-requests/confirm", { ids });
const name_of = (one: { name: string }): string => one.name;

test("at a terminal `linli init` asks for the duty officer, who is no administrator", async () => {
  const made = (typed: string): { data: string; said: string } => {
    const folder = join(place(), "data");
    const command = `${linli} init --data ${folder} --pack ${pack}`;
    const said = spawnSync("script", ["-qec", command, "/dev/null"], {
      input: typed,
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "zh_CN.UTF-8" },
    }).stdout;
    return { data: folder, said };
  };
  const later = made("\n");
  assert.match(later.said, /市值班员姓名/);
  assert.match(later.said, /duty officer: none yet/);
  drop(later.data);
  const { data: folder, said } = made(`${CHIEF.name}\n12\n${CHIEF.name}\n${CHIEF.phone}\n`);
  assert.match(said, /vault\.phone_invalid/, "asked again");
  assert.ok(said.includes(`duty officer: ${CHIEF.name}`), said);
  assert.doesNotMatch(run("doctor", "--data", folder).out, /duty_desk_empty/);
  const there = await Server.start(folder, null);
  const token = /one-time token: (\S+)/.exec(said)![1]!;
  const first = (words: object): Promise<unknown> =>
    new Client(there).post("/api/v1/administrators/first", {
      token,
      ...CHIEF,
      password: PASSWORD,
      ...words,
    });
  assert.equal(await code_of(first({})), "office.holds_office");
  await first({ name: "李三", phone: "14300000999" });
  await there.stop();
  drop(folder);
});

test("an empty county says each step that is left, on the page as by doctor", async () => {
  await set_up(chief, PASSWORD);
  const { items, left } = await readiness(chief);
  assert.deepEqual(
    items.filter((one) => one.done).map((one) => one.key),
    ["name", "units"],
    "she has given her name, and the pack brings its units",
  );
  assert.equal(left, 9);
  const said = doctor();
  for (const step of items)
    for (const one of step.findings) {
      assert.ok(said.includes(`[${one.code}]`), `${one.code} in\n${said}`);
      assert.ok(said.includes(one.words.zh), one.words.zh);
    }
  assert.ok(said.includes("[doctor.never_tried]"));
  assert.equal((await chief.get<{ left: number }>("/api/v1/county")).left, 9);
  const nobody = new Client(server);
  assert.equal((await nobody.get<{ left: number }>("/api/v1/county")).left, 0);
  assert.equal(await code_of(nobody.get("/api/v1/county/readiness")), "http.sign_in");
  assert.equal(await code_of(many(["1"])), "access.setting_up");
});

test("three administrators, and an officer at the duty desk who was in no register", async () => {
  ({ security, audit } = await open_county(server, chief, PASSWORD));
  assert.ok(!(await steps_left(security)).includes("administrators"));
  const { duty_desk } = await readiness(chief);
  const appoint = (body: object): Promise<unknown> =>
    chief.post(`/api/v1/registry/positions/${duty_desk!}/terms`, body);
  assert.equal(await code_of(appoint({ phone: OFFICER.phone })), "office.nobody_found");
  assert.equal(await code_of(appoint({ ...OFFICER, name: " " })), "registry.name_invalid");
  assert.equal(await code_of(appoint({ ...OFFICER, phone: "12" })), "vault.phone_invalid");
  assert.equal(
    await code_of(appoint({ name: "李假", phone: CHIEF.phone })),
    "office.administers",
    "nobody enters another person under an administrator's phone",
  );
  assert.equal(
    await code_of(appoint({ name: CHIEF.name, phone: CHIEF.phone })),
    "office.administers",
    "nor herself",
  );
  await appoint(OFFICER);
  assert.ok(!(await steps_left(chief)).includes("duty_officer"));
  assert.doesNotMatch(doctor(), /duty_desk_empty/);
});

test("people and seats are imported, and who holds one lacks an account", async () => {
  await take_in(chief, "people", ["姓名,手机号,身份证号,人员编号", ...CADRES.map(String)]);
  assert.ok(!(await steps_left(chief)).includes("people"));
  const seats = ["intake", "handler", "secretary"];
  await take_in(chief, "positions", [
    "岗位,单元编码,手机号",
    ...CADRES.map((one, n) => `${seats[n]!},${VILLAGE},${one[1]}`),
  ]);
  const step = (await readiness(chief)).items.find((one) => one.key === "seats")!;
  assert.equal(step.done, false);
  assert.equal(step.have, 4, "three and the duty desk");
  const all = await lacking();
  assert.equal(all.total, 4);
  const village = await lacking(`?unit=${await unit(chief, "向巷村")}`);
  assert.deepEqual(village.items.map(name_of).sort(), ["吴秀兰", "周建国", "陈光明"]);
  assert.deepEqual(
    village.roles.map((one) => [one.key, one.lacking]),
    [
      ["intake", 1],
      ["handler", 1],
      ["secretary", 1],
    ],
  );
  const intake = await lacking(`?position=intake`);
  assert.deepEqual(intake.items.map((one) => [one.name, one.known, one.seats[0]!.name.zh]), [
    ["周建国", "identity", "向巷村 · 受理分办"],
  ]);
  assert.equal((await lacking(`?unit=${await unit(chief, "百里洲镇")}`)).total, 0);
  assert.equal(await code_of(lacking("?unit=1")), "registry.no_such_unit");
});

test("accounts for all at once: each on the record, each confirmed by another", async () => {
  const people = (await lacking()).items.map((one) => one.person);
  assert.equal(await code_of(many([])), "office.accounts_many");
  assert.equal(await code_of(many(Array<string>(501).fill("1"))), "office.accounts_many");
  assert.equal(await code_of(many(people, "pigeon")), "office.code_way");
  assert.equal(await code_of(many(people, "phone")), "access.no_codes", "no sender works");
  const on_record = (): number =>
    rows<{ n: number }>(
      data,
      "SELECT count(*) AS n FROM journal_entry WHERE act = 'account.ask_make'",
    )[0]!.n;
  const key = "many-accounts-once-0001";
  const asked = await many([...people, people[0]!, "1"], "letter", key);
  assert.deepEqual(
    asked.left_out.map((one) => one.code),
    ["registry.no_such_person"],
    "named twice she is asked for once",
  );
  assert.equal(asked.items.length, 4);
  for (const one of asked.items) {
    assert.equal(one.activation, "", "whoever asks gets no code");
    assert.match(one.login, /^lin\d{5}$/);
  }
  assert.equal(on_record(), 4);
  assert.deepEqual(await many([...people, people[0]!, "1"], "letter", key), asked, "a repeat");
  assert.equal(on_record(), 4);
  assert.equal((await lacking()).total, 0, "asked for is not lacking");
  assert.deepEqual(
    (await many(people)).left_out.map((one) => one.code),
    people.map(() => "office.asked_already"),
  );
  const ids = asked.items.map((one) => one.request);
  for (const who of [chief, audit])
    assert.equal(
      await code_of(who.post("/api/v1/account-requests/confirm", { ids })),
      "office.not_yours_to_confirm",
    );
  const letters = (await confirm(ids)).items;
  assert.equal(new Set(letters.map((one) => one.activation)).size, 4);
  const hers = letters.find((one) => one.name === "周建国")!;
  const activate = (known: string): Promise<unknown> =>
    new Client(server).post("/api/v1/activations", {
      login: hers.login,
      code: hers.activation,
      known,
      password: PASSWORD,
    });
  assert.equal(await code_of(activate("000000")), "access.wrong_activation");
  await activate(CADRES[0][2].slice(-6));
  assert.deepEqual(
    (await many(people)).left_out.map((one) => one.code),
    people.map(() => "office.has_account"),
    "a letter is printed again only by a reset",
  );
  assert.ok(!(await steps_left(chief)).includes("accounts"));
  const { items } = await audit.get<{ items: { what: { zh: string } }[] }>(
    "/api/v1/audit?kind=account&result=done",
  );
  const said = items.map((one) => one.what.zh);
  const asking = said.filter((one) => /^申请工作账号 lin\d{5}$/.test(one));
  assert.equal(asking.length, 4, said.join("\n"));
  await until(async () =>
    (
      await security.get<{ items: { rule: string }[] }>("/api/v1/alarms?which=all")
    ).items.some((one) => one.rule === "first_access"),
  );
});

test("accounts say what their owners hold, and are found by phone", async () => {
  const { items } = await chief.get<{
    items: { login: string; used: boolean; seats: { name: { zh: string } }[] }[];
  }>(`/api/v1/accounts?login=${CADRES[0][1]}`);
  assert.deepEqual(
    items.map((one) => [one.used, one.seats[0]!.name.zh]),
    [[true, "向巷村 · 受理分办"]],
  );
});

test("who never used her letter in time is asked for again, under the same login", async () => {
  const { account, login } = (
    await chief.get<{ items: { account: string; login: string }[] }>(
      `/api/v1/accounts?login=${CADRES[1][1]}`,
    )
  ).items[0]!;
  assert.ok((await steps_left(chief)).includes("sender"));
  await server.stop();
  meddle(data, `UPDATE access_account SET activation_ends_at = 1 WHERE id = ${account}`);
  const waiting = 500; // kRequestsWaitingMax
  meddle(
    data,
    `INSERT INTO access_request
       (id, version, account_id, act, way, asked_by, asked_at, ends_at, outcome)
     WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${waiting})
     SELECT i, 1, i, 'make', 'letter', 1, 0, 9000000000000000, '' FROM n`,
  );
  await serve();
  const again = await lacking();
  assert.deepEqual(again.items.map(name_of), ["吴秀兰"]);
  assert.equal(await code_of(many([again.items[0]!.person])), "office.requests_many");
  await server.stop();
  meddle(data, `DELETE FROM access_request WHERE id <= ${waiting}`);
  await serve();
  const asked = await many([again.items[0]!.person]);
  assert.equal(asked.items[0]!.login, login);
  const letter = (await confirm([asked.items[0]!.request])).items[0]!;
  assert.match(letter.activation, /^\w{4}-\w{4}-\w{4}$/);
});

async function serve(): Promise<void> {
  const senders = join(data, "../senders.yaml");
  writeFileSync(senders, gateway.settings());
  server = await Server.start(data, null, "--senders", senders);
  [chief, security, audit] = [chief, security, audit].map(
    (who) => new Client(server, who.session),
  ) as [Client, Client, Client];
}

test("a test message, a backup and an escrow end their steps once they are whole", async () => {
  await chief.post("/api/v1/senders/test", { phone: CHIEF.phone });
  await until(async () => !(await steps_left(chief)).includes("sender"));
  assert.deepEqual(await steps_left(chief), ["seats", "backup", "escrow", "trial"]);
  const file = join(place(), "file");
  writeFileSync(file, "");
  assert.equal(run("backup", "--data", data, "--to", join(file, "below")).code, 1);
  assert.ok((await steps_left(chief)).includes("backup"), "nothing was copied");
  const kept = join(place(), "backup");
  assert.equal(run("backup", "--data", data, "--to", kept).code, 0);
  assert.ok(!(await steps_left(chief)).includes("backup"), "wherever it lies");
  const escrow = (to: string): number | null =>
    spawnSync(linli, ["keys", "escrow", "--data", data, to], {
      input: "twelve words are better than one\n",
    }).status;
  assert.equal(escrow(join(file, "below")), 1);
  assert.ok((await steps_left(chief)).includes("escrow"));
  assert.equal(escrow(join(place(), "keys")), 0);
  assert.deepEqual(await steps_left(chief), ["seats", "trial"]);
  assert.doesNotMatch(doctor(), /no_backup|keys_not_escrowed|no_sender/);
});

test("a code by phone goes to its owner, and who has none on file is named", async () => {
  await take_in(chief, "people", [
    "姓名,手机号,身份证号,人员编号",
    "孙会计,14300000521,,c-4",
    `钱无机,,${identity("99999919651211331")},c-5`,
  ]);
  await take_in(chief, "positions", [
    "岗位,单元编码,手机号,身份证号",
    `callback,420583,14300000521,`,
    `supervisor,420583,,${identity("99999919651211331")}`,
  ]);
  const items = (await lacking()).items;
  assert.deepEqual(items.map(name_of).sort(), ["孙会计", "钱无机"]);
  const asked = await many(
    items.map((one) => one.person),
    "phone",
  );
  assert.deepEqual(
    asked.left_out.map((one) => [one.name, one.code]),
    [["钱无机", "office.no_phone_known"]],
  );
  const done = (await confirm(asked.items.map((one) => one.request))).items[0]!;
  assert.equal(done.activation, "", "the code is in no letter");
  await until(async () =>
    gateway.to("14300000521").some((text) => text.includes(asked.items[0]!.login)),
  );
});

test("the first request that goes all the way ends the last step", async () => {
  const cadre = new Client(server);
  await cadre.post("/api/v1/sessions/password", {
    login: (
      await chief.get<{ items: { login: string }[] }>(`/api/v1/accounts?login=${CADRES[0][1]}`)
    ).items[0]!.login,
    password: PASSWORD,
  });
  const her = new Client(server);
  await her.post("/api/v1/codes", { phone: "14300000531" });
  await until(async () => gateway.to("14300000531").length > 0);
  const code = /\d{6,9}/.exec(gateway.to("14300000531")[0]!)![0];
  await her.post("/api/v1/sessions/code", { phone: "14300000531", code });
  const filed = await her.file({
    title: "村口的路灯不亮",
    unit: await unit(her, "向巷村"),
    category: "village.lighting",
  });
  const trial = async () => (await readiness(chief)).items.find((one) => one.key === "trial")!;
  assert.deepEqual([(await trial()).have, (await trial()).done], [1, false]);
  assert.ok(doctor().includes("[doctor.trial_open]"));
  const id = filed.matter!;
  await cadre.act(id, "done_on_spot", { reply: "已经换了灯泡。" });
  await her.act(id, "solved", {});
  await until(async () => (await trial()).done);
  assert.doesNotMatch(doctor(), /never_tried|trial_open/);
});
