// The command line that scripts rely on: exit codes, last lines, refusals, imports, backups, keys,
// packs.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Client, unit } from "./client";
import { drop, folder, linli, pack, place, rows, run, Server, shared } from "./house";
import { postgres } from "./postgres";
import { workbook } from "./workbook";

let data = "";
let dir = "";
before(() => {
  data = folder();
  dir = join(data, "..");
});
after(() => drop(data));

const COMMANDS = [
  "init",
  "serve",
  "check",
  "import",
  "verify",
  "stats",
  "backup",
  "restore",
  "move",
  "pack",
  "keys",
  "erase",
  "admin",
  "sample",
];

function said(words: string[], code: number, what: RegExp): string {
  const done = run(...words);
  assert.equal(done.code, code, `linli ${words.join(" ")}: ${done.code}\n${done.out}${done.err}`);
  assert.match(done.out + done.err, what, `linli ${words.join(" ")}`);
  return done.out;
}

test("--help explains the program and every command on standard output and exits with 0", () => {
  const all = run("--help");
  assert.equal(all.code, 0);
  for (const command of COMMANDS) {
    assert.match(all.out, new RegExp(`^  ${command} `, "m"));
    const one = run(command, "--help");
    assert.equal(one.code, 0, command);
    assert.match(one.out, new RegExp(`^usage: linli ${command}`));
    assert.equal(one.err, "");
  }
  assert.match(run("--version").out, /^linli \d+\.\d+\.\d+\n$/);
});

test("wrong usage exits with 2, its reason and the usage on standard error", () => {
  const wrong: string[][] = [
    [],
    ["dance"],
    ["serve", "--data"],
    ["serve", "--loud"],
    ["serve", "--port", "x", "--data", data],
    ["serve", "--data", data, "--clock", "1999-01-01T00:00"],
    ["serve", "--data", data, "--clock", "2100-01-01T00:00"],
    ["init"],
    ["init", "--data", join(dir, "x")],
    ["check"],
    ["check", "a", "b"],
    ["import", "people", "--data", data],
    ["import", "ghosts", "--data", data, linli],
    ["verify"],
    ["stats"],
    ["backup", "--data", data],
    ["restore", "--data", join(dir, "x")],
    ["pack", "dance", "x"],
    ["keys", "dance", "--data", data],
    ["erase", "--data", data],
    ["verify", "--data", data, "again"],
  ];
  for (const words of wrong) {
    const done = run(...words);
    assert.equal(done.code, 2, `linli ${words.join(" ")}: ${done.code} ${done.out} ${done.err}`);
    assert.match(done.err, /usage: linli/, words.join(" "));
    assert.equal(done.out, "");
    if (words.length) assert.match(done.err, /\[app\.[a-z_]+\]/, words.join(" "));
  }
  assert.ok(!existsSync(join(dir, "x")), "a refused command leaves nothing behind");
  assert.ok(!existsSync(join(dir, "x-keys")), "nor keys");
});

