// bench/county.ts – the real program on a copy of the sample county, and what its process costs.
// What lies in PostgreSQL is made by cluster.ts and asked and dropped here as well.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
} from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { database_of, drop_database, query } from "../tests/scenario/postgres";

export const root = resolve(import.meta.dirname, "../..");
export const linli = process.env["LINLI"] ?? join(root, "build/release/linli");
export const work = join(root, "build/bench");
const template = join(work, "sample");

// The instant at which the sample county begins: Monday 2 March 2026, 9:00.
const START_MS = Date.UTC(2026, 2, 2, 1);

// What --clock takes: the county's own time, `hours` after the start.
export function clock_at(hours: number): string {
  const EIGHT_HOURS_MS = 8 * 3_600_000;
  return new Date(START_MS + EIGHT_HOURS_MS + hours * 3_600_000).toISOString().slice(0, 16);
}

export function say(text: string): void {
  console.error(`bench: ${text}`);
}

// The sample at its true totals, made anew when the program has changed since.
function sample(): string {
  const made = join(template, "linli.db");
  if (existsSync(made) && statSync(made).mtimeMs > statSync(linli).mtimeMs) return template;
  mkdirSync(work, { recursive: true });
  for (const part of ["", "-keys", "-heads"])
    rmSync(template + part, { recursive: true, force: true });
  say("making the sample county");
  execFileSync(
    linli,
    [
      "init",
      "--data",
      template,
      "--pack",
      join(root, "packs/zhijiang"),
      "--sample",
      "--clock",
      clock_at(0),
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  return template;
}

// The sample from a Monday three years before, in which so many matters were filed since; made once
// and kept, for a million take more than twenty minutes.
function worked_in(count: number): string {
  const made = join(work, `worked-${count}`);
  if (existsSync(join(made, "linli.db")) && !existsSync(join(made, "filling"))) return made;
  mkdirSync(work, { recursive: true });
  for (const part of ["", "-keys", "-heads"]) rmSync(made + part, { recursive: true, force: true });
  say(`making a county with ${count} matters`);
  const pack = join(root, "packs/zhijiang");
  const begin = ["--pack", pack, "--sample", "--clock", "2023-11-20T08:00"];
  const quietly = { stdio: ["ignore", "ignore", "inherit"] as ["ignore", "ignore", "inherit"] };
  execFileSync(linli, ["init", "--data", made, ...begin], quietly);
  if (count === 0) return made;
  execFileSync(linli, ["sample", "matters", "--data", made, "--count", `${count}`], quietly);
  return made;
}

// The county of which runs take copies: in which people filed so many matters, or the sample.
export function kept_county(count?: number): string {
  return count === undefined ? sample() : worked_in(count);
}

// A data folder of one's own in which people filed so many matters.
export function filled(count: number): string {
  return copy_of(worked_in(count));
}

// A data folder of one's own, its keys beside it.
export function folder(): string {
  return copy_of(sample());
}

// A folder of this run's own. Who made it drops it; it goes too when the run is told to end.
let told_to_end = false;
export function place(): string {
  const made = mkdtempSync(join(work, "run-"));
  process.once("exit", () => {
    if (told_to_end) rmSync(made, { recursive: true, force: true, maxRetries: 3 });
  });
  return made;
}

function copy_of(from: string): string {
  const to = join(place(), "data");
  for (const part of ["", "-keys", "-heads"]) {
    if (existsSync(from + part)) cpSync(from + part, to + part, { recursive: true, mode: 2 });
  }
  return to;
}

export function drop(data: string): void {
  if (on_postgres(data)) drop_database(database_of(data));
  rmSync(resolve(data, ".."), { recursive: true, force: true });
}

// Ends with the command's output; a refusal is an Error with what it said.
export function command(...words: string[]): string {
  return execFileSync(linli, words, { encoding: "utf8", maxBuffer: 1 << 28 });
}

export async function free_port(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

process.setMaxListeners(0);
// Who is told to end takes everything along that it started.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, () => {
    told_to_end = true;
    process.exit(1);
  });
}

// A child process that tells on stdout where it serves.
export class Server {
  readonly ended: Promise<number | null>;
  private constructor(
    readonly address: string,
    private readonly child: ChildProcess,
  ) {
    this.ended = new Promise((done) => child.once("exit", done));
  }

