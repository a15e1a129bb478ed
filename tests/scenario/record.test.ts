// The record proves itself: a changed byte anywhere is found and named; what is erased is gone from
// every file and the record still holds.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Client, unit, until } from "./client";
import { drop, folder, keep, meddle, root as project, rows, run, Server } from "./house";
import { postgres } from "./postgres";
import { entries, words } from "./record";

const SECRET = "此处写着她的伤心事银杏第七棵";
const KEPT = "别人的诉求青石板路";
const PHONE = "14300000077";
let data = "";
let hers = { matter: "", number: "" };

before(async () => {
  data = folder();
  const server = await Server.start(data);
  try {
    const village = await unit(new Client(server), "向巷村");
    const she = await Client.byPhone(server, PHONE);
    const receipt = await she.file({
      title: "请帮帮我",
      detail: SECRET,
      unit: village,
      category: "village.lighting",
      place_words: "银杏第七棵旁",
    });
    hers = { matter: receipt.matter!, number: receipt.number };
    await until(async () => (await she.matter(hers.matter)).record.every((act) => act.index >= 0));
    const resident = await Client.as(server, "resident");
    const id = (
      await resident.file({ title: "修路", detail: KEPT, unit: village, category: "village.paths" })
    ).matter!;
    const intake = await Client.as(server, "village_intake");
    for (const matter of [hers.matter, id]) {
      await intake.act(matter, "accept", { grade: "small" });
      await intake.act(matter, "reply", { reply: "已派人。" });
    }
    await resident.act(id, "solved");
    await until(async () => (await resident.matter(id)).record.every((act) => act.index >= 0));
  } finally {
    await server.stop();
  }
});
after(() => drop(data));

const INTACT = /journal: (\d+) entries, root ([0-9a-f]{64}), intact\n$/;

function intact(): { entries: number; root: string } {
  const done = run("verify", "--data", data);
  const found = INTACT.exec(done.out);
  assert.ok(done.code === 0 && found, `${done.code} ${done.out} ${done.err}`);
  return { entries: Number(found[1]), root: found[2]! };
}

test("verify counts every entry and prints the root of the tree", () => {
  const { entries, root } = intact();
  const [counted] = rows<{ n: number }>(data, "SELECT count(*) AS n FROM journal_entry");
  assert.equal(entries, counted!.n);
  assert.ok(entries >= 7, `${entries} entries`);
  const [head] = rows<{ root: string }>(
    data,
    "SELECT hex(root) AS root FROM journal_head ORDER BY size DESC LIMIT 1",
  );
  assert.equal(root, head!.root.toLowerCase());
});

test("entries are kept as docs/formats.md says, by the words that it lists", () => {
  const source = readFileSync(join(project, "src/journal/words.h"), "utf8");
  const listed = source.slice(source.indexOf("to_array")).matchAll(/"([^"]+)"/g);
  assert.deepEqual(words, [...listed].map(([, word]) => word));
  const hers_kept = entries(data).get(hers.matter)!;
  assert.deepEqual(
    hers_kept.map(({ act }) => act),
    ["request.file", "request.accept", "request.reply"],
  );
  const { number, category, to_step, by } = hers_kept[0]!.facts;
  assert.deepEqual(
    { number, category, to_step, by },
    { number: hers.number, category: "village.lighting", to_step: "intake", by: "filer" },
  );
});

// Changes one byte of a column of one row, lets verify speak, and puts the byte back.
function flip(table: string, key: string, id: string, column: string, at: number): string {
  const [row] = rows<{ bytes: string }>(
    data,
    `SELECT hex(${column}) AS bytes FROM ${table} WHERE ${key} = ${id}`,
  );
  const before = Buffer.from(row!.bytes, "hex");
  assert.ok(before.length > 0, `${table}.${column} of ${id} is empty`);
  const changed = Buffer.from(before);
  const place = at < 0 ? changed.length + at : at;
  changed[place] = changed[place]! ^ 1;
  const put = (bytes: Buffer): void =>
    meddle(
      data,
      `UPDATE ${table} SET ${column} = x'${bytes.toString("hex")}' WHERE ${key} = ${id}`,
    );
  put(changed);
  const done = run("verify", "--data", data);
  put(before);
  assert.equal(
    done.code,
    1,
    `a changed byte ${place} of ${table}.${column} went unnoticed: ${done.out} ${done.err}`,
  );
  assert.doesNotMatch(done.out, /intact/);
  return done.out;
}

test("a changed byte in any part of an entry is found, and the entry named", () => {
  const all = rows<{ id: string; size: number }>(
    data,
    "SELECT CAST(id AS TEXT) AS id, length(body) AS size FROM journal_entry ORDER BY id",
  );
  for (const { id, size } of [all[0]!, all[Math.floor(all.length / 2)]!, all.at(-1)!]) {
    for (const at of [0, 1, 4, 9, Math.floor(size / 2), size - 1]) {
      assert.match(flip("journal_entry", "id", id, "body", at), new RegExp(`entry ${id}\\b`));
    }
  }
  assert.ok(intact().entries === all.length);
});

