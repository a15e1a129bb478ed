// What the operator does at the machine is in the audit, whether a server does it or the command
// itself; and the audit can be written out, checked, and opened in a spreadsheet.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  existsSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { spawn, spawnSync } from "node:child_process";
import { after, before, test } from "node:test";
import { set_up } from "./authenticator";
import { Client, until } from "./client";
import { drop, linli, pack, rows, run, Server } from "./house";
import { new_county, open_county } from "./opening";

const PASSWORD = "lotus ponds after the autumn rain";
const PHRASE = "a long phrase that the county keeps in its safe";

interface Row {
  route: string;
  kind: string;
  refused: number;
  recorded: number;
  code: string;
  detail: string;
  person_id: number | null;
  address_hash: string | null;
}
interface Line {
  number: number;
  hash: string;
  previous: string;
  id: string;
  at: number;
  kind: string;
  recorded: number;
  route: string;
  result: string;
  code: string;
  times: number;
  person: string;
  account: string;
  detail: string;
  address_hash: string;
}

let data = "";
let server: Server;
let audit: Client;

before(async () => {
  const made = await new_county(PASSWORD);
  const chief = made.chief;
  ({ data, server } = made);
  await set_up(chief, PASSWORD);
  audit = (await open_county(server, chief, PASSWORD)).audit;
});
after(async () => {
  await server.stop();
  drop(data);
});

const done = (...words: string[]): string => {
  const it = run(...words);
  assert.equal(it.code, 0, it.out + it.err);
  return it.out;
};
const with_passphrase = (...words: string[]) =>
  spawnSync(linli, words, { input: PHRASE + "\n", encoding: "utf8" });
const entries = (route: string): Row[] =>
  rows<Row>(data, `SELECT * FROM audit_entry WHERE route = '${route}' ORDER BY id`);
const latest = (route: string): Row => entries(route).at(-1)!;
const file = (name: string): string => join(data, "..", name);
const lines = (text: string): Line[] =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

// What docs/formats.md says of a link.
function hash_of(line: Line): string {
  const text = [
    ...["linli-audit-1", line.number, line.previous || "0".repeat(64), line.id, line.at, line.kind],
    ...[line.recorded, line.route, line.result, line.code, line.times, line.person, line.account],
    ...[line.detail, line.address_hash],
  ];
  return createHash("sha256")
    .update(text.map((one) => `${one}\n`).join(""))
    .digest("hex");
}

// Each act at the machine, and the entry that it leaves.
function act_on(suffix: string): void {
  const people = file(`people-${suffix}.csv`);
  const phone = suffix === "served" ? "14300000951" : "14300000952";
  writeFileSync(people, `姓名,手机号,人员编号\n某人,${phone},${suffix}\n`);
  const at_machine = (route: string, detail: string, kind: string): void => {
    const row = latest(route);
    assert.ok(row, route);
    assert.deepEqual([row.kind, row.refused, row.person_id], [kind, 0, null], route);
    assert.ok(!row.address_hash, route);
    assert.match(row.detail, new RegExp(`^by=operator ?${detail}$`), route);
  };
  done("import", "people", "--data", data, people, "--dry-run");
  at_machine("import", "file=people", "look");
  done("import", "people", "--data", data, people);
  at_machine("import", "file=people", "office");
  const added = `added.${suffix}`;
  const who = ["--name", `周${suffix}`, "--phone", phone.replace("9", "8"), "--login", added];
  done("admin", "add", "--data", data, "--kind", "security", ...who);
  at_machine("admin_add", "administrator=security", "account");
  done("admin", "reset", "--data", data, "--login", "guard");
  at_machine("admin_reset", "account=\\d+ reset", "account");
  done("admin", "list", "--data", data);
  at_machine("admin_list", "", "look");
  done("erase", "--data", data, "--phone", phone, "--reason", "request");
  at_machine("erase", "reason=request person=\\d+", "setting");
  const kept = file(`escrow-${suffix}`);
  assert.equal(with_passphrase("keys", "escrow", "--data", data, kept).status, 0);
  at_machine("keys_escrow", "", "setting");
  assert.ok(existsSync(kept));
  done("audit", "export", "--data", data, file(`audit-${suffix}.jsonl`));
  at_machine("audit_export", "format=json", "look");
  const escrowed = readFileSync(kept);
  assert.equal(with_passphrase("keys", "escrow", "--data", data, kept).status, 1, "written over");
  assert.deepEqual(readFileSync(kept), escrowed);
  done("backup", "--data", data, "--to", file(`backup-${suffix}`));
  at_machine("backup", "", "setting");
  const backups = entries("backup").length;
  assert.equal(run("backup", "--data", data, "--to", file(`backup-${suffix}`)).code, 1);
  assert.equal(entries("backup").length, backups, "a folder that is taken is refused before");
  // What is refused is there, too; what was typed wrongly is not.
  assert.equal(run("admin", "reset", "--data", data, "--login", "nobody").code, 1);
  const refused = latest("admin_reset");
  assert.deepEqual(
    [refused.refused, refused.code, refused.detail],
    [1, "access.no_such_account", "by=operator"],
  );
  const before = entries("import").length;
  assert.equal(run("import", "ghosts", "--data", data, people).code, 2);
  assert.equal(entries("import").length, before);
}

