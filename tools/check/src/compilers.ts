// compilers.ts – the checks that other programs make: clang-format, g++ and clang-tidy.
import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import type { Problem, Tree } from "./tree.js";

const DEFINES = ["VERSION", "SOURCE_DIR", "BUILD_DIR"].map((one) => `-DLINLI_${one}="."`);
const FLAGS = ["-std=c++23", "-Isrc", ...DEFINES];
const WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror"];
const OUTPUT_BYTES_MAX = 1 << 24;
const LIBRARIES = [
  "sqlite3",
  "libpq",
  "libsodium",
  "yaml-cpp",
  "expat",
  "minizip",
  "zlib",
  "libbrotlienc",
];

function library_flags(): string[] {
  const flags = execFileSync("pkg-config", ["--cflags", ...LIBRARIES], { encoding: "utf8" });
  return flags.trim().split(/\s+/).filter(Boolean);
}

interface Outcome {
  ok: boolean;
  output: string;
}

function run(program: string, words: string[], input = ""): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(program, words, { maxBuffer: OUTPUT_BYTES_MAX }, (error, out, err) => {
      const said = out + err;
      resolve({ ok: error === null, output: said === "" && error ? error.message : said });
    });
    child.stdin?.end(input);
  });
}

// Does `work` for every item, as many at once as there are cores.
async function each<T>(items: T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

function first_error(output: string): string {
  const lines = output.split("\n").filter(Boolean);
  return lines.find((line) => /\berror:/.test(line)) ?? lines[0] ?? "failed";
}

export async function format(tree: Tree): Promise<Problem[]> {
  const problems: Problem[] = [];
  const files = tree.paths(/\.(cc|h)$/);
  const step = 20;
  const groups = Array.from({ length: Math.ceil(files.length / step) }, (_, i) =>
    files.slice(i * step, (i + 1) * step),
  );
  await each(groups, async (group) => {
    const { ok, output } = await run("clang-format", ["--dry-run", "-Werror", ...group]);
    if (ok) return;
    const found = [...output.matchAll(/^(\S+?):(\d+):\d+: error: /gm)];
    const first = new Map(found.reverse().map((match) => [match[1] ?? "", Number(match[2])]));
    if (first.size === 0) first.set(group[0] ?? "", 0);
    for (const [path, line] of first) {
      problems.push({ rule: "format", path, line, message: "./dev format puts it right" });
    }
  });
  return problems;
}

// A hash of the file and of every header of the project that it reaches.
export function deep_hash(tree: Tree, path: string): string {
  const seen = new Set<string>();
  const visit = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const match of tree.text(file).matchAll(/^\s*#\s*include\s+"([^"]+)"/gm)) {
      if (tree.has("src/" + match[1])) visit("src/" + match[1]);
    }
  };
  visit(path);
  const hash = createHash("sha256").update(FLAGS.concat(WARNINGS).join(" "));
  for (const file of [...seen].sort()) hash.update(file).update("\0").update(tree.text(file));
  return hash.digest("hex");
}

const REMEMBERED = "build/check/headers.json";

function remembered(): Record<string, string> {
  if (!existsSync(REMEMBERED)) return {};
  return JSON.parse(readFileSync(REMEMBERED, "utf8")) as Record<string, string>;
}

// Every header compiles alone. One that did, and has not changed since, is not compiled again.
export async function headers_alone(tree: Tree): Promise<Problem[]> {
  const problems: Problem[] = [];
  const known = remembered();
  const libraries = library_flags();
  const good: Record<string, string> = {};
  await each(tree.paths(/^src\/.*\.h$/), async (path) => {
    const hash = deep_hash(tree, path);
    if (known[path] !== hash) {
      const include = `#include "${path.slice("src/".length)}"\n`;
      const words = [...FLAGS, ...libraries, ...WARNINGS, "-fsyntax-only", "-x", "c++", "-"];
      const { ok, output } = await run("g++", words, include);
      if (!ok) {
        problems.push({ rule: "headers", path, line: 0, message: first_error(output) });
        return;
      }
    }
    good[path] = hash;
  });
  mkdirSync(dirname(REMEMBERED), { recursive: true });
  writeFileSync(REMEMBERED, JSON.stringify(good, null, 1));
  return problems;
}

// The C++ files that differ from the commit before the last one.
function changed_files(): Set<string> | undefined {
  const git = (...words: string[]) =>
    execFileSync("git", words, { encoding: "utf8", stdio: "pipe" }).split("\n").filter(Boolean);
  try {
    return new Set([
      ...git("diff", "--name-only", "HEAD~", "--", "src"),
      ...git("ls-files", "-o", "--exclude-standard", "--", "src"),
    ]);
  } catch {
    return undefined; // the first commit
  }
}

export enum Tidy {
  Changed,
  All,
}

// A folder's files are read some at a time as one, as the build compiles them: the headers that
// they share cost more than they do.
const TOGETHER = 12;

function together(files: string[]): string[][] {
  const groups = new Map<string, string[][]>();
  for (const file of files) {
    const kind = `${dirname(file)} ${file.endsWith("_test.cc")}`;
    const parts = groups.get(kind) ?? [];
    if ((parts.at(-1)?.length ?? TOGETHER) >= TOGETHER) parts.push([]);
    parts.at(-1)?.push(file);
    groups.set(kind, parts);
  }
  return [...groups.values()].flat();
}

export async function tidy(tree: Tree, which: Tidy): Promise<Problem[]> {
  const problems: Problem[] = [];
  const changed = which === Tidy.All ? undefined : changed_files();
  const files = tree.paths(/^src\/.*\.cc$/).filter((path) => !changed || changed.has(path));
  const flags = [...FLAGS, "-I.", ...library_flags()];
  const folder = "build/check/tidy";
  mkdirSync(folder, { recursive: true });
  await each([...together(files).entries()], async ([number, group]) => {
    const path = `${folder}/${number}.cc`;
    writeFileSync(path, group.map((file) => `#include "${file}"\n`).join(""));
    const how = ["--quiet", "--warnings-as-errors=*", "--header-filter=src/.*\\.cc$"];
    const but = "--checks=-bugprone-suspicious-include"; // what this file is made of
    const { ok, output } = await run("clang-tidy-19", [...how, but, path, "--", ...flags]);
    if (ok) return;
    const found = [...output.matchAll(/^(\S+?):(\d+):\d+: (?:error|warning): (.*)$/gm)];
    for (const match of found) {
      const place = (match[1] ?? "").replace(/^.*?\/?(?=src\/)/, "");
      const message = match[3] ?? "";
      problems.push({ rule: "tidy", path: place, line: Number(match[2]), message });
    }
    if (found.length > 0) return;
    problems.push({ rule: "tidy", path: group[0] ?? "", line: 0, message: first_error(output) });
  });
  return problems;
}
