// The inbox as a table: the same rows as its pages, in the same order, for the same reader; what
// the guards protect is not in it; that it was made, why, and how many rows went, is on the record.
// Shows DATA-8; guards RISK-3, RISK-5, RISK-6.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import type { InboxItem, InboxView } from "../../web/src/api/types";
import { Client, forward, refusal, unit } from "./client";
import { drop, folder, rows, run, Server } from "./house";
import { postgres } from "./postgres";

let server: Server;
const FORMULA = '=HYPERLINK("http://x")';
const COMPLAINT = "态度恶劣的窗口";

before(async () => {
  server = await Server.start(folder());
  const resident = await Client.as(server, "resident");
  const here = await unit(resident, "向巷村");
  const there = await unit(resident, "滕家河村");
  for (let i = 0; i < 30; ++i) {
    const category = i % 3 ? "village.lighting" : "village.ditches";
    const title = i === 7 ? FORMULA : i === 8 ? "路灯,坏了\n两盏" : `第 ${i} 盏路灯`;
    await resident.file({ title, detail: "暗号", unit: i % 5 ? here : there, category });
    if (i % 10 === 9) await forward(server, 24);
  }
  const intake = await Client.as(server, "village_intake");
  const held = (await intake.inbox("mine")).items;
  for (const item of held.slice(0, 4)) await intake.act(item.id, "accept", { grade: "small" });
  const offices = await resident.get<{ items: { desk: { desk: string } }[] }>(
    `/api/v1/units/${here}/desks`,
  );
  const about = [offices.items[0]!.desk.desk];
  await resident.file({ title: COMPLAINT, unit: here, category: "conduct.attitude", about });
});
after(async () => {
  await server.stop();
  drop(server.data);
});

interface Table {
  name: string;
  head: string[];
  rows: string[][];
  text: string;
}
// RFC 4180, as a spreadsheet takes it.
function parse(text: string): string[][] {
  const cells = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)];
  const out: string[][] = [[]];
  for (const [, quoted, plain, end] of cells) {
    out.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end !== ",") out.push([]);
  }
  return out.slice(0, -1);
}
async function table(who: Client, query: string, language = "zh-CN"): Promise<Table> {
  const headers = { cookie: who.session, "accept-language": language };
  const path = `${server.address}/api/v1/inbox.csv?reason=meeting&${query}`;
  const answer = await fetch(path, { headers });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  assert.equal(answer.status, 200, query);
  assert.equal(answer.headers.get("transfer-encoding"), "chunked");
  assert.match(answer.headers.get("content-type")!, /^text\/csv; charset=utf-8/);
  assert.deepEqual([...bytes.slice(0, 3)], [0xef, 0xbb, 0xbf], "so that it is read as UTF-8");
  const text = new TextDecoder().decode(bytes);
  const [head, ...body] = parse(text);
  const name = /filename="(.*)"/.exec(answer.headers.get("content-disposition")!)![1]!;
  return { name, head: head!, rows: body, text };
}
async function pages(who: Client, query: string): Promise<InboxItem[]> {
  const out: InboxItem[] = [];
  for (let cursor = ""; ;) {
    const page = await who.get<InboxView>(
      `/api/v1/inbox?${query}&limit=7${cursor && `&cursor=${cursor}`}`,
    );
    out.push(...page.items);
    if (!page.next) return out;
    cursor = page.next;
  }
}
// In the county, which is eight hours ahead the whole year.
const local = (at: number): string =>
  at ? new Date(at + 8 * 3600_000).toISOString().slice(0, 16).replace("T", " ") : "";

