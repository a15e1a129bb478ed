// Three kinds of administrator: a real county from `init` to its opening, resets that two must
// want, letters that work only for their owner, and the way back in at the machine. Attack H6.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { set_up } from "./authenticator";
import { Client, refusal, unit } from "./client";
import { drop, folder, linli, pack, place, rows, run, Server } from "./house";

const PASSWORD = "lotus ponds after the autumn rain";
const OTHER = "seven herons over a quiet river";
const PHONE = {
  chief: "14300000411",
  security: "14300000422",
  audit: "14300000433",
  cadre: "14300000444",
  second: "14300000455",
};

interface Receipt {
  account: string;
  login: string;
  name: string;
  activation: string;
  known: string;
  request?: string;
}
interface Waiting {
  id: string;
  act: string;
  about: { login: string; name: string };
  asked_by: { zh: string };
  may_confirm: boolean;
}

let data = "";
let server: Server;
let chief: Client;
let security: Client;
let audit: Client;

before(async () => {
  data = join(place(), "data");
  const made = run("init", "--data", data, "--pack", pack);
  assert.equal(made.code, 0, made.err);
  const token = /one-time token: (\S+)/.exec(made.out)![1]!;
  const people = join(data, "../people.csv");
  const positions = join(data, "../positions.csv");
  writeFileSync(
    people,
    "姓名,手机号,身份证号,人员编号\n" +
      `受理员,${PHONE.cadre},420583199001011236,m-1\n` +
      `候任人,${PHONE.second},,m-2\n`,
  );
  writeFileSync(positions, `岗位,单元编码,手机号\nintake,420583105215,${PHONE.cadre}\n`);
  for (const [what, file] of [
    ["people", people],
    ["positions", positions],
  ] as const) {
    const done = run("import", what, "--data", data, file);
    assert.match(done.out, /refused 0/, done.out + done.err);
  }
  server = await Server.start(data, null);
  chief = new Client(server);
  await chief.post("/api/v1/administrators/first", {
    token,
    name: "李一",
    phone: PHONE.chief,
    login: "chief",
    password: PASSWORD,
  });
  await set_up(chief, PASSWORD);
});
after(async () => {
  await server.stop();
  drop(data);
});

const county = (who = new Client(server)): Promise<{ setting_up: boolean; missing: string[] }> =>
  who.get("/api/v1/county");
const name = (who: Client, kind: string, words: object): Promise<Receipt> =>
  who.post("/api/v1/administrators", { kind, ...words });
async function come_in(
  letter: { login: string; activation: string },
  known: string,
  password = PASSWORD,
): Promise<Client> {
  const client = new Client(server);
  await client.post("/api/v1/activations", {
    login: letter.login,
    code: letter.activation,
    known,
    password,
  });
  const me = await client.get<{ must_set_second_factor: boolean }>("/api/v1/me");
  if (me.must_set_second_factor) await set_up(client, password);
  return client;
}
const code_of = async (promise: Promise<unknown>): Promise<string> => (await refusal(promise)).code;
const waiting = async (who: Client): Promise<Waiting[]> =>
  (await who.get<{ items: Waiting[] }>("/api/v1/account-requests")).items;
const confirm = (who: Client, id: string): Promise<Receipt> =>
  who.post(`/api/v1/account-requests/${id}/confirm`);
const account = async (login: string): Promise<string> =>
  (await chief.get<{ items: { account: string }[] }>(`/api/v1/accounts?login=${login}`)).items[0]!
    .account;
const sign_in = (login: string, password: string): Promise<unknown> =>
  new Client(server).post("/api/v1/sessions/password", { login, password });

test("until all three kinds have come in there are no residents and no accounts", async () => {
  assert.equal((await county()).setting_up, true);
  assert.deepEqual((await county()).missing, [], "what is missing is nobody's business outside");
  assert.deepEqual((await county(chief)).missing, ["security", "audit"]);
  const nobody = new Client(server);
  const village = await unit(nobody, "向巷村");
  assert.equal(
    await code_of(nobody.file({ title: "路灯不亮", unit: village, category: "village.lighting" })),
    "access.setting_up",
  );
  assert.equal(
    await code_of(nobody.post("/api/v1/codes", { phone: PHONE.cadre })),
    "access.setting_up",
  );
  assert.equal(
    await code_of(chief.post("/api/v1/accounts", { phone: PHONE.cadre, login: "intake.one" })),
    "access.setting_up",
  );
  assert.match(run("doctor", "--data", data).out, /administrators_missing/);
});

