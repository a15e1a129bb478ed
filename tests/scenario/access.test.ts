// Signing in and out on a county that is no sample: nobody is there but whom the token makes.
// Guards RISK-22: no default account, tokens used once, guesses slowed down, sessions that end.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Client, code, refusal } from "./client";
import { drop, folder, pack, place, rows, run, Server } from "./house";

const PASSWORD = "lotus ponds after the autumn rain";
let data = "";
let token = "";
let server: Server;
let chief: Client;

before(async () => {
  data = join(place(), "data");
  const made = run("init", "--data", data, "--pack", pack);
  assert.equal(made.code, 0, made.err);
  token = /one-time token: (\S+)/.exec(made.out)![1]!;
  const people = join(data, "../people.csv");
  const positions = join(data, "../positions.csv");
  writeFileSync(people, "姓名,手机号,人员编号\n受理员,14300000201,a-1\n联户员,14300000202,a-2\n");
  writeFileSync(positions, "岗位,单元编码,手机号\nintake,420583105215,14300000201\n");
  for (const [what, file, n] of [
    ["people", people, 2],
    ["positions", positions, 1],
  ] as const) {
    const done = run("import", what, "--data", data, file);
    assert.match(
      done.out,
      new RegExp(`imported ${n}, unchanged 0, refused 0`),
      done.out + done.err,
    );
  }
  server = await Server.start(data, null);
});
after(async () => {
  await server.stop();
  drop(data);
});

const first = (words: object): Promise<unknown> =>
  new Client(server).post("/api/v1/administrators/first", words);

test("no account is there before the token is used", async () => {
  assert.equal(rows<{ n: number }>(data, "SELECT count(*) AS n FROM access_account")[0]!.n, 0);
  for (const [login, password] of [
    ["admin", "admin"],
    ["admin", "password"],
    ["root", ""],
    ["administrator.sample", ""],
    ["linli", "linli"],
  ]) {
    assert.equal(
      (await refusal(new Client(server).post("/api/v1/sessions/password", { login, password })))
        .code,
      "access.wrong_password",
    );
  }
  assert.equal(rows<{ n: number }>(data, "SELECT count(*) AS n FROM access_session")[0]!.n, 0);
});

test("what a sample offers does not exist in a county", async () => {
  const nobody = new Client(server);
  for (const [method, path, body] of [
    ["GET", "/api/v1/sample"],
    ["GET", "/api/v1/sample/people"],
    ["GET", "/api/v1/sample/messages"],
    ["POST", "/api/v1/sample/sign-in", { key: "administrator" }],
    ["POST", "/api/v1/sample/clock", { forward_hours: 24 }],
  ] as const) {
    assert.equal((await refusal(nobody.call(method, path, body))).status, 404, path);
  }
  const document = await nobody.get<{ paths: Record<string, unknown> }>("/openapi.json");
  assert.deepEqual(
    Object.keys(document.paths).filter((path) => path.startsWith("/api/v1/sample")),
    [],
  );
  const refused = run("serve", "--data", data, "--clock", "2026-03-02T09:00");
  assert.ok(
    refused.code === 1 || /store\.locked|app\.clock_not_in_sample/.test(refused.err),
    refused.err,
  );
});

test("the token makes the first administrator once, and with a good password only", async () => {
  const good = { token, login: "chief", password: PASSWORD };
  assert.equal(
    (
      await refusal(
        first({ ...good, token: token.slice(0, -1) + (token.endsWith("A") ? "B" : "A") }),
      )
    ).code,
    "access.wrong_token",
  );
  assert.equal((await refusal(first({ ...good, token: "" }))).code, "access.wrong_token");
  assert.equal(
    (await refusal(first({ ...good, password: "short" }))).code,
    "access.password_short",
  );
  assert.equal(
    (await refusal(first({ ...good, password: "x".repeat(300) }))).code,
    "access.password_long",
  );
  assert.equal(
    (await refusal(first({ ...good, password: "password1234" }))).code,
    "access.password_common",
  );
  assert.equal((await refusal(first({ ...good, login: "a b" }))).code, "access.login_invalid");
  chief = new Client(server);
  await chief.post("/api/v1/administrators/first", good);
  assert.equal((await chief.get<{ administrator: boolean }>("/api/v1/me")).administrator, true);
  assert.equal((await refusal(first({ ...good, login: "second" }))).code, "access.wrong_token");
  assert.equal(rows<{ n: number }>(data, "SELECT count(*) AS n FROM access_account")[0]!.n, 1);
  const text =
    JSON.stringify(rows(data, "SELECT * FROM access_account")) +
    JSON.stringify(rows(data, "SELECT hex(token_hash) FROM access_first"));
  assert.ok(!text.includes(PASSWORD) && !text.includes(token));
});

