// Signing in by an identity provider: a real one (npm oidc-provider), and one that lies. An account
// is bound by a verified identity number or by two administrators, never by anything else.
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server as HttpServer } from "node:http";
import { generateKeyPairSync, sign as signature, type KeyObject } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { set_up } from "./authenticator";
import { Client, refusal } from "./client";
import { drop, pack, place, run, Server } from "./house";
import { listen, Provider, through as way_through, type Back } from "./provider";
import { first_account } from "./opening";

const PASSWORD = "lotus ponds after the autumn rain";
const SITE = "http://127.0.0.1:1"; // where the provider sends people back to; nobody goes there
const CADRE = { phone: "14300000444", identity: "420583199001011236" };
const SECOND = { phone: "14300000455", identity: "" };

interface Known {
  kind: string;
  code?: string;
}
interface Begun {
  address: string;
  waiting: string;
}

let real: Provider;
const through = (address: string): Promise<Back> => way_through(address, SITE);

// --- the one that lies ---------------------------------------------------------------------------
const key = generateKeyPairSync("rsa", { modulusLength: 2048 });
const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
const part = (words: object): string => Buffer.from(JSON.stringify(words)).toString("base64url");
function token(payload: object, by: KeyObject = key.privateKey, kid = "k1"): string {
  const head = part({ alg: "RS256", kid }) + "." + part(payload);
  return head + "." + signature("sha256", Buffer.from(head), by).toString("base64url");
}
let liar: HttpServer;
let liar_issuer = "";
const kids = ["k1"];
let lie: (claims: Record<string, unknown>) => string = (claims) => token(claims);
let nonce = "";
let asked_for_keys = 0;

async function start_liar(): Promise<void> {
  liar = createServer((request: IncomingMessage, response) => {
    const say = (words: object): void => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(words));
    };
    if (request.url === "/.well-known/openid-configuration")
      return say({
        issuer: liar_issuer,
        authorization_endpoint: liar_issuer + "/a",
        token_endpoint: liar_issuer + "/t",
        jwks_uri: liar_issuer + "/k",
        authorization_response_iss_parameter_supported: true,
      });
    if (request.url === "/k") {
      ++asked_for_keys;
      const jwk = key.publicKey.export({ format: "jwk" });
      return say({ keys: kids.map((kid) => ({ ...jwk, kid, use: "sig", alg: "RS256" })) });
    }
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: liar_issuer,
      aud: "linli",
      sub: "s-liar",
      nonce,
      iat: now,
      exp: now + 300,
      id_number: CADRE.identity,
    };
    return say({ id_token: lie(claims) });
  });
  liar_issuer = await listen(liar);
}

// --- the county ----------------------------------------------------------------------------------
let data = "";
let server: Server;
const admins: Record<string, Client> = {};
const accounts: Record<string, string> = {};

before(async () => {
  real = await Provider.start(SITE);
  await start_liar();
  data = join(place(), "data");
  const made = run("init", "--data", data, "--pack", pack);
  assert.equal(made.code, 0, made.err);
  const people = join(data, "../people.csv");
  writeFileSync(
    people,
    "姓名,手机号,身份证号,人员编号\n" +
      `受理员,${CADRE.phone},${CADRE.identity},m-1\n候任人,${SECOND.phone},,m-2\n`,
  );
  const done = run("import", "people", "--data", data, people);
  assert.match(done.out, /refused 0/, done.out + done.err);
  const settings = join(data, "../sso.yaml");
  writeFileSync(
    settings,
    `public_url: ${SITE}\nproviders:\n${real.settings("county", "staff")}` +
      real.settings("people", "residents") +
      `  liar:\n    title: {zh: 统一认证, en: County}\n    for: staff\n` +
      `    issuer: ${liar_issuer}\n    client: linli\n    identity_claim: id_number\n`,
  );
  server = await Server.start(data, null, "--sso", settings);
  const chief = new Client(server);
  const first = {
    token: /one-time token: (\S+)/.exec(made.out)![1]!,
    name: "李一",
    phone: "14300000411",
    login: "chief",
    password: PASSWORD,
  };
  await chief.post("/api/v1/administrators/first", first);
  await set_up(chief, PASSWORD);
  admins["system"] = chief;
  for (const [kind, phone, name] of [
    ["security", "14300000422", "王二"],
    ["audit", "14300000433", "赵三"],
  ] as const) {
    const letter = await chief.post<{ login: string; activation: string }>(
      "/api/v1/administrators",
      { kind, name, phone, login: kind },
    );
    const client = new Client(server);
    const known = phone.slice(-4);
    await client.post("/api/v1/activations", {
      login: letter.login,
      code: letter.activation,
      known,
      password: PASSWORD,
    });
    await set_up(client, PASSWORD);
    admins[kind] = client;
  }
  for (const [login, phone] of [
    ["cadre", CADRE.phone],
    ["second", SECOND.phone],
  ] as const) {
    const made_account = await first_account(chief, admins["security"]!, { phone, login });
    accounts[login] = made_account.account;
  }
});
after(async () => {
  await server.stop();
  drop(data);
  await real.stop();
  liar.closeAllConnections();
  await new Promise((done) => liar.close(done));
});

