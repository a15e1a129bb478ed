// One system administrator alone becomes nobody: a changed phone, a first seat worn by phone and a
// first account wait for somebody else, their owner is told, and what a backup held opens nothing.
// Attack of issue 12, round two: items 2, 3 and 11. Shows RISK-3, RISK-22.
import assert from "node:assert/strict";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Client, code, forward, refusal, unit, until } from "./client";
import { drop, folder, place, rows, run, Server } from "./house";

const ID = { her: "420583199003070029", cadre: "420583198511120016", head: "420583198202030033" };
const PHONE = { her: "14300000601", thief: "14300000699", head: "14300000603", new: "14300000604" };

interface Check {
  id: string;
  what: string;
  name: string;
  phone: string;
  new_phone: string;
  seats: { zh: string }[];
  asked_by: { zh: string };
  due_at: number;
  may_confirm: boolean;
}
interface Own {
  id: string;
  what: string;
  new_phone: string;
  outcome: string;
  decided_at: number;
}

let server: Server;
let system: Client;
let security: Client;
let audit: Client;
before(async () => {
  server = await Server.start(folder());
  system = await Client.as(server, "administrator");
  security = await Client.as(server, "security_administrator");
  audit = await Client.as(server, "audit_administrator");
});
after(async () => {
  await server.stop();
  drop(server.data);
});

async function take(kind: string, table: string, by = system, name = "册子.csv"): Promise<string> {
  const answer = await fetch(
    `${server.address}/api/v1/registry/imports/${kind}` +
      `?dry_run=false&name=${encodeURIComponent(name)}`,
    { method: "POST", headers: { cookie: by.session, "content-type": "text/csv" }, body: table },
  );
  const json = (await answer.json()) as Record<string, number>;
  return `${json["imported"]} ${json["unchanged"]} ${json["refused"]}`;
}
const person = (name: string, phone: string, identity: string): Promise<string> =>
  take("people", `姓名,手机号,身份证号\n${name},${phone},${identity}\n`);
const waiting = async (by = security): Promise<Check[]> =>
  (await by.get<{ items: Check[] }>("/api/v1/phone-checks")).items;
const own = async (by: Client): Promise<Own[]> =>
  (await by.get<{ items: Own[] }>("/api/v1/me/phone-checks")).items;
const who = async (client: Client): Promise<string> =>
  (await client.get<{ name: string }>("/api/v1/me/export")).name;
const code_of = async (promise: Promise<unknown>): Promise<string> => (await refusal(promise)).code;
const told = async (to?: string): Promise<string[]> =>
  (await system.get<{ items: { to: string; text: string }[] }>("/api/v1/sample/messages")).items
    .filter((one) => to === undefined || one.to === to)
    .map((one) => one.text);
// Messages of this kind to the person herself, whose phone is the old one while it waits.
const told_her = (text: string): number =>
  rows<{ n: number }>(
    server.data,
    `SELECT count(*) AS n FROM delivery_message WHERE code = '${text}'
     AND person_id IN (SELECT person_id FROM phone_check)`,
  )[0]!.n;
const rules = (): Promise<string[]> =>
  security
    .get<{ items: { rule: string }[] }>("/api/v1/alarms")
    .then((page) => page.items.map((one) => one.rule));
// What the record and the audit have of a step; neither holds a number or a name.
const steps = (step: string): [number, number] => {
  const count = (sql: string): number => rows<{ n: number }>(server.data, sql)[0]!.n;
  return [
    count(`SELECT count(*) AS n FROM journal_entry WHERE act = 'registry.${step}'`),
    count(`SELECT count(*) AS n FROM audit_entry WHERE kind = 'office' AND route = '${step}'
           AND detail LIKE '%person=%'`),
  ];
};

