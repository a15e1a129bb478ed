// Importing on the page: templates, files in pieces, one table at a time.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { after, before, test } from "node:test";
import { Client, Refused } from "./client";
import { drop, folder, rows, Server } from "./house";

const kKinds = ["units", "organisations", "households", "people", "positions", "requests"];
const kPiece = 1 << 20;

interface State {
  stage: string;
  kind: string;
  file: string;
  size: number;
  received: number;
  rows: number;
  rows_total: number;
  failure?: { code: string };
}
interface Imported {
  imported: number;
  unchanged: number;
  refused: number;
  examples: number;
  bad: { row: number; column: string; code: string }[];
}

let server: Server;
let administrator: Client;
before(async () => {
  server = await Server.start(folder());
  administrator = await Client.as(server, "administrator");
});
after(async () => {
  await server.stop();
  drop(server.data);
});

const entries = (act: string): number =>
  rows<{ n: number }>(server.data, `SELECT COUNT(*) AS n FROM journal_entry WHERE act='${act}'`)[0]!
    .n;

async function piece(
  kind: string,
  bytes: Uint8Array,
  at: number,
  size: number,
  name = "表.csv",
  as = administrator,
): Promise<State> {
  const answer = await fetch(
    `${server.address}/api/v1/registry/imports/${kind}/pieces?size=${size}&at=${at}` +
      `&name=${encodeURIComponent(name)}`,
    {
      method: "POST",
      headers: { cookie: as.session, "content-type": "application/octet-stream" },
      body: bytes as BodyInit,
    },
  );
  const json = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Refused(answer.status, String(json["code"]), json);
  return json as unknown as State;
}
async function bring(kind: string, bytes: Uint8Array, name = "表.csv"): Promise<void> {
  for (let at = 0; at < bytes.length; at += kPiece)
    await piece(kind, bytes.subarray(at, at + kPiece), at, bytes.length, name);
}
const run = (dry: boolean): Promise<State> =>
  administrator.post<State>(`/api/v1/registry/import/run?dry_run=${dry}`, {});
const state = (): Promise<State> => administrator.get<State>("/api/v1/registry/import");
async function ended(): Promise<State> {
  for (;;) {
    const seen = await state();
    if (seen.stage !== "trying" && seen.stage !== "importing") return seen;
  }
}
const result = (): Promise<Imported> =>
  administrator.get<Imported>("/api/v1/registry/import/result");

const code = (wanted: string) => (error: unknown) => {
  assert.ok(error instanceof Refused, String(error));
  assert.equal(error.code, wanted);
  return true;
};
const text = (words: string): Uint8Array => new TextEncoder().encode(words);

test("each kind says its columns, and its template is read without a fault", async () => {
  const { items } = await administrator.get<{
    items: { kind: string; columns: { heading: string; about: { zh: string; en: string } }[] }[];
  }>("/api/v1/registry/import-kinds");
  assert.deepEqual(
    items.map((one) => one.kind),
    kKinds,
  );
  for (const { kind, columns } of items) {
    for (const { about } of columns) assert.ok(!about.zh.startsWith("column."), about.zh);
    const answer = await fetch(
      `${server.address}/api/v1/registry/import-kinds/${kind}/template.xlsx`,
      { headers: { cookie: administrator.session } },
    );
    assert.equal(answer.status, 200);
    await bring(kind, new Uint8Array(await answer.arrayBuffer()), "空表.xlsx");
    await run(true);
    assert.equal((await ended()).stage, "tried", kind);
    const told = await result();
    assert.deepEqual([told.imported, told.refused, told.examples], [0, 0, 1], kind);
  }
});

test("REQ-6: requests are tried and taken in as the command does it", async () => {
  const row = "GD-1,路灯不亮,仙女镇向巷村,13800001234";
  const table = text(`编号,标题,发生地,联系电话\n${row}\nGD-2,,,\n`);
  const before = entries("registry.import");
  await bring("requests", table, "工单.csv");
  await run(true);
  await ended();
  assert.equal(entries("registry.import"), before);
  assert.deepEqual((await result()).bad[0]!.column, "title");
  await run(false);
  assert.equal((await ended()).stage, "imported");
  assert.equal((await result()).imported, 1);
  assert.equal(entries("registry.import"), before + 1);
  // Known by its number from now on, whatever the file is called.
  await bring("requests", table, "又一次.csv");
  await run(true);
  await ended();
  assert.deepEqual([(await result()).imported, (await result()).unchanged], [0, 1]);
});