test("one human is one kind of administrator, with a name, and holds no seat", async () => {
  const hers = { name: "王二", phone: PHONE.security, login: "guard" };
  assert.equal(await code_of(name(chief, "chief", hers)), "office.administrator_kind");
  assert.equal(
    await code_of(name(chief, "security", { ...hers, name: " " })),
    "registry.name_invalid",
  );
  assert.equal(
    await code_of(name(chief, "security", { ...hers, name: "李一", phone: PHONE.chief })),
    "office.administers",
  );
  assert.equal(
    await code_of(name(chief, "security", { ...hers, name: "化名", phone: PHONE.chief })),
    "office.administers",
    "the same phone under another name",
  );
  assert.equal(
    await code_of(name(chief, "security", { ...hers, name: "受理员", phone: PHONE.cadre })),
    "office.holds_office",
  );
});

test("the system administrator names two others, and with the third it opens", async () => {
  const wrong = await name(chief, "security", {
    name: "误填人",
    phone: "14300000499",
    login: "mistake",
  });
  const first = await name(chief, "security", {
    name: "王二",
    phone: PHONE.security,
    login: "guard",
  });
  assert.match(first.activation, /^\w{4}-\w{4}-\w{4}$/);
  assert.equal(first.known, "phone");
  // Naming again replaces whom she named before.
  assert.equal(await code_of(come_in(wrong, "0499")), "access.wrong_activation");
  assert.equal(await code_of(come_in(first, "0000")), "access.wrong_activation");
  assert.equal(await code_of(come_in(first, "")), "access.wrong_activation");
  security = await come_in(first, "0422");
  assert.equal((await county()).setting_up, true);
  const third = await name(chief, "audit", { name: "赵三", phone: PHONE.audit, login: "auditor" });
  assert.equal((await county()).setting_up, true, "a letter has not come in yet");
  audit = await come_in(third, "0433");
  assert.deepEqual(await county(chief), {
    setting_up: false,
    phone_codes: false,
    unheld: 0,
    missing: [],
    nameless: false,
    left: 7, // the officer, seats, accounts, sender, backup, escrow, a trial
  });
  assert.equal(
    await code_of(new Client(server).post("/api/v1/codes", { phone: PHONE.cadre })),
    "access.no_codes",
    "open, and it promises no code that nobody would send",
  );
  assert.doesNotMatch(run("doctor", "--data", data).out, /administrators_missing/);
});

test("an account is for a person on file, and its letter works with what she knows", async () => {
  const make = (words: object): Promise<Receipt> => chief.post("/api/v1/accounts", words);
  assert.equal(
    await code_of(make({ person: "1", login: "nobody.one" })),
    "registry.no_such_person",
  );
  assert.equal(
    await code_of(make({ phone: "14300000498", login: "nobody.one" })),
    "office.nobody_found",
  );
  assert.equal(
    await code_of(make({ phone: PHONE.security, login: "guard.two" })),
    "office.administers",
  );
  assert.equal(
    await code_of(make({ phone: PHONE.cadre, login: "intake.one", way: "pigeon" })),
    "office.code_way",
  );
  // Whoever asks gets no code: she may have entered the person, too.
  const asked = await make({ phone: PHONE.cadre, login: "intake.one" });
  assert.equal(asked.activation, "");
  assert.equal(await code_of(confirm(chief, asked.request!)), "office.not_yours_to_confirm");
  assert.deepEqual(
    (await waiting(security)).map((one) => [one.about.login, one.act, one.may_confirm]),
    [["intake.one", "make", true]],
  );
  const letter = await confirm(security, asked.request!);
  assert.equal(letter.known, "identity");
  assert.equal(
    await code_of(come_in(letter, PHONE.cadre.slice(-4))),
    "access.wrong_activation",
    "her identity number is known, so the phone does not do",
  );
  const cadre = await come_in(letter, "011236");
  assert.equal((await cadre.get<{ hats: unknown[] }>("/api/v1/me")).hats.length, 1);
  assert.equal(
    await code_of(make({ phone: PHONE.cadre, login: "intake.one" })),
    "office.has_account",
    "no second code for whoever asks",
  );
  assert.equal(await code_of(make({ phone: PHONE.cadre, login: "other" })), "office.has_account");
});

