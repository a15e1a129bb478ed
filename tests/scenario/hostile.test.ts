// Hostile and malformed input on every operation: a refusal that the catalogue explains in the
// caller's language, never a fault of the program. Random with a fixed seed (LINLI_SEED).
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Client, unit } from "./client";
import { drop, folder, root, run, Server } from "./house";
import { holdToErrors } from "./schema";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  required?: string[];
  enum?: string[];
  anyOf?: Schema[];
}
interface Operation {
  operationId: string;
  method: string;
  path: string;
  parameters: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema?: Schema }> };
  "x-body-max"?: number;
}

const SEED = Number(process.env["LINLI_SEED"] ?? 20260302);
const ROUNDS = 60; // per operation
const BEGIN = Date.parse("2026-03-02T01:00:00Z"); // START in house.ts
const operations: Operation[] = [];
const cookies: string[] = [];
let catalogue: Set<string>;
let server: Server;
let matter = "";
let village = "";

// mulberry32: small, seeded, good enough to choose with.
let state = SEED;
function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;

before(async () => {
  server = await Server.start(folder());
  const resident = await Client.as(server, "resident");
  village = await unit(resident, "向巷村");
  matter = (
    await resident.file({ title: "被攻击的事项", unit: village, category: "village.lighting" })
  ).matter!;
  cookies.push("", resident.session);
  for (const role of ["village_intake", "town_supervisor", "administrator"])
    cookies.push((await Client.as(server, role)).session);
  const document = await resident.get<{
    paths: Record<string, Record<string, Omit<Operation, "method" | "path">>>;
  }>("/openapi.json");
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, one] of Object.entries(methods))
      operations.push({ ...one, method: method.toUpperCase(), path });
  }
  const folder_of_texts = join(root, "src/pack/texts");
  catalogue = new Set(
    readdirSync(folder_of_texts).flatMap((file) =>
      [
        ...readFileSync(join(folder_of_texts, file), "utf8").matchAll(/^([a-z_]+\.[a-z_0-9]+):/gm),
      ].map((found) => found[1]!),
    ),
  );
});
after(async () => {
  await server.stop();
  drop(server.data);
});

const SQL = [
  "' OR 1=1 --",
  "'; DROP TABLE matter; --",
  '" OR ""="',
  "1; UPDATE matter SET step='closed'",
  "') UNION SELECT body FROM journal_entry --",
  "%' OR '1'='1",
  "1 AND 1=(SELECT count(*) FROM person)",
  "\\'; SELECT 1; --",
  "?1",
  "${jndi:ldap://x}",
  "{{7*7}}",
  "<script>alert(1)</script>",
];
const WORDS = [
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "\u202e反",
  "\ufeff",
  "𠮷".repeat(50),
  "../../../etc/passwd",
  "-1",
  "0",
  "1e400",
  "NaN",
  "9223372036854775807",
  "9223372036854775808",
  "-9223372036854775809",
  "00000000000000000001",
  "true",
  "null",
  "１２３",
  "\r\nSet-Cookie: x=y",
  ...SQL,
];
const HUGE = "好".repeat(350_000); // a megabyte
// JSON values as they would be written, for what JSON.stringify cannot say.
const RAW = [
  "1e400",
  "-1e400",
  "123456789012345678901234567890",
  "9223372036854775808",
  "-0",
  "0.1",
  "1.0",
  "[]",
  "{}",
  "null",
  "true",
  '""',
  "[null]",
  '[["x"]]',
  '{"a":{"b":1}}',
  "-9223372036854775809",
  '"\\u0000"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
];

function plausible(schema: Schema | undefined, name: string): Json {
  if (!schema) return {};
  if (schema.anyOf) return plausible(schema.anyOf[0], name);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (schema.enum) return schema.enum[0]!;
  if (type === "object") {
    return Object.fromEntries(
      Object.entries(schema.properties ?? {})
        .filter(([key]) => schema.required?.includes(key) || random() < 0.5)
        .map(([key, one]) => [key, plausible(one, key)]),
    );
  }
  if (type === "array") return [plausible(schema.items, name)];
  if (type === "integer") return 1;
  if (type === "boolean") return true;
  return name === "unit"
    ? village
    : name === "phone"
      ? "14300000001"
      : name === "category"
        ? "village.lighting"
        : "文字";
}

interface Attack {
  what: string;
  body?: Buffer | string;
  type?: string;
  key?: string | null;
  refused: boolean; // whether nothing but a refusal is right
}

const nest = (open: string, close: string, depth: number): string =>
  open.repeat(depth) + close.repeat(depth);