test("an administrator sees no matter for it, and nobody else makes accounts", async () => {
  assert.equal((await refusal(chief.get("/api/v1/inbox"))).code, "http.not_for_you");
  const staff = { person: "1", login: "somebody" };
  assert.equal((await refusal(new Client(server).post("/api/v1/accounts", staff))).status, 401);
});

function person_at(position: string): string {
  return rows<{ id: string }>(
    data,
    `SELECT CAST(t.person_id AS TEXT) AS id
     FROM term t JOIN position p ON p.id = t.position_id WHERE p.key = '${position}'`,
  )[0]!.id;
}

test("an account is activated once by its code, and then signs in by password", async () => {
  const person = person_at("intake");
  const made = await chief.post<{ account: string; activation: string }>("/api/v1/accounts", {
    person,
    login: "Intake.One",
  });
  assert.equal(
    (
      await refusal(
        new Client(server).post("/api/v1/sessions/password", { login: "intake.one", password: "" }),
      )
    ).code,
    "access.wrong_password",
  );
  const set = (words: object): Promise<unknown> =>
    new Client(server).post("/api/v1/activations", {
      login: "intake.one",
      code: made.activation,
      password: PASSWORD,
      ...words,
    });
  assert.equal((await refusal(set({ code: "0000-0000-0000" }))).code, "access.wrong_activation");
  await set({ code: made.activation.toLowerCase().replaceAll("-", " ") });
  assert.equal((await refusal(set({}))).code, "access.wrong_activation", "used once");
  assert.equal(
    (await refusal(chief.post("/api/v1/accounts", { person: "1", login: "intake.one" }))).code,
    "access.login_taken",
  );
  const staff = new Client(server);
  await staff.post("/api/v1/sessions/password", { login: "INTAKE.ONE ", password: PASSWORD });
  const me = await staff.get<{ kind: string; hats: { key: string }[]; administrator: boolean }>(
    "/api/v1/me",
  );
  assert.deepEqual(
    [me.kind, me.hats.map((hat) => hat.key), me.administrator],
    ["staff", ["intake"], false],
  );
  await staff.get("/api/v1/inbox");

  // Closing the account ends what is open, at once.
  await chief.call("DELETE", `/api/v1/accounts/${made.account}`);
  assert.equal((await refusal(staff.get("/api/v1/inbox"))).status, 401);
  assert.equal(
    (
      await refusal(
        new Client(server).post("/api/v1/sessions/password", {
          login: "intake.one",
          password: PASSWORD,
        }),
      )
    ).code,
    "access.wrong_password",
  );
});

test("signing out kills the session, also for whoever kept the cookie", async () => {
  const one = new Client(server);
  await one.post("/api/v1/sessions/password", { login: "chief", password: PASSWORD });
  const kept = new Client(server, one.session);
  assert.equal((await kept.get<{ signed_in: boolean }>("/api/v1/me")).signed_in, true);
  await one.call("DELETE", "/api/v1/sessions/current");
  assert.equal((await kept.get<{ signed_in: boolean }>("/api/v1/me")).signed_in, false);
  assert.equal((await refusal(kept.get("/api/v1/me/lookups"))).status, 401);
  // And everywhere at once.
  const two = new Client(server);
  await two.post("/api/v1/sessions/password", { login: "chief", password: PASSWORD });
  await two.post("/api/v1/sessions/end-all");
  assert.equal((await refusal(chief.get("/api/v1/me/lookups"))).status, 401);
  await chief.post("/api/v1/sessions/password", { login: "chief", password: PASSWORD });
});

test("a forged or changed cookie is nobody's", async () => {
  const [name, value] = chief.session.split("=") as [string, string];
  const flipped = value.slice(0, -2) + (value.at(-2) === "A" ? "B" : "A") + value.slice(-1);
  for (const cookie of [
    `${name}=${flipped}`,
    `${name}=AAAA`,
    `${name}=`,
    `${name}=${"A".repeat(600)}`,
    `${name}=' OR 1=1 --`,
  ]) {
    assert.equal(
      (await new Client(server, cookie).get<{ signed_in: boolean }>("/api/v1/me")).signed_in,
      false,
      cookie,
    );
  }
});

