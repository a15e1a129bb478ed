// rules_meaning.ts – what code may touch: the system, SQL, tables, error codes.
import { Strings, strip } from "./cpp.js";
import { type Problem, type Tree, find_all, is_for_tests } from "./tree.js";

const SYSTEM: [RegExp, string][] = [
  [/\bSystemClock\b|\bsystem_clock\b|\bclock_gettime\b|\bgettimeofday\b/g, "takes a Clock"],
  [/(?<![\w.>])(?:std::)?time\s*\(\s*(?:nullptr|NULL|0|&)/g, "takes a Clock"],
  [/\bSystemRandom\b|\brandom_device\b|\bgetrandom\b|\brandombytes_\w+/g, "takes a Random"],
  [/\b(?:std::)?(?:secure_)?getenv\s*\(/g, "is told what it needs to know"],
];
const SYSTEM_OWNERS = /^src\/(app\/|base\/(clock|random)(_test)?\.(cc|h)$)/;

// Only app/ makes the system's clock and randomness; all else is handed one.
export function system(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  for (const path of tree.paths(/^src\/.*\.(cc|h)$/)) {
    if (SYSTEM_OWNERS.test(path)) continue;
    const code = strip(tree.text(path), Strings.Blank);
    for (const [pattern, instead] of SYSTEM) {
      if (is_for_tests(path) && instead === "takes a Random") continue;
      for (const { match, line } of find_all(code, pattern)) {
        const message = `${match[0].trim()} belongs to app/; code here ${instead}`;
        problems.push({ rule: "system", path, line, message });
      }
    }
  }
  return problems;
}

// What starts another program or a shell, or makes ready for it.
const PROGRAMS = new RegExp(
  String.raw`(?<![\w.>:])(?:::|std::)?\b(?:system|popen|v?fork|clone3?|fexecve|posix_spawnp?|` +
    String.raw`wordexp|exec(?:l|le|lp|v|ve|vp|vpe|veat))\s*\(|\bboost(?:::|\/)process\b`,
  "g",
);
// The one place that runs a program the county named, without a shell (ADR 0027); tests that unpack
// an archive, be another user, or run the program itself. May only shrink.
export const STARTERS = new Set([
  "src/app/commands_test.cc",
  "src/app/operator_test.cc",
  "src/journal/merkle_test.cc",
  "src/outbound/program.cc",
  "src/pack/testing_messages.h",
  "src/store/sqlite/sqlite_store_test.cc",
  "src/store/testing_postgres.h",
]);

// No words of anybody reach a shell (ASVS 1.2.5).
export function programs(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  for (const path of tree.paths(/^src\/.*\.(cc|h)$/)) {
    const code = strip(tree.text(path), Strings.Blank);
    const found = find_all(code, PROGRAMS);
    if (!STARTERS.has(path)) {
      for (const { match, line } of found) {
        const name = match[0].replace(/\s*\($/, "");
        const message = `${name} starts a program; only outbound/program.cc does`;
        problems.push({ rule: "programs", path, line, message });
      }
    } else if (found.length === 0) {
      const message = "starts no program any more: take it off the list in rules_meaning.ts";
      problems.push({ rule: "programs", path, line: 1, message });
    }
  }
  return problems;
}

// What would take words for HTML or for code.
const MARKUP = new RegExp(
  String.raw`\bv-html\b|\b(?:inner|outer)HTML\b|\binsertAdjacentHTML\b|\bsrcdoc\b|` +
    String.raw`\bcreateContextualFragment\b|\bdocument\.write(?:ln)?\b|(?<![\w.])eval\s*\(|` +
    String.raw`\bnew Function\b|\bDOMParser\b`,
  "g",
);

// Words of anybody are text on the page, never markup (ASVS 1.2.1, 3.2.2).
export function markup(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  for (const path of tree.paths(/^web\/(?:(?:src|public)\/.*|[\w.-]+)\.(vue|ts|js|html)$/)) {
    for (const { match, line } of find_all(tree.text(path), MARKUP)) {
      const message = `${match[0]} takes words for markup or code; templates show text`;
      problems.push({ rule: "markup", path, line, message });
    }
  }
  return problems;
}

// SQLite is known in store/sqlite only, libpq in store/postgres, and no cast gets round the literal
// types of store/value.h.
export function sql(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  for (const path of tree.paths(/^src\/.*\.(cc|h)$/)) {
    // Tests may reach under the store to do what the program must find out.
    if (/^src\/store\/(sqlite|postgres)\//.test(path) || is_for_tests(path)) continue;
    const code = strip(tree.text(path), Strings.Keep);
    for (const { match, line } of find_all(code, /\bsqlite3(?:\.h|_\w+)?\b|\bPQ[a-z]\w*\s*\(/g)) {
      const where = match[0].startsWith("PQ") ? "postgres" : "sqlite";
      const message = `${match[0]} belongs to src/store/${where}; code here uses store/store.h`;
      problems.push({ rule: "sql", path, line, message });
    }
    const joined = /"\s*(?:SELECT|INSERT INTO|UPDATE|DELETE FROM)\b[^"]*"\s*(?:\+|<<)/gi;
    for (const { line } of find_all(code, joined)) {
      const message = "SQL is a literal with bound parameters, never put together";
      problems.push({ rule: "sql", path, line, message });
    }
  }
  return problems;
}

// The migration numbers that a folder may use; docs/architecture.md says the same.
export const MIGRATION_RANGES: Record<string, [number, number][]> = {
  store: [[1, 9]],
  vault: [[10, 19]],
  registry: [[20, 29]],
  pack: [[30, 31]],
  overview: [[32, 34]],
  record: [[40, 44]],
  desk: [
    [45, 59],
    [80, 89], // slips
  ],
  access: [[60, 69]],
  delivery: [[70, 79]],
  notice: [[90, 99]],
  audit: [[100, 109]],
  sso: [[110, 114]],
};

// `{20, "units", …` or `.number = 20`, in files that speak of migrations.
const MIGRATION = /\{\s*(?:\.number\s*=\s*)?(\d+),\s*(?:\.name\s*=\s*)?"[a-z0-9_ ,:.-]+",/g;

export function migrations(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  const seen = new Map<number, string>();
  for (const path of tree.paths(/^src\/.*\.(cc|h)$/)) {
    const code = strip(tree.text(path), Strings.Keep);
    if (path.endsWith("_test.cc") || !/\bMigration\b/.test(code)) continue;
    const folder = path.split("/")[1] ?? "";
    const ranges = MIGRATION_RANGES[folder];
    for (const { match, line } of find_all(code, MIGRATION)) {
      const number = Number(match[1]);
      const say = (message: string) => problems.push({ rule: "migrations", path, line, message });
      const first = seen.get(number);
      if (first) say(`number ${number} is taken by ${first}`);
      else seen.set(number, `${path}:${line}`);
      if (!ranges) say(`src/${folder} has no range of migration numbers`);
      else if (!ranges.some(([first, last]) => number >= first && number <= last)) {
        const all = ranges.map((range) => range.join("–")).join(", ");
        say(`number ${number} is outside ${all}, the range of src/${folder}`);
      }
    }
  }
  return problems;
}

// Above every CREATE TABLE its class; behind every column what it holds.
export function tables(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  for (const path of tree.paths(/^src\/.*\.(cc|h|sql)$/)) {
    if (path.endsWith("_test.cc")) continue;
    const lines = tree.lines(path);
    lines.forEach((text, index) => {
      const table = /CREATE TABLE (?:IF NOT EXISTS )?(\w+)\s*\($/.exec(text.trimEnd());
      if (!table) return;
      problems.push(...table_problems(path, lines, index, table[1] ?? ""));
    });
  }
  return problems;
}

const NOT_A_COLUMN = /^(--|PRIMARY KEY|UNIQUE|CHECK|FOREIGN KEY|CONSTRAINT)/i;

function table_problems(path: string, lines: string[], index: number, table: string): Problem[] {
  const problems: Problem[] = [];
  const say = (at: number, message: string) =>
    problems.push({ rule: "tables", path, line: at + 1, message });
  let above = index - 1;
  const is_class = (text = "") => /^\s*--\s*(record|vault|derived):/.test(text);
  while (/^\s*--/.test(lines[above] ?? "") && !is_class(lines[above])) above -= 1;
  if (!is_class(lines[above])) say(index, `${table}: the line above says record, vault or derived`);
  let depth = 1;
  for (let i = index + 1; i < lines.length; i += 1) {
    const text = (lines[i] ?? "").trim();
    if (depth === 1 && text.startsWith(")")) break;
    const code = text.replace(/--.*$/, "");
    const starts_column = depth === 1 && text !== "" && !NOT_A_COLUMN.test(text);
    if (starts_column && !/--\s*\S/.test(text)) say(i, `${table}: the column has no comment`);
    for (const c of code) depth += c === "(" ? 1 : c === ")" ? -1 : 0;
  }
  return problems;
}

interface Entry {
  path: string;
  line: number;
  fields: Map<string, string>;
}

const CODE_ENTRY = /^([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+):\s*$/;
const CODE_FIELDS = ["zh", "en", "remedy_zh", "remedy_en"];

// The text catalogue: its layout is fixed, so reading it needs no YAML library.
export function catalogue(tree: Tree): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const path of tree.paths(/^src\/pack\/texts(\/.*)?\.yaml$/)) {
    let entry: Entry | undefined;
    tree.lines(path).forEach((text, index) => {
      const head = CODE_ENTRY.exec(text);
      const field = /^\s+(\w+):\s*(\S.*)$/.exec(text);
      if (head) {
        entry = { path, line: index + 1, fields: new Map() };
        entries.set(head[1] ?? "", entry);
      } else if (field && entry) {
        entry.fields.set(field[1] ?? "", (field[2] ?? "").trim());
      }
    });
  }
  return entries;
}

const USED = new RegExp(
  String.raw`\b(?:fail\(\s*(?:\w+::)*(\w+)\s*,|(invalid)\(|` +
    String.raw`Error\{\s*(?:\w+::)*ErrorKind::(\w+)\s*,)\s*"([a-z0-9_]+(?:\.[a-z0-9_]+)+)"`,
  "g",
);

// What tests expect: every code that stands whole in a string of a unit test or a scenario, alone
// or with its detail ("2 floor exchange.row_number").
function codes_in_tests(tree: Tree): Set<string> {
  const codes = new Set<string>();
  for (const path of tree.paths(/^src\/.*_test\.cc$|^tests\/scenario\/.*\.ts$/)) {
    const code = strip(tree.text(path), Strings.Keep);
    for (const [text] of code.matchAll(/"(?:[^"\\\n]|\\.)*"/g)) {
      for (const [word] of text.matchAll(/[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+/g)) codes.add(word);
    }
  }
  return codes;
}

// Every refusal has its sentence and remedy in both languages, one kind, and a test.
export function codes(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  const entries = catalogue(tree);
  const say = (path: string, line: number, message: string) =>
    problems.push({ rule: "codes", path, line, message });
  for (const path of tree.paths(/^src\/.*\.(cc|h)$/)) {
    if (path.endsWith("_test.cc")) continue;
    for (const { match, line } of find_all(strip(tree.text(path), Strings.Keep), USED)) {
      const code = match[4] ?? "";
      const kind = match[2] ? "Invalid" : (match[1] ?? match[3] ?? "");
      const entry = entries.get(code);
      if (!entry) say(path, line, `${code} has no entry in src/pack/texts`);
      else if (/^[A-Z]/.test(kind) && entry.fields.get("kind") !== kind) {
        say(path, line, `${code} is ${kind} here and ${entry.fields.get("kind")} in ${entry.path}`);
      }
    }
  }
  const expected = codes_in_tests(tree);
  for (const [code, { path, line, fields }] of entries) {
    if (!fields.has("kind")) continue;
    for (const field of CODE_FIELDS) {
      if (!fields.has(field)) say(path, line, `${code} has no ${field}`);
    }
    if (!expected.has(code)) say(path, line, `${code} has no test that expects it`);
  }
  return problems;
}
