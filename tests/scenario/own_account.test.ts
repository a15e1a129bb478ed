// A second factor and one's own account, in a county that is no sample: what an administrator must
// set up before anything else, codes used once, her password and her sessions. Attacks M9 and M11.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { set_up, totp, type Authenticator } from "./authenticator";
import { Client, refusal } from "./client";
import { drop, rows, run, type Server } from "./house";
import { new_county } from "./opening";

const PASSWORD = "lotus ponds after the autumn rain";
const OTHER = "seven herons over a quiet river";
let data = "";
let server: Server;
let chief: Client;
let factor: Authenticator;

before(async () => {
  ({ data, server, chief } = await new_county(PASSWORD));
});
after(async () => {
  await server.stop();
  drop(data);
});

test("an administrator sets up a second factor before anything else", async () => {
  const me = await chief.get<{ must_set_second_factor: boolean }>("/api/v1/me");
  assert.equal(me.must_set_second_factor, true);
  const name = { kind: "audit", name: "赵三", phone: "14300000933", login: "auditor" };
  for (const call of [
    () => chief.post("/api/v1/administrators", name),
    () => chief.get("/api/v1/accounts"),
    () => chief.get("/api/v1/me/lookups"),
    () => chief.get("/api/v1/me/sessions"),
    () => chief.post("/api/v1/me/password", { password: PASSWORD, new_password: OTHER }),
    () => chief.post("/api/v1/me/recovery-codes", { password: PASSWORD }),
  ]) {
    const refused = await refusal(call());
    assert.equal(refused.code, "access.second_factor_needed");
    assert.match(String(refused.body["title"]), /动态验证码/);
  }
  assert.equal(
    (await refusal(chief.post("/api/v1/me/second-factor", { password: OTHER }))).code,
    "access.proof_wrong",
  );
  // Whoever came in by the password alone does not stay.
  const thief = new Client(server);
  await thief.post("/api/v1/sessions/password", { login: "chief", password: PASSWORD });
  factor = await set_up(chief, PASSWORD);
  assert.equal(factor.recovery.length, 10);
  assert.equal((await refusal(thief.get("/api/v1/me/account"))).status, 401);
  await chief.get("/api/v1/accounts");
  const secrets = JSON.stringify([
    rows(data, "SELECT hex(secret) AS secret FROM access_factor"),
    rows(data, "SELECT * FROM access_recovery"),
  ]);
  for (const one of [factor.secret, ...factor.recovery]) assert.ok(!secrets.includes(one));
});

const own_entries = (): { route: string; detail: string }[] =>
  rows(
    data,
    "SELECT route, detail FROM audit_entry WHERE kind IN ('own', 'sign_in', 'session')" +
      " AND refused = 0 ORDER BY id",
  );
const by_code = (second_factor?: string, client = new Client(server)): Promise<unknown> =>
  client.post("/api/v1/sessions/password", { login: "chief", password: PASSWORD, second_factor });
const code_of = async (promise: Promise<unknown>): Promise<string> => (await refusal(promise)).code;

test("a code opens once, a recovery code once, and each is on the audit", async () => {
  assert.equal(await code_of(by_code()), "access.second_factor_wanted");
  const now = Date.now();
  const old = totp(factor.secret, now - 600_000);
  assert.equal(await code_of(by_code(old)), "access.second_factor_wrong");
  const fresh = await factor.next();
  await by_code(fresh);
  assert.equal(await code_of(by_code(fresh)), "access.second_factor_wrong", "used once");
  const recovery = factor.recovery.pop()!;
  await by_code(recovery.toLowerCase().replaceAll("-", " "));
  assert.equal(await code_of(by_code(recovery)), "access.second_factor_wrong", "used once");
  const account = await chief.get<{ recovery_left: number; second_factor_required: boolean }>(
    "/api/v1/me/account",
  );
  assert.deepEqual([account.recovery_left, account.second_factor_required], [9, true]);
  const proof = { password: PASSWORD, second_factor: factor.recovery.pop()! };
  assert.equal(
    await code_of(chief.post("/api/v1/me/second-factor/end", proof)),
    "access.second_factor_required",
  );
  const { codes } = await chief.post<{ codes: string[] }>("/api/v1/me/recovery-codes", proof);
  assert.equal(await code_of(by_code(factor.recovery[0])), "access.second_factor_wrong");
  factor.recovery = codes;
  const said = own_entries().map((entry) => `${entry.route} ${entry.detail}`.trim());
  for (const entry of [
    "my_second_factor_begin",
    "my_second_factor_confirm",
    "session_by_password factor=code",
    "session_by_password factor=recovery",
    "my_recovery_codes factor=recovery",
  ])
    assert.ok(said.includes(entry), `${entry} among\n${said.join("\n")}`);
});