const text_of = (body: Record<string, Json>, field: string, raw: string): string =>
  "{" +
  Object.entries({ ...body, [field]: 0 })
    .map(
      ([key, value]) => JSON.stringify(key) + ":" + (key === field ? raw : JSON.stringify(value)),
    )
    .join(",") +
  "}";

// A whole body that is wrong whatever the operation.
const BROKEN: Attack[] = [
  { what: "no body", body: "", refused: true },
  { what: "no JSON", body: "title=x&unit=1", refused: true },
  { what: "cut JSON", body: '{"title":"x', refused: true },
  { what: "two values", body: "{}{}", refused: true },
  { what: "null", body: "null", refused: true },
  { what: "a number", body: "1e999", refused: true },
  { what: "an array", body: "[]", refused: true },
  { what: "deep arrays", body: nest("[", "]", 60_000), refused: true },
  { what: "deep objects", body: nest('{"form":', "}", 20_000), refused: true },
  {
    what: "broken UTF-8",
    body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
    refused: true,
  },
  {
    what: "overlong UTF-8",
    body: Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')]),
    refused: true,
  },
  { what: "NULs", body: Buffer.alloc(1000), refused: true },
  { what: "a megabyte", body: JSON.stringify({ title: HUGE }), refused: true },
  { what: "the same field twice", body: '{"title":"a","title":"b"}', refused: true },
  { what: "an unknown field", body: '{"no_such_field":1}', refused: true },
  { what: "another type", body: "{}", type: "text/plain", refused: true },
  { what: "XML", body: "<a/>", type: "application/xml", refused: true },
  { what: "a form", body: "a=b", type: "application/x-www-form-urlencoded", refused: true },
  { what: "no type", body: "{}", type: "", refused: true },
];

function attack(operation: Operation): Attack {
  const content = Object.entries(operation.requestBody?.content ?? {})[0];
  if (!content) return { what: "no body", refused: false };
  const [type, { schema }] = content;
  if (type !== "application/json") {
    const bytes = Buffer.from(
      Array.from({ length: Math.floor(random() * 3000) }, () => Math.floor(random() * 256)),
    );
    return {
      what: "random bytes",
      body: Buffer.concat([
        Buffer.from(
          pick(["\x89PNG\r\n\x1a\n", "\xff\xd8\xff\xe0", "RIFF\0\0\0\0WEBP", "OggS", "x"]),
          "latin1",
        ),
        bytes,
      ]),
      type: pick(Object.keys(operation.requestBody!.content)),
      refused: true,
    };
  }
  if (random() < 0.25) return { type, ...pick(BROKEN) };
  const body = plausible(schema, "") as Record<string, Json>;
  const fields = Object.keys(schema?.properties ?? {});
  const field = fields.length ? pick(fields) : "x";
  const writes = operation.parameters.some((one) => one.in === "header");
  const choice = random();
  if (choice < 0.1) {
    const needed = schema?.required ?? [];
    for (const key of needed) delete body[key];
    return {
      what: "nothing that is needed",
      body: JSON.stringify(body),
      type,
      refused: needed.length > 0,
    };
  }
  if (choice < 0.2)
    return {
      what: "an unknown field",
      body: JSON.stringify({ ...body, no_such_field: pick(WORDS) }),
      type,
      refused: true,
    };
  if (choice < 0.3 && writes) {
    return {
      what: "a wrong key",
      body: JSON.stringify(body),
      type,
      key: pick([null, "", "short", "x".repeat(101), "with space in it......", "ключ"]),
      refused: true,
    };
  }
  if (choice < 0.35)
    return {
      what: `${field} a megabyte`,
      body: JSON.stringify({ ...body, [field]: HUGE }),
      type,
      refused: true,
    };
  if (choice < 0.65)
    return { what: `${field} raw`, body: text_of(body, field, pick(RAW)), type, refused: false };
  return {
    what: `${field} words`,
    body: JSON.stringify({ ...body, [field]: pick(WORDS) }),
    type,
    refused: false,
  };
}

function target(operation: Operation): string {
  let path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (random() < 0.5) {
      if (name === "id" && operation.path.includes("/matters/")) return matter;
      if (name === "act") return pick(["accept", "reply", "solved", "take_over"]);
      if (name === "list") return "grades";
    }
    return (
      pick([
        ...WORDS.map((word) => encodeURIComponent(word.toWellFormed())),
        "%00",
        "%ff%fe",
        "%zz",
        "%",
        "%2e%2e%2f",
        "x".repeat(4000),
        "%c0%af",
      ]) || "%20"
    );
  });
  const query = operation.parameters
    .filter((one) => one.in === "query")
    .map(
      (one) =>
        one.name +
        "=" +
        (random() < 0.2
          ? pick(["%zz", "%ff", "%00", "", "a&a=b"])
          : encodeURIComponent(pick(WORDS).toWellFormed())),
    );
  if (random() < 0.1) query.push("no_such_parameter=1");
  if (query.length) path += "?" + query.join("&");
  return path;
}

