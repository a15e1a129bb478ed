// tree.ts – the files of the project as the rules see them, and what a rule says about them.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";

export interface Problem {
  rule: string;
  path: string;
  line: number; // 0: the file as a whole
  message: string;
}

export type Rule = (tree: Tree) => Problem[];

const TEXT_BYTES_MAX = 2_000_000;

export class Tree {
  private readonly texts: Map<string, string>;

  // `no_texts`: the files that are not text, or are large, with their sizes in bytes.
  constructor(
    files: Record<string, string>,
    readonly no_texts: Record<string, number> = {},
  ) {
    this.texts = new Map(Object.entries(files));
  }

  // The paths that match, in order.
  paths(pattern: RegExp): string[] {
    return [...this.texts.keys()].filter((path) => pattern.test(path)).sort();
  }

  text(path: string): string {
    return this.texts.get(path) ?? "";
  }

  lines(path: string): string[] {
    const lines = this.text(path).split("\n");
    if (lines.at(-1) === "") lines.pop();
    return lines;
  }

  // A file, or a folder with files in it.
  has(path: string): boolean {
    if (this.texts.has(path)) return true;
    const folder = path.endsWith("/") ? path : path + "/";
    return [...this.texts.keys()].some((known) => known.startsWith(folder));
  }
}

// Every file that git tracks or would track, below the present folder. Files that are not text, or
// are large data, are there with an empty text.
export function read_tree(): Tree {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], {
    maxBuffer: 1 << 26,
  });
  const files: Record<string, string> = {};
  const no_texts: Record<string, number> = {};
  for (const path of listed.toString("utf8").split("\0")) {
    if (path === "" || !existsSync(path)) continue;
    const stat = statSync(path);
    if (!stat.isFile()) continue;
    const bytes = stat.size <= TEXT_BYTES_MAX ? readFileSync(path) : Buffer.alloc(0);
    const is_text = bytes.length === stat.size && !bytes.includes(0);
    files[path] = is_text ? bytes.toString("utf8") : "";
    if (!is_text) no_texts[path] = stat.size;
  }
  return new Tree(files, no_texts);
}

// Tests, and headers that only tests include: x_test.cc, testing.h, testing_folder.h, x_testing.h,
// and the room testing/.
export function is_for_tests(path: string): boolean {
  return /_test\.cc$|[/_]test(ing)?(_[a-z0-9_]+)?\.h$|^(src\/)?testing\//.test(path);
}

// The line, counted from 1, of an offset into a text.
export function line_of(text: string, offset: number): number {
  let line = 1;
  for (let i = text.indexOf("\n"); i !== -1 && i < offset; i = text.indexOf("\n", i + 1)) line += 1;
  return line;
}

// All matches of `pattern` (global) in `text`, with their lines.
export function find_all(
  text: string,
  pattern: RegExp,
): { match: RegExpMatchArray; line: number }[] {
  return [...text.matchAll(pattern)].map((match) => ({
    match,
    line: line_of(text, match.index ?? 0),
  }));
}
