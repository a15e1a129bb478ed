// exceptions.ts – the list of places that a rule does not hold for; it may only shrink.
import { execFileSync } from "node:child_process";
import type { Problem } from "./tree.js";

export const EXCEPTIONS = "tools/check/exceptions.txt";

export function read_exceptions(text: string): Set<string> {
  const lines = text.split("\n").map((line) => line.trim());
  return new Set(lines.filter((line) => line !== "" && !line.startsWith("#")));
}

// Problems that are left after the exceptions, with those that the list itself has: an entry that
// any `earlier` version of the list lacks, or that excuses nothing any more.
export function apply_exceptions(problems: Problem[], text: string, earlier: string[]): Problem[] {
  const entries = read_exceptions(text);
  const used = new Set<string>();
  const left = problems.filter(({ rule, path }) => {
    const entry = `${rule} ${path}`;
    if (entries.has(entry)) used.add(entry);
    return !entries.has(entry);
  });
  const say = (message: string) =>
    left.push({ rule: "exceptions", path: EXCEPTIONS, line: 0, message });
  for (const entry of entries) {
    if (!used.has(entry)) say(`"${entry}" excuses nothing any more: take it out`);
    if (earlier.some((version) => !read_exceptions(version).has(entry))) {
      say(`"${entry}" is new: the list may only shrink`);
    }
  }
  return left;
}

// Every committed version of the list.
export function committed_versions(): string[] {
  const git = (...words: string[]) => execFileSync("git", words, { encoding: "utf8" });
  try {
    const commits = git("log", "--format=%H", "--", EXCEPTIONS).split("\n").filter(Boolean);
    return commits.map((commit) => git("show", `${commit}:${EXCEPTIONS}`));
  } catch {
    return []; // no commit yet
  }
}