test("DATA-8: the table has the rows of the list, in their order, for every question", async () => {
  const questions: [string, string][] = [
    ["village_intake", ""],
    ["village_intake", "scope=mine&state=all&sort=filed"],
    ["village_intake", "scope=mine&category=village.ditches"],
    ["village_intake", `scope=mine&q=${encodeURIComponent("路灯")}`],
    ["village_intake", "scope=late"],
    ["town_supervisor", "scope=below&sort=number"],
    ["county_dispatch", "scope=below&state=all"],
    ["county_dispatch", "scope=below&sort=since&step=intake"],
    ["county_dispatch", "scope=assist"],
  ];
  let compared = 0;
  for (const [role, query] of questions) {
    const who = await Client.as(server, role);
    const grades = new Map(
      (
        await who.get<{ items: { key: string; words: { zh: string } }[] }>("/api/v1/choices/grades")
      ).items.map((one) => [one.key, one.words.zh]),
    );
    const items = await pages(who, query);
    const made = await table(who, query);
    const guarded = (title: string) => (/^[=+\-@]/.test(title) ? `'${title}` : title);
    assert.deepEqual(
      made.rows,
      items.map((item) => [
        item.number,
        guarded(item.title),
        item.category.zh,
        item.procedure_title?.zh ?? "",
        grades.get(item.grade) ?? "",
        item.step_title.zh,
        item.village.zh,
        item.desk.zh,
        local(item.filed_at),
        local(item.since_at),
        local(item.until_at),
        local(item.ended_at),
        item.ended_at ? "" : item.paused ? "暂停计时" : item.late ? "超期" : "",
      ]),
      `${role} ${query}`,
    );
    compared += items.length;
  }
  assert.ok(compared > 60, `${compared} rows compared`);
});

test("its head is in her language, its name says what and when", async () => {
  const who = await Client.as(server, "village_intake");
  const zh = await table(who, "scope=mine");
  const en = await table(who, "scope=mine", "en");
  assert.deepEqual(zh.head.slice(0, 3), ["编号", "标题", "类别"]);
  assert.deepEqual(en.head.slice(0, 3), ["Number", "Title", "Category"]);
  assert.equal(zh.rows.length, en.rows.length);
  assert.match(zh.name, /^inbox-mine-2026-03-0\d\.csv$/);
});

test("RISK-3: no name, no phone, no word but the title", async () => {
  for (const role of ["village_intake", "town_intake", "department_intake", "county_dispatch"]) {
    const who = await Client.as(server, role);
    for (const scope of ["mine", "below"]) {
      const made = await table(who, `scope=${scope}`);
      assert.doesNotMatch(made.text, /暗号|1[3-9]\d{9}/, `${role} ${scope}`);
      assert.ok(!made.text.includes(COMPLAINT), `${role} ${scope}`);
    }
  }
});

test("RISK-5 RISK-6: who exported what, why and how many rows is on the record", async () => {
  const who = await Client.as(server, "town_supervisor");
  const made = await table(who, `scope=below&q=${encodeURIComponent("路灯")}`);
  assert.ok(made.rows.length > 0);
  const administrator = await Client.as(server, "audit_administrator");
  const { items } = await administrator.get<{
    items: { kind: string; who: { zh: string }; what: { zh: string }; reason: { zh: string } }[];
  }>("/api/v1/audit?kind=look");
  const [end, begin] = items;
  assert.equal(end!.what.zh, `导出完毕，行数 ${made.rows.length}`);
  assert.equal(begin!.what.zh, "开始导出事项表格 below words=given");
  assert.equal(begin!.reason.zh, "研判例会");
  assert.ok(begin!.who.zh && begin!.who.zh === end!.who.zh, begin!.who.zh);
  const entries = rows<{ body: string }>(
    server.data,
    "SELECT hex(body) AS body FROM journal_entry WHERE act LIKE 'inbox.%'".replace(
      "hex(body)",
      postgres ? "encode(body, 'hex')" : "hex(body)",
    ),
  );
  const words = Buffer.from("路灯").toString("hex");
  for (const { body } of entries) assert.ok(!body.toLowerCase().includes(words), "no words");
  for (const kind of ["setting", "account", "import"]) {
    const other = await administrator.get<{ items: { what: { zh: string } }[] }>(
      `/api/v1/audit?kind=${kind}`,
    );
    assert.ok(
      other.items.every((item) => !item.what.zh.includes("导出")),
      kind,
    );
  }
});