test("she sees her sessions, ends one, and a new sign-in ends its browser's old one", async () => {
  interface Own {
    items: { id: string; current: boolean; kind: string; browser: string }[];
  }
  const sessions = (): Promise<Own> => chief.get<Own>("/api/v1/me/sessions");
  const phone = new Client(server);
  await by_code(factor.recovery.pop(), phone);
  const other = (await sessions()).items[0]!;
  assert.deepEqual([other.current, other.kind], [false, "staff"]);
  const kept = new Client(server, phone.session);
  await by_code(factor.recovery.pop(), phone);
  assert.equal((await refusal(kept.get("/api/v1/me/account"))).status, 401);
  await phone.get("/api/v1/me/account");
  const before = (await sessions()).items;
  assert.equal(before.filter((one) => one.current).length, 1);
  await chief.call("DELETE", `/api/v1/me/sessions/${before[0]!.id}`);
  assert.equal((await refusal(phone.get("/api/v1/me/account"))).status, 401);
  assert.equal((await sessions()).items.length, before.length - 1);
  assert.equal(
    await code_of(chief.call("DELETE", "/api/v1/me/sessions/1")),
    "access.no_such_session",
  );
  assert.equal(own_entries().at(-1)!.detail, `session=${before[0]!.id}`);
});

test("she changes her password with the present one, and her other sessions end", async () => {
  const elsewhere = new Client(server);
  await by_code(factor.recovery.pop(), elsewhere);
  const change = (words: object): Promise<unknown> =>
    chief.post("/api/v1/me/password", {
      password: PASSWORD,
      second_factor: factor.recovery[0],
      new_password: OTHER,
      ...words,
    });
  assert.equal(await code_of(change({ password: OTHER })), "access.proof_wrong");
  assert.equal(await code_of(change({ second_factor: "000000" })), "access.proof_wrong");
  assert.equal(await code_of(change({ new_password: "Zhijiang@12345" })), "access.password_common");
  await change({});
  factor.recovery.shift();
  assert.equal((await refusal(elsewhere.get("/api/v1/me/account"))).status, 401);
  await chief.get("/api/v1/me/account");
  assert.equal(await code_of(by_code(factor.recovery[0])), "access.wrong_password");
  await change({
    password: OTHER,
    new_password: PASSWORD,
    second_factor: factor.recovery.shift()!,
  });
});

test("access made anew at the machine takes the factor off, and a new one is set", async () => {
  const reset = run("admin", "reset", "--data", data, "--login", "chief");
  assert.equal(reset.code, 0, reset.err);
  assert.equal(await code_of(by_code()), "access.second_factor_wanted", "not before it is used");
  const again = new Client(server);
  await again.post("/api/v1/activations", {
    login: "chief",
    code: /one-time code: (\S+)/.exec(reset.out)![1]!,
    known: "0911",
    password: OTHER,
  });
  assert.equal(own_entries().at(-1)!.detail, "factor=reset");
  assert.equal(rows(data, "SELECT id FROM access_factor").length, 0);
  assert.equal(rows(data, "SELECT id FROM access_recovery").length, 0);
  assert.equal(await code_of(again.get("/api/v1/accounts")), "access.second_factor_needed");
  await set_up(again, OTHER);
  await again.get("/api/v1/accounts");
});