test("wrong passwords are slowed down, and the right one too while the wait lasts", async () => {
  const guess = (password: string): Promise<string> =>
    new Client(server).post("/api/v1/sessions/password", { login: "chief", password }).then(
      () => "in",
      (error: { code: string }) => error.code,
    );
  const answers: string[] = [];
  for (let i = 0; i < 12; ++i) answers.push(await guess(`wrong guess number ${i}`));
  assert.ok(
    answers.includes("access.wrong_password") && answers.includes("access.wait"),
    answers.join(" "),
  );
  assert.ok(
    answers.filter((answer) => answer === "access.wrong_password").length <= 6,
    answers.join(" "),
  );
  assert.equal(await guess(PASSWORD), "access.wait");
  const other = await refusal(
    new Client(server).post("/api/v1/sessions/password", { login: "somebody.else", password: "x" }),
  );
  assert.equal(other.code, "access.wrong_password", "another login is not held up");
});

test("a one-time code is sent once a minute, opens once, and dies of guesses", async () => {
  const sample = folder();
  const there = await Server.start(sample);
  try {
    const nobody = new Client(there);
    const phone = "14300000301";
    await nobody.post("/api/v1/codes", { phone });
    assert.equal((await refusal(nobody.post("/api/v1/codes", { phone }))).code, "access.wait");
    const right = await code(there, phone);
    const wrong = right === "000000" ? "000001" : "000000";
    assert.equal(
      (await refusal(nobody.post("/api/v1/sessions/code", { phone, code: wrong }))).code,
      "access.wrong_code",
    );
    assert.equal(
      (await refusal(nobody.post("/api/v1/sessions/code", { phone: "14300000302", code: right })))
        .code,
      "access.wrong_code",
    );
    await nobody.post("/api/v1/sessions/code", { phone, code: right });
    assert.equal(
      (await refusal(new Client(there).post("/api/v1/sessions/code", { phone, code: right }))).code,
      "access.wrong_code",
      "used once",
    );
    // Guessing: after five the code is dead, also for the right one.
    const victim = "14300000303";
    await nobody.post("/api/v1/codes", { phone: victim });
    const hers = await code(there, victim);
    for (let i = 0; i < 5; ++i)
      await refusal(
        new Client(there).post("/api/v1/sessions/code", {
          phone: victim,
          code: String(100000 + i),
        }),
      );
    assert.equal(
      (
        await refusal(
          new Client(there).post("/api/v1/sessions/code", { phone: victim, code: hers }),
        )
      ).code,
      "access.wrong_code",
    );
    // A code is over after ten minutes.
    const late = "14300000304";
    await nobody.post("/api/v1/codes", { phone: late });
    const old = await code(there, late);
    await nobody.post("/api/v1/sample/clock", { forward_hours: 1 });
    assert.equal(
      (await refusal(new Client(there).post("/api/v1/sessions/code", { phone: late, code: old })))
        .code,
      "access.wrong_code",
    );
    // Known or unknown, the answer to a phone is the same.
    const known = await nobody.call("POST", "/api/v1/codes", { phone: "14300000305" });
    await nobody.post("/api/v1/sample/clock", { forward_hours: 1 });
    assert.deepEqual(await nobody.call("POST", "/api/v1/codes", { phone }), known);
  } finally {
    await there.stop();
    drop(sample);
  }
});

test("RISK-4: the 联户长 sees names and doors of her own households, and nothing else", async () => {
  const sample = folder();
  const there = await Server.start(sample);
  try {
    const liaison = await Client.as(there, "liaison");
    const { items } = await liaison.get<{ items: Record<string, string>[] }>(
      "/api/v1/me/households",
    );
    assert.ok(items.length > 3 && items.length < 60, `${items.length} households`);
    for (const item of items) assert.deepEqual(Object.keys(item).sort(), ["door", "name", "unit"]);
    const me = await liaison.get<{ place: { id: string; level: string }[] }>("/api/v1/me");
    const cluster = me.place.find((unit) => unit.level === "cluster")!.id;
    for (const item of items) assert.equal(item["unit"], cluster);
    assert.doesNotMatch(
      items.map((item) => item["door"]! + item["name"]!).join(" "),
      /1\d{10}|\d{17}[\dX]/,
      "no phone and no identity number",
    );
    const counted = rows<{ n: number }>(
      sample,
      `SELECT count(*) AS n FROM household WHERE unit_id = ${cluster}`,
    )[0]!.n;
    assert.equal(items.length, counted);
    const intake = await Client.as(there, "village_intake");
    assert.deepEqual((await intake.get<{ items: unknown[] }>("/api/v1/me/households")).items, []);
  } finally {
    await there.stop();
    drop(sample);
  }
});
