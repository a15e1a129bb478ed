// check.test.ts – every rule refuses its fault and lets the same thing done right pass.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deep_hash } from "./compilers.js";
import { Strings, functions, strip } from "./cpp.js";
import { apply_exceptions } from "./exceptions.js";
import { coverage, links, shown, words } from "./rules_documents.js";
import * as layout from "./rules_layout.js";
import {
  STARTERS,
  codes,
  markup,
  migrations,
  programs,
  sql,
  system,
  tables,
} from "./rules_meaning.js";
import { procedures } from "./rules_packs.js";
import { type Problem, type Rule, Tree } from "./tree.js";

const LAYERS = "# order\nbase\nstore\ndesk\nexchange\nrequest\ndispute\noverview\napp\ntesting\n";

// What the rule says about one file, as "line message".
function said(rule: Rule, path: string, text: string, more: Record<string, string> = {}): string[] {
  const tree = new Tree({ "src/LAYERS": LAYERS, [path]: text, ...more });
  return rule(tree).map(({ line, message }) => `${line} ${message}`);
}

test("what is no text is a picture of bounded size, or somebody's left-over", () => {
  const strays = (files: Record<string, number>) =>
    layout.strays(new Tree({}, files)).map(({ path }) => path);
  const good = { "docs/images/inbox.png": 129_444, "web/public/icons/512.png": 9_000 };
  assert.deepEqual(strays(good), []);
  const bad = { "tests/core": 100_802_560, "data/linli.db": 4_096, "docs/large.png": 400_000 };
  assert.deepEqual(strays(bad), Object.keys(bad));
});

test("an include goes to the own folder or to a line above, never below", () => {
  const more = { "src/base/a.h": "", "src/desk/d.h": "", "src/store/s.h": "" };
  const good = '#include "base/a.h"\n#include "store/s.h"\n// #include "desk/d.h"\n';
  assert.deepEqual(said(layout.layers, "src/store/x.cc", good, more), []);
  const found = said(layout.layers, "src/store/x.cc", '\n#include "desk/d.h"\n', more);
  assert.deepEqual(found, ["2 store is above desk"]);
});

test("capabilities do not include each other in either direction", () => {
  const more = { "src/request/r.h": "" };
  const found = said(layout.layers, "src/dispute/x.cc", '#include "request/r.h"\n', more);
  assert.equal(found.length, 1);
  assert.deepEqual(said(layout.layers, "src/overview/x.cc", '#include "request/r.h"\n', more), []);
});

test("only tests include what is made for tests", () => {
  const more = { "src/base/testing.h": "" };
  const text = '#include "base/testing.h"\n';
  assert.equal(said(layout.layers, "src/desk/x.cc", text, more).length, 1);
  assert.equal(said(layout.layers, "src/desk/x_test.cc", text, more).length, 0);
  assert.equal(said(sql, "src/record/testing.h", "#include <sqlite3.h>").length, 0);
  // A whole county stands below every room, and only tests of any room take it.
  const county = { "src/testing/county.h": "" };
  const taken = '#include "testing/county.h"\n';
  assert.equal(said(layout.layers, "src/desk/x.cc", taken, county).length, 1);
  assert.deepEqual(said(layout.layers, "src/desk/x_test.cc", taken, county), []);
});

test("a folder that is not listed, a missing header and a bare name are refused", () => {
  assert.equal(said(layout.layers, "src/extra/x.cc", "").length, 1);
  assert.equal(said(layout.layers, "src/base/x.cc", '#include "base/none.h"\n').length, 1);
  assert.equal(said(layout.layers, "src/base/x.cc", '#include "x.h"\n').length, 1);
});

test("a file of 801 lines is refused, one of 800 is asked about, a generated one is not", () => {
  const text = (count: number) => "int x;\n".repeat(count);
  assert.equal(said(layout.file_sizes, "src/base/x.cc", text(801)).length, 1);
  assert.equal(said(layout.file_sizes, "src/base/x.cc", text(800)).length, 0);
  assert.equal(layout.large_files(new Tree({ "src/base/x.cc": text(800) })).length, 1);
  assert.equal(said(layout.file_sizes, "web/x.ts", "// generated\n" + text(900)).length, 0);
});

const body = (count: number) => "  work();\n".repeat(count - 2);

