// Whatever is derived from the record is held against it: rows and counters that no act left so are
// named, rebuild takes none of them for true, and what may change – a person erased, keys rotated –
// changes nothing of the proof.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client, unit, until } from "./client";
import { drop, folder, meddle, rows, run, Server } from "./house";

const PHONE = "14300000078";
let data = "";
let hers = { matter: "", number: "" };
let other = "";

before(async () => {
  data = folder();
  const server = await Server.start(data);
  try {
    const village = await unit(new Client(server), "向巷村");
    const she = await Client.byPhone(server, PHONE);
    const about = { unit: village, category: "village.lighting" };
    const receipt = await she.file({ ...about, title: "路灯不亮", detail: "晚上看不见路" });
    hers = { matter: receipt.matter!, number: receipt.number };
    const resident = await Client.as(server, "resident");
    other = (await resident.file({ ...about, title: "修路" })).matter!;
    const intake = await Client.as(server, "village_intake");
    for (const matter of [hers.matter, other]) {
      await intake.act(matter, "accept", { grade: "small" });
    }
    await intake.act(other, "reply", { reply: "已派人。" });
    await resident.act(other, "solved");
    await until(async () => (await she.matter(hers.matter)).record.every((act) => act.index >= 0));
    await until(async () => (await resident.matter(other)).record.every((act) => act.index >= 0));
  } finally {
    await server.stop();
  }
});
after(() => drop(data));

function verify(code: number, says: RegExp): void {
  const done = run("verify", "--data", data);
  assert.equal(done.code, code, `${done.out}${done.err}`);
  assert.match(done.out, says);
}
const intact = (): void =>
  verify(0, /^[1-9]\d* matters are .*, 0 not yet provable, .*$[^]*, intact\n$/m);

const one = (statement: string): string => rows<{ x: string }>(data, statement)[0]!.x;

test("what acts have left is proven, matter for matter", intact);

test("a forged row of any kind is named, by the number of its matter", () => {
  const of = `WHERE matter_id = ${hers.matter}`;
  const forgeries: [string, string][] = [];
  const changed: [string, string, string][] = [
    ["matter", "due_at", `WHERE id = ${hers.matter}`],
    ["matter", "filer_person", `WHERE id = ${hers.matter}`],
    ["matter", "rating", `WHERE id = ${hers.matter}`],
    ["participant", "position_id", of],
    ["timer", "due_at", of],
    ["stay", "from_at", of],
    ["matter_hand", "person_id", of],
  ];
  for (const [table, column, where] of changed) {
    assert.ok(Number(one(`SELECT count(*) AS x FROM ${table} ${where}`)) > 0, table);
    const set = (sign: string) =>
      `UPDATE ${table} SET ${column} = ${column} ${sign} 1000000 ${where}`;
    forgeries.push([set("+"), set("-")]);
  }
  const added: [string, string][] = [
    ["participant", `VALUES (5, 1, ${hers.matter}, 'assist', 5, 1, 0, 0)`],
    ["matter_about", `(id, matter_id, person_id) VALUES (5, ${hers.matter}, 5)`],
    ["timer", `VALUES (5, 1, ${hers.matter}, 'late', 1, 0)`],
  ];
  for (const [table, row] of added)
    forgeries.push([`INSERT INTO ${table} ${row}`, `DELETE FROM ${table} WHERE id = 5`]);
  for (const [forge, undo] of forgeries) {
    meddle(data, forge);
    verify(1, new RegExp(`matter ${hers.number}: its rows \\(.*\\) are not as entry \\d+ left`));
    meddle(data, undo);
  }
  intact();
});

test("a rebuild takes no forgery for true, and says what to do", () => {
  const open = "SELECT sum(value) AS x FROM store_counter WHERE key LIKE 'cases/%'";
  const before_it = one(open);
  const set = (category: string) =>
    `UPDATE matter SET category = '${category}' WHERE id = ${hers.matter}`;
  meddle(data, set("village.paths"));
  const done = run("rebuild", "--data", data);
  assert.equal(done.code, 1, done.out);
  assert.ok(done.err.includes("app.rows_differ"), done.err);
  assert.match(done.err, new RegExp(`matter ${hers.number}: its rows`));
  assert.match(done.err, /linli restore/);
  assert.equal(one(open), before_it);
  meddle(data, set("village.lighting"));
  intact();
  assert.match(run("rebuild", "--data", data).out, /put 0 counters right/);
});

test("a forged counter is named, and put right from matters that are proven", () => {
  const key = one(
    "SELECT key AS x FROM store_counter WHERE key LIKE 'cases/%/d%/open' ORDER BY key LIMIT 1",
  );
  meddle(data, `UPDATE store_counter SET value = value + 5 WHERE key = '${key}'`);
  verify(1, /^counter cases\/\S+: it says \d+, and \d+ is what its matters add up to$/m);
  assert.match(run("rebuild", "--data", data).out, /put 1 counters right/);
  intact();
});

test("a matter set back to an earlier entry is named, and so is one taken away", () => {
  const [newest, before_it] = rows<{ x: string }>(
    data,
    `SELECT CAST(id AS TEXT) AS x FROM journal_entry WHERE matter_id = ${hers.matter}
     ORDER BY journal_entry.id DESC`,
  ).map((row) => row.x);
  const set = (entry: string) =>
    meddle(data, `UPDATE matter SET last_entry = ${entry} WHERE id = ${hers.matter}`);
  set(before_it!);
  const said = `its row is that of entry ${before_it}, and entry ${newest} follows`;
  verify(1, new RegExp(`matter ${hers.number}: ${said}`));
  set(newest!);
  const elsewhere = (from: string, to: string) => {
    meddle(data, `UPDATE matter SET id = ${to} WHERE id = ${from}`);
    return to;
  };
  const moved = elsewhere(hers.matter, "17");
  verify(1, /matter .*: its newest entry \d+ is not on its record/);
  elsewhere(moved, hers.matter);
  intact();
});

test("a person erased and keys rotated leave everything provable", () => {
  const erased = run("erase", "--data", data, "--phone", PHONE, "--reason", "request");
  assert.match(erased.out, /^erased \d+ texts and \d+ files of 1 matters, 1 persons$/m);
  intact();
  assert.match(run("keys", "rotate", "--data", data).out, /rotated/);
  intact();
});

test("a log that is shorter than its newest signed head is named", () => {
  const [newest] = rows<{ id: string; idx: string }>(
    data,
    `SELECT CAST(entry_id AS TEXT) AS id, CAST(idx AS TEXT) AS idx FROM journal_leaf
     ORDER BY journal_leaf.idx DESC LIMIT 1`,
  );
  meddle(data, `DELETE FROM journal_entry WHERE id = ${newest!.id}`);
  meddle(data, `DELETE FROM journal_leaf WHERE idx = ${newest!.idx}`);
  verify(1, new RegExp(`leaf ${newest!.idx}: it is missing`));
  // And so with its signed head taken away, which stands in the file beside the folder.
  meddle(data, `DELETE FROM journal_head WHERE size > ${newest!.idx}`);
  meddle(data, "DELETE FROM journal_tree");
  verify(1, /head \d+ \(copied out\): there are only \d+ leaves|head|tree/);
  assert.equal(run("rebuild", "--data", data).code, 1);
});