interface Answer {
  status: number;
  type: string;
  text: string;
}

// These may say "later" when they are asked too often: throttles and queues doing their work.
const LATER = new Set(["http.full", "access.wait", "access.busy", "desk.busy", "http.overloaded"]);
const chinese = /[\u4e00-\u9fff]/;

function explained(answer: Answer, language: string, what: string): void {
  assert.match(answer.type, /^application\/problem\+json/, what);
  const problem = JSON.parse(answer.text) as {
    code: string;
    title: string;
    status: number;
    remedy?: string;
  };
  assert.ok(
    answer.status < 500 || (answer.status === 503 && LATER.has(problem.code)),
    `${what}: ${answer.status} ${answer.text}`,
  );
  assert.equal(problem.status, answer.status, what);
  assert.ok(catalogue.has(problem.code), `${what}: the catalogue does not know ${problem.code}`);
  assert.ok(
    problem.title && problem.title !== problem.code,
    `${what}: ${problem.code} has no sentence`,
  );
  assert.equal(
    chinese.test(problem.title),
    language === "zh",
    `${what}: “${problem.title}” for ${language}`,
  );
  assert.ok(
    !/sqlite|SELECT|no such (table|column)|boost::|\.cc:/i.test(answer.text),
    `${what}: tells of its inside: ${answer.text}`,
  );
}

test("hostile input on every operation is refused with a sentence, never a fault", async () => {
  console.log(`seed ${SEED}`);
  const seen = new Map<string, number>();
  let sent = 0;
  const left_alone = new Set(["session_end", "session_end_all", "sample_clock", "sample_sign_in"]);
  for (const operation of operations) {
    for (let round = 0; round < ROUNDS; ++round) {
      const { what, body, type, key, refused } = attack(operation);
      const language = pick(["zh", "en"] as const);
      const headers: Record<string, string> = {
        "accept-language": language === "zh" ? "zh-CN" : "en-GB,en;q=0.9",
      };
      const cookie = left_alone.has(operation.operationId)
        ? ""
        : pick([...cookies, "linli=" + "A".repeat(54), "linli=' OR 1=1", "x=" + "y".repeat(2000)]);
      if (cookie) headers["cookie"] = cookie;
      if (operation.method !== "GET") {
        if (type) headers["content-type"] = type;
        if (key === undefined) headers["idempotency-key"] = `hostile-${SEED}-${sent}`;
        else if (key !== null) headers["idempotency-key"] = Buffer.from(key).toString("latin1");
      }
      const path = target(operation);
      const start = body?.slice(0, 200).toString() ?? "";
      const name = `${operation.method} ${path.slice(0, 200)} (${what}, ${start})`;
      const answer = await fetch(server.address + path, {
        method: operation.method,
        headers,
        body: operation.method === "GET" || body === undefined ? null : (body as BodyInit),
      });
      const got = {
        status: answer.status,
        type: answer.headers.get("content-type") ?? "",
        text: await answer.text(),
      };
      ++sent;
      seen.set(`${got.status}`, (seen.get(`${got.status}`) ?? 0) + 1);
      if (got.status >= 400) {
        explained(got, language, name);
        const { code } = JSON.parse(got.text) as { code: string };
        await holdToErrors(server.address, operation.method, operation.path, code);
      } else {
        assert.ok(
          !refused || operation.method === "GET",
          `${name} was taken: ${got.status} ${got.text.slice(0, 300)}`,
        );
      }
    }
    // What moved the clock within its range ended sessions by time: it goes on from where it began.
    if (operation.operationId === "sample_clock")
      await new Client(server).post("/api/v1/sample/clock", { to_at: BEGIN });
  }
  console.log(
    `${sent} requests: ${[...seen]
      .sort()
      .map(([status, n]) => `${status} × ${n}`)
      .join(", ")}`,
  );
  assert.ok(sent > 2000);
});

test("SQL in every string of every form stays a string", async () => {
  const before = (await new Client(server, cookies[1]).matter(matter)).step;
  const resident = new Client(server, cookies[1]!);
  for (const words of SQL) {
    const receipt = await resident.file({
      title: words,
      detail: words,
      unit: village,
      place_words: words,
    });
    const view = await resident.matter(receipt.matter!);
    assert.deepEqual([view.title, view.detail, view.place_words], [words, words, words]);
    await resident.act(receipt.matter!, "add", { text: words });
    const found = await resident.get<{ items: unknown[] }>(
      `/api/v1/units/search?q=${encodeURIComponent(words)}`,
    );
    assert.equal(found.items.length, 0, words);
  }
  assert.equal((await resident.matter(matter)).step, before);
});

