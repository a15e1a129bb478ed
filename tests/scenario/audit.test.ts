// The audit: every route leaves the entry that it promises, also when it is refused; nothing of it
// can be changed, taken out or cut off unseen; alarms reach who keeps watch; looks have a limit.
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Client, code, forward, refusal, unit, until } from "./client";
import { drop, folder, keep, meddle, place, rows, run, Server } from "./house";

interface Item {
  at: number;
  kind: string;
  result: string;
  who: { zh: string };
  what: { zh: string };
  why: { zh: string };
  address: string;
  times: number;
}
interface Page {
  items: Item[];
  next: string;
}
interface Alarm {
  id: string;
  rule: string;
  about: { zh: string };
  seen_at: number;
  seen_by: { zh: string };
  times: number;
}
interface Alarms {
  items: Alarm[];
  open: number;
  limits: { name: string; value: number; by_default: boolean }[];
}
interface Row {
  kind: string;
  route: string;
  refused: number;
  code: string;
  times: number;
  person_id: number | null;
  account_id: number | null;
  detail: string;
  recorded: number;
}

let data: string;
let server: Server;
let copy: string;
const AUDITOR = "audit_administrator";
const KEEPER = "security_administrator";

before(async () => {
  data = folder();
  copy = join(place(), "audit.jsonl");
  server = await Server.start(data, undefined, "--audit-file", copy);
});
after(async () => {
  await server.stop();
  drop(data);
});

const written = (where = "1 = 1"): Row[] =>
  rows<Row>(data, `SELECT * FROM audit_entry WHERE ${where} ORDER BY id`);
const latest = (where: string): Row => written(where).at(-1)!;
const count = (where: string): number => written(where).length;
const audit = async (query = ""): Promise<Page> =>
  (await Client.as(server, AUDITOR)).get<Page>(`/api/v1/audit?${query}`);
const verify = (...more: string[]) => run("verify", "--data", data, ...more);
const chained = () =>
  until(async () => rows(data, "SELECT id FROM audit_queue").length === 0);
// Words that refusals leave in the log of the program are of no interest here.
const wrong = (login: string, password = "not her password at all") =>
  refusal(new Client(server).post("/api/v1/sessions/password", { login, password }));

test("a sign-in stays in the audit after she has signed out", async () => {
  const clerk = await Client.as(server, "village_intake");
  await clerk.call("DELETE", "/api/v1/sessions/current");
  const { items } = await audit("kind=sign_in");
  assert.ok(items.some((item) => /向巷村 · 受理分办 \S+/.test(item.who.zh)));
  assert.ok((await audit("kind=session")).items.length > 0);
  assert.equal(latest("route = 'session_end'").refused, 0);
});

test("failed sign-ins are entries with address and count, and never what was typed", async () => {
  const typed = "hunter2-is-my-password";
  for (let i = 0; i < 4; ++i) await wrong(typed);
  await until(async () => count("route = 'session_by_password' AND refused = 1") > 0);
  const page = await audit("kind=sign_in&result=refused");
  assert.equal(page.items[0]!.address, "127.0.0.1");
  assert.ok(page.items[0]!.why.zh.length > 0);
  for (const table of ["audit_entry", "audit_address", "audit_link"])
    assert.ok(!JSON.stringify(rows(data, `SELECT * FROM ${table}`)).includes("hunter2"), table);
});

test("codes asked for and used are entries that do not tell the phone", async () => {
  const phone = "13900004321";
  const client = new Client(server);
  await client.post("/api/v1/codes", { phone });
  const wrong_code = await refusal(
    new Client(server).post("/api/v1/sessions/code", { phone, code: "000000" }),
  );
  assert.equal(wrong_code.status, 401);
  const asked = latest("route = 'code_request'");
  assert.match(asked.detail, /^phone=-?\d+$/);
  await until(async () => count("route = 'session_by_code' AND refused = 1") > 0);
  assert.equal(latest("route = 'session_by_code' AND refused = 1").detail, asked.detail);
  assert.ok(!JSON.stringify(written()).includes(phone));
  await client.post("/api/v1/sessions/code", { phone, code: await code(server, phone) });
  const used = latest("route = 'session_by_code' AND refused = 0");
  assert.ok(used.person_id);
});

