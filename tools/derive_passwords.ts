// Derives src/access/common_passwords.txt – the commonest passwords, and the words and names that
// common ones are made of – from the npm package zxcvbn, which ranks them by how often they were
// found. Run: npm run passwords
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "node_modules/zxcvbn");
const package_text = readFileSync(join(source, "package.json"), "utf8");
const { version } = JSON.parse(package_text) as { version: string };
type Lists = Record<string, string[] | string>;
const lists = createRequire(import.meta.url)(join(source, "lib/frequency_lists.js")) as Lists;

// The package keeps a word in one list only: names and English words that are among the commonest
// passwords stand in the other lists.
const TAKEN: [string, number][] = [
  ["passwords", 10_000],
  ["english_wikipedia", 3_000],
  ["female_names", 500],
  ["male_names", 500],
];

// Each word once, at its best rank.
const ranks = new Map<string, number>();
for (const [name, count] of TAKEN) {
  const list = lists[name]!;
  const words = (typeof list === "string" ? list.split(",") : list).slice(0, count);
  if (words.length < count) throw new Error(`${name} holds ${words.length} words only`);
  words.forEach((word, rank) => {
    if (!/^[\x21-\x7e]+$/.test(word)) throw new Error(`odd word in ${name}: ${word}`);
    const lower = word.toLowerCase();
    ranks.set(lower, Math.min(ranks.get(lower) ?? Infinity, rank));
  });
}
const ordered = [...ranks].sort((a, b) => a[1] - b[1]).map(([word]) => word);
const target = join(here, "../src/access/common_passwords.txt");
writeFileSync(target, ordered.join("\n") + "\n");
console.log(`${target}: ${ordered.length} words of zxcvbn ${version}`);