test("a phone that replaces hers does not sign in as her, and she is told", async () => {
  assert.equal(await person("被盗人", PHONE.her, ID.her), "1 0 0");
  const her = await Client.byPhone(server, PHONE.her);
  assert.equal(await who(her), "被盗人");
  // The attack: one row with her identity number and another's phone.
  assert.equal(await person("被盗人", PHONE.thief, ID.her), "1 0 0");
  const thief = await Client.byPhone(server, PHONE.thief);
  assert.notEqual(await who(thief), "被盗人", "the new phone is nobody the county knows");
  assert.equal(await who(her), "被盗人", "hers signs in as before");
  assert.ok(
    (await told()).some((text) => text.includes("0699") && text.includes("7天")),
    "the old phone is told, with its days",
  );
  assert.equal(told_her("phone.told_ask_days"), 1);
  assert.deepEqual(steps("phone_ask"), [1, 1]);
  assert.equal(await person("被盗人", PHONE.thief, ID.her), "0 1 0", "twice is once");
  assert.deepEqual(
    (await own(her)).map((one) => [one.what, one.new_phone, one.outcome]),
    [["phone", "143****0699", ""]],
  );
  // Putting the old one back leaves a trace.
  assert.equal(await person("被盗人", PHONE.her, ID.her), "1 0 0");
  assert.deepEqual(steps("phone_withdraw"), [1, 1]);
  assert.deepEqual(await waiting(), []);
  // The thief's session has nothing of hers to decide.
  assert.equal(await person("被盗人", PHONE.thief, ID.her), "1 0 0");
  const id = (await waiting())[0]!.id;
  assert.equal(
    await code_of(thief.post(`/api/v1/me/phone-checks/${id}/confirm`)),
    "office.no_such_request",
  );
});

test("whoever entered it does not confirm it; after her no, time alone does not do", async () => {
  const id = (await waiting())[0]!.id;
  const decide = (by: Client): Promise<unknown> =>
    by.post("/api/v1/phone-checks/confirm", { ids: [id] });
  assert.equal(await code_of(decide(system)), "office.not_yours_to_confirm");
  assert.equal(await code_of(decide(audit)), "office.not_yours_to_confirm");
  assert.equal((await waiting(system))[0]!.may_confirm, false);
  assert.equal((await waiting())[0]!.asked_by.zh.startsWith("系统管理员"), true);
  const her = await Client.byPhone(server, PHONE.her);
  await her.post(`/api/v1/me/phone-checks/${id}/object`);
  assert.equal(
    await code_of(her.post(`/api/v1/me/phone-checks/${id}/confirm`)),
    "office.request_over",
  );
  await until(async () => (await rules()).includes("phone_objected"));
  assert.equal(await person("被盗人", PHONE.thief, ID.her), "1 0 0");
  assert.equal((await waiting())[0]!.due_at, 0);
  await forward(server, 30 * 24);
  security = await Client.as(server, "security_administrator");
  system = await Client.as(server, "administrator");
  audit = await Client.as(server, "audit_administrator");
  assert.equal((await waiting()).length, 1, "it waits on");
  await security.post("/api/v1/phone-checks/decline", { ids: [(await waiting())[0]!.id] });
  assert.deepEqual(await waiting(), []);
  assert.equal(await who(await Client.byPhone(server, PHONE.her)), "被盗人");
});

test("confirmed by another kind, it is hers, and the old phone is out at once", async () => {
  assert.equal(await person("被盗人", PHONE.new, ID.her), "1 0 0");
  const old = await Client.byPhone(server, PHONE.her);
  await security.post("/api/v1/phone-checks/confirm", { ids: [(await waiting())[0]!.id] });
  assert.equal((await refusal(old.get("/api/v1/me/export"))).status, 401);
  assert.ok((await told(PHONE.her)).some((text) => text.includes("不能再登录")));
  const her = await Client.byPhone(server, PHONE.new);
  assert.equal(await who(her), "被盗人");
  assert.notEqual(await who(await Client.byPhone(server, PHONE.her)), "被盗人");
  assert.equal((await own(her))[0]!.outcome, "confirmed");
  assert.deepEqual(steps("phone_confirmed"), [1, 1]);
  assert.equal(
    await code_of(security.post("/api/v1/phone-checks/confirm", { ids: [] })),
    "office.checks_many",
  );
});

test("she confirms her own from a session of hers", async () => {
  await person("搬家人", "14300000611", "420583197001010015");
  const her = await Client.byPhone(server, "14300000611");
  await person("搬家人", "14300000612", "420583197001010015");
  await her.post(`/api/v1/me/phone-checks/${(await own(her))[0]!.id}/confirm`);
  assert.equal(await who(await Client.byPhone(server, "14300000612")), "搬家人");
});

