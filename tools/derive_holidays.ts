// Derives law/prc/holidays.tsv – public holidays and make-up working days as the State Council's
// yearly notices set them – from the npm package chinese-days. Run: npm run holidays
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "node_modules/chinese-days");

// "2026-01-01": "New Year's Day,元旦,1"
type Days = Record<string, string>;
interface Published {
  holidays: Days;
  workdays: Days;
}

const package_text = readFileSync(join(source, "package.json"), "utf8");
const { version } = JSON.parse(package_text) as { version: string };
const days = JSON.parse(readFileSync(join(source, "dist/chinese-days.json"), "utf8")) as Published;

function rows(kind: "holiday" | "workday", of: Days): string[] {
  return Object.entries(of).map(([date, value]) => {
    const name = value.split(",")[1];
    if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !name) throw new Error(`odd day: ${date} ${value}`);
    return `${date}\t${kind}\t${name}`;
  });
}

const all = [...rows("holiday", days.holidays), ...rows("workday", days.workdays)].sort();
const years = all.map((line) => line.slice(0, 4));
const lines = [
  `# Public holidays and make-up working days of the PRC, ${years[0]}-${years.at(-1)}, ` +
    "as the State",
  "# Council's yearly notices set them (全国年节及纪念日放假办法). A year without a row is not " +
    "published yet.",
  `# Source: npm package chinese-days ${version}, MIT licence, Copyright (c) 2024 Yawei sun.`,
  "# Made by tools/derive_holidays.ts; do not edit.",
  "date\tkind\tname",
  ...all,
];
const target = join(here, "../law/prc/holidays.tsv");
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, lines.join("\n") + "\n");
console.log(`${target}: ${all.length} days`);