test("a function of 71 lines is refused, one of 70 is not", () => {
  const found = said(layout.function_sizes, "src/base/x.cc", `\nint f(int a) {\n${body(71)}}\n`);
  assert.deepEqual(found, ["2 f has 71 lines; 70 is the limit"]);
  assert.deepEqual(said(layout.function_sizes, "src/base/x.cc", `void f() {\n${body(70)}}\n`), []);
});

test("functions are told from types, data, and what only looks like a brace", () => {
  const text = `namespace a::b {
template <class T> struct Box final : Base<T> {
  Box(int x) : x_{x}, y_(x) {
    if (x) { go(); }
  }
  bool operator==(const Box& other) const { return true; }
  auto get() const -> Result<std::vector<T>> { return {}; }
  int x_{0};
};
DESCRIBE_STRUCT(Box, (), (x))

struct stat look() { return {}; }
constexpr int kData[] = {
    1, 2, 3};
const char* kText = R"x( void not_a_function() { )x";
const auto kLambda = [](int a) { return a; };
char open() { return '{'; }
int thousand() { return 1'000; }
#define MACRO(x) \\
  do { x; } while (false)
TEST(Suite, does_it) {
  EXPECT_EQ(1, 1);  // }
}
template <class T>
requires(std::is_integral_v<T>) void write(T value) {}
extern "C" { void c_function() {} }
}
`;
  const names = functions(text).map(({ name }) => name);
  const expected = ["Box", "operator_", "get", "look", "kLambda", "open", "thousand"];
  assert.deepEqual(names.slice(0, 7), expected);
  assert.equal(names[7], "Suite, does_it");
  assert.equal(names.length, 10);
  assert.deepEqual(functions(text)[0], { name: "Box", first_line: 3, last_line: 5 });
});

