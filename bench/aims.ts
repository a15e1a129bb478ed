// bench/aims.ts – what the program is to reach, as data, and whether it does. See docs/bench.md for
// why those on PostgreSQL are what they are.
import {
  CREATE,
  DASHBOARD_ALONE,
  is_read,
  LIFECYCLE,
  LIST,
  READ_AGAIN,
  SEARCH,
  SEARCH_VILLAGE,
} from "./operations";
import { of_rounds, share, type Engine, type Result } from "./results";

const SMALL = 10_000;
const LARGE = 1_000_000;

interface Aim {
  engine: Engine;
  what: string;
  size?: number; // judged at this size only; otherwise at each that was measured
  figure: (of: Result, all: Result[]) => number | undefined;
  where?: (of: Result, all: Result[]) => string | undefined; // said with the figure
  least?: number;
  most?: number;
  unit?: string;
}

const rate = (name: string) => (of: Result) => of_rounds(of, name, (round) => round.per_second);
const percent = (name: string) => (of: Result) => share(of, name);

// Every read: its p99 in the large county over that in the small one, the worst first.
function growths(of: Result, all: Result[]): [string, number][] {
  const small = all.find((one) => one.engine === of.engine && one.size === SMALL);
  return Object.keys(of.operations)
    .filter(is_read)
    .flatMap((name): [string, number][] => {
      const now = of_rounds(of, name, (round) => round.p99_ms);
      const then = small && of_rounds(small, name, (round) => round.p99_ms);
      return now && then ? [[name, now / then]] : [];
    })
    .sort((a, b) => b[1] - a[1]);
}

const SQLITE: Omit<Aim, "engine">[] = [
  { what: "create, per second", figure: rate(CREATE), least: 8000 },
  { what: "create, of the same rows bare", figure: percent(CREATE), least: 60, unit: "%" },
  { what: "read one (again), per second", figure: rate(READ_AGAIN), least: 30_000 },
  { what: "read one (again), of nginx", figure: percent(READ_AGAIN), least: 60, unit: "%" },
  { what: "list 20, per second", figure: rate(LIST), least: 10_000 },
  { what: "lifecycle, per second", figure: rate(LIFECYCLE), least: 1500, size: LARGE },
  {
    what: "p99 of every read, the worst: times that at 10 k",
    figure: (of, all) => growths(of, all)[0]?.[1],
    where: (of, all) => growths(of, all)[0]?.[0],
    most: 1.5,
    size: LARGE,
  },
  {
    what: "dashboard alone, p50",
    figure: (of) => of_rounds(of, DASHBOARD_ALONE, (round) => round.p50_ms),
    most: 20,
    size: LARGE,
    unit: "ms",
  },
  { what: "first answer", figure: (of) => of.start_ms, most: 1000, unit: "ms" },
  {
    what: "first answer after kill -9",
    figure: (of) => of.start_killed_ms,
    most: 1000,
    unit: "ms",
  },
  {
    what: "anonymous memory under load",
    figure: (of) => of.anonymous_mb || undefined,
    most: 200,
    unit: "MB",
  },
  {
    what: "storage of a matter beside its texts",
    figure: (of) => of.storage && of.storage.overhead / 1000,
    most: 3.4,
    unit: "kB",
    size: LARGE,
  },
];

const POSTGRES: Omit<Aim, "engine">[] = [
  { what: "create, of the bare pipeline", figure: percent(CREATE), least: 60, unit: "%" },
  { what: "list 20, per second", figure: rate(LIST), least: 3000 },
  { what: "search page, per second", figure: rate(SEARCH), least: 600 },
  { what: "search in a village, per second", figure: rate(SEARCH_VILLAGE), least: 600 },
];

export const AIMS: Aim[] = [
  ...SQLITE.map((aim) => ({ engine: "sqlite" as const, ...aim })),
  ...POSTGRES.map((aim) => ({ engine: "postgres" as const, ...aim })),
];

export interface Judged {
  aim: Aim;
  limit: string;
  figures: Map<number, string>; // by size
  verdict: "met" | "missed" | "not measured";
}

function written(value: number, unit: string | undefined): string {
  const text = value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(1);
  return unit ? `${text} ${unit}` : text;
}

function judge(aim: Aim, results: Result[]): Judged {
  const figures = new Map<number, string>();
  let met = true;
  for (const of of results) {
    if (of.engine !== aim.engine || (aim.size !== undefined && of.size !== aim.size)) continue;
    const value = aim.figure(of, results);
    if (value === undefined) continue;
    const here =
      (aim.least === undefined || value >= aim.least) &&
      (aim.most === undefined || value <= aim.most);
    const where = aim.where ? ` (${aim.where(of, results)})` : "";
    figures.set(of.size, written(value, aim.unit) + where + (here ? "" : " ✗"));
    met &&= here;
  }
  const limit =
    aim.least === undefined
      ? `≤ ${written(aim.most!, aim.unit)}`
      : `≥ ${written(aim.least, aim.unit)}`;
  const verdict = figures.size === 0 ? "not measured" : met ? "met" : "missed";
  return { aim, limit, figures, verdict };
}

export const judged = (results: Result[]): Judged[] => AIMS.map((aim) => judge(aim, results));
