// Photos between their upload and the matter they are for: whose they are, and when they go.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { Client, Refused, unit } from "./client";
import { drop, folder, linli, place, rows, run, Server, START } from "./house";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
let server: Server;
let village = "";
let mine: Client;
let other: Client;
let nobody: Client;

before(async () => {
  server = await Server.start(folder());
  mine = await Client.as(server, "resident");
  other = await Client.as(server, "village_intake");
  nobody = new Client(server);
  village = await unit(mine, "向巷村");
});
after(async () => {
  await server.stop();
  drop(server.data);
});

async function upload(who: Client): Promise<string> {
  const answer = await fetch(server.address + "/api/v1/files", {
    method: "POST",
    headers: { "content-type": "image/png", ...(who.session ? { cookie: who.session } : {}) },
    body: PNG,
  });
  assert.equal(answer.status, 200);
  return ((await answer.json()) as { id: string }).id;
}
const filing = (files: string[]): Parameters<Client["file"]>[0] => ({
  title: "路灯坏了",
  unit: village,
  category: "village.lighting",
  files,
});
const absent = (answer: Promise<unknown>): Promise<void> =>
  assert.rejects(answer, (error: Refused) => error.code === "vault.absent");

test("an upload is named by 128 bits that nobody else can use", async () => {
  const id = await upload(mine);
  assert.match(id, /^[0-9a-f]{32}$/);
  await absent(other.file(filing([id])));
  await absent(nobody.file(filing([id])));
  const [row] = rows<{ id: string }>(server.data, "SELECT id FROM vault_upload");
  for (const guess of [String(row!.id), "0", "", id.slice(0, 31) + "x", id.toUpperCase() + "0"])
    await absent(other.file(filing([guess])));
  const receipt = await mine.file(filing([id]));
  const { files } = await mine.matter(receipt.matter!);
  assert.equal(files.length, 1);
  assert.notEqual(files[0]!.id, id);
  await absent(mine.file(filing([id])));
});

test("400 guesses around the number of a fresh upload find nothing", async () => {
  await upload(nobody);
  const found = rows<{ id: string }>(server.data, "SELECT max(id) AS id FROM vault_upload");
  const last = BigInt(found[0]!.id);
  for (let guess = 0n; guess < 400n; ++guess)
    await absent(nobody.file(filing([String(last - 200n + guess)])));
});

test("what nobody signed in uploaded is used by who knows its handle, once", async () => {
  const id = await upload(nobody);
  await nobody.file(filing([id]));
  await absent(nobody.file(filing([id])));
});

test("the same file twice in one filing is refused", async () => {
  const id = await upload(mine);
  const twice = await mine.file(filing([id, id])).catch((error: Refused) => error.code);
  assert.equal(twice, "vault.file_taken");
});

test("what nobody claims is gone after a day, rows and bytes", async () => {
  await upload(mine);
  const data = server.data;
  const waiting = (): number =>
    Number(rows<{ n: number }>(data, "SELECT count(*) AS n FROM vault_upload")[0]!.n);
  const kept = (): number =>
    Number(rows<{ n: number }>(data, "SELECT count(*) AS n FROM vault_file")[0]!.n);
  const [before_waiting, before_kept] = [waiting(), kept()];
  assert.ok(before_waiting > 0);
  await server.stop();
  server = await Server.start(data, START.replace("03-02", "03-04"));
  for (let wait = 0; waiting() > 0 && wait < 100; ++wait)
    await new Promise((done) => setTimeout(done, 100));
  assert.equal(waiting(), 0);
  assert.equal(kept(), before_kept - before_waiting);
  const files = rows<{ n: number }>(data, "SELECT count(*) AS n FROM store_file")[0]!;
  assert.equal(Number(files.n), kept());
});

test("every file that the program writes is its owner's alone", () => {
  const copy = join(place(), "copy");
  const done = run("backup", "--data", server.data, "--to", copy);
  assert.equal(done.code, 0, done.err);
  const look = (path: string): void => {
    if (basename(path) === "database") return; // made by these scenarios, not by the program
    const { mode } = statSync(path);
    assert.equal(mode & 0o077, 0, `${path}: ${mode.toString(8)}`);
    if (statSync(path).isDirectory()) for (const name of readdirSync(path)) look(join(path, name));
  };
  const escrow = join(copy, "escrow");
  const words = ["keys", "escrow", "--data", server.data, escrow];
  const made = spawnSync(linli, words, { input: "a phrase for a safe\n", encoding: "utf8" });
  assert.equal(made.status, 0, made.stderr);
  look(copy);
  assert.ok(existsSync(escrow));
  // The folder, and all that stands beside it: keys, heads, erasures.
  const beside = readdirSync(dirname(server.data)).filter((name) =>
    name.startsWith(basename(server.data)),
  );
  for (const part of ["", "-keys", "-heads"]) assert.ok(beside.includes("data" + part), part);
  for (const name of beside) look(join(dirname(server.data), name));
});
