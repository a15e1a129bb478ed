// bench/results.ts – what was measured, kept as build/bench/results/ENGINE-SIZE.json, so that a run
// can be done in parts.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";
import { join } from "node:path";
import type { Beside } from "./ceilings";
import { median, root, work } from "./county";
import type { Storage } from "./footprint";
import type { Measured } from "./wrk";

export type Engine = "sqlite" | "postgres";

export interface Round extends Measured {
  server_us: number; // CPU time of the program, each
  database_us?: number; // and of PostgreSQL
  beside?: Beside;
}

export interface Result {
  engine: Engine;
  size: number; // matters, as asked for
  entries: number; // of the record
  when: string;
  machine: string;
  program: string; // the commit it was built from
  rounds: number;
  seconds: number;
  load: [number, number]; // of the machine, when it began and ended
  operations: Record<string, Round[]>;
  start_ms?: number;
  start_killed_ms?: number;
  anonymous_mb: number;
  storage?: Storage;
  problems: string[];
}

const folder = join(work, "results");

export function new_result(engine: Engine, size: number, rounds: number, seconds: number): Result {
  const machine =
    `${cpus().length} × ${cpus()[0]!.model.trim()}, ` +
    `${Math.round(totalmem() / 2 ** 30)} GB, Linux ${release()}`;
  const git = (...words: string[]): string =>
    execFileSync("git", words, { cwd: root, encoding: "utf8" }).trim();
  const changed = git("status", "--porcelain", "src", "packs") === "" ? "" : " with changes";
  const program = git("rev-parse", "--short", "HEAD") + changed;
  const load = loadavg()[0]!;
  return {
    engine,
    size,
    entries: 0,
    when: new Date().toISOString().slice(0, 16).replace("T", " ") + " UTC",
    machine,
    program,
    rounds,
    seconds,
    load: [load, load],
    operations: {},
    anonymous_mb: 0,
    problems: [],
  };
}

export function keep_result(result: Result): void {
  result.load[1] = loadavg()[0]!;
  keep_json(`${result.engine}-${result.size}`, result);
}
export function keep_json(name: string, what: unknown): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(what, null, 1));
}

// Everything that was measured on this machine so far, small counties first.
export function kept_results(): Result[] {
  return kept_json<Result>(/^(sqlite|postgres)-\d+\.json$/).sort(
    (a, b) => b.engine.localeCompare(a.engine) || a.size - b.size,
  );
}
export function kept_json<T>(names: RegExp): T[] {
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder)
    .filter((name) => names.test(name))
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as T);
}

// The median over the rounds of an operation; undefined when it was not measured.
export function of_rounds(
  result: Result,
  name: string,
  what: (round: Round) => number | undefined,
): number | undefined {
  const rounds = result.operations[name] ?? [];
  const values = rounds.map(what).filter((value) => value !== undefined);
  return values.length > 0 ? median(values) : undefined;
}

// How many per cent of what stands beside it, each round by itself.
export function share(result: Result, name: string): number | undefined {
  return of_rounds(
    result,
    name,
    (round) => round.beside && (100 * round.per_second) / round.beside.per_second,
  );
}