test("what the operator has a server do is in the audit, and raises its alarms", async () => {
  act_on("served");
  await until(async () => {
    const raised = rows<{ rule: string }>(data, "SELECT rule FROM audit_alarm").map((r) => r.rule);
    return raised.includes("new_administrator") && raised.includes("access_reset");
  });
  const { items } = await audit.get<{ items: { who: { zh: string }; what: { zh: string } }[] }>(
    "/api/v1/audit",
  );
  const said = items.map((item) => `${item.who.zh}: ${item.what.zh}`);
  for (const what of ["导出审计日志", "导出密钥备份", "在服务器上删除个人数据"])
    assert.ok(said.includes(`服务器操作员: ${what}`), said.join("\n"));
  assert.ok(said.some((one) => one === "服务器操作员: 导入文件 people"), said.join("\n"));
});

test("what the operator does while nobody serves is in the audit", async () => {
  await server.stop();
  act_on("alone");
  done("keys", "rotate", "--data", data);
  assert.equal(latest("keys_rotate").detail, "by=operator");
  done("rebuild", "--data", data);
  assert.equal(latest("rebuild").detail, "by=operator");
  server = await Server.start(data, null);
});

test("the passphrase of all keys is typed twice, unseen, and none that is guessed", async () => {
  const guessed = spawnSync(linli, ["keys", "escrow", "--data", data, file("escrow-guessed")], {
    input: "password1234\n",
    encoding: "utf8",
  });
  assert.ok(guessed.stderr.includes("app.passphrase_guessed"), guessed.stderr);
  // `script` gives the command a terminal; each line is typed once it was asked for.
  const at_terminal = (name: string, lines: string[]): Promise<string> => {
    const words = [linli, "keys", "escrow", "--data", data, file(name)];
    const command = words.map((word) => `'${word}'`).join(" ");
    const child = spawn("script", ["-qec", command, "/dev/null"]);
    let text = "";
    let asked = 0;
    child.stdout.on("data", (bytes: Buffer) => {
      text += bytes.toString();
      const prompts = text.match(/(passphrase|again): /g)?.length ?? 0;
      for (; asked < Math.min(prompts, lines.length); ++asked)
        child.stdin.write(`${lines[asked]!}\n`);
    });
    return new Promise((finish) => child.on("close", () => finish(text)));
  };
  const differ = await at_terminal("escrow-differs", [PHRASE, PHRASE + "x"]);
  assert.ok(differ.includes("app.passphrase_differs"), differ);
  assert.ok(!existsSync(file("escrow-differs")) && !existsSync(file("escrow-guessed")));
  const same = await at_terminal("escrow-same", [PHRASE, PHRASE]);
  assert.match(same, /escrowed/);
  assert.ok(!(differ + same).includes(PHRASE), "what is typed is not shown");
  assert.ok(existsSync(file("escrow-same")));
});