  // `log`: the file that takes the program's own lines, else they are shown.
  static async start(program: string, words: string[], log?: string): Promise<Server> {
    const errors = log === undefined ? "inherit" : openSync(log, "a");
    const child = spawn(program, words, { stdio: ["ignore", "pipe", errors] });
    if (typeof errors === "number") closeSync(errors);
    process.prependOnceListener("exit", () => child.kill("SIGKILL"));
    const address = await new Promise<string>((done, failed) => {
      let text = "";
      child.stdout!.on("data", (bytes: Buffer) => {
        text += bytes.toString();
        const found = /serves (http:\S+)/.exec(text);
        if (found) done(found[1]!);
      });
      child.once("exit", (code) => failed(new Error(`${program} ended with ${code}: ${text}`)));
    });
    return new Server(address, child);
  }

  static serve(data: string, clock: string, log?: string): Promise<Server> {
    return Server.start(linli, ["serve", "--data", data, "--port", "0", "--clock", clock], log);
  }

  get pid(): number {
    return this.child.pid!;
  }
  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
  async stop(): Promise<void> {
    this.kill("SIGTERM");
    await this.ended;
  }
}

// What /proc says of a process behind its name: state, parent, …
function stat_of(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}
const TICKS_PER_SECOND = 100;
const seconds_of = (ticks: string[]): number =>
  ticks.reduce((sum, one) => sum + Number(one), 0) / TICKS_PER_SECOND;

// CPU time a process has used, all its threads, in seconds.
export const cpu_seconds = (pid: number): number => seconds_of(stat_of(pid).slice(11, 13));

export const on_postgres = (data: string): boolean => existsSync(join(data, "database"));

// The same of a process and all its children, those that have ended too.
export function cpu_seconds_of_all(pid: number): number {
  let sum = seconds_of(stat_of(pid).slice(11, 15));
  for (const name of readdirSync("/proc").filter((one) => /^\d+$/.test(one))) {
    try {
      const fields = stat_of(Number(name));
      if (Number(fields[1]) === pid) sum += seconds_of(fields.slice(11, 13));
    } catch {
      // It has ended meanwhile, and its parent has its time.
    }
  }
  return sum;
}

// Waits until a process has hardly anything to do: what it works off behind its answers is done.
export async function idle(pid: number, seconds_max = 120): Promise<void> {
  const EVERY_MS = 300;
  let before = cpu_seconds(pid);
  for (let waited = 0; waited < seconds_max * 1000; waited += EVERY_MS) {
    await new Promise((done) => setTimeout(done, EVERY_MS));
    const now = cpu_seconds(pid);
    if (now - before <= 0.02) return;
    before = now;
  }
}

// Rows of a read-only question to the database, beside the program that writes it.
export function ask<Row>(data: string, sql: string): Row[] {
  if (on_postgres(data)) return query<Row>(data, sql);
  const text = execFileSync(
    "sqlite3",
    ["-readonly", "-json", "-cmd", ".timeout 5000", join(data, "linli.db"), sql],
    { encoding: "utf8", maxBuffer: 1 << 28 },
  );
  return text.trim() === "" ? [] : (JSON.parse(text) as Row[]);
}

// The first row of such a question.
export function ask_one<Row>(data: string, sql: string): Row {
  const [row] = ask<Row>(data, sql);
  if (row === undefined) throw new Error(`no row: ${sql}`);
  return row;
}

export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

// "10k" and "1m" are numbers too.
export function number_of(text: string): number {
  const unit = { k: 1000, m: 1_000_000 }[text.slice(-1).toLowerCase()];
  const number = unit ? Number(text.slice(0, -1)) * unit : Number(text);
  if (!Number.isFinite(number)) throw new Error(`${text} is no number`);
  return number;
}

// A seeded generator (mulberry32), so that a run can be repeated.
export function random_of(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

// --name 3 among the words of the command line.
export function option(name: string, otherwise: number): number {
  const at = process.argv.indexOf(`--${name}`);
  if (at < 0) return otherwise;
  const value = Number(process.argv[at + 1]);
  if (!Number.isFinite(value)) throw new Error(`--${name} needs a number`);
  return value;
}

// --name text among the words of the command line.
export function word(name: string, otherwise: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1]!;
}
