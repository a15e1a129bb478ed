// bench/report.ts – bench/RESULTS.md and the curves, from everything that was kept.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { judged } from "./aims";
import { root } from "./county";
import { curve } from "./curve";
import { kept_json, kept_results, of_rounds, share, type Engine, type Result } from "./results";
import { section_of, type Spike } from "./spike_report";

const ENGINES: Engine[] = ["sqlite", "postgres"];
const NAMES: Record<Engine, string> = { sqlite: "SQLite", postgres: "PostgreSQL" };
const BESIDE: Record<string, string> = {
  "read one, again": "nginx",
  "read one of many": "its statements, no server",
  "list 20": "nginx",
  "public page": "nginx",
};

export function size_name(size: number): string {
  if (size >= 1_000_000 && size % 1_000_000 === 0) return `${size / 1_000_000} M`;
  return size >= 1000 && size % 1000 === 0 ? `${size / 1000} k` : `${size}`;
}

const fixed = (value: number | undefined, places: number): string =>
  value === undefined ? "–" : value.toFixed(places);

function beside_of(result: Result, name: string): string {
  const per_second = of_rounds(result, name, (round) => round.beside?.per_second);
  const percent = share(result, name);
  if (per_second === undefined || percent === undefined) return "";
  const bare = result.engine === "sqlite" ? "same rows, bare" : "same rows, bare pipeline";
  return `${fixed(percent, 0)} % of ${fixed(per_second, 0)} (${BESIDE[name] ?? bare})`;
}

export function table_of(result: Result): string {
  const lines = [
    "| | per second (spread) | p50 ms | p99 ms | CPU µs | of PostgreSQL | of the client | beside |",
    "|---|---|---|---|---|---|---|---|",
  ];
  for (const [name, rounds] of Object.entries(result.operations)) {
    const rates = rounds.map((round) => round.per_second);
    const of = (what: "per_second" | "p50_ms" | "p99_ms" | "server_us" | "client_us"): number =>
      of_rounds(result, name, (round) => round[what])!;
    const database = of_rounds(result, name, (round) => round.database_us);
    lines.push(
      `| ${name} | ${fixed(of("per_second"), 0)} (${fixed(Math.min(...rates), 0)}–` +
        `${fixed(Math.max(...rates), 0)}) | ${fixed(of("p50_ms"), 2)} | ` +
        `${fixed(of("p99_ms"), 2)} | ${fixed(of("server_us"), 0)} | ` +
        `${database === undefined ? "" : fixed(database, 0)} | ${fixed(of("client_us"), 0)} | ` +
        `${beside_of(result, name)} |`,
    );
  }
  lines.push("", footprint_of(result));
  for (const problem of result.problems) lines.push("", `**Not measured:** ${problem}`);
  return lines.join("\n");
}

function footprint_of(result: Result): string {
  const rounds = Object.values(result.operations).flat();
  const sum = (what: "refused" | "answers"): number =>
    rounds.reduce((total, round) => total + round[what], 0);
  const said = [
    `First answer out of the database ${result.start_ms ?? "–"} ms after exec, after kill -9 ` +
      `${result.start_killed_ms ?? "–"} ms. Anonymous memory under load at most ` +
      `${result.anonymous_mb} MB. Refused: ${sum("refused")} of ${sum("answers")}.`,
  ];
  if (result.storage) {
    const parts = Object.entries(result.storage.bytes)
      .sort((a, b) => b[1] - a[1])
      .map(([what, bytes]) => `${what} ${bytes}`);
    said.push(
      `Bytes of a matter: ${parts.join(", ")}; beside its texts ${result.storage.overhead}.`,
    );
  }
  said.push(
    `Measured ${result.when} at ${result.program}, ${result.rounds} rounds of ` +
      `${result.seconds} s, load ${fixed(result.load[0], 1)} before and ` +
      `${fixed(result.load[1], 1)} after.`,
  );
  return said.join(" ");
}

export function aims_of(results: Result[]): string {
  const sizes = [...new Set(results.map((one) => one.size))].sort((a, b) => a - b);
  const lines = [
    `| | aim | ${sizes.map(size_name).join(" | ")} | |`,
    `|---|---|${sizes.map(() => "---|").join("")}---|`,
  ];
  for (const { aim, limit, figures, verdict } of judged(results)) {
    const cells = sizes.map((size) => figures.get(size) ?? "").join(" | ");
    lines.push(`| ${NAMES[aim.engine]}: ${aim.what} | ${limit} | ${cells} | **${verdict}** |`);
  }
  return lines.join("\n");
}

function draw(results: Result[]): void {
  const curves = join(root, "bench/curves");
  rmSync(curves, { recursive: true, force: true });
  mkdirSync(curves, { recursive: true });
  for (const engine of ENGINES) {
    const mine = results.filter((one) => one.engine === engine);
    if (mine.length === 0) continue;
    const names = [...new Set(mine.flatMap((one) => Object.keys(one.operations)))];
    const lines = (what: "per_second" | "p99_ms"): Map<string, [number, number][]> =>
      new Map(
        names.map((name) => [
          name,
          mine
            .filter((one) => one.operations[name])
            .map((one) => [one.size, of_rounds(one, name, (round) => round[what])!]),
        ]),
      );
    const title = NAMES[engine];
    writeFileSync(
      join(curves, `requests-${engine}.svg`),
      curve(`${title}: requests a second over matters`, lines("per_second")),
    );
    writeFileSync(
      join(curves, `p99-${engine}.svg`),
      curve(`${title}: p99 in milliseconds over matters`, lines("p99_ms")),
    );
  }
}

// Writes bench/RESULTS.md and bench/curves from everything that was kept, in parts or at once.
export function write_report(): void {
  const results = kept_results();
  draw(results);
  const pictures = ENGINES.filter((engine) => results.some((one) => one.engine === engine)).map(
    (engine) =>
      `![requests a second, ${NAMES[engine]}](curves/requests-${engine}.svg)\n` +
      `![p99, ${NAMES[engine]}](curves/p99-${engine}.svg)\n`,
  );
  const parts = results.map(
    (one) =>
      `## ${NAMES[one.engine]}, ${one.size.toLocaleString("en")} matters, ` +
      `${one.entries.toLocaleString("en")} entries of the record\n\n${table_of(one)}\n`,
  );
  const spikes = kept_json<Spike>(/^spike-.*\.json$/).map(section_of);
  const machines = [...new Set(results.map((one) => one.machine))].join("; ");
  writeFileSync(
    join(root, "bench/RESULTS.md"),
    "# Results of `./dev bench serve` and `./dev bench spike`\n\n" +
      `Machine: ${machines}; the clients (wrk for plain GETs, \`bench_load\` for the rest, 32 ` +
      "connections) on the same processors. Medians of the rounds. How it is measured and what " +
      "holds back: [docs/bench.md](../docs/bench.md).\n\n" +
      [`${aims_of(results)}\n`, ...pictures, ...parts, ...spikes].join("\n"),
  );
}