test("a changed column beside an entry's bytes is found too", () => {
  const [row] = rows<{ id: string; at: number; act: string }>(
    data,
    "SELECT CAST(id AS TEXT) AS id, at, act FROM journal_entry ORDER BY id LIMIT 1 OFFSET 2",
  );
  for (const [change, back] of [
    [`at = at + 1`, `at = ${row!.at}`],
    [`act = 'request.decline'`, `act = '${row!.act}'`],
  ]) {
    meddle(data, `UPDATE journal_entry SET ${change} WHERE id = ${row!.id}`);
    const done = run("verify", "--data", data);
    meddle(data, `UPDATE journal_entry SET ${back} WHERE id = ${row!.id}`);
    assert.equal(done.code, 1, `${change}: ${done.out}`);
    assert.match(done.out, new RegExp(`entry ${row!.id}\\b`));
  }
});

test("a changed leaf is found and named", () => {
  const leaves = rows<{ idx: number; entry: string }>(
    data,
    "SELECT idx, CAST(entry_id AS TEXT) AS entry FROM journal_leaf ORDER BY idx",
  );
  for (const leaf of [leaves[0]!, leaves.at(-1)!]) {
    for (const at of [0, 7]) {
      const said = flip("journal_leaf", "idx", String(leaf.idx), "leaf_hash", at);
      assert.match(said, new RegExp(`leaf ${leaf.idx}\\b|entry ${leaf.entry}\\b`), said);
    }
  }
});

test("two leaves that change places are found", () => {
  const swap = `UPDATE journal_leaf SET idx = -1 WHERE idx = 1;
    UPDATE journal_leaf SET idx = 1 WHERE idx = 2;
    UPDATE journal_leaf SET idx = 2 WHERE idx = -1;`;
  meddle(data, swap);
  const done = run("verify", "--data", data);
  meddle(data, swap);
  assert.equal(done.code, 1, done.out);
  // Leaf and entry agree with each other: the first head over both tells.
  const [head] = rows<{ size: number }>(
    data,
    "SELECT min(size) AS size FROM journal_head WHERE size > 1",
  );
  assert.match(done.out, new RegExp(`head ${head!.size}\\b|leaf 1\\b`));
});

test("a changed head – its root, its signature, its time – is found and named by its size", () => {
  const heads = rows<{ size: number }>(data, "SELECT size FROM journal_head ORDER BY size");
  for (const { size } of [heads[0]!, heads.at(-1)!]) {
    for (const column of ["root", "signature"]) {
      assert.match(
        flip("journal_head", "size", String(size), column, 5),
        new RegExp(`head[^\\n]*\\b${size}\\b`),
      );
    }
  }
  const { size } = heads.at(-1)!;
  meddle(data, `UPDATE journal_head SET at = at + 1 WHERE size = ${size}`);
  const done = run("verify", "--data", data);
  meddle(data, `UPDATE journal_head SET at = at - 1 WHERE size = ${size}`);
  assert.equal(done.code, 1, done.out);
  assert.match(done.out, new RegExp(`head[^\\n]*\\b${size}\\b`));
});

test("a changed byte of a sealed text is found, and the entry that speaks of it named", () => {
  const texts = rows<{ id: string; size: number }>(
    data,
    `SELECT CAST(id AS TEXT) AS id, length(sealed) AS size FROM vault_text
     WHERE matter_id IS NOT NULL ORDER BY id`,
  );
  assert.ok(texts.length >= 5);
  for (const text of [texts[0]!, texts.at(-1)!]) {
    for (const at of [0, Math.floor(text.size / 2), -1]) {
      assert.match(flip("vault_text", "id", text.id, "sealed", at), /entry \d+/);
    }
    assert.match(flip("vault_text", "id", text.id, "commitment", 3), /entry \d+/);
  }
});

test("a text that is gone without an erasure is found", () => {
  const [text] = rows<{ id: string }>(
    data,
    "SELECT CAST(id AS TEXT) AS id FROM vault_text WHERE matter_id IS NOT NULL ORDER BY id LIMIT 1",
  );
  meddle(data, `UPDATE vault_text SET id = -1 WHERE id = ${text!.id}`);
  const done = run("verify", "--data", data);
  meddle(data, `UPDATE vault_text SET id = ${text!.id} WHERE id = -1`);
  assert.equal(done.code, 1, done.out);
  assert.match(done.out, /entry \d+/);
  intact();
});