test("a folder that was restored or moved says so in its audit when first opened", async () => {
  await server.stop();
  const made = file("backup-alone");
  const of = (folder: string, route: string): string[] =>
    rows<Row>(folder, `SELECT * FROM audit_entry WHERE route = '${route}'`).map((r) => r.detail);
  const with_keys = file("restored-with-keys");
  done("restore", "--from", made, "--data", with_keys, "--keys", data + "-keys");
  assert.deepEqual(of(with_keys, "restore"), ["by=operator"], "its keys were at hand");
  const without = file("restored-without-keys");
  done("restore", "--from", made, "--data", without);
  assert.deepEqual(of(without, "restore"), []);
  cpSync(data + "-keys", without + "-keys", { recursive: true });
  done("admin", "list", "--data", without);
  done("admin", "list", "--data", without);
  assert.deepEqual(of(without, "restore"), ["by=operator"], "once");
  if (!existsSync(join(data, "database"))) {
    const moved = file("moved");
    done("move", "--from", data, "--to", moved, "--keys", data + "-keys");
    done("admin", "list", "--data", moved, "--keys", data + "-keys");
    assert.deepEqual(of(moved, "county_move"), ["by=operator"]);
  }
  server = await Server.start(data, null);
});

test("packs are installed on the record, one taken away or put in is found", async () => {
  await server.stop();
  const newer = file("newer-pack");
  cpSync(pack, newer, { recursive: true });
  appendFileSync(join(newer, "choices.yaml"), "# newer\n");
  done("pack", "install", "--data", data, newer);
  assert.match(latest("pack_install").detail, /^by=operator version=\d+$/);
  const proven = (): string => run("verify", "--data", data).out;
  assert.match(proven(), /intact\n$/);
  if (!existsSync(join(data, "database"))) {
    const sql = (text: string): string =>
      spawnSync("sqlite3", [join(data, "linli.db"), text], { encoding: "utf8" }).stderr;
    sql("CREATE TABLE kept AS SELECT * FROM pack_version");
    const put_back = "DELETE FROM pack_version; INSERT INTO pack_version SELECT * FROM kept";
    sql("DELETE FROM pack_version WHERE number = 2");
    assert.match(proven(), /pack 2: is on the record and not there/);
    sql(`${put_back}; UPDATE pack_version SET content = '{}' WHERE number = 2`);
    assert.match(proven(), /pack 2: its content is not what was installed/);
    sql(`${put_back}; INSERT INTO pack_version SELECT id + 1, 3, pack, hash, content, installed_at
      FROM kept WHERE number = 2`);
    assert.match(proven(), /pack 3: is not on the record/);
    sql(`${put_back}; UPDATE pack_version SET hash = (SELECT hash FROM kept WHERE number = 1),
      content = (SELECT content FROM kept WHERE number = 1) WHERE number = 2`);
    assert.match(proven(), /pack 2: the record says another hash/);
    sql(`${put_back}; DROP TABLE kept`);
    assert.match(proven(), /intact\n$/);
  }
  server = await Server.start(data, null);
});

test("when the audit cannot be written, the operator does nothing either", async () => {
  await server.stop();
  const trigger =
    "CREATE TRIGGER no_audit BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'full'); END";
  if (existsSync(join(data, "database"))) {
    server = await Server.start(data, null);
    return; // the same store contract; the trigger is SQLite's
  }
  spawnSync("sqlite3", [join(data, "linli.db"), trigger]);
  const people = rows(data, "SELECT id FROM person").length;
  const words = ["--name", "吴七", "--phone", "14300000977", "--login", "seven"];
  assert.notEqual(run("admin", "add", "--data", data, "--kind", "audit", ...words).code, 0);
  const path = file("people-served.csv");
  assert.notEqual(run("import", "people", "--data", data, path).code, 0);
  const escrow = file("escrow-never");
  assert.notEqual(with_passphrase("keys", "escrow", "--data", data, escrow).status, 0);
  assert.ok(!existsSync(escrow));
  assert.notEqual(run("backup", "--data", data, "--to", file("backup-never")).code, 0);
  assert.ok(!existsSync(file("backup-never")));
  const out = run("audit", "export", "--data", data);
  assert.deepEqual([out.code, out.out], [1, ""]);
  assert.equal(run("admin", "list", "--data", data).out, "");
  spawnSync("sqlite3", [join(data, "linli.db"), "DROP TRIGGER no_audit"]);
  assert.equal(rows(data, "SELECT id FROM person").length, people);
  server = await Server.start(data, null);
});