test("an act that is refused leaves an entry on any route", async () => {
  const resident = await Client.as(server, "resident");
  assert.equal((await refusal(resident.get("/api/v1/inbox"))).status, 403);
  await until(async () => count("route = 'inbox' AND code = 'http.not_for_you'") > 0);
  const stranger = await fetch(server.address + "/api/v1/inbox", {
    headers: { cookie: "linli=" + Buffer.alloc(40, 7).toString("base64url") },
  });
  assert.equal(stranger.status, 401);
  await until(async () => count("route = 'inbox' AND code = 'access.session_unknown'") > 0);
  // Who has not signed in was refused nothing.
  await refusal(new Client(server).get("/api/v1/inbox"));
  assert.equal(count("code = 'http.sign_in'"), 0);
  assert.ok((await audit("kind=refusal")).items.length >= 2);
});

test("a wrong follow-up code leaves an entry, a right one none", async () => {
  const before_it = count("route = 'follow'");
  await refusal(new Client(server).post("/api/v1/follow", { number: "1", code: "x" }));
  const resident = await Client.as(server, "resident");
  const filed = await resident.file({
    title: "审计用的事项",
    unit: await unit(resident, "向巷村"),
    category: "village.lighting",
  });
  const guess = await refusal(
    new Client(server).post("/api/v1/follow", { number: filed.number, code: "22222222" }),
  );
  assert.equal(guess.code, "request.not_found");
  await until(async () => count("route = 'follow'") > before_it);
  assert.equal(latest("route = 'follow'").kind, "code");
});

test("the administrator's looks and acts are entries in the write set of the act", async () => {
  const administrator = await Client.as(server, "administrator");
  const village = await unit(administrator, "向巷村");
  await administrator.get(`/api/v1/registry/people?unit=${village}`);
  assert.equal(latest("route = 'registry_people'").kind, "look");
  const made = await administrator.get<{ items: { id: string }[] }>(
    `/api/v1/registry/positions?unit=${village}`,
  );
  await administrator.post(`/api/v1/registry/positions/${made.items[0]!.id}`, {
    phone: "0717-4221234",
  });
  const phone = latest("route = 'registry_phone'");
  assert.deepEqual([phone.kind, phone.recorded, phone.refused], ["office", 1, 0]);
  const gone = await refusal(
    administrator.post("/api/v1/registry/positions/12345", { phone: "0717-4221234" }),
  );
  assert.equal(gone.code, "registry.no_such_position");
  await until(async () => count("route = 'registry_phone' AND refused = 1") > 0);
});

test("when the audit cannot be written, neither the act nor the look happens", async () => {
  const administrator = await Client.as(server, "administrator");
  const village = await unit(administrator, "向巷村");
  const positions = async () =>
    (
      await administrator.get<{ items: { id: string; phone: string }[] }>(
        `/api/v1/registry/positions?unit=${village}`,
      )
    ).items[0]!;
  const was = await positions();
  if (existsSync(join(data, "database"))) {
    meddle(
      data,
      `CREATE FUNCTION no_audit() RETURNS trigger LANGUAGE plpgsql AS
       'BEGIN RAISE EXCEPTION ''no'' USING ERRCODE = ''check_violation''; END';
       CREATE TRIGGER no_audit BEFORE INSERT ON audit_entry EXECUTE FUNCTION no_audit()`,
    );
  } else {
    meddle(
      data,
      `CREATE TRIGGER no_audit BEFORE INSERT ON audit_entry
       BEGIN SELECT RAISE(ABORT, 'no'); END`,
    );
  }
  try {
    const act = await refusal(
      administrator.post(`/api/v1/registry/positions/${was.id}`, { phone: "0717-4220000" }),
    );
    assert.ok(act.status >= 400);
    const look = await refusal(administrator.get(`/api/v1/registry/people?unit=${village}`));
    assert.ok(look.status >= 400);
  } finally {
    meddle(
      data,
      existsSync(join(data, "database"))
        ? "DROP TRIGGER no_audit ON audit_entry; DROP FUNCTION no_audit()"
        : "DROP TRIGGER no_audit",
    );
  }
  assert.equal((await positions()).phone, was.phone);
});

