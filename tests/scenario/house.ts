// scenario/house.ts – the real program on its own data folder: made once, copied for each test.
import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import type { Socket } from "node:net";
import { join, resolve } from "node:path";
import {
  change,
  create_database,
  database_of,
  drop_database,
  has_database,
  name_of,
  new_database,
  postgres,
  query,
} from "./postgres";

export const root = resolve(import.meta.dirname, "../../..");
export const linli = process.env["LINLI"] ?? join(root, "build/release/linli");
export const pack = join(root, "packs/zhijiang");
export const shared = resolve(root, "../shared");
const work = join(root, "build/scenario");
const template = join(work, "sample");

// The instant every scenario begins: Monday 2 March 2026, 9:00 in the county.
export const START = "2026-03-02T09:00";

// Runs a command to its end; never throws. On PostgreSQL a county is made in a database of its own.
export function run(...words: string[]): { code: number; out: string; err: string } {
  if (postgres && words[0] === "init" && !words.includes("--database"))
    words.push("--database", new_database());
  const done = spawnSync(linli, words, { encoding: "utf8", maxBuffer: 1 << 28 });
  return { code: done.status ?? -1, out: done.stdout, err: done.stderr };
}

// When a folder was last changed, milliseconds: the newest of its files.
function changed(path: string): number {
  if (!statSync(path).isDirectory()) return statSync(path).mtimeMs;
  return Math.max(...readdirSync(path).map((name) => changed(join(path, name))));
}

// The sample county at its true totals, made once for all scenarios and again when the program
// or the pack has changed.
function sample(): string {
  const made = join(template, "made");
  if (existsSync(made) && statSync(made).mtimeMs > Math.max(changed(pack), changed(linli)))
    return template;
  mkdirSync(work, { recursive: true });
  for (const part of ["", "-keys", "-heads"])
    rmSync(template + part, { recursive: true, force: true });
  execFileSync(linli, ["init", "--data", template, "--pack", pack, "--sample", "--clock", START], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  writeFileSync(made, "");
  return template;
}

// The same sample in a database that is only copied, made once for the server of this run.
const SAMPLE = "linli_sample";
const sample_on_postgres = join(work, "sample-on-postgres");
function sample_database(): string {
  if (has_database(SAMPLE)) return SAMPLE;
  for (const part of ["", "-keys", "-heads"])
    rmSync(sample_on_postgres + part, { recursive: true, force: true });
  create_database(SAMPLE, "template0");
  const where = ["--database", `${postgres} dbname=${SAMPLE}`];
  const moved = run("move", "--from", sample(), "--to", sample_on_postgres, ...where);
  if (moved.code !== 0) throw new Error(moved.err);
  cpSync(template + "-keys", sample_on_postgres + "-keys", { recursive: true });
  return SAMPLE;
}

// A data folder of this test's own, with its keys beside it.
export function folder(): string {
  const database = postgres && new_database(sample_database());
  const from = postgres ? sample_on_postgres : sample();
  const to = join(mkdtempSync(join(work, "run-")), "data");
  for (const part of ["", "-keys", "-heads"]) {
    if (existsSync(from + part)) cpSync(from + part, to + part, { recursive: true, mode: 2 });
  }
  if (database) writeFileSync(join(to, "database"), database + "\nlinli\n");
  else rmSync(join(to, "made"));
  return to;
}

// The folder of another node of the same county; only on PostgreSQL.
export function twin(data: string): string {
  const to = join(mkdtempSync(join(work, "run-")), "data");
  mkdirSync(to);
  cpSync(join(data, "database"), join(to, "database"));
  cpSync(data + "-keys", to + "-keys", { recursive: true });
  return to;
}

// What a county was moved from lends it its keys.
export function keys_beside(from: string, to: string): void {
  cpSync(from + "-keys", to + "-keys", { recursive: true });
}

// Keeps the county as it is now; what it answers puts it back.
export function keep(data: string): () => void {
  if (!postgres) {
    const file = join(data, "linli.db");
    const kept = readFileSync(file);
    return () => writeFileSync(file, kept);
  }
  const database = database_of(data);
  const kept = new_database(name_of(database));
  return () => {
    drop_database(database);
    create_database(name_of(database), name_of(kept));
    drop_database(kept);
  };
}

// What the database of a folder answers to one statement, as JSON rows; also beside the server.
export function rows<R = Record<string, unknown>>(data: string, statement: string): R[] {
  if (existsSync(join(data, "database"))) return query<R>(data, statement);
  const out = execFileSync(
    "sqlite3",
    ["-json", "-cmd", ".timeout 5000", join(data, "linli.db"), statement],
    { encoding: "utf8", maxBuffer: 1 << 28 },
  );
  return out.trim() ? (JSON.parse(out) as R[]) : [];
}

// Runs a statement that changes a folder behind the program's back.
export function meddle(data: string, statement: string): void {
  if (existsSync(join(data, "database"))) return change(data, statement);
  const words = ["-cmd", ".timeout 5000", join(data, "linli.db"), statement];
  execFileSync("sqlite3", words, { stdio: ["ignore", "ignore", "inherit"] });
}

// A new empty place in the working folder, for files and folders of a test.
export function place(): string {
  mkdirSync(work, { recursive: true });
  return mkdtempSync(join(work, "run-"));
}

export function drop(data: string): void {
  if (existsSync(join(data, "database"))) drop_database(database_of(data));
  rmSync(resolve(data, ".."), { recursive: true, force: true });
}

// What still serves when a test has failed must neither keep its file from ending nor outlive it.
const running = new Set<ChildProcess>();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));
process.once("SIGTERM", () => process.exit(1)); // its time was up
const START_MS_MAX = 60_000;

export class Server {
  private constructor(
    readonly data: string,
    readonly address: string,
    private readonly process: ChildProcess,
  ) {}

  static async start(
    data: string,
    clock: string | null = START,
    ...more: string[]
  ): Promise<Server> {
    const words = ["serve", "--data", data, "--port", "0", ...more];
    if (clock) words.push("--clock", clock);
    const child = spawn(linli, words, { stdio: ["ignore", "pipe", "inherit"] });
    running.add(child);
    const late = setTimeout(() => child.kill("SIGKILL"), START_MS_MAX);
    const address = await new Promise<string>((done, failed) => {
      let text = "";
      child.stdout.on("data", (bytes: Buffer) => {
        text += bytes.toString();
        const found = /serves (https?:\S+)/.exec(text);
        if (found) done(found[1]!);
      });
      child.on("exit", (code) => {
        running.delete(child);
        failed(new Error(`serve ended with ${code}: ${text}`));
      });
    }).finally(() => clearTimeout(late));
    child.unref();
    (child.stdout as Socket).unref();
    return new Server(data, address, child);
  }

  // Memory of the process that lies in the machine's, bytes.
  resident(): number {
    const status = readFileSync(`/proc/${this.process.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) * 1024;
  }

  // Its open files, as the machine lists them.
  descriptors(): string {
    return `/proc/${this.process.pid}/fd`;
  }

  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    this.process.kill(signal);
  }

  // Ends it in good order, or as a power cut would.
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((done) => this.process.once("exit", done));
    this.process.ref();
    this.process.kill(signal);
    await ended;
  }
}