test("titles, names and texts come in without what is not seen but does something", async () => {
  const resident = new Client(server, cookies[1]!);
  const hidden = "\u202e\u2066\u200b\u001b\ufeff\u00ad\u3164\u{e0041}";
  const receipt = await resident.file({
    title: `修${hidden}路\n灯` + "a" + "\u0301".repeat(60),
    detail: `第一行${hidden}\r\n第二行\u2028第三行\t尾 👨‍👩‍👧`,
    place_words: `桥${hidden}\n边`,
    unit: village,
  });
  const view = await resident.matter(receipt.matter!);
  assert.equal(view.title, "修路 灯a" + "\u0301".repeat(4));
  assert.equal(view.detail, "第一行\n第二行\n第三行\t尾 👨‍👩‍👧");
  assert.equal(view.place_words, "桥 边");
});

test("no field of a form but its texts takes free words onto the record", async () => {
  const secret = "张三一三八〇〇一三八〇〇〇";
  const intake = await Client.as(server, "village_intake");
  const resident = new Client(server, cookies[1]!);
  const refused = (answer: Promise<unknown>, what: string): Promise<void> =>
    assert.rejects(answer, /^Error: 4\d\d |^Refused|4\d\d /, what);
  const filing = { title: "路灯", unit: village };
  for (const field of ["channel", "category", "kind"])
    await refused(intake.file({ ...filing, [field]: secret }), field);
  await refused(resident.file({ ...filing, about: [secret] }), "about");
  const receipt = await resident.file({ ...filing, category: "village.lighting" });
  let tried = 0;
  for (const who of [intake, resident]) {
    const { acts } = await who.matter(receipt.matter!);
    for (const act of acts) {
      for (const field of act.form) {
        if (field.kind === "text" || field.kind === "long_text") continue;
        ++tried;
        const value = field.kind === "files" ? [secret] : secret;
        await refused(
          who.act(receipt.matter!, act.key, { [field.key]: value }),
          `${act.key}.${field.key}`,
        );
      }
    }
  }
  assert.ok(tried > 3, `${tried} fields`);
  if (existsSync(join(server.data, "linli.db"))) {
    for (const file of ["linli.db", "linli.db-wal"])
      assert.ok(!readFileSync(join(server.data, file)).includes(secret), file);
  }
});

test("a clock moved to the ends of time is refused, and time goes on", async () => {
  const nobody = new Client(server);
  for (const body of [
    '{"to_at":9223372036854775807}',
    '{"to_at":-9223372036854775808}',
    '{"forward_hours":9223372036854775807}',
    '{"forward_hours":-9223372036854775807}',
    '{"forward_hours":2562047788015}',
    '{"to_at":1e300}',
    '{"to_at":"x"}',
  ]) {
    const answer = await fetch(server.address + "/api/v1/sample/clock", {
      method: "POST",
      headers: { "content-type": "application/json", "accept-language": "zh" },
      body,
    });
    const got = {
      status: answer.status,
      type: answer.headers.get("content-type") ?? "",
      text: await answer.text(),
    };
    assert.equal(got.status, 400, `${body}: ${got.status} ${got.text}`);
    explained(got, "zh", body);
  }
  const { now_at } = await nobody.get<{ now_at: number }>("/api/v1/sample");
  assert.ok(Math.abs(now_at - BEGIN) < 3_600_000, new Date(now_at).toISOString());
});

// Bytes on the wire that no client library would send; what comes back before the line is closed.
function wire(bytes: string | Buffer): Promise<string> {
  const port = Number(new URL(server.address).port);
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    let text = "";
    socket.on("data", (part: Buffer) => (text += part.toString()));
    socket.on("error", () => done(text));
    socket.on("close", () => done(text));
    setTimeout(() => socket.destroy(), 1500).unref();
  });
}