test("H6: a reset is asked by one, confirmed by another, never shown to who asked", async () => {
  const cadre = new Client(server);
  await cadre.post("/api/v1/sessions/password", { login: "intake.one", password: PASSWORD });
  const id = await account("intake.one");
  const reset = (who: Client, way = "letter"): Promise<Receipt> =>
    who.post(`/api/v1/accounts/${id}/reset`, { way });
  assert.equal(await code_of(reset(chief, "pigeon")), "office.code_way");
  assert.equal(await code_of(reset(security)), "office.not_yours_to_ask");
  assert.equal(await code_of(reset(audit)), "office.not_yours_to_ask");
  assert.equal(await code_of(reset(cadre)), "http.not_for_you");
  const asked = await reset(chief);
  assert.equal(asked.activation, "");
  assert.ok(asked.request);
  assert.equal(await code_of(reset(chief)), "office.asked_already");
  // Its owner reads it, and was told.
  const own = await cadre.get<{ items: { acts: { act: string; asked_by: { zh: string } }[] }[] }>(
    "/api/v1/me/accounts",
  );
  assert.deepEqual(
    own.items[0]!.acts.map((act) => [act.act, act.asked_by.zh]),
    [
      ["reset", "系统管理员 李一"],
      ["make", "系统管理员 李一"],
    ],
  );
  const told = (): string[] =>
    rows<{ code: string }>(data, "SELECT code FROM delivery_message").map((one) => one.code);
  assert.ok(told().includes("account.told_ask_reset"));
  // Only another kind confirms.
  assert.equal(await code_of(confirm(chief, asked.request!)), "office.not_yours_to_confirm");
  assert.equal(await code_of(confirm(audit, asked.request!)), "office.not_yours_to_confirm");
  assert.equal(await code_of(confirm(security, "1")), "office.no_such_request");
  assert.deepEqual(
    (await waiting(security)).map((one) => [one.about.login, one.act, one.may_confirm]),
    [["intake.one", "reset", true]],
  );
  assert.equal((await waiting(chief))[0]!.may_confirm, false);
  await sign_in("intake.one", PASSWORD);
  const letter = await confirm(security, asked.request!);
  assert.match(letter.activation, /^\w{4}-\w{4}-\w{4}$/);
  assert.equal(await code_of(confirm(security, asked.request!)), "office.request_over");
  assert.equal(await code_of(come_in(letter, "000000", OTHER)), "access.wrong_activation");
  await come_in(letter, "011236", OTHER);
  assert.equal((await refusal(cadre.get("/api/v1/inbox"))).status, 401);
  assert.equal(await code_of(sign_in("intake.one", PASSWORD)), "access.wrong_password");
  // To her phone: nobody but her gets it.
  const by_phone = await reset(chief, "phone");
  const done = await confirm(security, by_phone.request!);
  assert.equal(done.activation, "");
  assert.ok(told().includes("account.told_code"));
  // Declined, it does nothing.
  const declined = await reset(chief);
  await security.post(`/api/v1/account-requests/${declined.request!}/decline`);
  assert.equal(await code_of(confirm(security, declined.request!)), "office.request_over");
  // Whoever asked takes it back.
  const back = await reset(chief);
  await chief.post(`/api/v1/account-requests/${back.request!}/decline`);
  assert.deepEqual(await waiting(security), []);
});

test("administrators are made, reset and closed by two, and the last of a kind stays", async () => {
  assert.equal(
    await code_of(chief.call("DELETE", `/api/v1/accounts/${await account("chief")}`)),
    "office.own_account",
  );
  assert.equal(
    await code_of(chief.call("DELETE", `/api/v1/accounts/${await account("guard")}`)),
    "office.last_of_kind",
  );
  assert.equal(
    await code_of(audit.call("DELETE", `/api/v1/accounts/${await account("guard")}`)),
    "office.not_yours_to_ask",
  );
  // A second security administrator: asked by system, confirmed by audit.
  const more = { name: "钱四", phone: "14300000466", login: "guard.two" };
  assert.equal(await code_of(name(audit, "security", more)), "office.not_yours_to_ask");
  const asked = await name(chief, "security", more);
  assert.equal(asked.activation, "");
  assert.equal(await code_of(sign_in("guard.two", "")), "access.wrong_password");
  assert.equal(await code_of(confirm(security, asked.request!)), "office.not_yours_to_confirm");
  const letter = await confirm(audit, asked.request!);
  await come_in(letter, "0466");
  // Her own reset: the security administrator has no part in it.
  const hers = await chief.post<Receipt>(`/api/v1/accounts/${await account("guard.two")}/reset`, {
    way: "letter",
  });
  assert.equal(await code_of(confirm(security, hers.request!)), "office.not_yours_to_confirm");
  await audit.post(`/api/v1/account-requests/${hers.request!}/decline`);
  // The system administrator's: audit asks, security confirms.
  const own = await account("chief");
  assert.equal(
    await code_of(chief.post(`/api/v1/accounts/${own}/reset`, { way: "letter" })),
    "office.own_account",
  );
  const for_chief = await audit.post<Receipt>(`/api/v1/accounts/${own}/reset`, { way: "letter" });
  const again = await confirm(security, for_chief.request!);
  chief = await come_in(again, "0411");
  // One of two may be closed; by two.
  const closed = await account("guard.two");
  const closing = await chief.call<Receipt>("DELETE", `/api/v1/accounts/${closed}`);
  assert.equal(await code_of(confirm(security, closing.request!)), "office.not_yours_to_confirm");
  await confirm(audit, closing.request!);
  assert.equal(await code_of(sign_in("guard.two", PASSWORD)), "access.wrong_password");
});

