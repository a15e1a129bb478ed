// The doors of the server: TLS, what stands behind a proxy, from where staff come.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { request } from "node:http";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Client, refusal, unit, until } from "./client";
import { drop, folder, pack, place, rows, run, Server } from "./house";
import { free_address, Provider, through } from "./provider";

let data = "";
let running: Server | undefined;

before(() => {
  data = folder();
});
after(async () => {
  await running?.stop();
  drop(data);
});

async function serve(...more: string[]): Promise<Server> {
  await running?.stop();
  running = await Server.start(data, undefined, ...more);
  return running;
}

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}
// With the Host that fetch would not let one choose.
function ask(
  server: Server,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Answer> {
  return new Promise((done, failed) => {
    const sent = request(server.address + path, { method, headers }, (answer) => {
      let text = "";
      answer.on("data", (part: Buffer) => (text += part.toString()));
      answer.on("end", () => done({ status: answer.statusCode!, headers: answer.headers, text }));
    });
    sent.on("error", failed);
    sent.end(body);
  });
}
const code = (answer: Answer): string => (JSON.parse(answer.text) as { code: string }).code;

test("behind a TLS proxy cookies are Secure and browsers are told to stay with TLS", async () => {
  const server = await serve("--proxy", "127.0.0.1", "--public-url", "https://linli.example/");
  const headers = { host: "linli.example", "content-type": "application/json" };
  const signed = await ask(
    server,
    "POST",
    "/api/v1/sample/sign-in",
    headers,
    '{"key":"resident"}',
  );
  assert.equal(signed.status, 200, signed.text);
  assert.match(String(signed.headers["set-cookie"]), /^__Host-linli=.*; Secure/);
  assert.match(String(signed.headers["strict-transport-security"]), /max-age=31536000/);
  const elsewhere = await ask(server, "GET", "/api/v1/units", { host: "evil.example" });
  assert.deepEqual([elsewhere.status, code(elsewhere)], [421, "http.host"]);
  const malformed = await ask(server, "GET", "/api/v1/units", {
    host: "linli.example",
    "x-forwarded-for": "1.2.3.4, somewhere",
  });
  assert.deepEqual([malformed.status, code(malformed)], [400, "http.forwarded"]);
  for (const forwarded of ["127.0.0.1", "8.8.8.8"]) {
    const metrics = await ask(server, "GET", "/metrics", { "x-forwarded-for": forwarded });
    assert.equal(metrics.status, 404);
  }
  assert.equal((await ask(server, "GET", "/metrics", {})).status, 404);
  assert.equal((await ask(server, "GET", "/healthz", {})).status, 200);
});

test("where staff work is laid down, no staff route opens from elsewhere", async () => {
  const server = await serve(
    ...["--proxy", "127.0.0.1", "--public-url", "http://linli.example"],
    ...["--staff-from", "10.9.0.0/16,2001:db8::/32"],
  );
  const from = (address: string): Record<string, string> => ({
    host: "linli.example",
    "content-type": "application/json",
    "idempotency-key": "0123456789abcdef",
    "x-forwarded-for": address,
  });
  const printed = await ask(server, "GET", "/openapi.json", from("8.8.8.8"));
  const document = JSON.parse(printed.text) as {
    info: { version: string };
    paths: Record<string, Record<string, { "x-who": string; "x-door"?: string }>>;
  };
  assert.equal(document.info.version, "1");
  let closed = 0;
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, route] of Object.entries(methods)) {
      const staff =
        ["staff", "administrator"].includes(route["x-who"]) || route["x-door"] === "staff";
      if (!staff) continue;
      ++closed;
      const body = method === "post" || method === "put" ? "{}" : undefined;
      const there = path.replace(/\{\w+\}/g, "1");
      const answer = await ask(server, method.toUpperCase(), there, from("8.8.8.8"), body);
      assert.deepEqual([answer.status, code(answer)], [403, "http.staff_network"], path);
      const inside = await ask(server, method.toUpperCase(), there, from("10.9.8.7"), body);
      assert.notEqual(code(inside), "http.staff_network", path);
    }
  }
  assert.ok(closed > 10);
  const doors = Object.entries(document.paths).filter(([, m]) =>
    Object.values(m).some((one) => one["x-door"] === "staff"),
  );
  for (const path of ["/api/v1/sessions/password", "/api/v1/activations"])
    assert.ok(
      doors.some(([known]) => known === path),
      path,
    );
  // A staff session that is carried elsewhere is nobody's there.
  const signed = await ask(
    server,
    "POST",
    "/api/v1/sample/sign-in",
    from("10.9.8.7"),
    '{"key":"village_intake"}',
  );
  const cookie = String(signed.headers["set-cookie"]).split(";")[0]!;
  const mine = (address: string): Promise<Answer> =>
    ask(server, "GET", "/api/v1/me", { ...from(address), cookie });
  assert.equal((await mine("10.9.8.7")).status, 200);
  const outside = await mine("8.8.8.8");
  assert.ok(outside.status === 403 || !outside.text.includes("hats\":[{"), outside.text);
});