const begin = (provider: string, client = new Client(server)): Promise<Begun> =>
  client.post(`/api/v1/sso/${provider}/begin`);
const finish = (begun: Begun, back: Back, client = new Client(server)): Promise<Known> =>
  client.post("/api/v1/sso/finish", { waiting: begun.waiting, ...back });
async function come(provider: string, client = new Client(server)): Promise<Known> {
  const begun = await begin(provider);
  return finish(begun, await through(begun.address), client);
}
const code_of = async (promise: Promise<unknown>): Promise<string> => (await refusal(promise)).code;

test("a verified identity number signs in its owner's account, with her rights alone", async () => {
  real.who = { sub: "s-cadre", id_number: CADRE.identity };
  const client = new Client(server);
  assert.equal((await come("county", client)).kind, "staff");
  const me = await client.get<{ kind: string; administrator?: string }>("/api/v1/me");
  assert.equal(me.kind, "staff");
  assert.equal(me.administrator, undefined);
  assert.equal((await come("county")).kind, "staff", "the second time she is bound");
});

test("a sign-in by a provider ends the session that the browser had, and no other", async () => {
  real.who = { sub: "s-cadre", id_number: CADRE.identity };
  const browser = new Client(server);
  const elsewhere = new Client(server);
  for (const one of [browser, elsewhere]) await come("county", one);
  const kept = new Client(server, browser.session);
  await come("county", browser);
  assert.notEqual(browser.session, kept.session);
  assert.equal((await refusal(kept.get("/api/v1/me/lookups"))).status, 401);
  for (const one of [browser, elsewhere]) await one.get("/api/v1/me/lookups");
});