test("a register's many changes are confirmed at once, or hold after their days", async () => {
  const table = (first: number): string =>
    "姓名,手机号,人员编号\n" +
    Array.from(
      { length: 30 },
      (_, n) => `某${"甲乙丙丁戊己庚辛壬癸"[n % 10]}${n},1430001${first + n},r-${n}\n`,
    ).join("");
  assert.equal(await take("people", table(1000)), "30 0 0");
  assert.equal(await take("people", table(2000)), "30 0 0");
  const some = await waiting();
  assert.equal(some.length, 30);
  assert.ok(some.every((one) => one.may_confirm && one.due_at > 0 && /^.\*+$/.test(one.name)));
  await until(async () => (await rules()).includes("phone_changes"));
  const ids = some.slice(0, 20).map((one) => one.id);
  assert.deepEqual(await security.post("/api/v1/phone-checks/confirm", { ids }), { decided: 20 });
  assert.equal((await waiting()).length, 10);
  assert.equal(await who(await Client.byPhone(server, "14300012000")), "某甲0");
  await forward(server, 6 * 24);
  security = await Client.as(server, "security_administrator");
  assert.equal((await waiting()).length, 10, "not before its days are over");
  await forward(server, 25);
  security = await Client.as(server, "security_administrator");
  system = await Client.as(server, "administrator");
  await until(async () => (await waiting()).length === 0);
  assert.equal(await who(await Client.byPhone(server, "14300012029")), "某癸29");
  assert.deepEqual(steps("phone_passed"), [10, 10]);
});

test("a first phone is free for who has none, and not for who holds a seat", async () => {
  await take("people", "姓名,人员编号\n老人,f-1\n");
  await take("people", "姓名,手机号,人员编号\n老人,14300000621,f-1\n");
  assert.equal(await who(await Client.byPhone(server, "14300000621")), "老人");
  assert.deepEqual(await waiting(), []);
  await person("镇里人", "", ID.cadre);
  await take(
    "positions",
    `岗位,单元编码,身份证号,副职\nintake,420583105215,${ID.cadre},是\n`,
    system,
    "岗位.csv",
  );
  assert.equal(await person("镇里人", PHONE.thief, ID.cadre), "1 0 0");
  const [one] = await waiting();
  assert.deepEqual([one!.name, one!.due_at, one!.phone], ["镇里人", 0, ""]);
  assert.match(one!.seats[0]!.zh, /受理/);
  await until(async () => (await rules()).includes("phone_in_office"));
  await security.post("/api/v1/phone-checks/decline", { ids: [one!.id] });
});

test("a first seat is not worn by phone before another kind has confirmed it", async () => {
  await person("假联户", PHONE.head, ID.head);
  const village = await unit(system, "向巷村");
  const cluster = rows<{ code: string }>(
    server.data,
    `SELECT u.code FROM unit u WHERE u.level = 'cluster' AND u.path LIKE '%/${village}/%'
     ORDER BY u.code LIMIT 2`,
  ).map((row) => row.code);
  const seats =
    "岗位,单元编码,手机号,副职\n" +
    cluster.map((one) => `liaison,${one},${PHONE.head},是\n`).join("");
  assert.equal(await take("positions", seats, system, "联户.csv"), "2 0 0");
  const head = await Client.byPhone(server, PHONE.head);
  const hats = async (): Promise<number> =>
    (await head.get<{ hats: unknown[] }>("/api/v1/me")).hats.length;
  assert.equal(await hats(), 0);
  const [one, ...more] = await waiting();
  assert.deepEqual([one!.what, one!.name, more.length], ["seat", "假联户", 0]);
  assert.equal(
    await code_of(head.post(`/api/v1/me/phone-checks/${one!.id}/confirm`)),
    "office.no_such_request",
    "she does not confirm her own seat",
  );
  assert.deepEqual(steps("seat_ask"), [1, 1]);
  await until(async () => (await rules()).includes("first_access"));
  await security.post("/api/v1/phone-checks/confirm", { ids: [one!.id] });
  assert.equal(await hats(), 2);
});

test("appointing by hand is the same, and a refused seat stays shut", async () => {
  await person("另一个", "14300000631", "420583198808080019");
  const village = await unit(system, "向巷村");
  const position = rows<{ id: string }>(
    server.data,
    `SELECT CAST(p.id AS TEXT) AS id FROM position p JOIN unit u ON u.id = p.unit_id
     WHERE p.key = 'liaison' AND u.path LIKE '%/${village}/%' ORDER BY p.id DESC LIMIT 1`,
  )[0]!.id;
  await system.post(`/api/v1/registry/positions/${position}/terms`, {
    phone: "14300000631",
    deputy: true,
  });
  const head = await Client.byPhone(server, "14300000631");
  const hats = async (): Promise<number> =>
    (await head.get<{ hats: unknown[] }>("/api/v1/me")).hats.length;
  assert.equal(await hats(), 0);
  await security.post("/api/v1/phone-checks/decline", { ids: [(await waiting())[0]!.id] });
  assert.equal(await hats(), 0);
});