test("an export is whole, carries its chain, and is checked by it and by verify", () => {
  const path = file("whole.jsonl");
  const said = done("audit", "export", "--data", data, path);
  const all = lines(readFileSync(path, "utf8"));
  assert.match(said, new RegExp(`^exported ${all.length} entries, links 1 to \\d+; 0 not yet`));
  assert.equal(statSync(path).mode & 0o77, 0, "it is its owner's alone");
  all.forEach((line, at) => {
    assert.equal(line.number, at + 1);
    assert.equal(line.hash, hash_of(line), `link ${line.number}`);
    if (at > 0) assert.equal(line.previous, all[at - 1]!.hash);
  });
  assert.equal(all.at(-1)!.route, "audit_export", "the last is that it was written out");
  done("verify", "--data", data, "--audit-file", path);
  const forged = file("forged.jsonl");
  writeFileSync(forged, readFileSync(path, "utf8").replace(all[2]!.hash, "0".repeat(64)));
  const found = run("verify", "--data", data, "--audit-file", forged);
  assert.equal(found.code, 1);
  assert.match(found.out, /copy: link 3 was another/);
  // Nothing is written over, and standard output has the lines alone.
  assert.match(run("audit", "export", "--data", data, path).err, /app\.not_written/);
  assert.equal(lines(readFileSync(path, "utf8")).length, all.length);
  const printed = run("audit", "export", "--data", data);
  assert.equal(lines(printed.out).length, all.length + 1, "a refused export left no entry");
  assert.match(printed.err, /^exported \d+ entries/);
});

test("a span is what lies in it, a day counts whole", () => {
  const all = lines(run("audit", "export", "--data", data).out);
  const middle = all[Math.floor(all.length / 2)]!.at;
  const time = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19);
  const from = Math.floor(middle / 1000) * 1000;
  const some = lines(run("audit", "export", "--data", data, "--from", time(from)).out);
  const expected = all.filter((line) => line.at >= from);
  assert.deepEqual(
    some.slice(0, expected.length).map((line) => line.number),
    expected.map((line) => line.number),
  );
  const early = run("audit", "export", "--data", data, "--to", time(from));
  assert.deepEqual(
    early.out ? lines(early.out).map((line) => line.number) : [],
    all.filter((line) => line.at < from).map((line) => line.number),
  );
  const day = time(all.at(-1)!.at).slice(0, 10);
  const today = lines(run("audit", "export", "--data", data, "--from", day, "--to", day).out);
  assert.ok(today.length > all.length, "the last entry of a day is in it");
  const none = run("audit", "export", "--data", data, "--to", "2020-01-01");
  assert.deepEqual([none.code, none.out], [0, ""]);
  assert.match(latest("audit_export").detail, /^by=operator format=json to=\d+$/);
  for (const wrong of [
    ["--from", "yesterday"],
    ["--from", "2026-03-05", "--to", "2026-03-04"],
    ["--format", "xlsx"],
  ])
    assert.equal(run("audit", "export", "--data", data, ...wrong).code, 2, wrong.join(" "));
  assert.equal(run("audit", "dance", "--data", data).code, 2);
});

test("as CSV it has the same, and nothing that a spreadsheet runs", () => {
  const all = lines(run("audit", "export", "--data", data).out);
  const csv = run("audit", "export", "--data", data, "--format", "csv").out;
  const table = csv.trim().split("\r\n");
  assert.equal(table[0]!.split(",")[0], "number");
  assert.equal(table.length - 1, all.length + 1);
  table.slice(1, -1).forEach((row, at) => {
    const cells = row.split(",");
    const line = all[at]!;
    assert.equal(cells.length, 17, row);
    assert.deepEqual(cells.slice(0, 4), [
      ...[String(line.number), line.hash, line.previous, line.id],
    ]);
    assert.ok(cells.every((cell) => !/^[=+\-@\t\r]/.test(cell)), row);
  });
});