test("who gives no number is bound by two administrators, by neither of them alone", async () => {
  real.who = { sub: "s-second", id_number: "" };
  const first = await come("county");
  assert.equal(first.kind, "unbound");
  assert.match(first.code!, /^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  const { system, security, audit } = admins as Record<string, Client>;
  const words = { code: first.code, account: accounts["second"] };
  assert.equal(await code_of(security!.post("/api/v1/sso/bindings", words)), "http.not_for_you");
  assert.equal(await code_of(audit!.post("/api/v1/sso/bindings", words)), "http.not_for_you");
  assert.equal(
    await code_of(system!.post("/api/v1/sso/bindings", { ...words, code: "0000-0000" })),
    "sso.no_such_ask",
  );
  const own = (
    await system!.get<{ items: { account: string }[] }>("/api/v1/accounts?login=chief")
  ).items[0]!.account;
  assert.equal(
    await code_of(system!.post("/api/v1/sso/bindings", { ...words, account: own })),
    "sso.not_yourself",
  );
  await system!.post("/api/v1/sso/bindings", words);
  assert.equal((await come("county")).kind, "unbound", "one administrator binds nobody");
  const again = await come("county"); // each sign-in gives a new code, the old one is over
  await system!.post("/api/v1/sso/bindings", { code: again.code, account: accounts["second"] });
  const waiting = (
    await security!.get<{ items: { id: string; state: string; login: string }[] }>(
      "/api/v1/sso/bindings",
    )
  ).items.find((one) => one.state === "waiting")!;
  assert.equal(waiting.login, "second");
  const confirm = `/api/v1/sso/bindings/${waiting.id}/confirm`;
  assert.equal(await code_of(system!.post(confirm)), "http.not_for_you");
  await security!.post(confirm);
  const client = new Client(server);
  assert.equal((await come("county", client)).kind, "staff");
  const bound = (
    await security!.get<{ items: { id: string; state: string; login: string }[] }>(
      "/api/v1/sso/bindings",
    )
  ).items.find((one) => one.login === "second" && one.state === "bound")!;
  await security!.call("DELETE", `/api/v1/sso/bindings/${bound.id}`);
  assert.equal((await come("county")).kind, "unbound");
});

test("a resident is known by her verified number, and made when nobody has it", async () => {
  real.who = { sub: "s-new", id_number: "11010519491231002X" };
  const client = new Client(server);
  assert.equal((await come("people", client)).kind, "resident");
  real.who = { sub: "s-none", id_number: "" };
  assert.equal(await code_of(come("people")), "sso.no_identity");
});

test("an answer belongs to the tab that began, once, and to no other sign-in", async () => {
  real.who = { sub: "s-cadre", id_number: CADRE.identity };
  const mine = await begin("county");
  const yours = await begin("county");
  const back = await through(mine.address);
  assert.equal(await code_of(finish(yours, back)), "sso.begin_again");
  assert.equal(await code_of(finish({ ...mine, waiting: "" }, back)), "sso.begin_again");
  assert.equal(
    await code_of(finish(mine, { ...back, iss: "https://another.example" })),
    "sso.begin_again",
  );
  // A code stolen on its way is worth nothing with another's verifier.
  const stolen = await through(yours.address);
  assert.equal(
    await code_of(finish(mine, { ...back, code: stolen.code })),
    "sso.provider_refused",
  );
  assert.equal((await finish(mine, back)).kind, "staff");
  assert.equal(await code_of(finish(mine, back)), "sso.provider_refused", "a code is good once");
  assert.equal(await code_of(begin("nobody")), "sso.no_such_provider");
});

test("no lie in a token signs anybody in", async () => {
  const liar_back = async (
    change: (claims: Record<string, unknown>) => string,
  ): Promise<string> => {
    const begun = await begin("liar");
    nonce = new URL(begun.address).searchParams.get("nonce")!;
    lie = change;
    const state = new URL(begun.address).searchParams.get("state")!;
    return code_of(finish(begun, { code: "c", state, iss: liar_issuer }));
  };
  const lies: [string, (claims: Record<string, unknown>) => string][] = [
    ["another's key", (claims) => token(claims, other.privateKey)],
    ["no signature", (claims) => part({ alg: "none" }) + "." + part(claims) + "."],
    ["another issuer", (claims) => token({ ...claims, iss: real.issuer })],
    ["for another client", (claims) => token({ ...claims, aud: "someone" })],
    ["for several without a party", (claims) => token({ ...claims, aud: ["linli", "x"] })],
    ["another sign-in's nonce", (claims) => token({ ...claims, nonce: "n" })],
    ["long over", (claims) => token({ ...claims, exp: 1_700_000_000 })],
    ["issued long ago", (claims) => token({ ...claims, iat: 1_700_000_000 })],
    ["of nobody", (claims) => token({ ...claims, sub: "" })],
    ["no token", () => "a.b.c"],
  ];
  for (const [what, change] of lies) {
    assert.equal(await liar_back(change), "sso.token_refused", what);
  }
  assert.equal(await liar_back(() => "x".repeat(300_000)), "outbound.too_large");
  const begun = await begin("liar");
  const state = new URL(begun.address).searchParams.get("state")!;
  lie = (claims) => token(claims);
  assert.equal(
    await code_of(finish(begun, { code: "c", state })),
    "sso.begin_again",
    "a provider that says it names itself must",
  );
});

test("whoever names unknown keys does not make us ask for keys in a loop", async () => {
  const come_from_liar = async (kid: string): Promise<string> => {
    const begun = await begin("liar");
    const query = new URL(begun.address).searchParams;
    nonce = query.get("nonce")!;
    lie = (claims) => token(claims, key.privateKey, kid);
    try {
      const back = { code: "c", state: query.get("state")!, iss: liar_issuer };
      return (await finish(begun, back)).kind;
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  assert.equal(await come_from_liar("k1"), "staff");
  const before = asked_for_keys;
  for (let i = 0; i < 4; ++i) assert.equal(await come_from_liar("k9"), "sso.token_refused");
  assert.ok(asked_for_keys - before <= 1, "within a minute the keys are asked for once");
});