test("many first accounts are confirmed at once, and none by who asked", async () => {
  const ask = (phone: string, login: string) =>
    system.post<{ activation: string; request: string }>("/api/v1/accounts", { phone, login });
  const asked = [await ask(PHONE.head, "head.one"), await ask("14300000631", "head.two")];
  assert.deepEqual(
    asked.map((one) => one.activation),
    ["", ""],
  );
  const ids = asked.map((one) => one.request);
  const many = (by: Client, which: string[]) =>
    by.post<{ items: { login: string; activation: string }[] }>(
      "/api/v1/account-requests/confirm",
      { ids: which },
    );
  assert.equal(await code_of(many(system, ids)), "office.not_yours_to_confirm");
  assert.equal(await code_of(many(security, [])), "office.checks_many");
  const named = await system.post<{ request: string }>("/api/v1/administrators", {
    kind: "system",
    name: "周七",
    phone: "14300000641",
    login: "chief.two",
  });
  assert.equal(await code_of(many(security, [...ids, named.request])), "office.one_by_one");
  const { items } = await many(security, ids);
  assert.deepEqual(
    items.map((one) => one.login),
    ["head.one", "head.two"],
  );
  for (const one of items) assert.match(one.activation, /^\w{4}-\w{4}-\w{4}$/);
  assert.deepEqual((await many(security, ids)).items, [], "done already");
});

test("at the machine a changed phone waits as well", async () => {
  const file = join(server.data, "../people_again.csv");
  const { writeFileSync } = await import("node:fs");
  writeFileSync(file, `姓名,手机号,身份证号\n被盗人,${PHONE.thief},${ID.her}\n`);
  assert.match(run("import", "people", "--data", server.data, file).out, /imported 1/);
  assert.equal((await waiting())[0]!.asked_by.zh, "服务器操作员");
  assert.equal(await who(await Client.byPhone(server, PHONE.new)), "被盗人");
});

test("a restored backup signs nobody in, and its codes open nothing", async () => {
  const asked = await system.post<{ request: string; login: string }>("/api/v1/accounts", {
    phone: "14300000621",
    login: "old.one",
  });
  const letter = await security.post<{ activation: string; login: string }>(
    `/api/v1/account-requests/${asked.request}/confirm`,
  );
  const her = await Client.byPhone(server, PHONE.new);
  const one_time = "14300012005";
  const asks = new Client(server);
  await asks.post("/api/v1/codes", { phone: one_time });
  const sent = await code(server, one_time);
  const backup = join(place(), "backup");
  const done = run("backup", "--data", server.data, "--to", backup);
  assert.equal(done.code, 0, done.err);
  const restored = join(place(), "restored");
  const back = run("restore", "--from", backup, "--data", restored);
  assert.equal(back.code, 0, back.err);
  cpSync(server.data + "-keys", restored + "-keys", { recursive: true });
  const there = await Server.start(restored);
  try {
    const me = async (cookie: string): Promise<boolean> =>
      (await new Client(there, cookie).get<{ signed_in: boolean }>("/api/v1/me")).signed_in;
    for (const client of [system, security, audit, her]) {
      const signed_in = await me(client.session).catch(() => false);
      assert.equal(signed_in, false);
    }
    assert.equal(
      await code_of(
        new Client(there).post("/api/v1/activations", {
          login: letter.login,
          code: letter.activation,
          known: "0621",
          password: "lotus ponds after the autumn rain",
        }),
      ),
      "access.wrong_activation",
    );
    const count = (table: string): number =>
      rows<{ n: number }>(restored, `SELECT count(*) AS n FROM ${table}`)[0]!.n;
    for (const table of ["access_sent_code", "access_recovery", "access_factor_offer"]) {
      assert.equal(count(table), 0, table);
    }
    assert.equal(
      rows<{ n: number }>(
        restored,
        "SELECT count(*) AS n FROM phone_check WHERE decided_at IS NULL AND due_at IS NOT NULL",
      )[0]!.n,
      0,
    );
    assert.ok(sent);
  } finally {
    await there.stop();
    rmSync(backup, { recursive: true });
  }
});
