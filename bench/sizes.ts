// bench/sizes.ts – `./dev bench sizes [--sizes 10k,100k,1m] [--rounds N] [--seconds S]`: the same
// questions to counties with ever more matters behind them, so that one sees what grows. Prints a
// table, writes bench/RESULTS.md and the curves in bench/curves. See docs/bench.md.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { Nginx } from "./ceilings";
import { Client, village as village_of } from "./client";
import { ask, cpu_seconds, drop, filled, option, root, say, Server, word } from "./county";
import { curve } from "./curve";
import { lifecycle } from "./lifecycle";
import { anonymous_mb, first_answer_ms, storage, type Storage } from "./footprint";
import { measure, type Load, type Measured } from "./wrk";

const rounds = option("rounds", 5);
const seconds = option("seconds", 4);
const sizes = word("sizes", "0,10k,100k,1m").split(",").map(number_of);
const MANY = 20_000; // matters that are read one after another

interface Figures extends Measured {
  cpu_us: number;
  ceiling?: number; // requests a second of nginx with a file of that size
}
interface Result {
  matters: number;
  entries: number;
  figures: Map<string, Figures[]>;
  start_ms: number;
  start_killed_ms: number;
  anonymous_mb: number;
  storage: Storage;
}

function number_of(text: string): number {
  const unit = { k: 1000, m: 1_000_000 }[text.slice(-1).toLowerCase()];
  return unit ? Number(text.slice(0, -1)) * unit : Number(text);
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

// Half past nine on the day after the newest matter was filed.
function clock_after(data: string): string {
  const [{ at }] = ask<{ at: number }>(data, "SELECT max(filed_at) AS at FROM matter") as [
    { at: number },
  ];
  const EIGHT_HOURS_MS = 8 * 3_600_000;
  const newest = at ? new Date(at + EIGHT_HOURS_MS) : new Date(Date.UTC(2023, 10, 20));
  newest.setUTCDate(newest.getUTCDate() + 1);
  return `${newest.toISOString().slice(0, 10)}T09:30`;
}

function ids_of(data: string, sql: string): string[] {
  return ask<{ id: string }>(data, sql).map((row) => row.id);
}

async function loads_of(server: Server, data: string): Promise<Load[]> {
  const cookie = async (key: string): Promise<string> =>
    (await Client.as(server.address, key)).cookie;
  const county = await cookie("county_dispatch");
  const desk = await cookie("department_intake");
  const home = await village_of(new Client(server.address), "向巷村");
  const villages = ids_of(data, "SELECT CAST(id AS TEXT) AS id FROM unit WHERE level = 'village'");
  const count = ask<{ n: number }>(data, "SELECT count(*) AS n FROM matter")[0]!.n;
  const every = Math.max(1, Math.floor(count / MANY));
  const matters = ids_of(
    data,
    `SELECT CAST(id AS TEXT) AS id FROM
       (SELECT id, row_number() OVER (ORDER BY id) AS n FROM matter)
     WHERE n % ${every} = 0 LIMIT ${MANY}`,
  );
  const body = (village: string, at: number): string =>
    JSON.stringify({
      title: `村口路灯坏了 ${at}`,
      detail: "村口小桥边的路灯坏了半个月,晚上看不见路,老人走路容易摔倒。",
      unit: village,
      category: "village.lighting",
      wish_public: at % 2 === 0,
    });
  const below = (words: string): string => `/api/v1/inbox?scope=below&limit=20${words}`;
  const found = ["路灯", "水沟堵住了", "小桥旁边", "停车位被人占了"].map((words) =>
    below(`&state=all&q=${encodeURIComponent(words)}`),
  );
  const creates = {
    cookie: await cookie("resident"),
    paths: ["/api/v1/requests"],
    bodies: villages.map(body),
  };
  const reads: Load[] = [
    { name: "list 20", cookie: desk, paths: ["/api/v1/inbox?limit=20"] },
    { name: "list 20 of all below", cookie: county, paths: [below("")] },
    { name: "list 20 of what has ended", cookie: county, paths: [below("&state=ended")] },
    { name: "search page", cookie: county, paths: found },
    {
      name: "search in a village",
      cookie: county,
      paths: found.map((path) => `${path}&unit=${home}`),
    },
    { name: "public page", paths: ["/api/v1/public/matters"] },
    { name: "dashboard", cookie: county, paths: ["/api/v1/overview"] },
  ];
  if (matters.length > 0) {
    const path = (id: string): string => `/api/v1/matters/${id}`;
    reads.unshift(
      { name: "read one, again", cookie: county, paths: matters.slice(-200).map(path) },
      { name: "read one of many", cookie: county, paths: matters.map(path) },
    );
  }
  return [
    ...reads,
    { name: "create", ...creates },
    { name: "create, 5 % conflicts", ...creates, conflict_every: 20 },
  ];
}

async function figures(
  server: Server,
  run: () => Promise<Measured>,
): Promise<Figures> {
  const before = cpu_seconds(server.pid);
  const measured = await run();
  return { ...measured, cpu_us: ((cpu_seconds(server.pid) - before) / measured.requests) * 1e6 };
}

async function of_size(count: number): Promise<Result> {
  const data = filled(count);
  const work = dirname(data);
  const clock = clock_after(data);
  const [{ n: matters }] = ask<{ n: number }>(data, "SELECT count(*) AS n FROM matter") as [
    { n: number },
  ];
  const start_ms = await first_answer_ms(data, clock);
  const start_killed_ms = await first_answer_ms(data, clock);
  const server = await Server.serve(data, clock);
  await new Promise((done) => setTimeout(done, 5000)); // deadlines since the last filing
  const loads = await loads_of(server, data);
  const bytes: Record<string, number> = {};
  for (const [at, load] of loads.entries()) {
    if (load.bodies) continue;
    const answer = await fetch(server.address + load.paths[0]!, {
      headers: load.cookie ? { cookie: load.cookie } : {},
    });
    if (!answer.ok) throw new Error(`${load.name}: ${answer.status} ${await answer.text()}`);
    bytes[`${at}.json`] = (await answer.arrayBuffer()).byteLength;
  }
  const nginx = await Nginx.start(join(work, "nginx"), bytes);
  const out = new Map<string, Figures[]>();
  for (let round = 1; round <= rounds; ++round) {
    for (const [at, load] of loads.entries()) {
      const one = await figures(server, () => measure(work, server.address, load, seconds));
      if (!load.bodies) {
        const still: Load = { name: "nginx", paths: [`/${at}.json`] };
        one.ceiling = (await measure(work, nginx.address, still, seconds / 2)).per_second;
      }
      out.set(load.name, [...(out.get(load.name) ?? []), one]);
    }
    const whole = await figures(server, () => lifecycle(work, server.address, seconds));
    out.set("lifecycle", [...(out.get("lifecycle") ?? []), whole]);
    say(`${count} matters, round ${round} of ${rounds}, load ${loadavg()[0]!.toFixed(1)}`);
  }
  const memory = anonymous_mb(server.pid);
  await nginx.stop();
  await server.stop();
  const entries = ask<{ n: number }>(data, "SELECT count(*) AS n FROM journal_entry")[0]!.n;
  const sizes_on_disk = storage(data);
  drop(data);
  return {
    matters,
    entries,
    figures: out,
    start_ms,
    start_killed_ms,
    anonymous_mb: memory,
    storage: sizes_on_disk,
  };
}

function table_of(result: Result): string {
  const lines = [
    "| | requests/s (spread) | p50 ms | p99 ms | CPU µs | of nginx |",
    "|---|---|---|---|---|---|",
  ];
  for (const [name, all] of result.figures) {
    const of = (what: (one: Figures) => number): number[] => all.map(what);
    const rate = of((one) => one.per_second);
    const share = all[0]!.ceiling
      ? `${Math.round(median(of((one) => (100 * one.per_second) / one.ceiling!)))} %`
      : "";
    lines.push(
      `| ${name} | ${median(rate).toFixed(0)} (${Math.min(...rate).toFixed(0)}–` +
        `${Math.max(...rate).toFixed(0)}) | ${median(of((one) => one.p50_ms)).toFixed(1)} | ` +
        `${median(of((one) => one.p99_ms)).toFixed(1)} | ` +
        `${median(of((one) => one.cpu_us)).toFixed(0)} | ${share} |`,
    );
  }
  const stored = Object.entries(result.storage.bytes)
    .map(([what, bytes]) => `${what} ${bytes}`)
    .join(", ");
  const refused = [...result.figures.values()].flat().reduce((sum, one) => sum + one.refused, 0);
  lines.push(
    "",
    `First answer from the database ${result.start_ms} ms after exec, after kill -9 ` +
      `${result.start_killed_ms} ms. Anonymous memory under load ${result.anonymous_mb} MB. ` +
      `Refused: ${refused}. Bytes of a matter: ${stored}; beside its texts ` +
      `${result.storage.overhead}.`,
  );
  return lines.join("\n");
}

function report(results: Result[]): string {
  const machine = `${cpus().length} × ${cpus()[0]!.model.trim()}, ` +
    `${Math.round(totalmem() / 2 ** 30)} GB, Linux ${release()}`;
  const parts = results.map(
    (one) => `## ${one.matters} matters, ${one.entries} entries of the record\n\n${table_of(one)}`,
  );
  return (
    "# Results of `./dev bench sizes`\n\n" +
    `Machine: ${machine}; the load generator (wrk, 32 connections) on the same processors. ` +
    `Medians of ${rounds} rounds of ${seconds} s. Load when it ended: ` +
    `${loadavg().map((load) => load.toFixed(1)).join(" ")}.\n\n` +
    "![requests a second](curves/requests.svg)\n![p99](curves/p99.svg)\n\n" +
    `${parts.join("\n\n")}\n`
  );
}

const results: Result[] = [];
for (const size of sizes) {
  const result = await of_size(size);
  console.log(`\n${size} matters\n${table_of(result)}`);
  results.push(result);
}
mkdirSync(join(root, "bench/curves"), { recursive: true });
const lines = (what: (one: Figures) => number): Map<string, [number, number][]> =>
  new Map(
    [...results.at(-1)!.figures.keys()].map((name) => [
      name,
      results
        .filter((one) => one.figures.has(name))
        .map((one) => [one.matters, median(one.figures.get(name)!.map(what))]),
    ]),
  );
writeFileSync(
  join(root, "bench/curves/requests.svg"),
  curve("requests a second", lines((one) => one.per_second)),
);
writeFileSync(
  join(root, "bench/curves/p99.svg"),
  curve("p99 in milliseconds", lines((one) => one.p99_ms)),
);
writeFileSync(join(root, "bench/RESULTS.md"), report(results));
