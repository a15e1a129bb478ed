// rules_packs.ts – what is data stays data: no procedure is known by its name outside its room.
import { Strings, strip } from "./cpp.js";
import { type Problem, type Tree, find_all, is_for_tests } from "./tree.js";

// The rooms of the capabilities that have code of their own; every other procedure is its file.
const ROOMS: Record<string, RegExp> = {
  request: /^(src\/(request|sample)\/|web\/src\/report\/)/,
  notice: /^(src\/(notice|sample)\/|web\/src\/notice\/)/,
};
// The record's own words are in a list that only grows; and where the word means something else.
const ELSEWHERE = new Set([
  "src/journal/words.h",
  "src/desk/recount.cc", // the number of the holidays that were put in
  "src/office/account_acts.cc", // what somebody asked for an account
  "src/office/accounts.cc",
  "src/office/routes_accounts.cc",
]);
const PACKS = /^(packs\/[^/]+|tests\/packs\/third)\/procedures\/([a-z0-9_]+)\.yaml$/;

const blank = (text: string): string => text.replace(/[^\n]/g, " ");
// Comments of SQL, too, which stand in strings.
const without_comments = (path: string, text: string): string =>
  path.endsWith(".vue")
    ? text.replace(/<!--[^]*?-->|(?<!:)\/\/[^\n]*/g, blank)
    : strip(text, Strings.Keep).replace(/--[^\n]*/g, blank);

// blocks.md: a capability is a file of the pack, and no C++ and no TypeScript knows its name.
export function procedures(tree: Tree): Problem[] {
  const keys = tree.paths(PACKS).map((path) => PACKS.exec(path)?.[2] ?? "");
  if (keys.length === 0) return [];
  const named = new RegExp(`(["'\`])(${[...new Set(keys)].join("|")})\\1`, "g");
  const problems: Problem[] = [];
  for (const path of tree.paths(/^(src\/.*\.(cc|h)|web\/src\/.*\.(ts|vue))$/)) {
    if (is_for_tests(path) || path.endsWith(".test.ts") || ELSEWHERE.has(path)) continue;
    const code = without_comments(path, tree.text(path));
    for (const { match, line } of find_all(code, named)) {
      if (ROOMS[match[2] ?? ""]?.test(path)) continue;
      const message = `${match[0]} is a procedure of a pack; only its room may know its name`;
      problems.push({ rule: "procedures", path, line, message });
    }
  }
  return problems;
}