test("an administrator gets no seat while she is one", async () => {
  const village = await unit(chief, "向巷村");
  const { items } = await chief.get<{ items: { id: string; key: string }[] }>(
    `/api/v1/registry/positions?unit=${village}`,
  );
  const handler = items.find((one) => one.key === "handler")!;
  const appoint = (phone: string): Promise<unknown> =>
    chief.post(`/api/v1/registry/positions/${handler.id}/terms`, { phone });
  assert.equal(await code_of(appoint(PHONE.audit)), "office.administers");
  await appoint(PHONE.second);
  const answer = await fetch(
    server.address + "/api/v1/registry/imports/positions?dry_run=true&name=seats.csv",
    {
      method: "POST",
      headers: { cookie: chief.session, "content-type": "text/csv" },
      body: `岗位,单元编码,手机号\nhandler,420583105215,${PHONE.audit}\n`,
    },
  );
  assert.equal(
    ((await answer.json()) as { bad: { code: string }[] }).bad[0]?.code,
    "exchange.row_administrator",
  );
});

test("the security administrator ends the sessions of an account", async () => {
  const cadre = new Client(server);
  await cadre.post("/api/v1/sessions/password", { login: "intake.one", password: OTHER });
  const id = await account("intake.one");
  const end = (who: Client): Promise<unknown> => who.post(`/api/v1/accounts/${id}/end-sessions`);
  assert.equal(await code_of(end(chief)), "http.not_for_you");
  await end(security);
  assert.equal((await refusal(cadre.get("/api/v1/inbox"))).status, 401);
  await cadre.post("/api/v1/sessions/password", { login: "intake.one", password: OTHER });
  const own = await cadre.get<{ items: { acts: { act: string; outcome: string }[] }[] }>(
    "/api/v1/me/accounts",
  );
  const { act, outcome } = own.items[0]!.acts[0]!;
  assert.deepEqual([act, outcome], ["end", "done"]);
  assert.equal(
    await code_of(security.post("/api/v1/accounts/1/end-sessions")),
    "access.no_such_account",
  );
});

test("every act of administrators says whose it is, and only audit reads that", async () => {
  const { items } = await audit.get<{
    items: { kind: string; who: { zh: string }; what: { zh: string } }[];
  }>("/api/v1/audit?kind=account&result=done");
  const said = items.map((item) => `${item.who.zh}: ${item.what.zh}`);
  for (const line of [
    "系统管理员 李一: 指定管理员 guard",
    "系统管理员 李一: 申请工作账号 intake.one",
    "安全管理员 王二: 确认工作账号 intake.one",
    "系统管理员 李一: 申请重置账号 intake.one",
    "安全管理员 王二: 确认重置账号 intake.one",
    "审计管理员 赵三: 申请重置账号 chief",
    "审计管理员 赵三: 确认新管理员 guard.two",
    "审计管理员 赵三: 确认停用管理员账号 guard.two",
    "安全管理员 王二: 结束账号的登录 intake.one",
  ])
    assert.ok(said.includes(line), `${line} among\n${said.join("\n")}`);
  for (const item of items) assert.ok(item.who.zh, `${item.what.zh} by nobody`);
  assert.equal(await code_of(chief.get("/api/v1/audit")), "http.not_for_you");
  assert.equal(await code_of(security.get("/api/v1/audit")), "http.not_for_you");
});

test("what an administrator asked is over after a week", async () => {
  const sample = folder();
  const there = await Server.start(sample);
  try {
    const system = await Client.as(there, "administrator");
    await Client.as(there, "audit_administrator");
    const named = await system.post<Receipt>("/api/v1/administrators", {
      kind: "audit",
      name: "孙五",
      phone: "14300000477",
      login: "auditor.two",
    });
    assert.equal(named.activation, "", "one is there already");
    await new Client(there).post("/api/v1/sample/clock", { forward_hours: 7 * 24 });
    const after_a_week = await Client.as(there, "security_administrator");
    assert.equal(
      await code_of(after_a_week.post(`/api/v1/account-requests/${named.request!}/confirm`)),
      "office.request_over",
    );
  } finally {
    await there.stop();
    drop(sample);
  }
});

