// scenario/postgres.ts – a private PostgreSQL server from Debian's package, and databases on it.
//
// on_postgres.ts starts one for a whole run of scenarios and names it in LINLI_POSTGRES; house.ts
// then lays every county into a database of its own on it. bench/cluster.ts keeps one.
import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const programs = "/usr/lib/postgresql/15/bin";

// Where the server of this run listens, as libpq takes it; undefined: scenarios run on SQLite.
export const postgres = process.env["LINLI_POSTGRES"];

export function installed(): boolean {
  return spawnSync(join(programs, "initdb"), ["--version"]).status === 0;
}

export class PostgresServer {
  private process: ChildProcess | undefined;
  private constructor(
    private readonly folder: string, // its files
    private readonly socket: string, // a short path of its own
    // PostgreSQL refuses to run as root.
    private readonly as: { uid?: number; gid?: number },
  ) {}

  // One that drop() removes; with a folder, the one that lies there, made if there is none.
  static make(kept?: string): PostgresServer {
    const socket = mkdtempSync(join(tmpdir(), "linli-pg-"));
    const folder = kept ?? socket;
    mkdirSync(folder, { recursive: true });
    const as: { uid?: number; gid?: number } = {};
    if (process.getuid?.() === 0) {
      const known = spawnSync("id", ["-u", "postgres"]).status === 0;
      const id = (kind: string) =>
        Number(execFileSync("id", [kind, known ? "postgres" : "nobody"], { encoding: "utf8" }));
      as.uid = id("-u");
      as.gid = id("-g");
      for (const path of [folder, socket]) chownSync(path, as.uid, as.gid);
    }
    const server = new PostgresServer(folder, socket, as);
    if (existsSync(join(folder, "data", "PG_VERSION"))) return server;
    const words = ["-D", join(folder, "data"), "-U", "linli", "-A", "trust", "-E", "UTF8", "-N"];
    execFileSync(join(programs, "initdb"), [...words, "--locale=C"], {
      ...as,
      cwd: "/",
      stdio: ["ignore", "ignore", "inherit"],
    });
    return server;
  }

  get pid(): number {
    return this.process!.pid!;
  }
  private get ended(): boolean {
    return this.process!.exitCode !== null || this.process!.signalCode !== null;
  }
  get address(): string {
    return `host=${this.socket} user=linli`;
  }

  async start(...settings: string[]): Promise<void> {
    const all = ["listen_addresses=", "max_connections=200", "shared_buffers=256MB", ...settings];
    const words = ["-D", join(this.folder, "data"), "-k", this.socket];
    for (const setting of all) words.push("-c", setting);
    for (let tries = 0; tries < 300; ++tries) {
      // The children of a server that was killed hold its memory until they are gone, too; so long
      // the next one ends at once.
      if (this.process === undefined || this.ended) {
        this.process = spawn(join(programs, "postgres"), words, {
          ...this.as,
          cwd: "/",
          stdio: ["ignore", "ignore", "ignore"],
        });
      }
      const ready = spawnSync(join(programs, "pg_isready"), ["-q", "-h", this.socket]);
      if (ready.status === 0) return;
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error("PostgreSQL does not start");
  }

  // SIGINT: in good order, whoever is connected; SIGKILL: all its processes in the middle of what
  // they do.
  async stop(signal: "SIGINT" | "SIGQUIT" | "SIGKILL" = "SIGQUIT"): Promise<void> {
    const child = this.process;
    if (!child || this.ended) return;
    const ended = new Promise((done) => child.once("exit", done));
    if (signal === "SIGKILL") this.kill_all();
    else child.kill(signal);
    await ended;
  }
  private kill_all(): void {
    const others = readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, "utf8");
    for (const pid of [this.pid, ...others.split(" ").filter(Boolean).map(Number)]) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has just ended by itself.
      }
    }
  }

  async drop(): Promise<void> {
    await this.stop();
    for (const path of [this.folder, this.socket]) rmSync(path, { recursive: true, force: true });
  }
}

export function psql(database: string, words: string[], input?: string): string {
  return execFileSync(
    join(programs, "psql"),
    [database, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", ...words],
    {
      encoding: "utf8",
      maxBuffer: 1 << 28,
      input,
      env: {
        ...process.env,
        PGOPTIONS: "-c search_path=linli,public -c client_min_messages=error",
      },
    },
  );
}

// A new database: empty, or a copy of another that nobody uses.
let made = 0;
export function new_database(template = "template0", server = postgres): string {
  const name = `run_${process.pid}_${++made}`;
  create_database(name, template, server);
  return `${server} dbname=${name}`;
}
export function create_database(name: string, template: string, server = postgres): void {
  const encoding = template === "template0" ? " ENCODING UTF8 LC_COLLATE 'C' LC_CTYPE 'C'" : "";
  psql(`${server} dbname=postgres`, [
    "-c",
    `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY${encoding}`,
  ]);
}
export function drop_database(database: string): void {
  const name = name_of(database);
  psql(database.replace(/dbname=\w+/, "dbname=postgres"), [
    "-c",
    `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`,
  ]);
}
export function has_database(name: string, server = postgres): boolean {
  const asked = `SELECT count(*) FROM pg_database WHERE datname = '${name}'`;
  return psql(`${server} dbname=postgres`, ["-c", asked]).trim() === "1";
}
export const name_of = (database: string): string => /dbname=(\w+)/.exec(database)![1]!;

// The database that a data folder names.
export const database_of = (data: string): string =>
  readFileSync(join(data, "database"), "utf8").split("\n")[0]!;

// What scenarios say in SQLite's words and PostgreSQL has others for.
function in_its_words(statement: string): string {
  return statement
    .replace(/\bx'([0-9a-f]*)'/g, "'\\x$1'::bytea")
    .replace(/\bhex\(/g, "public.hex(")
    .replace(/DELETE FROM store_text_(\w+)_fts/g, "DELETE FROM store_text WHERE name = '$1'");
}
const HEX =
  "CREATE OR REPLACE FUNCTION public.hex(bytea) RETURNS text LANGUAGE sql AS" +
  " $$ SELECT upper(encode($1, 'hex')) $$;";

export function query<R>(data: string, statement: string): R[] {
  const text = `${HEX} SELECT coalesce(json_agg(t), '[]') FROM (${in_its_words(statement)}) AS t;`;
  return JSON.parse(psql(database_of(data), [], text)) as R[];
}
export function change(data: string, statement: string): void {
  psql(database_of(data), ["-1"], in_its_words(statement) + ";");
}