// The newest entries are cut away as somebody with the database would: leaves, heads, tree too.
test("the copied heads notice a record that was cut short", () => {
  const copied = readFileSync(data + "-heads", "utf8")
    .trim()
    .split("\n");
  assert.ok(copied.length >= 2, "a head was copied out for each run of the integrator");
  for (const line of copied) assert.match(line, /^linli-head-1 \d+ [0-9a-f]{64} \d+ \S+$/);
  const sizes = rows<{ size: number }>(
    data,
    "SELECT size FROM journal_head ORDER BY size DESC LIMIT 2",
  );
  assert.equal(sizes.length, 2);
  const short = sizes[1]!.size;
  const put_back = keep(data);
  meddle(
    data,
    `
    DELETE FROM journal_entry WHERE id IN (SELECT entry_id FROM journal_leaf WHERE idx >= ${short});
    DELETE FROM journal_leaf WHERE idx >= ${short};
    DELETE FROM journal_head WHERE size > ${short};
    DELETE FROM journal_tree;`,
  );
  const rebuilt = run("rebuild", "--data", data); // the tree; figures of it, none
  const done = run("verify", "--data", data);
  put_back();
  assert.ok(rebuilt.code === 1 && rebuilt.err.includes("app.rows_differ"), rebuilt.err);
  assert.equal(done.code, 1, done.out);
  assert.match(done.out, /head/);
  intact();
});

// Every file of the folder and of what lies beside it, but not the keys.
function files_of(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => files_of(join(path, name)));
}
function holds(bytes: Buffer): string[] {
  return files_of(join(data, "..")).filter((file) => readFileSync(file).includes(bytes));
}

// What PostgreSQL's pages and log still hold of a deleted row is for its operator to scrub
// (docs/adr/0014-postgresql.md); it is sealed, and no row has it any more.
function gone_from_rows(all: Buffer[]): void {
  for (const bytes of all) {
    const hex = bytes.toString("hex");
    const found = rows(
      data,
      `SELECT 1 AS n FROM vault_text WHERE sealed = x'${hex}' UNION ALL
       SELECT 1 FROM person WHERE sealed = x'${hex}'`,
    );
    assert.deepEqual(found, []);
  }
}

test("the texts of a person never stand in any file in the clear, and her phone does not", () => {
  for (const words of [SECRET, KEPT, PHONE, "请帮帮我", "已派人"])
    assert.deepEqual(holds(Buffer.from(words)), [], words);
});

test("erasing a person leaves no byte of what she wrote, and the record holds", async () => {
  const entries = intact().entries;
  const sealed = rows<{ bytes: string }>(
    data,
    `SELECT hex(sealed) AS bytes FROM vault_text WHERE matter_id = ${hers.matter}`,
  ).map((row) => Buffer.from(row.bytes, "hex"));
  const person = rows<{ bytes: string }>(
    data,
    `SELECT hex(sealed) AS bytes FROM person WHERE id =
     (SELECT filer_person FROM matter WHERE id = ${hers.matter})`,
  ).map((row) => Buffer.from(row.bytes, "hex"));
  assert.ok(sealed.length >= 4 && person.length === 1);
  for (const bytes of postgres ? [] : [...sealed, ...person])
    assert.ok(holds(bytes).length > 0, "before, its sealed bytes are in the database");

  const done = run("erase", "--data", data, "--phone", PHONE, "--reason", "request");
  assert.equal(done.code, 0, done.err);
  assert.match(done.out, new RegExp(`erased ${sealed.length} texts and 0 files`));
  if (postgres) gone_from_rows([...sealed, ...person]);
  for (const bytes of [...sealed, ...person])
    assert.deepEqual(holds(bytes), [], "a sealed text is still in a file");
  for (const bytes of [...sealed, ...person]) {
    // Nor any part of it: freed pages are scrubbed too.
    assert.deepEqual(holds(bytes.subarray(24, 56)), [], "part of a sealed text is still in a file");
  }

  const server = await Server.start(data);
  try {
    await until(async () => rows(data, "SELECT id FROM journal_queue").length === 0);
    const county = await Client.as(server, "county_dispatch");
    const view = await county.matter(hers.matter);
    assert.equal(view.title + view.detail + view.place_words, "");
    const texts = view.record.flatMap((act) => act.texts);
    assert.ok(texts.length > 0 && texts.every((text) => text.erased && text.text === ""));
    assert.ok(
      view.record.some((act) => act.act === "accept"),
      "what was done stays on the record",
    );
    assert.ok(!JSON.stringify(view).includes(SECRET));
    // Another's texts are as they were.
    const resident = await Client.as(server, "resident");
    const mine = await resident.get<{ items: { id: string }[] }>("/api/v1/requests/mine");
    assert.equal((await resident.matter(mine.items[0]!.id)).detail, KEPT);
    // Whoever signs in with that phone now is somebody else.
    const new_owner = await Client.byPhone(server, PHONE);
    assert.equal(
      (await new_owner.get<{ items: unknown[] }>("/api/v1/requests/mine")).items.length,
      0,
    );
  } finally {
    await server.stop();
  }
  // One for her matter, one for herself.
  assert.equal(intact().entries, entries + 2);
});

test("erase refuses a phone that nobody has and wrong usage", () => {
  const nobody = run("erase", "--data", data, "--phone", "14300000078", "--reason", "request");
  assert.deepEqual(
    [nobody.code, /registry\.no_such_person/.test(nobody.err)],
    [1, true],
    nobody.err,
  );
  assert.equal(run("erase", "--data", data, "--reason", "request").code, 2);
  assert.equal(run("erase", "--data", data, "--phone", PHONE).code, 2);
});
