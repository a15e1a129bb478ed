// bench/mutants.ts – `./dev bench mutants [FOLDER …] [--seed N] [--count N]`: do the tests notice?
//
// Draws small changes of meaning by seed from the .cc files of a folder of src, makes them one at a
// time in a copy of the last commit, runs the tests that matter, and prints each change that
// nothing noticed and the share that was. Exit code 1: less than is asked. What changes nothing
// that a caller could see stands in equivalent.tsv with its reason, and is not drawn.
//
// Of each change one file is compiled, alone, and linked before the libraries: the linker takes the
// first of two definitions (-z muldefs), so the rest of the program stays as it was built.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

interface Mutant {
  file: string; // below the root
  line: number; // from 1
  before: string;
  after: string;
}
interface Run {
  test: string; // the folder whose test program it is
  filter: string; // of its tests
}

const root = resolve(import.meta.dirname, "../..");
const tree = join(root, "build/mutants/tree");
const build = join(root, "build/mutants/build");
const STRICT = ["desk", "rights", "access", "vault", "journal", "procedure"];
const share_asked = (folder: string): number => (STRICT.includes(folder) ? 0.9 : 0.8);
const TIMES_OF_USUAL = 5; // a test that takes longer has noticed
const PAUSE_MIN_S = 30;
const COUNT = 50;
const LONGEST_S = 3600;

function options_of(words: string[]): Map<string, string> {
  const out = new Map<string, string>();
  for (let at = 0; (at = words.findIndex((one) => one.startsWith("--"))) >= 0; ) {
    const [name, value] = words.splice(at, 2);
    if (!["--seed", "--count"].includes(name!) || !/^\d+$/.test(value ?? ""))
      throw new Error("usage: ./dev bench mutants [FOLDER …] [--seed N] [--count N]");
    out.set(name!.slice(2), value!);
  }
  return out;
}
const words = process.argv.slice(2);
const options = options_of(words);
const seed = Number(options.get("seed") ?? 1);
const count = Number(options.get("count") ?? COUNT);
const folders = words.length > 0 ? words : STRICT;

// A whole county at work is where most of a folder is seen: first what is quick, then those that
// take seconds and see something of it.
const AROUND = "Erasing*:Matters*:Plans*:Search*";
const ACCOUNTS = "Account*:Operator*";
const SLOW = `${AROUND}:${ACCOUNTS}:Commands*:Doctor*:ImportDesk*:Routes*:Upgrade*`;
const ABOVE = new Map([
  ["base", ["model"]],
  ["model", ["base", "desk"]],
  ["procedure", ["pack"]],
  ["journal", ["desk"]],
]);
function runs_of(folder: string): Run[] {
  const own = [folder, ...(ABOVE.get(folder) ?? [])];
  return [
    ...own.map((test) => ({ test, filter: "*" })),
    { test: "app", filter: `*-${SLOW}` },
    { test: "app", filter: ["access", "office"].includes(folder) ? ACCOUNTS : AROUND },
  ];
}