const keeps_nothing = [
  "file_take",
  "import_piece",
  "request_about",
  "my_messages_read",
  "sso_begin",
];
test("every route says which entry it leaves, and state-changing ones say one", async () => {
  const document = (await (await fetch(server.address + "/openapi.json")).json()) as {
    paths: Record<string, Record<string, { operationId: string; "x-audit": string }>>;
  };
  const said = Object.values(document.paths).flatMap((path) =>
    Object.entries(path).map(([method, operation]) => ({ method, ...operation })),
  );
  for (const route of said) {
    assert.ok(route["x-audit"], `${route.operationId} says nothing`);
    // What is uploaded is nobody's act until an act attaches it.
    // Nor does a question about a text keep anything, nor leaving for an identity provider.
    if (route.method !== "get" && !keeps_nothing.includes(route.operationId))
      assert.notEqual(route["x-audit"], "nothing", route.operationId);
  }
});

test("many failed sign-ins of one account raise an alarm, once, until it was seen", async () => {
  let administrator = await Client.as(server, KEEPER);
  await administrator.post("/api/v1/audit/limits/failures_account", { value: 3 });
  const login = rows<{ login: string }>(data, "SELECT login FROM access_account LIMIT 1")[0]!.login;
  for (let i = 0; i < 5; ++i) await wrong(login);
  const open = async (): Promise<Alarm[]> =>
    (await administrator.get<Alarms>("/api/v1/alarms")).items.filter(
      (one) => one.rule === "failures_account",
    );
  // Its first failure is an entry at once, the others when the minute is over.
  await until(async () => count("route = 'session_by_password' AND account_id IS NOT NULL") > 0);
  for (let i = 0; i < 40 && (await open()).length === 0; ++i) {
    await forward(server, 1);
    administrator = await Client.as(server, KEEPER); // an hour without a word ends a session
    await wrong(login);
    await new Promise((done) => setTimeout(done, 600));
  }
  const [alarm] = await open();
  assert.equal(alarm!.about.zh, login);
  await administrator.post(`/api/v1/alarms/${alarm!.id}/seen`);
  assert.deepEqual(await open(), []);
  const all = await administrator.get<Alarms>("/api/v1/alarms?which=all");
  const seen = all.items.find((one) => one.id === alarm!.id)!;
  assert.ok(seen.seen_at > 0);
  assert.equal(latest("route = 'alarm_see'").detail, `alarm=${alarm!.id}`);
  const none = await refusal(administrator.post("/api/v1/alarms/5/seen"));
  assert.equal(none.code, "audit.no_such_alarm");
});

test("limits have ranges, a default that is told apart, and a name", async () => {
  const administrator = await Client.as(server, KEEPER);
  const { limits } = await administrator.get<Alarms>("/api/v1/alarms");
  assert.deepEqual(
    limits.find((one) => one.name === "keep_days"),
    { name: "keep_days", value: 365, by_default: true, otherwise: 365, least: 365, most: 3650 },
  );
  const set = (name: string, value: number) =>
    refusal(administrator.post(`/api/v1/audit/limits/${name}`, { value }));
  assert.equal((await set("keep_days", 30)).code, "audit.limit_range");
  assert.equal((await set("keep_days_ever", 400)).code, "audit.no_such_limit");
});

test("a jump of the machine's time is an entry and an alarm", async () => {
  await forward(server, 5);
  const administrator = await Client.as(server, KEEPER);
  await until(async () =>
    (await administrator.get<Alarms>("/api/v1/alarms")).items.some(
      (one) => one.rule === "clock_jump",
    ),
  );
  await until(async () => count("route = 'clock_jump'") > 0);
});

