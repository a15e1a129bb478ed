// A county is carried from PostgreSQL to SQLite and back: the same rows, the same record, and it
// works on from there. Runs with ./dev test's second round of scenarios.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { Client, unit, until } from "./client";
import { drop, folder, keys_beside, meddle, place, rows, run, Server } from "./house";
import { new_database, postgres } from "./postgres";

const folders: string[] = [];
after(() => folders.forEach(drop));

const TABLES = ["matter", "person", "unit", "term", "journal_entry", "journal_leaf", "vault_text"];

function counts(data: string): unknown {
  const each = TABLES.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}_rows`);
  return rows(data, `SELECT ${each.join(", ")}`)[0];
}
function root_of(data: string): string {
  const verified = run("verify", "--data", data);
  assert.match(verified.out, /intact\n$/, verified.out + verified.err);
  return /root ([0-9a-f]{64})/.exec(verified.out)![1]!;
}
async function filed(data: string, title: string): Promise<string> {
  const server = await Server.start(data);
  try {
    const resident = await Client.as(server, "resident");
    const { matter } = await resident.file({ title, unit: await unit(resident, "向巷村") });
    await until(async () => rows(data, "SELECT id FROM journal_queue LIMIT 1").length === 0);
    assert.ok((await search(server, title)).includes(matter!));
    return matter!;
  } finally {
    await server.stop();
  }
}
async function search(server: Server, title: string): Promise<string[]> {
  const county = await Client.as(server, "county_dispatch");
  const found = await county.get<{ items: { id: string }[] }>(
    `/api/v1/inbox?scope=below&state=all&q=${encodeURIComponent(title)}`,
  );
  return found.items.map((item) => item.id);
}

if (postgres) {
  test("a county moves to SQLite and back, the same in every row and root", async () => {
    const data = folder();
    folders.push(data);
    const first = await filed(data, "搬家之前");
    const root = root_of(data);

    const small = join(place(), "data");
    folders.push(small);
    const there = run("move", "--from", data, "--to", small);
    assert.equal(there.code, 0, there.err);
    assert.match(there.out, new RegExp(`moved [1-9]\\d* rows of [1-9]\\d+ tables[^]*root ${root}`));
    keys_beside(data, small);
    assert.deepEqual(counts(small), counts(data));
    assert.equal(root_of(small), root);
    const second = await filed(small, "搬家之后");

    const again = join(place(), "data");
    folders.push(again);
    const back = run("move", "--from", small, "--to", again, "--database", new_database());
    assert.equal(back.code, 0, back.err);
    keys_beside(small, again);
    assert.deepEqual(counts(again), counts(small));
    assert.equal(root_of(again), root_of(small));
    const server = await Server.start(again);
    try {
      assert.deepEqual(await search(server, "搬家之前"), [first]);
      assert.deepEqual(await search(server, "搬家之后"), [second]);
      const refused = run("move", "--from", again, "--to", join(place(), "data"));
      assert.match(refused.err, /store\.locked/, "not while it is in use");
    } finally {
      await server.stop();
    }
    assert.match(run("move", "--from", again, "--to", small).err, /store\.not_empty/);
  });

  test("a county whose record is damaged is not moved", async () => {
    const data = folder();
    folders.push(data);
    await filed(data, "改动");
    meddle(
      data,
      "UPDATE journal_entry SET at = at + 1 WHERE id = (SELECT min(id) FROM journal_entry)",
    );
    const refused = run("move", "--from", data, "--to", join(place(), "data"));
    assert.equal(refused.code, 1);
    assert.ok(refused.err.includes("app.move_damaged"), refused.err);
  });
} else {
  test("runs with the scenarios on PostgreSQL", { skip: true }, () => {});
}