// What the audit has of calls refused for where they came from: route and address, newest last.
const turned_away = (): { route: string; where: string; n: number }[] =>
  rows(
    data,
    "SELECT e.route, a.whole AS \"where\", sum(e.times) AS n FROM audit_entry e" +
      " JOIN audit_address a ON a.id = e.id WHERE e.code = 'http.staff_network'" +
      " AND e.refused = 1 GROUP BY e.route, a.whole ORDER BY min(e.id)",
  );

test("who is sent away from a staff route reads why, and the audit has it", async () => {
  const site = await free_address();
  const server = await serve(
    ...["--port", new URL(site).port, "--proxy", "127.0.0.1", "--public-url", site],
    ...["--staff-from", "10.9.0.0/16"],
  );
  const stranger = new Client(server, "", "203.0.113.77");
  const refused = await refusal(stranger.get("/api/v1/inbox"));
  assert.deepEqual([refused.status, refused.code], [403, "http.staff_network"]);
  assert.match(String(refused.body["title"]), /工作网络/);
  assert.match(JSON.stringify(refused.body), /用手机号就可以/, "and what a resident does");
  const wrong = { login: "nobody", password: "not her password at all" };
  const door = await refusal(stranger.post("/api/v1/sessions/password", wrong));
  assert.equal(door.code, "http.staff_network");
  await until(async () => turned_away().filter((one) => one.where === "203.0.113.77").length === 2);
  // Residents and strangers are served from everywhere.
  await stranger.get("/api/v1/units");
  await stranger.post("/api/v1/codes", { phone: "13900005511" });
  const resident = new Client(server, "", "203.0.113.78");
  await resident.post("/api/v1/sample/sign-in", { key: "resident" });
  await resident.get("/api/v1/me");
  const her_unit = await unit(resident, "向巷村");
  await resident.file({ title: "路灯不亮", unit: her_unit, category: "village.lighting" });
  assert.ok(!turned_away().some((one) => one.where === "203.0.113.78"));
});

test("a named address counts from a trusted proxy only, and IPv4 as IPv6 is IPv4", async () => {
  const inbox = async (server: Server, forwarded?: string): Promise<string> => {
    const headers: Record<string, string> = { host: "linli.example" };
    if (forwarded) headers["x-forwarded-for"] = forwarded;
    return code(await ask(server, "GET", "/api/v1/inbox", headers));
  };
  const [inside, outside] = ["http.sign_in", "http.staff_network"];
  // Nobody is trusted: what is named changes nothing, neither in nor out.
  let server = await serve("--staff-from", "10.9.0.0/16");
  assert.equal(await inbox(server, "10.9.8.7"), outside);
  server = await serve("--staff-from", "127.0.0.0/8");
  assert.equal(await inbox(server), inside);
  assert.equal(await inbox(server, "203.0.113.5"), inside);
  // Another proxy is trusted than the one that calls.
  const site = ["--public-url", "http://linli.example"];
  server = await serve("--proxy", "10.1.1.1", ...site, "--staff-from", "10.9.0.0/16");
  assert.equal(await inbox(server, "10.9.8.7"), outside);
  // What a client wrote herself stands to the left of what the proxy heard.
  server = await serve("--proxy", "127.0.0.1", ...site, "--staff-from", "10.9.0.0/16");
  assert.equal(await inbox(server, "10.9.8.7"), inside);
  assert.equal(await inbox(server, "10.9.8.7, 203.0.113.5"), outside);
  assert.equal(await inbox(server, "::ffff:10.9.8.7"), inside);
  assert.equal(await inbox(server, "::ffff:a09:807"), inside);
  assert.equal(await inbox(server, "::ffff:203.0.113.5"), outside);
  assert.equal(await inbox(server, "::10.9.8.7"), outside, "another address, not a mapped one");
  await until(async () => turned_away().some((one) => one.where === "203.0.113.5"));
  assert.ok(!turned_away().some((one) => one.where.includes("ffff")));
  server = await serve("--proxy", "127.0.0.1", ...site, "--staff-from", "::ffff:10.9.0.0/112");
  assert.equal(await inbox(server, "10.9.8.7"), inside);
  assert.equal(await inbox(server, "10.8.8.7"), outside);
});