test("who looks at very many filers is stopped, told what to do, and reported", async () => {
  const administrator = await Client.as(server, KEEPER);
  const set = (name: string, value: number) =>
    administrator.post(`/api/v1/audit/limits/${name}`, { value });
  await set("mass_reveals", 2);
  await set("reveals_hour", 4);
  const resident = await Client.as(server, "resident");
  const village = await unit(resident, "向巷村");
  const matters: string[] = [];
  for (let i = 0; i < 4; ++i) {
    const filed = await resident.file({
      title: `看第${i}个`,
      unit: village,
      category: "village.lighting",
    });
    matters.push(filed.matter!);
  }
  const intake = await Client.as(server, "village_intake");
  // At once, so that none decides on what the other has not written.
  const looked = await Promise.allSettled(
    matters.flatMap((id) =>
      ["phone", "name"].map((what) =>
        intake.post(`/api/v1/matters/${id}/reveal`, { what, reason: "call_filer" }),
      ),
    ),
  );
  assert.equal(looked.filter((one) => one.status === "fulfilled").length, 4);
  const stopped = await refusal(
    intake.post(`/api/v1/matters/${matters[0]!}/reveal`, { what: "phone", reason: "call_filer" }),
  );
  assert.deepEqual([stopped.status, stopped.code], [429, "request.reveals_many"]);
  await until(async () =>
    (await administrator.get<Alarms>("/api/v1/alarms")).items.some(
      (one) => one.rule === "mass_reveals" && /向巷村/.test(one.about.zh),
    ),
  );
  await set("reveals_hour", 20);
});

test("the copy in a file has every entry, and of residents only their networks", async () => {
  await chained();
  const last = rows<{ id: number }>(data, "SELECT max(id) AS id FROM audit_link")[0]!.id;
  const lines = () => readFileSync(copy, "utf8").trim().split("\n");
  await until(async () => lines().length >= last);
  const copied = lines().map(
    (line) => JSON.parse(line) as { number: number; account: string; address: string },
  );
  copied.forEach((line, at) => assert.equal(line.number, at + 1));
  for (const line of copied) {
    if (line.account === "-" && line.address !== "-") assert.match(line.address, /\/(24|48)$/);
  }
});

test("verify proves the chain and names what was tampered with", async () => {
  await chained();
  await server.stop();
  const intact = verify("--audit-file", copy);
  assert.equal(intact.code, 0, intact.out + intact.err);
  assert.match(intact.out, /^audit: \d+ entries from 1 to \d+, 0 not yet chained, .* intact$/m);
  const restore = keep(data);
  const victim = rows<{ entry: string }>(
    data,
    "SELECT CAST(entry_id AS TEXT) AS entry FROM audit_link WHERE id = 3",
  )[0]!.entry;
  meddle(data, `UPDATE audit_entry SET refused = 1 - refused WHERE id = ${victim}`);
  const changed = verify();
  assert.equal(changed.code, 1);
  const named = new RegExp(`^audit: entry ${victim} \\(link 3\\): is not what was`, "m");
  assert.match(changed.out, named);
  restore();
  // The last ones taken away together with the head: the head outside of the database tells.
  const again = keep(data);
  const end = rows<{ id: number }>(data, "SELECT max(id) AS id FROM audit_link")[0]!.id;
  meddle(data, `DELETE FROM audit_link WHERE id > ${end - 2}`);
  const missing = `^audit: link ${end}: was signed and copied out, and is missing`;
  assert.match(verify().out, new RegExp(missing, "m"));
  again();
  server = await Server.start(data, undefined, "--audit-file", copy);
});

test("a chain cut short while nobody looked is an alarm, and the evidence stays", async () => {
  await chained();
  await server.stop();
  const restore = keep(data);
  const head = readFileSync(data + "-audit-head", "utf8");
  server = await Server.start(data, undefined);
  await Client.as(server, "resident");
  await chained();
  await server.stop();
  const newer = readFileSync(data + "-audit-head", "utf8");
  assert.notEqual(newer, head);
  restore();
  assert.match(verify().out, /^audit: link \d+: the chain ends before it/m);
  server = await Server.start(data, undefined);
  const administrator = await Client.as(server, KEEPER);
  await until(async () =>
    (await administrator.get<Alarms>("/api/v1/alarms")).items.some(
      (one) => one.rule === "chain_broken",
    ),
  );
  assert.equal(readFileSync(data + "-audit-head", "utf8"), newer);
  await server.stop();
  rmSync(data + "-audit-head");
  server = await Server.start(data, undefined);
});

test("refusals that are queued are written before the program ends", async () => {
  const name = "nobody.in.particular";
  await wrong(name);
  const counted = count("route = 'session_by_password' AND refused = 1");
  await server.stop();
  assert.ok(count("route = 'session_by_password' AND refused = 1") >= counted);
  assert.equal(verify().code, 0);
});