test("whoever has the machine gets back in, on the record", async () => {
  // While the server runs, by its socket, and while it does not.
  const listed = run("admin", "list", "--data", data);
  assert.match(listed.out, /^security\tguard\t王二\topen$/m, listed.out + listed.err);
  const reset = run("admin", "reset", "--data", data, "--login", "guard");
  assert.equal(reset.code, 0, reset.err);
  const code = /one-time code: (\S+)/.exec(reset.out)![1]!;
  const guard = await come_in({ login: "guard", activation: code }, "0422", OTHER);
  // She reads it with what administrators asked, and was told.
  const acts_of = async (who: Client) =>
    (
      await who.get<{
        items: { acts: { act: string; outcome: string; asked_by: { zh: string } }[] }[];
      }>("/api/v1/me/accounts")
    ).items[0]!.acts.map((act) => [act.act, act.outcome, act.asked_by.zh]);
  assert.deepEqual((await acts_of(guard))[0], ["reset", "done", "服务器操作员"]);
  const told = (text: string, login: string): number =>
    rows<{ n: number }>(
      data,
      `SELECT count(*) AS n FROM delivery_message m JOIN access_account a
       ON a.person_id = m.person_id WHERE m.code = '${text}' AND a.login = '${login}'`,
    )[0]!.n;
  assert.equal(told("account.told_reset", "guard"), 1);
  await server.stop();
  const more = ["--name", "周六", "--phone", "14300000488", "--login", "guard.three"];
  const added = run("admin", "add", "--data", data, "--kind", "security", ...more);
  assert.equal(added.code, 0, added.err);
  const added_code = /one-time code: (\S+)/.exec(added.out)![1]!;
  assert.equal(run("admin", "reset", "--data", data, "--login", "none").code, 1);
  assert.notEqual(run("admin", "dance", "--data", data).code, 0);
  server = await Server.start(data, null);
  const third = await come_in({ login: "guard.three", activation: added_code }, "0488");
  assert.deepEqual(await acts_of(third), [["open", "done", "服务器操作员"]]);
  assert.equal(told("account.told_administrator", "guard.three"), 1);
  audit = new Client(server, audit.session);
  const { items } = await audit.get<{ items: { who: { zh: string }; what: { zh: string } }[] }>(
    "/api/v1/audit?kind=account&result=done",
  );
  const said = items.map((item) => `${item.who.zh}: ${item.what.zh}`);
  assert.ok(said.includes("服务器操作员: 重置账号 guard"), said.join("\n"));
  assert.ok(said.includes("服务器操作员: 指定管理员 guard.three"), said.join("\n"));
});

test("the last administrator of a kind is not erased, by no name and by nobody", async () => {
  const state = (): string => run("admin", "list", "--data", data).out;
  const before = state();
  const words = ["erase", "--data", data, "--reason", "request", "--phone"];
  for (const [language, sentence] of [
    ["zh_CN.UTF-8", /这一类里最后一位管理员/],
    ["en_US.UTF-8", /the last administrator of her kind/],
  ] as const) {
    const env = { ...process.env, LC_ALL: language };
    const done = spawnSync(linli, [...words, PHONE.audit], { encoding: "utf8", env });
    assert.equal(done.status, 1, done.stdout);
    assert.ok(done.stderr.includes("app.erase_last_administrator"), done.stderr);
    assert.match(done.stderr, sentence);
  }
  const id = rows<{ id: string }>(
    data,
    "SELECT CAST(person_id AS TEXT) AS id FROM access_account WHERE login = 'chief'",
  )[0]!.id;
  const chief_by_id = run("erase", "--data", data, "--reason", "request", "--person", id);
  assert.match(chief_by_id.err, /app\.erase_last_administrator/);
  assert.equal(state(), before, "nothing was touched");
  assert.equal(await code_of(sign_in("chief", PASSWORD)), "access.second_factor_wanted");
  // One of two goes, and then the other is the last.
  const third = run(...words, "14300000488");
  assert.equal(third.code, 0, third.err);
  assert.ok(!state().includes("guard.three"), state());
  assert.match(run(...words, PHONE.security).err, /app\.erase_last_administrator/);
});
