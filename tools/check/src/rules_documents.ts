// rules_documents.ts – what the tree may say, and whether its documents point at what exists.
import { posix } from "node:path";
import { type Problem, type Tree, find_all } from "./tree.js";

// Hosts that packages come from, and places on the machine of whoever wrote a file.
const FORBIDDEN = new RegExp(
  [
    /\bregistry\.(?:npmjs|yarnpkg|npmmirror)\.\w+/,
    /\b(?:npmmirror|nodesource|deb\.debian|files\.pythonhosted)\.\w+/,
    /(?<![\w.$}*)-])\/(?:work\/(?:main|shared)|home\/\w+|root|tmp\/w)\//,
  ]
    .map((pattern) => pattern.source)
    .join("|"),
  "g",
);

export function words(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  for (const path of tree.paths(/./)) {
    const say = (line: number, message: string) =>
      problems.push({ rule: "words", path, line, message });
    for (const { match, line } of find_all(tree.text(path), FORBIDDEN)) {
      say(line, `${match[0]} names a machine or a registry`);
    }
    if (path.endsWith("package-lock.json") && /"resolved": "http/.test(tree.text(path))) {
      say(0, "lock files are made with npm install --omit-lockfile-registry-resolved");
    }
  }
  return problems;
}

// Links of documents, and documents named in the code, exist.
export function links(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  for (const path of tree.paths(/\.md$/)) {
    const text = tree.text(path).replace(/```[\s\S]*?```/g, (code) => code.replace(/[^\n]/g, " "));
    for (const { match, line } of find_all(text, /\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g)) {
      const target = match[1] ?? "";
      if (/^[a-z]+:/.test(target)) continue;
      const full = posix.join(posix.dirname(path), target);
      if (tree.has(full)) continue;
      problems.push({ rule: "links", path, line, message: `there is no ${full}` });
    }
  }
  for (const path of tree.paths(/^(src|bench|tests|web\/src|packs)\/.*\.(cc|h|ts|vue|yaml)$/)) {
    for (const { match, line } of find_all(tree.text(path), /\bdocs\/[\w/-]+\.md\b/g)) {
      if (tree.has(match[0])) continue;
      problems.push({ rule: "links", path, line, message: `there is no ${match[0]}` });
    }
  }
  return problems;
}

const UNIT_TEST =
  /^\s*(?:TEST(?:_F|_P)?|TYPED_TEST|RC_GTEST_(?:FIXTURE_)?PROP)\(\s*(\w+)\s*,\s*(\w+)/gm;

// docs/security.md says what holds by the names of tests: `Suite.Test`, `Suite.*`, and of scenarios
// the words (more than one) in double quotes, with … where they are cut. All of them exist.
export function shown(tree: Tree): Problem[] {
  const path = "docs/security.md";
  const problems: Problem[] = [];
  const unit = new Set<string>();
  for (const file of tree.paths(/^(src|faults)\/.*_test\.cc$/)) {
    for (const [, suite, name] of tree.text(file).matchAll(UNIT_TEST)) {
      unit.add(`${suite}.${name}`).add(`${suite}.*`);
    }
  }
  const titles = tree
    .paths(/^(tests\/|tools\/check\/src\/).*\.test\.ts$/)
    .flatMap((file) => [...tree.text(file).matchAll(/\btest\(\s*"((?:[^"\\]|\\.)*)"/g)])
    .map((match) => match[1] ?? "");
  tree.lines(path).forEach((text, index) => {
    if (!text.startsWith("|")) return;
    const say = (message: string) =>
      problems.push({ rule: "shown", path, line: index + 1, message });
    for (const [, name = ""] of text.matchAll(/`([A-Z]\w*\.(?:\w+|\*))`/g)) {
      if (!/\.(vue|md)$/.test(name) && !unit.has(name)) say(`there is no test ${name}`);
    }
    for (const [, words = ""] of text.matchAll(/"([^" ]+ [^"]+)"/g)) {
      const cut = words.endsWith("…") ? words.slice(0, -1).trimEnd() : undefined;
      const known = titles.some((title) => (cut ? title.startsWith(cut) : title === words));
      if (!known) say(`no scenario is called "${words}"`);
    }
  });
  return problems;
}

// docs/coverage.tsv: a catalogue id, the test file that shows it, which names the id, and whether
// each clause of the entry is there: "whole", or "part: " with what is missing.
// `known` holds the ids of the catalogue, or is empty when the catalogue is not at hand.
export function coverage(tree: Tree, known: Set<string>): Problem[] {
  const problems: Problem[] = [];
  const path = "docs/coverage.tsv";
  tree.lines(path).forEach((text, index) => {
    const say = (message: string) =>
      problems.push({ rule: "coverage", path, line: index + 1, message });
    if (index === 0) {
      if (text !== "id\ttest\tstate") say('the first line is "id<TAB>test<TAB>state"');
      return;
    }
    const [id = "", test = "", state = "", ...more] = text.split("\t");
    if (!/^[A-Z]+-\d+$/.test(id) || test === "" || more.length > 0)
      say("a row is id<TAB>test<TAB>state");
    else if (state !== "whole" && !/^part: \S/.test(state))
      say('the state is "whole", or "part: " with what is missing');
    else if (known.size > 0 && !known.has(id)) say(`the catalogue has no ${id}`);
    else if (!tree.has(test)) say(`there is no ${test}`);
    else if (!new RegExp(`\\b${id}\\b`).test(tree.text(test))) say(`${test} does not name ${id}`);
  });
  return problems;
}