test("a refusal exits with 1 and says why, in the language of the terminal", () => {
  said(["check", join(dir, "no-pack")], 1, /\[pack\./);
  said(["verify", "--data", join(dir, "none")], 1, /\[(vault|store)\./);
  said(["import", "people", "--data", data, join(dir, "none.csv")], 1, /app\.no_such_file/);
  said(["restore", "--from", join(dir, "none"), "--data", join(dir, "y")], 1, /\[store\./);
  for (const [lang, word] of [
    ["zh_CN.UTF-8", /文件打不开/],
    ["en_GB.UTF-8", /cannot be opened/],
  ] as const) {
    const done = spawnSync(linli, ["import", "people", "--data", data, join(dir, "none.csv")], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: lang },
    });
    assert.match(done.stderr, word);
  }
});

test("init refuses a folder that exists and a pack that is not proven", () => {
  const before = readdirSync(data).sort();
  said(["init", "--data", data, "--pack", pack], 1, /app\.folder_exists/);
  assert.deepEqual(readdirSync(data).sort(), before);
  const broken = join(dir, "broken");
  cpSync(pack, broken, { recursive: true });
  const path = join(broken, "procedures/request.yaml");
  writeFileSync(path, readFileSync(path, "utf8").replace("starts: intake", "starts: nowhere"));
  said(["check", broken], 1, /F01/);
  said(["init", "--data", join(dir, "new"), "--pack", broken], 1, /F01[\s\S]*pack\.not_proven/);
  assert.ok(!existsSync(join(dir, "new")) && !existsSync(join(dir, "new-keys")));
  said(["check", pack], 0, /^proven: [1-9]\d* procedures?$/m);
});

test("while the server runs it does what the operator asks, and nobody else writes", async () => {
  const file = join(dir, "one.csv");
  writeFileSync(file, "姓名,手机号,人员编号\n某人,14300000901,l-1\n");
  const own = join(dir, "here");
  let server = await Server.start(data);
  try {
    const people = () => rows<{ n: number }>(data, "SELECT count(*) AS n FROM person")[0]!.n;
    const before = people();
    assert.equal(statSync(join(data, "operator.sock")).mode & 0o777, 0o600);
    said(["import", "people", "--data", data, file, "--dry-run"], 0, /imported 1, unchanged 0/);
    assert.equal(people(), before, "a dry run writes nothing");
    said(["import", "people", "--data", data, file], 0, /imported 1, unchanged 0, refused 0\n$/);
    assert.equal(people(), before + 1);
    said(["import", "people", "--data", data, own], 1, /app\.no_such_file/);
    said(["import", "ghosts", "--data", data, file], 2, /app\.unknown_word/);
    const words = ["erase", "--data", data, "--phone", "14300000901", "--reason"];
    said([...words, "某人要求"], 2, /app\.option_value/);
    said([...words, "request"], 0, /^erased /);
    said([...words, "request"], 1, /registry\.no_such_person/);
    // On PostgreSQL another node may serve the county, too: nodes.test.ts.
    if (!postgres) said(["serve", "--data", data, "--port", "0"], 1, /store\.locked/);
    // The keys that the server has in memory are changed while it does not run.
    const packs = rows(data, "SELECT * FROM pack_version ORDER BY id");
    const keys = readdirSync(data + "-keys").sort();
    for (const words of [["keys", "rotate", "--data", data]]) {
      for (const [lang, why, remedy] of [
        ["zh_CN.UTF-8", /另一个程序正在使用这个数据目录/, /请先停止正在运行的服务/],
        ["en_GB.UTF-8", /Another program is writing in this data/, /Stop the running server/],
      ] as const) {
        const env = { ...process.env, LC_ALL: lang };
        const done = spawnSync(linli, words, { encoding: "utf8", env });
        assert.equal(done.status, 1, words.join(" ") + done.stdout + done.stderr);
        for (const what of [/store\.locked/, why, remedy]) assert.match(done.stderr, what);
      }
    }
    assert.deepEqual(rows(data, "SELECT * FROM pack_version ORDER BY id"), packs);
    assert.deepEqual(
      readdirSync(data + "-keys").sort(),
      keys,
      "a refused rotation leaves no key behind",
    );
    said(["verify", "--data", data], 0, /journal: \d+ entries/);
    said(["stats", "--data", data, "--json"], 0, /^\{/);
    const client = await Client.as(server, "resident");
    assert.ok((await client.get<{ name: string }>("/api/v1/me")).name, "the server goes on");
    // What a killed server leaves behind is in nobody's way.
    await server.stop("SIGKILL");
    assert.ok(existsSync(join(data, "operator.sock")));
    server = await Server.start(data);
    said(["import", "people", "--data", data, file, "--dry-run"], 0, /refused 0\n$/);
  } finally {
    await server.stop();
  }
  assert.ok(!existsSync(join(data, "operator.sock")), "and one that ends leaves nothing");
});

test("stats counts the sample county at its true totals", () => {
  const stats = JSON.parse(said(["stats", "--data", data, "--json"], 0, /./)) as {
    registry: Record<string, unknown>;
  };
  const text = JSON.stringify(stats.registry);
  assert.match(text, /172583/);
  assert.match(text, /"town":9\b|"town","count":9\b/);
  assert.match(text, /"village":222\b|"village","count":222\b/);
});

// --- imports ----------------------------------------------------------------------------------

const TABLES: [string, string[][], string][] = [
  [
    "units",
    [
      ["编码", "上级编码", "层级", "名称"],
      ["420583105215-99", "420583105215", "group", "试验组"],
      ["420583105215-99-01", "420583105215-99", "hamlet", "试验湾"],
    ],
    "row 4",
  ],
  [
    "organisations",
    [
      ["编码", "名称", "类别", "单元编码"],
      ["test_station", "试验站", "station", "420583105"],
      ["test_section", "试验股", "section", "420583105"],
    ],
    "row 4",
  ],
  [
    "households",
    [
      ["户号", "单元编码", "门牌"],
      ["T-0001", "420583105215-99-01", "1号"],
      ["T-0002", "420583105215-99-01", "2号"],
    ],
    "row 4",
  ],
  [
    "people",
    [
      ["姓名", "手机号", "人员编号", "户号"],
      ["试一", "14300000101", "t-1", "T-0001"],
      ["试二", "14300000102", "t-2", "T-0002"],
    ],
    "row 4",
  ],
  [
    "positions",
    [
      ["岗位", "单元编码", "手机号"],
      ["grid_worker", "420583105215", "14300000101"],
      ["group_head", "420583105215-99", "14300000102"],
    ],
    "row 4",
  ],
];
const BAD: Record<string, string[]> = {
  units: ["420583105215-98", "420583109999", "group", "无上级"],
  organisations: ["bad_unit", "无单元", "station", "no-such-unit"],
  households: ["T-0003", "no-such-unit", "3号"],
  people: ["试三", "12345", "t-3", ""],
  positions: ["no_such_position", "420583105215", ""],
};
const csv = (table: string[][]): string => table.map((cells) => cells.join(",")).join("\n") + "\n";
const digest = (): string =>
  rows<{ n: number }>(
    data,
    `SELECT (SELECT count(*) FROM unit) || '/' || (SELECT count(*) FROM person) || '/' || 
   (SELECT count(*) FROM household) || '/' ||
   (SELECT count(*) FROM organisation) || '/' || (SELECT count(*) FROM position)
   || '/' || (SELECT count(*) FROM term) AS n`,
  ).map((row) => String(row.n))[0]!;

for (const [what, table, bad_row] of TABLES) {
  test(`import ${what}: a dry run writes nothing, twice is once, CSV and XLSX alike`, () => {
    const file = join(dir, `${what}.csv`);
    const book = join(dir, `${what}-book.xlsx`);
    writeFileSync(file, csv([...table, BAD[what]!]));
    const before = digest();
    const dry = said(
      ["import", what, "--data", data, file, "--dry-run"],
      1,
      /imported 2, unchanged 0, refused 1\n$/,
    );
    assert.equal(digest(), before, "a dry run writes nothing");
    assert.match(
      dry,
      new RegExp(`^${bad_row}, column \\S+( \\(.+\\))?: .+ \\[[a-z]+\\.[a-z_]+\\]`, "m"),
    );
    assert.ok(dry.trim().split("\n").length >= 4, `it lists what would change:\n${dry}`);
    said(["import", what, "--data", data, file], 1, /imported 2, unchanged 0, refused 1\n$/);
    const now = digest();
    assert.notEqual(now, before);
    said(["import", what, "--data", data, file], 1, /imported 0, unchanged 2, refused 1\n$/);
    // The same as a workbook changes nothing; people are found again by their ref.
    writeFileSync(book, workbook(table));
    const other = join(dir, what === "people" ? "people.xlsx" : `${what}.xlsx`);
    renameSync(book, other);
    said(["import", what, "--data", data, other], 0, /imported 0, unchanged 2, refused 0\n$/);
    assert.equal(digest(), now);
  });
}

test("a workbook brings in what is new as a CSV does", () => {
  const file = join(dir, "more.xlsx");
  writeFileSync(
    file,
    workbook([
      ["户号", "单元编码", "门牌"],
      ["T-0009", "420583105215-99-01", "9号"],
    ]),
  );
  said(["import", "households", "--data", data, file], 0, /imported 1, unchanged 0, refused 0\n$/);
  writeFileSync(file, Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(300, 7)]));
  said(["import", "households", "--data", data, file], 1, /\[exchange\./);
});

const MESSAGES = join(shared, "data/messages/labelled_train.jsonl.gz");
const without = existsSync(MESSAGES) ? false : `there is no ${MESSAGES}`;
if (without) console.log(`skipped: the import of real messages, ${without}`);

test(
  "REQ-11 DUTY-2: 7,324 real messages get holder, category, grade and deadline, once",
  { skip: without },
  async () => {
    const begun = Date.now();
    said(
      ["import", "requests", "--data", data, MESSAGES, "--dry-run"],
      0,
      /imported 7324, unchanged 0, refused 0\n$/,
    );
    assert.equal(rows<{ n: number }>(data, "SELECT count(*) AS n FROM matter")[0]!.n, 0);
    const imported = Date.now();
    said(
      ["import", "requests", "--data", data, MESSAGES],
      0,
      /imported 7324, unchanged 0, refused 0\n$/,
    );
    console.log(`dry run ${imported - begun} ms, import ${Date.now() - imported} ms`);
    said(
      ["import", "requests", "--data", data, MESSAGES],
      0,
      /imported 0, unchanged 7324, refused 0\n$/,
    );
    const { matters } = JSON.parse(run("stats", "--data", data, "--json").out) as {
      matters: Record<string, number>;
    };
    for (const lack of [
      "without_holder",
      "without_grade",
      "without_category",
      "without_deadline",
    ]) {
      assert.equal(matters[lack], 0, lack);
    }
    const odd = rows(
      data,
      `SELECT id FROM matter WHERE category_basis NOT LIKE 'suggested:_%'
    OR grade_basis NOT LIKE 'suggested:_%'
    OR category = '' OR grade NOT IN ('small', 'large', 'hard') OR due_at = 0
    OR channel <> 'import'`,
    );
    assert.deepEqual(odd, [], "grade and category are marked as suggested by a named rule");
    // To a department or a village as the matter demands, and nobody gets micro unasked.
    const held = rows<{ holder_level: string; n: number }>(
      data,
      "SELECT holder_level, count(*) AS n FROM matter GROUP BY holder_level",
    );
    console.log(JSON.stringify(held));
    assert.ok(held.some((row) => row.holder_level === "department" && row.n > 1000));
    assert.ok(held.some((row) => row.holder_level === "village" && row.n > 0));
    const seats = rows<{ n: number }>(
      data,
      `SELECT count(*) AS n FROM matter m WHERE NOT EXISTS (
    SELECT 1 FROM term t WHERE t.position_id = m.holder_position)`,
    )[0]!.n;
    assert.equal(seats, 0, "somebody sits at every desk that holds one");
    const server = await Server.start(data);
    try {
      const county = await Client.as(server, "county_dispatch");
      const ids = rows<{ id: string }>(
        data,
        "SELECT CAST(id AS TEXT) AS id FROM matter WHERE confidential = 0 ORDER BY id LIMIT 7324",
      ).filter((_, index) => index % 997 === 0);
      for (const { id } of ids) {
        const view = await county.matter(id);
        assert.match(view.grade_basis, /^suggested:\S+/);
        assert.match(view.category_basis, /^suggested:\S+/);
        assert.ok(
          view.holder && view.clock.until_at > 0 && view.title && view.category && view.grade,
        );
      }
    } finally {
      await server.stop();
    }
    said(["verify", "--data", data], 0, /journal: 73\d\d entries, root [0-9a-f]{64}, intact\n$/);
  },
);

// --- backup, keys, packs ------------------------------------------------------------------------

// Runs a command beside what this process does.
function in_background(words: string[]): Promise<{ code: number; text: string }> {
  return new Promise((done) => {
    const child = spawn(linli, words, { stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (bytes: Buffer) => (text += bytes.toString()));
    child.on("close", (code) => done({ code: code ?? -1, text }));
  });
}

test("a backup made while the server writes is restored and verifies", async () => {
  const to = join(dir, "backup");
  const server = await Server.start(data);
  let first = "";
  try {
    const resident = await Client.as(server, "resident");
    const village = await unit(resident, "向巷村");
    first = (await resident.file({ title: "备份前", unit: village })).matter!;
    let going = true;
    let written = 0;
    const writing = (async () => {
      for (; going; ++written) await resident.file({ title: "备份中", unit: village });
    })();
    await new Promise((done) => setTimeout(done, 300));
    const done = await in_background(["backup", "--data", data, "--to", to]);
    going = false;
    await writing;
    assert.ok(done.code === 0 && /backed up and verified/.test(done.text), done.text);
    assert.ok(written > 3, "the server went on writing");
    said(["backup", "--data", data, "--to", to], 1, /store\.not_empty/);
  } finally {
    await server.stop();
  }
  const names = readdirSync(to);
  assert.ok(
    names.includes("MANIFEST") && !names.some((name) => name.endsWith(".key")),
    "no keys in a backup",
  );
  const restored = join(dir, "restored");
  said(["restore", "--from", to, "--data", restored], 0, /restored/);
  said(
    ["verify", "--data", restored, "--keys", data + "-keys"],
    0,
    /journal: [1-9]\d* entries, root [0-9a-f]{64}, intact\n$/,
  );
  cpSync(data + "-keys", restored + "-keys", { recursive: true });
  const again = await Server.start(restored);
  try {
    const resident = await Client.as(again, "resident");
    assert.equal(
      (await resident.matter(first)).title,
      "备份前",
      "what was acknowledged before the backup is in it",
    );
  } finally {
    await again.stop();
  }
  said(["restore", "--from", to, "--data", restored], 1, /store\.not_empty/);
});

test("a backup with one changed byte, a missing or an added file is refused", () => {
  const to = join(dir, "backup");
  const db = readdirSync(to).find((name) => name.endsWith(".db"))!;
  const path = join(to, db);
  const bytes = readFileSync(path);
  const at = Math.floor(bytes.length / 3);
  bytes[at] = bytes[at]! ^ 1;
  writeFileSync(path, bytes);
  said(["restore", "--from", to, "--data", join(dir, "bad")], 1, /store\.backup_damaged/);
  bytes[at] = bytes[at]! ^ 1;
  writeFileSync(path, bytes);
  writeFileSync(join(to, "extra"), "x");
  said(["restore", "--from", to, "--data", join(dir, "bad")], 1, /store\.backup_damaged/);
  rmSync(join(to, "extra"));
  renameSync(path, path + "x");
  said(["restore", "--from", to, "--data", join(dir, "bad")], 1, /store\.backup_damaged/);
  renameSync(path + "x", path);
  assert.ok(
    !existsSync(join(dir, "bad")) || readdirSync(join(dir, "bad")).length === 0,
    "nothing half restored",
  );
});

function with_passphrase(words: string[], passphrase: string): { code: number; text: string } {
  const done = spawnSync(linli, words, { encoding: "utf8", input: passphrase + "\n" });
  return { code: done.status ?? -1, text: done.stdout + done.stderr };
}

test("keys: escrowed, restored from it, rotated with every row sealed anew", () => {
  const small = join(place(), "data");
  try {
    said(["init", "--data", small, "--pack", pack], 0, /one-time token/);
    writeFileSync(join(small, "../people.csv"), "姓名,手机号,人员编号\n钥匙人,14300000301,k-1\n");
    said(["import", "people", "--data", small, join(small, "../people.csv")], 0, /imported 1/);
    const file = join(small, "../escrow");
    const phrase = "a long phrase that the county keeps in its safe";
    const made = with_passphrase(["keys", "escrow", "--data", small, file], phrase);
    assert.equal(made.code, 0, made.text);
    assert.ok(
      !readFileSync(file).includes(
        readFileSync(join(small + "-keys", "sign.key"), "utf8")
          .trim()
          .slice(-20),
      ),
    );
    const wrong = with_passphrase(
      ["keys", "restore", "--keys", join(small, "../wrong-keys"), file],
      phrase + "x",
    );
    assert.deepEqual([wrong.code, /\[vault\./.test(wrong.text)], [1, true], wrong.text);
    const right = with_passphrase(
      ["keys", "restore", "--keys", join(small, "../new-keys"), file],
      phrase,
    );
    assert.equal(right.code, 0, right.text);
    said(["verify", "--data", small, "--keys", join(small, "../new-keys")], 0, /intact/);
    assert.equal(
      statSync(join(small, "../new-keys")).mode & 0o77,
      0,
      "keys are for the owner only",
    );

    const sealed = rows<{ s: string }>(small, "SELECT hex(sealed) AS s FROM person").map(
      (row) => row.s,
    );
    assert.match(
      said(["keys", "rotate", "--data", small], 0, /rotated; (\d+) rows sealed anew/),
      /rotated; [1-9]/,
    );
    assert.equal(readdirSync(small + "-keys").filter((name) => name.startsWith("data-")).length, 2);
    const anew = rows<{ s: string }>(small, "SELECT hex(sealed) AS s FROM person").map(
      (row) => row.s,
    );
    assert.ok(
      anew.every((row) => !sealed.includes(row)),
      "every row is sealed under the new key",
    );
    said(["verify", "--data", small], 0, /intact/);
    said(
      ["import", "people", "--data", small, join(small, "../people.csv")],
      0,
      /imported 0, unchanged 1, refused 0/,
    );
    said(["verify", "--data", data, "--keys", small + "-keys"], 1, /\[app\.keys_of_another\]/);
  } finally {
    drop(small);
  }
});

test("pack: diff tells, install leaves running matters, move takes them over", async () => {
  said(["pack", "diff", pack, pack], 0, /^no difference$/m);
  said(["pack", "diff", "--data", data, pack], 0, /^no difference$/m);
  const next = join(dir, "next");
  mkdirSync(dir, { recursive: true });
  cpSync(pack, next, { recursive: true });
  const path = join(next, "procedures/request.yaml");
  const version = /^version: (\d+)$/m;
  const old = Number(version.exec(readFileSync(path, "utf8"))![1]);
  writeFileSync(
    path,
    readFileSync(path, "utf8")
      .replace(version, `version: ${old + 1}`)
      .replace(
        "within: {period: 1 workday, assumed: default for first contact}",
        "within: {period: 2 workdays, assumed: default for first contact}",
      ),
  );
  const yaml = join(next, "pack.yaml");
  const text = readFileSync(yaml, "utf8");
  writeFileSync(
    yaml,
    text.replace(version, (_, number: string) => `version: ${Number(number) + 1}`),
  );
  assert.notEqual(readFileSync(yaml, "utf8"), text, "pack.yaml has a version");
  said(["pack", "diff", "--data", data, next], 0, /request/);
  const before = rows<{ n: number }>(
    data,
    `SELECT count(*) AS n FROM matter WHERE procedure_version = ${old} AND ended_at = 0`,
  )[0]!.n;
  assert.ok(before > 0);
  said(["pack", "install", "--data", data, next], 0, /installed \S+ version/);
  const count = (one: number): number =>
    rows<{ n: number }>(
      data,
      `SELECT count(*) AS n FROM matter WHERE procedure_version = ${one}`,
    )[0]!.n;
  assert.equal(count(old + 1), 0, "running matters stay");
  const server = await Server.start(data);
  try {
    const resident = await Client.as(server, "resident");
    const receipt = await resident.file({ title: "新版本", unit: await unit(resident, "向巷村") });
    assert.equal((await resident.matter(receipt.matter!)).version, old + 1);
  } finally {
    await server.stop();
  }
  said(
    [
      "pack",
      "move",
      "--data",
      data,
      "request",
      "--from",
      String(old),
      "--to",
      String(old + 1),
      "--reason",
      "longer",
    ],
    0,
    new RegExp(`moved ${before}, stayed 0\n$`),
  );
  said(["verify", "--data", data], 0, /intact/);
});