// mulberry32: the same draws for the same seed on every machine.
function generator(from: number): () => number {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Swap = (line: string, match: RegExpExecArray) => string;
const to =
  (text: string): Swap =>
  (line, match) =>
    line.slice(0, match.index) + text + line.slice(match.index + match[0].length);
const never: Swap = (line, match) =>
  `${match[1]}if (false) ${line.slice(match[0].length - match[2]!.length)}`;
const SWAPS: [RegExp, Swap][] = [
  [/ == /g, to(" != ")],
  [/ != /g, to(" == ")],
  [/ <= /g, to(" < ")],
  [/ >= /g, to(" > ")],
  [/ < /g, to(" <= ")],
  [/ > /g, to(" >= ")],
  [/ && /g, to(" || ")],
  [/ \|\| /g, to(" && ")],
  [/ [+-] 1\b/g, to("")],
  [/ \+= /g, to(" -= ")],
  [/\btrue\b/g, to("false")],
  [/\bfalse\b/g, to("true")],
  [/\bif \(!/g, to("if (!!")],
  [/^( *)if \([^;]*\) (return|continue|break)\b/g, never],
  [/^( *)(?:TRY|[a-z_:.>-]+)\(.*\);$/g, (_, match) => `${match[1]};`], // a call for what it does
];

// Each change that a line of code allows. What stands in quotes and after // is not code.
function changes_of(line: string): string[] {
  const bare = line.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/\/.*$/g, (text) =>
    "\u0001".repeat(text.length),
  );
  if (/^\s*(#|template|using|namespace|static_assert|\u0001)/.test(bare)) return [];
  return SWAPS.flatMap(([wanted, swap]) =>
    [...bare.matchAll(wanted)].map((match) => swap(line, match)),
  );
}

function candidates(folder: string): Mutant[] {
  const out: Mutant[] = [];
  const at = `src/${folder}`;
  for (const name of readdirSync(join(tree, at), { recursive: true }).map(String).sort()) {
    if (!name.endsWith(".cc") || /(_test|^main)\.cc$/.test(name)) continue;
    const file = `${at}/${name}`;
    readFileSync(join(tree, file), "utf8")
      .split("\n")
      .forEach((before, index) => {
        for (const after of changes_of(before)) out.push({ file, line: index + 1, before, after });
      });
  }
  return out;
}

const key_of = (one: Mutant): string => [one.file, one.before.trim(), one.after.trim()].join("\t");
function equivalent(): Set<string> {
  const rows = readFileSync(join(root, "bench/equivalent.tsv"), "utf8").split("\n").slice(1);
  return new Set(rows.map((row) => row.split("\t").slice(0, 3).join("\t")));
}
const shown = (one: Mutant): string =>
  `${one.file}:${one.line}\n  - ${one.before.trim()}\n  + ${one.after.trim()}`;

// What a command says, or null where it fails.
function run(
  line: string,
  { seconds = LONGEST_S, env = {}, cwd = build } = {},
): string | null {
  const done = spawnSync("timeout", ["-k", "5", String(seconds), "bash", "-c", line], {
    cwd,
    env: {
      ...process.env,
      CCACHE_BASEDIR: tree,
      CCACHE_NOHASHDIR: "1",
      ...env,
    },
    stdio: ["ignore", "pipe", "ignore"],
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return done.status === 0 ? done.stdout : null;
}
function must(line: string, cwd = build): string {
  const out = run(line, { cwd });
  if (out === null) throw new Error(`failed: ${line}`);
  return out;
}

const usual = new Map<string, number>(); // seconds that a run takes
function passes({ test, filter }: Run, program = join(build, `test_${test}`)): boolean {
  const known = usual.get(test + filter);
  const seconds =
    known === undefined ? LONGEST_S : Math.max(PAUSE_MIN_S, Math.ceil(known * TIMES_OF_USUAL));
  const began = performance.now();
  const env = { GTEST_FAIL_FAST: "1", GTEST_BRIEF: "1", GTEST_FILTER: filter };
  const good = run(`'${program}'`, { seconds, env }) !== null;
  if (known === undefined) usual.set(test + filter, (performance.now() - began) / 1000);
  return good;
}

// The copy keeps its place, so that what was compiled of it before is known to ccache.
function prepare(): void {
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(tree, { recursive: true });
  mkdirSync(build, { recursive: true });
  must(`git archive HEAD | tar -x -C '${tree}'`, root);
  must(
    `cmake -S '${tree}' -B . -G Ninja -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS="-O0 -g0"` +
      ` -DLINLI_FAULTS=OFF -DCMAKE_EXPORT_COMPILE_COMMANDS=ON`,
  );
}

// How a file of this folder is compiled alone: as the files are that it is usually compiled with.
function compile_line(folder: string): string {
  const all = JSON.parse(readFileSync(join(build, "compile_commands.json"), "utf8")) as {
    command: string;
    file: string;
  }[];
  const library = `linli_${folder}.dir/Unity/`;
  const one = all.find(({ file }) => file.includes(library) && file.endsWith(".cxx"));
  if (one === undefined) throw new Error(`src/${folder} has no files that are compiled`);
  return one.command.replace(/ -o \S+ -c \S+$/, "").replace(/ -Werror\b/, " -w");
}

// How a test program is linked with this object before all else.
function link_line(test: string, object: string, program: string): string {
  const line = must(`ninja -t commands test_${test}`).trimEnd().split("\n").at(-1)!;
  const [, linker, objects] = /^: && (.*?) (\S+\.o .*) && :$/.exec(line) ?? [];
  if (linker === undefined) throw new Error(`unknown way to link test_${test}: ${line}`);
  return `${linker} -Wl,-z,muldefs ${object} ${objects!.replace(/ -o \S+/, ` -o ${program}`)}`;
}

// Whether the tests notice; null when the change is no program.
function noticed(mutant: Mutant, compile: string, runs: Run[]): boolean | null {
  const path = join(tree, mutant.file);
  const whole = readFileSync(path, "utf8");
  const lines = whole.split("\n");
  lines[mutant.line - 1] = mutant.after;
  writeFileSync(path, lines.join("\n"));
  try {
    if (run(`${compile} -o mutant.o -c '${path}'`) === null) return null;
  } finally {
    writeFileSync(path, whole);
  }
  let linked = "";
  for (const one of runs) {
    if (one.test !== linked) must(link_line(one.test, "mutant.o", "mutant"));
    linked = one.test;
    if (!passes(one, join(build, "mutant"))) return true;
  }
  return false;
}

function measure(folder: string): boolean {
  const targets = new Set(must("ninja -t targets all").split("\n").map((row) => row.split(":")[0]));
  const runs = runs_of(folder).filter(({ test }) => targets.has(`test_${test}`));
  const programs = [...new Set(runs.map(({ test }) => `test_${test}`))];
  must(`cmake --build . --target ${programs.join(" ")}`);
  for (const one of runs) {
    if (!passes(one)) throw new Error(`test_${one.test} does not pass unchanged (${one.filter})`);
  }
  const compile = compile_line(folder);
  const known = equivalent();
  const next = generator(seed);
  const pool = candidates(folder).filter((one) => !known.has(key_of(one)));
  const size = pool.length;
  let drawn = 0;
  let found = 0;
  while (drawn < count && pool.length > 0) {
    const [mutant] = pool.splice(Math.floor(next() * pool.length), 1);
    const seen = noticed(mutant!, compile, runs);
    if (seen === null) continue;
    ++drawn;
    if (seen) ++found;
    else console.log(shown(mutant!));
  }
  const good = drawn > 0 && found >= share_asked(folder) * drawn;
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  console.log(
    `${folder}: ${found} of ${drawn} noticed, ${percent(found / Math.max(1, drawn))}` +
      ` (asked ${percent(share_asked(folder))}; seed ${seed}, of ${size} changes;` +
      ` ${programs.join(", ")}): ${good ? "good" : "TOO FEW"}`,
  );
  return good;
}

prepare();
const verdicts = folders.map(measure);
process.exit(verdicts.every(Boolean) ? 0 : 1);