test("without a reason of the list, or with words where a key belongs, there is none", async () => {
  const who = await Client.as(server, "village_intake");
  const refused = async (query: string): Promise<string> =>
    (await refusal(who.get(`/api/v1/inbox.csv?${query}`))).code;
  assert.equal(await refused("scope=mine"), "http.missing_parameter");
  assert.equal(await refused("reason=because"), "procedure.form_choice");
  assert.equal(
    await refused(`reason=meeting&step=${encodeURIComponent("张三")}`),
    "desk.filter_wrong",
  );
  assert.equal(await refused("reason=meeting&scope=everything"), "desk.scope_unknown");
  assert.equal(await refused("reason=meeting&q=%E8%B7%AF"), "desk.words_too_short");
});

// What comes over a plain connection until it is closed.
function plain(request: string): Promise<string> {
  const { hostname, port } = new URL(server.address);
  return new Promise((done, failed) => {
    let out = "";
    const socket = connect(Number(port), hostname, () => socket.write(request));
    socket.on("data", (bytes) => (out += bytes.toString("utf8")));
    socket.on("close", () => done(out));
    socket.on("error", failed);
  });
}

test("HEAD leaves no trace; a client without chunks or from another site gets none", async () => {
  const who = await Client.as(server, "village_intake");
  const count = () =>
    Number(
      rows<{ n: number }>(
        server.data,
        "SELECT count(*) AS n FROM journal_entry WHERE act LIKE 'inbox.%'",
      )[0]!.n,
    );
  const before = count();
  const ask = (method: string, version: string, more = "") =>
    plain(
      `${method} /api/v1/inbox.csv?reason=meeting HTTP/${version}\r\nHost: t\r\n` +
        `Cookie: ${who.session}\r\n${more}Connection: close\r\n\r\n`,
    );
  const head = await ask("HEAD", "1.1");
  assert.match(head, /^HTTP\/1.1 200 OK\r\n/);
  assert.ok(head.endsWith("\r\n\r\n"));
  const old = await ask("GET", "1.0");
  assert.match(old, /^HTTP\/1.1 505 /);
  assert.match(old, /http\.version/);
  const cross = await ask("GET", "1.1", "Sec-Fetch-Site: cross-site\r\n");
  assert.match(cross, /^HTTP\/1.1 403 /);
  assert.equal(count(), before);
  const whole = await ask("GET", "1.1");
  assert.ok(whole.endsWith("\r\n0\r\n\r\n"));
  assert.equal(count(), before + 2);
});

test("everybody makes one at a time: more at once are told when to come back", async () => {
  const who = await Client.as(server, "county_dispatch");
  const path = `${server.address}/api/v1/inbox.csv?reason=meeting&scope=below&state=all`;
  const answers = new Set<string>();
  // Eight at once leave each other no time, as a rule.
  for (let round = 0; round < 20 && answers.size < 2; ++round) {
    const all = Array.from({ length: 8 }, () => fetch(path, { headers: { cookie: who.session } }));
    for (const answer of await Promise.all(all)) {
      const text = await answer.text();
      if (answer.status === 200) {
        answers.add("whole");
        continue;
      }
      assert.equal(answer.status, 503, text);
      assert.equal((JSON.parse(text) as { code: string }).code, "exchange.exports_busy");
      assert.equal(answer.headers.get("retry-after"), "30");
      answers.add("busy");
    }
  }
  assert.deepEqual([...answers].sort(), ["busy", "whole"]);
  assert.ok((await table(who, "scope=below")).rows.length > 0, "the next may begin");
});

test("the record with exports in it verifies", async () => {
  await server.stop();
  const done = run("verify", "--data", server.data);
  assert.equal(done.code, 0, done.out + done.err);
  server = await Server.start(server.data);
});