test("comments and strings become blanks and offsets stay", () => {
  const text = "a /* b\nc */ \"d\\\"e\" 'f' // g\nh";
  const out = strip(text, Strings.Blank);
  assert.equal(out.length, text.length);
  assert.equal(out.replace(/ +/g, " "), "a \n \" \" ' ' \nh");
  assert.match(strip(text, Strings.Keep), /"d\\"e" 'f'/);
});

test("a line of 101 characters is refused; Chinese counts by character", () => {
  assert.equal(said(layout.columns, "src/base/x.cc", "x".repeat(101)).length, 1);
  assert.equal(said(layout.columns, "src/base/x.cc", "里".repeat(100)).length, 0);
  assert.equal(said(layout.columns, "web/src/report/words_en.ts", "x".repeat(101)).length, 0);
});

test("names that say nothing are refused in files and types", () => {
  assert.equal(said(layout.names, "src/base/string_utils.cc", "").length, 1);
  assert.equal(said(layout.names, "src/common/x.cc", "").length, 1);
  assert.equal(said(layout.names, "src/base/camelCase.cc", "").length, 1);
  assert.equal(said(layout.names, "src/base/x.h", "class TaskManager {};").length, 1);
  assert.equal(said(layout.names, "src/base/x.cc", "using namespace std;").length, 1);
  assert.deepEqual(said(layout.names, "src/access/common_passwords.h", ""), []);
  const good = "// a helper\nusing namespace std::literals;\nclass Community {};";
  assert.deepEqual(said(layout.names, "src/base/community.h", good), []);
});

test("a header that is not a manual is refused", () => {
  const good = "// base/x.h – one thing. Thread safety: value.\n#pragma once\n";
  assert.deepEqual(said(layout.manuals, "src/base/x.h", good), []);
  assert.equal(said(layout.manuals, "src/base/y.h", good).length, 1);
  assert.equal(said(layout.manuals, "src/base/x.h", "// base/x.h – x.\n#pragma once\n").length, 1);
});

test("only app/ and the clock itself touch the system", () => {
  for (const fault of [
    "SystemClock clock;",
    "std::chrono::system_clock::now();",
    "auto t = time(nullptr);",
    "SystemRandom random;",
    'std::getenv("HOME");',
  ]) {
    assert.equal(said(system, "src/desk/x.cc", fault).length, 1, fault);
    assert.equal(said(system, "src/app/main.cc", fault).length, 0, fault);
  }
  assert.deepEqual(said(system, "src/desk/x.cc", "row.time(0); // SystemClock\n"), []);
  assert.equal(said(system, "src/desk/x_test.cc", "SystemRandom random;").length, 0);
  assert.equal(said(system, "src/desk/x_test.cc", "SystemClock clock;").length, 1);
});

test("no procedure of a pack is known by its name outside its room", () => {
  const packs = {
    "packs/zhijiang/procedures/request.yaml": "",
    "packs/zhijiang/procedures/whistle.yaml": "",
  };
  const found = (path: string, text: string) => said(procedures, path, text, packs).length;
  assert.equal(found("src/desk/x.cc", 'if (key == "whistle") return;'), 1);
  assert.equal(found("web/src/kit/x.ts", "const at = 'whistle';"), 1);
  assert.equal(found("web/src/kit/X.vue", "<template>{{ `whistle` }}</template>"), 1);
  assert.equal(found("src/desk/x.cc", 'const auto key = "request";'), 1);
  assert.equal(found("src/request/x.cc", 'const auto key = "request";'), 0, "its own room");
  assert.equal(found("src/request/x.cc", 'const auto key = "whistle";'), 1);
  assert.equal(found("src/desk/x_test.cc", 'open("whistle");'), 0);
  assert.equal(found("src/desk/x.h", 'std::string key;  // "whistle"\n'), 0);
  assert.equal(found("src/desk/x.cc", 'say("a whistle");'), 0);
});

test("nothing in src/ starts a program but what is listed", () => {
  for (const fault of [
    'system("ls");',
    'const int code = std::system (words.c_str());',
    '::popen(line, "r");',
    'FILE* pipe = popen(line, "r");',
    "if (::fork() == 0) return;",
    'execlp("sh", "sh", "-c", text, nullptr);',
    "::execve(path, words, nullptr);",
    "posix_spawn(&child, path, nullptr, nullptr, words, environ);",
    "boost::process::child child(line);",
    "#include <boost/process.hpp>",
  ]) {
    assert.equal(said(programs, "src/desk/x.cc", fault).length, 1, fault);
    assert.equal(said(programs, "src/app/main.cc", fault).length, 1, fault);
    assert.equal(said(programs, "src/desk/x_test.cc", fault).length, 1, fault);
    for (const path of STARTERS) assert.deepEqual(said(programs, path, fault), [], path);
  }
  for (const good of [
    "// system(3) would do it\n",
    'say("system(x)");',
    "const auto ecosystem = file_system(path);",
    "ran.system(1); row->fork(); execute(sql); statement.exec(sql);",
    "AdministratorKind::System (one)",
  ])
    assert.deepEqual(said(programs, "src/desk/x.cc", good), [], good);
  const [listed = ""] = STARTERS;
  assert.equal(said(programs, listed, "int x;").length, 1, "the list shrinks");
});

test("the kit of the pages knows no noun", () => {
  const form = (from: string) => `import a from "${from}";\n`;
  assert.equal(said(layout.kit, "web/src/kit/Form.vue", form("../matter/Way.vue")).length, 1);
  assert.equal(said(layout.kit, "web/src/kit/field/A.vue", form("../../inbox/a")).length, 1);
  assert.equal(said(layout.kit, "web/src/text/a.ts", 'import("../report/title")').length, 1);
  assert.deepEqual(said(layout.kit, "web/src/kit/Form.vue", form("../frame/me")), []);
  assert.deepEqual(said(layout.kit, "web/src/kit/field/A.vue", form("../Icon.vue")), []);
  assert.deepEqual(said(layout.kit, "web/src/matter/A.vue", form("../kit/Icon.vue")), []);
});

test("the pages take nobody's words for markup or code", () => {
  for (const fault of [
    '<p v-html="title" />',
    "box.innerHTML = title;",
    'box.insertAdjacentHTML("beforeend", title);',
    "document.write(title);",
    "eval(words)",
    'new Function("a", words)',
  ]) {
    assert.equal(said(markup, "web/src/parts/Box.vue", fault).length, 1, fault);
    assert.equal(said(markup, "web/src/main.ts", fault).length, 1, fault);
    assert.equal(said(markup, "web/shell.ts", fault).length, 1, fault);
  }
  const good = "<p>{{ title }}</p> box.textContent = title; retrieval(words); medieval (x)";
  assert.deepEqual(said(markup, "web/src/parts/Box.vue", good), []);
});

test("SQLite is known in store/sqlite only and SQL is never put together", () => {
  assert.equal(said(sql, "src/desk/x.cc", "#include <sqlite3.h>").length, 1);
  assert.equal(said(sql, "src/store/sqlite/x.cc", "#include <sqlite3.h>").length, 0);
  assert.equal(said(sql, "src/desk/x.cc", 'auto q = "SELECT * FROM t WHERE id=" + id;').length, 1);
  assert.equal(said(sql, "src/desk/x.cc", 'one("SELECT 1 FROM t WHERE id=?1", {id});').length, 0);
});

test("migration numbers are unique and inside the folder's range", () => {
  const text = (numbers: number[]) =>
    `std::vector<store::Migration> migrations() {\n  return {${numbers
      .map((n) => `{${n}, "step ${n}", kSql}`)
      .join(", ")}};\n}\n`;
  assert.deepEqual(said(migrations, "src/desk/schema.cc", text([45, 46])), []);
  assert.equal(said(migrations, "src/desk/schema.cc", text([45, 45])).length, 1);
  assert.equal(said(migrations, "src/desk/schema.cc", text([60])).length, 1);
  assert.equal(said(migrations, "src/base/schema.cc", text([5])).length, 1);
});

test("a table says its class and every column what it holds", () => {
  const good = `-- derived: things
CREATE TABLE thing (
  id {pk}, -- ThingId
  kind TEXT NOT NULL -- small or large
    CHECK (kind IN ('small',
      'large')), -- nothing else
  PRIMARY KEY (id)
){end};
`;
  assert.deepEqual(said(tables, "src/desk/schema.cc", good), []);
  const no_class = said(tables, "src/desk/schema.cc", good.replace("derived:", "a table of"));
  assert.deepEqual(no_class, ["2 thing: the line above says record, vault or derived"]);
  const no_comment = said(tables, "src/desk/schema.cc", good.replace("-- ThingId", ""));
  assert.deepEqual(no_comment, ["3 thing: the column has no comment"]);
});

test("an error code has its texts, one kind and a test", () => {
  const entry =
    "desk.full:\n  kind: Conflict\n  zh: 满\n  en: Full.\n  remedy_zh: 等\n  remedy_en: Wait.\n";
  const use = 'return fail(ErrorKind::Conflict, "desk.full");';
  const texts = "src/pack/texts/desk.yaml";
  const tested = { "src/desk/x_test.cc": 'EXPECT_EQ(code, "desk.full");' };
  assert.deepEqual(said(codes, "src/desk/x.cc", use, { [texts]: entry, ...tested }), []);
  assert.equal(said(codes, "src/desk/x.cc", use).length, 1);
  assert.equal(said(codes, "src/desk/x.cc", use, { [texts]: entry }).length, 1);
  const scenario = { "tests/scenario/x.test.ts": 'equal(refused.code, "desk.full");' };
  assert.deepEqual(said(codes, "src/desk/x.cc", use, { [texts]: entry, ...scenario }), []);
  const with_detail = { "src/desk/x_test.cc": 'EXPECT_EQ(fault(), "3 desk.full");' };
  assert.deepEqual(said(codes, "src/desk/x.cc", use, { [texts]: entry, ...with_detail }), []);
  for (const no_test of ['EXPECT_EQ(code, "desk.full_up");', '// "desk.full" is not tested']) {
    const near = { [texts]: entry, "src/desk/x_test.cc": no_test };
    assert.equal(said(codes, "src/desk/x.cc", use, near).length, 1, no_test);
  }
  const no_remedy = entry.replace(/ {2}remedy_en.*\n/, "");
  assert.equal(said(codes, "src/desk/x.cc", use, { [texts]: no_remedy, ...tested }).length, 1);
  const other_kind = 'return invalid("desk.full");';
  assert.equal(said(codes, "src/desk/x.cc", other_kind, { [texts]: entry, ...tested }).length, 1);
});

test("machine paths, registry hosts and locked addresses are refused", () => {
  const path = ["", "home", "me", "x"].join("/");
  const host = ["registry", "npmjs", "org"].join(".");
  assert.equal(said(words, "docs/a.md", `see ${path}`).length, 1);
  assert.equal(said(words, "docs/a.md", `from ${host}`).length, 1);
  assert.deepEqual(said(words, "docs/a.md", "see ../shared/data and web/home/x"), []);
  const lock = '{"resolved": "https://example.org/x.tgz"}';
  assert.equal(said(words, "web/package-lock.json", lock).length, 1);
});

test("links of documents and documents named in code exist", () => {
  const more = { "docs/adr/0001-x.md": "" };
  assert.deepEqual(said(links, "docs/a.md", "[x](adr/0001-x.md#top) [y](https://a.b)", more), []);
  assert.equal(said(links, "docs/a.md", "\n[x](adr/0002-y.md)", more).length, 1);
  assert.deepEqual(said(links, "docs/a.md", "```\n[x](none.md)\n```\n"), []);
  assert.equal(said(links, "src/base/x.h", "// docs/adr/0009-none.md", more).length, 1);
});

test("what docs/security.md calls shown has a test of that name", () => {
  const more = {
    "src/desk/x_test.cc": "TEST_F(Suite, HoldsIt) {}\nTEST(\n    Other, HoldsToo) {}\n",
    "tests/scenario/x.test.ts": 'test("RISK-3: no name, no phone", async () => {});',
  };
  const rows = (text: string) => said(shown, "docs/security.md", text, more);
  assert.deepEqual(rows('| a | `Suite.HoldsIt`, `Other.*` `Box.vue` | x "RISK-3: …" |'), []);
  assert.deepEqual(rows('| a | x "RISK-3: no name, no phone" |'), []);
  assert.deepEqual(rows('elsewhere `Suite.None` "none at all"'), []);
  for (const none of ["`Suite.HoldsNot`", "`None.*`", 'x "RISK-3: no name"', 'x "RISK-4: …"'])
    assert.equal(rows(`| a | ${none} |`).length, 1, none);
});

test("a covered id is in the catalogue and in a test that names it", () => {
  const known = new Set(["REQ-1"]);
  const rows = (text: string, file = "// REQ-1 filing") =>
    coverage(
      new Tree({ "docs/coverage.tsv": "id\ttest\tstate\n" + text, "tests/a.ts": file }),
      known,
    );
  assert.deepEqual(rows("REQ-1\ttests/a.ts\twhole\n"), []);
  assert.deepEqual(rows("REQ-1\ttests/a.ts\tpart: no channel\n"), []);
  assert.equal(rows("REQ-2\ttests/a.ts\twhole\n").length, 1);
  assert.equal(rows("REQ-1\ttests/none.ts\twhole\n").length, 1);
  assert.equal(rows("REQ-1\ttests/a.ts\twhole\n", "// REQ-10").length, 1);
  assert.equal(rows("REQ-1 tests/a.ts whole\n").length, 1);
  for (const state of ["", "\t", "\tpart", "\tpart: ", "\tnearly"])
    assert.equal(rows(`REQ-1\ttests/a.ts${state}\n`).length, 1, state);
});

test("exceptions excuse what they name, go when unused, and never grow", () => {
  const problem: Problem = { rule: "columns", path: "src/x.cc", line: 3, message: "101" };
  assert.deepEqual(apply_exceptions([problem], "# why\ncolumns src/x.cc\n", []), []);
  assert.deepEqual(apply_exceptions([problem], "", []), [problem]);
  assert.equal(apply_exceptions([], "columns src/x.cc\n", []).length, 1);
  assert.equal(apply_exceptions([problem], "columns src/x.cc\n", ["# empty\n"]).length, 1);
  assert.equal(apply_exceptions([problem], "columns src/x.cc\n", ["columns src/x.cc"]).length, 0);
});

test("a header is looked at again when anything it includes has changed", () => {
  const tree = (inner: string) =>
    new Tree({ "src/base/a.h": '#include "base/b.h"\n', "src/base/b.h": inner });
  assert.equal(deep_hash(tree("1"), "src/base/a.h"), deep_hash(tree("1"), "src/base/a.h"));
  assert.notEqual(deep_hash(tree("1"), "src/base/a.h"), deep_hash(tree("2"), "src/base/a.h"));
});
