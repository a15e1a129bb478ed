// check.ts – runs every rule over the tree and prints what is wrong: ./dev check [--tidy]
import { existsSync, readFileSync } from "node:fs";
import { Tidy, format, headers_alone, tidy } from "./compilers.js";
import { EXCEPTIONS, apply_exceptions, committed_versions } from "./exceptions.js";
import { coverage, links, shown, words } from "./rules_documents.js";
import * as layout from "./rules_layout.js";
import { codes, markup, migrations, programs, sql, system, tables } from "./rules_meaning.js";
import { procedures } from "./rules_packs.js";
import { type Problem, type Rule, read_tree } from "./tree.js";

const CATALOGUE = "../shared/requirements/catalogue.md";
const RULES: Rule[] = [
  layout.layers,
  layout.strays,
  layout.kit,
  layout.file_sizes,
  layout.function_sizes,
  layout.columns,
  layout.names,
  layout.manuals,
  system,
  programs,
  markup,
  sql,
  migrations,
  tables,
  codes,
  procedures,
  words,
  links,
  shown,
];

function catalogue_ids(): Set<string> {
  if (!existsSync(CATALOGUE)) return new Set();
  const text = readFileSync(CATALOGUE, "utf8");
  return new Set([...text.matchAll(/^### ([A-Z]+-\d+)\b/gm)].map((match) => match[1] ?? ""));
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  if (wanted.some((word) => word !== "--tidy")) {
    console.error("usage: ./dev check [--tidy]");
    process.exit(2);
  }
  const tree = read_tree();
  const found: Problem[] = RULES.flatMap((rule) => rule(tree));
  found.push(...coverage(tree, catalogue_ids()));
  found.push(...(await format(tree)));
  found.push(...(await headers_alone(tree)));
  found.push(...(await tidy(tree, wanted.includes("--tidy") ? Tidy.All : Tidy.Changed)));

  const left = apply_exceptions(found, tree.text(EXCEPTIONS), committed_versions());
  const unique = new Map(left.map((p) => [`${p.path}:${p.line}: [${p.rule}] ${p.message}`, p]));
  for (const text of [...unique.keys()].sort()) console.log(text);
  for (const text of layout.large_files(tree)) console.log(`note: ${text}`);
  const count = tree.paths(/./).length;
  const verdict = unique.size === 0 ? "all rules hold" : `${unique.size} problems`;
  console.log(`check: ${count} files, ${verdict}`);
  process.exit(unique.size === 0 ? 0 : 1);
}

await main();