test("on a socket for both families an IPv4 caller is who she is", async () => {
  await running?.stop();
  const real = join(place(), "data");
  assert.equal(run("init", "--data", real, "--pack", pack).code, 0);
  const inbox = async (...more: string[]): Promise<string> => {
    const server = await Server.start(real, null, "--address", "::", ...more);
    const port = new URL(server.address).port; // printed with brackets
    const here = { address: `http://127.0.0.1:${port}` } as Server;
    const answer = await ask(here, "GET", "/api/v1/inbox", { host: `127.0.0.1:${port}` });
    await server.stop();
    return code(answer);
  };
  assert.equal(await inbox("--staff-from", "127.0.0.1"), "http.sign_in");
  assert.equal(await inbox("--staff-from", "127.0.0.2,::1"), "http.staff_network");
  drop(real);
});

test("by an identity provider staff come from their network, residents from anywhere", async () => {
  await running?.stop();
  const site = await free_address();
  const provider = await Provider.start(site);
  const settings = join(place(), "sso.yaml");
  writeFileSync(
    settings,
    `public_url: ${site}\nproviders:\n${provider.settings("county", "staff")}` +
      provider.settings("people", "residents"),
  );
  try {
    const server = await serve(
      ...["--port", new URL(site).port, "--proxy", "127.0.0.1", "--public-url", site],
      ...["--staff-from", "10.9.0.0/16", "--sso", settings],
    );
    const from = (address: string): Client => new Client(server, "", address);
    const begin = (who: Client, key: string): Promise<{ address: string; waiting: string }> =>
      who.post(`/api/v1/sso/${key}/begin`);
    provider.who = { sub: "s-1", id_number: "11010519491231002X" };
    assert.equal(
      (await refusal(begin(from("8.8.8.8"), "county"))).code,
      "http.staff_network",
    );
    // Begun inside and carried out.
    const begun = await begin(from("10.9.8.7"), "county");
    const back = await through(begun.address, site);
    const finish = { waiting: begun.waiting, ...back };
    const carried = await refusal(from("8.8.8.8").post("/api/v1/sso/finish", finish));
    assert.equal(carried.code, "http.staff_network");
    const known = await from("10.9.8.7").post<{ kind: string }>("/api/v1/sso/finish", finish);
    assert.equal(known.kind, "unbound");
    const hers = await begin(from("8.8.8.8"), "people");
    const came = await from("8.8.8.8").post<{ kind: string }>("/api/v1/sso/finish", {
      waiting: hers.waiting,
      ...(await through(hers.address, site)),
    });
    assert.equal(came.kind, "resident");
  } finally {
    await running?.stop();
    await provider.stop();
  }
});

test("TLS has forward secrecy and authenticated encryption only, in its own order", async () => {
  const there = place();
  const [certificate, key] = [join(there, "cert.pem"), join(there, "key.pem")];
  execFileSync(
    "openssl",
    [
      ..."req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=linli.example".split(" "),
      ...["-keyout", key, "-out", certificate],
    ],
    { stdio: "ignore" },
  );
  const server = await serve("--certificate", certificate, "--key", key);
  const port = new URL(server.address).port; // printed with brackets
  const hello = (...words: string[]): string | undefined => {
    const done = spawnSync(
      "openssl",
      ["s_client", "-connect", `127.0.0.1:${port}`, ...words],
      { input: "", encoding: "utf8" },
    );
    return /Cipher is (?!\(NONE\))(\S+)/.exec(done.stdout)?.[1];
  };
  assert.match(hello("-tls1_3") ?? "", /^TLS_/);
  for (const suite of ["AES256-GCM-SHA384", "AES128-SHA", "ECDHE-RSA-AES256-SHA384"])
    assert.equal(hello("-tls1_2", "-cipher", `${suite}:@SECLEVEL=0`), undefined, suite);
  assert.equal(hello("-tls1_1", "-cipher", "ALL:@SECLEVEL=0"), undefined);
  for (const order of [
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384",
  ])
    assert.equal(hello("-tls1_2", "-cipher", order), "ECDHE-RSA-AES256-GCM-SHA384");
});

test("no sample beyond its machine, no proxy without the public address", async () => {
  await running?.stop();
  const refused = (...words: string[]): string => {
    const done = run("serve", "--data", data, "--port", "0", ...words);
    assert.notEqual(done.code, 0);
    return done.err;
  };
  assert.match(refused("--address", "0.0.0.0"), /app\.sample_beyond_loopback/);
  assert.match(refused("--address", "::"), /app\.sample_beyond_loopback/);
  assert.match(refused("--proxy", "127.0.0.1"), /app\.proxy_needs_public_url/);
  for (const words of [
    ["--proxy", "front.example"],
    ["--proxy", "10.0.0.1/8"],
    ["--public-url", "linli.example"],
    ["--public-url", "https://linli.example/path"],
    ["--staff-from", "10.0.0.0/8,"],
    ["--metrics-from", "all"],
    ["--connections", "0"],
    ["--held-mb", "-1"],
  ])
    assert.match(refused(...words), /app\.option_value/, words.join(" "));
});