test("broken HTTP is refused or dropped, and the next caller is served", async () => {
  const head = "Host: x\r\n";
  const broken: (string | Buffer)[] = [
    "GET / HTTP/9.9\r\n\r\n",
    "GARBAGE\r\n\r\n",
    "\0\0\0\0\r\n\r\n",
    `GET /\0 HTTP/1.1\r\n${head}\r\n`,
    `GET /api/v1/units/%00 HTTP/1.1\r\n${head}\r\n`,
    `GET /${"a".repeat(100_000)} HTTP/1.1\r\n${head}\r\n`,
    `GET / HTTP/1.1\r\n${"X: y\r\n".repeat(5000)}\r\n`,
    `GET / HTTP/1.1\r\nX: ${"y".repeat(100_000)}\r\n\r\n`,
    `POST /api/v1/requests HTTP/1.1\r\n${head}Content-Length: -1\r\n\r\n`,
    `POST /api/v1/requests HTTP/1.1\r\n${head}Content-Length: 99999999999999999999\r\n\r\n`,
    `POST /api/v1/requests HTTP/1.1\r\n${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`,
    `POST /api/v1/requests HTTP/1.1\r\n${head}Content-Length: 5\r\n` +
      "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    `POST /api/v1/requests HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\nZZZ\r\n`,
    `GET http://[::1 HTTP/1.1\r\n${head}\r\n`,
    Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00]),
    Buffer.concat([Buffer.from("GET /\xff\xfe HTTP/1.1\r\n", "latin1"), Buffer.from("\r\n")]),
    `TRACE / HTTP/1.1\r\n${head}\r\n`,
    `CONNECT x:1 HTTP/1.1\r\n${head}\r\n`,
    `GET / HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n`,
  ];
  const answers = await Promise.all(broken.map(wire));
  answers.forEach((answer, index) => {
    const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? "dropped";
    assert.ok(
      status === "dropped" || /^[34]\d\d$|^505$/.test(status),
      `${JSON.stringify(broken[index]!.toString().slice(0, 60))}: ${answer.slice(0, 200)}`,
    );
  });
  assert.equal((await fetch(server.address + "/healthz")).status, 200);
});

// Connections that say the start of something and then wait, from a list of addresses.
async function half_requests(count: number, addresses: number): Promise<Socket[]> {
  const starts = [
    "GET /api/v1/units HTTP/1.1\r\nHost: x\r\nX: ",
    "POST /api/v1/follow HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" +
      "Transfer-Encoding: chunked\r\n\r\n2;x=" +
      "a".repeat(8_000),
    "POST /api/v1/files HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n" +
      "Content-Length: 8000000\r\n\r\n" +
      "\x89PNG".padEnd(200_000, "x"),
  ];
  const port = Number(new URL(server.address).port);
  const open = (n: number): Promise<Socket> =>
    new Promise((done) => {
      const localAddress = `127.0.0.${2 + (n % addresses)}`;
      const socket = connect({ port, host: "127.0.0.1", localAddress }, () => {
        socket.write(starts[n % starts.length]!);
        done(socket);
      });
      socket.on("error", () => done(socket));
    });
  return Promise.all(Array.from({ length: count }, (_, n) => open(n)));
}

test("1,000 half-requests from 20 addresses keep little, and others are served", async () => {
  const before = server.resident();
  const held = await half_requests(1000, 20);
  await new Promise((done) => setTimeout(done, 1000));
  const resident = new Client(server, cookies[1]!);
  for (let probe = 0; probe < 10; ++probe) {
    assert.equal((await fetch(server.address + "/healthz")).status, 200);
    assert.equal((await resident.matter(matter)).title, "被攻击的事项");
  }
  await resident.file({ title: "攻击中的反映", unit: village });
  const grown = server.resident() - before;
  assert.ok(grown < 110_000_000, `${grown} bytes more`);
  for (const socket of held) socket.destroy();
});

test("an endless chunk line or trailer is refused before it fills anything", async () => {
  const before = server.resident();
  const start =
    "POST /api/v1/follow HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" +
    "Transfer-Encoding: chunked\r\n\r\n";
  const endless = "a".repeat(4_000_000);
  for (const more of ["2;x=" + endless, "0".repeat(4_000_000), "0\r\nX: " + endless]) {
    const answer = await wire(start + more);
    assert.match(answer, /^(HTTP\/1\.1 400|$)/, answer.slice(0, 100));
  }
  assert.match(await wire(start + "FFFFFFFFFFFFFFFF\r\n"), /^HTTP\/1\.1 413 /);
  assert.ok(server.resident() - before < 20_000_000);
});

test("afterwards the server still answers and the record is intact", async () => {
  assert.equal((await fetch(server.address + "/healthz")).status, 200);
  const resident = new Client(server, cookies[1]!);
  assert.equal((await resident.matter(matter)).title, "被攻击的事项");
  await server.stop();
  const done = run("verify", "--data", server.data);
  assert.match(
    done.out,
    /journal: [1-9]\d* entries, root [0-9a-f]{64}, intact\n$/,
    done.out + done.err,
  );
});