test("a table comes in pieces, in order, each of them once however often it is sent", async () => {
  const table = text("编码,上级编码,层级,名称\n" + "x".repeat(kPiece) + ",420583,村,无\n");
  const first = table.subarray(0, kPiece);
  const missing = code("office.piece_missing");
  await assert.rejects(piece("units", table.subarray(kPiece), kPiece, table.length), missing);
  await piece("units", first, 0, table.length);
  await assert.rejects(run(true), missing);
  await assert.rejects(piece("units", first, 7, table.length), missing);
  const last = table.subarray(kPiece);
  assert.equal((await piece("units", last, kPiece, table.length)).stage, "ready");
  const again = await piece("units", last, kPiece, table.length);
  assert.deepEqual([again.stage, again.received], ["ready", table.length]);
  await run(true);
  assert.equal((await ended()).stage, "tried");
  // Refused by its cell, not by its pieces.
  assert.equal((await result()).bad[0]!.code, "exchange.cell_too_long");
  await assert.rejects(piece("units", first, 0, (64 << 20) + 1), code("exchange.too_large"));
  await piece("units", text("a"), 0, 2);
  await assert.rejects(piece("units", text("bcd"), 1, 2), code("exchange.too_large"));
});

test("what is no table says why, and one that was taken in is taken in once", async () => {
  await bring("people", text("谁,什么\n甲,乙\n"));
  await run(true);
  const seen = await ended();
  assert.deepEqual([seen.stage, seen.failure?.code], ["failed", "exchange.column_missing"]);
  await assert.rejects(result(), code("office.no_table"));
  await bring("households", text("户号,单元编码\nH9,nowhere\n"));
  await run(false);
  assert.equal((await ended()).stage, "imported");
  await assert.rejects(run(false), code("office.piece_missing"));
});

test("what she brings is nobody else's, and lies nowhere in the clear", async () => {
  const table = text("姓名,手机号\n独一无二,13912340001\n");
  await bring("people", table, "名单.csv");
  const second = await Client.as(server, "security_administrator");
  await assert.rejects(second.get("/api/v1/registry/import"), code("http.not_for_you"));
  // Also not in the file without a name that the server holds open.
  const open = readdirSync(server.descriptors())
    .map((name) => `${server.descriptors()}/${name}`)
    .filter((name) => /\/table-\w+ \(deleted\)$/.test(readlinkSync(name)));
  const held = Buffer.concat(open.map((name) => readFileSync(name)));
  assert.ok(held.length > table.length, "no such file is open");
  assert.equal(held.indexOf("13912340001"), -1);
});

test("many rows: progress is told, and the next import waits for its turn", async () => {
  const lines = Array.from({ length: 3000 }, (_, n) => `GJ-${n},井盖松动${n}`);
  await bring("requests", text("编号,标题\n" + lines.join("\n") + "\n"), "很多.csv");
  await run(true);
  await ended();
  assert.equal((await state()).rows_total, lines.length);
  await run(false);
  await assert.rejects(run(false), code("office.import_running"));
  await assert.rejects(
    administrator.post(`/api/v1/registry/import/run`, {}),
    code("office.import_running"),
  );
  const seen: number[] = [];
  for (let now = await state(); now.stage === "importing"; now = await state()) seen.push(now.rows);
  assert.ok(
    seen.some((n) => n > 0 && n < lines.length),
    `${seen}`,
  );
  assert.equal((await result()).imported, lines.length);
});

test("a server that ends breaks the import off, and the record says what is in", async () => {
  const lines = Array.from({ length: 20_000 }, (_, n) => `TZ-${n},停在半路${n}`);
  await bring("requests", text("编号,标题\n" + lines.join("\n") + "\n"), "停.csv");
  // What broke off for office.import_stopped is on the record as every other import.
  const before = entries("registry.import");
  await run(false);
  while ((await state()).rows === 0);
  await server.stop();
  server = await Server.start(server.data);
  administrator = await Client.as(server, "administrator");
  assert.equal(entries("registry.import"), before + 1);
  assert.equal((await state()).stage, "none");
  const filed = rows<{ n: number }>(
    server.data,
    "SELECT COUNT(*) AS n FROM matter WHERE source_row LIKE 'TZ-%'",
  )[0]!.n;
  assert.ok(filed > 0 && filed < lines.length, `${filed}`);
});
