// bench/cluster.ts – a PostgreSQL of the bench's own, kept in build/bench, and counties on it.
//
// A county is carried into it once by `linli move` and kept as a database that nobody opens; a run
// works on a copy. Writing waits for the disk, as it does with people's data.
import { cpSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { basename, join } from "node:path";
import {
  create_database,
  drop_database,
  has_database,
  installed,
  new_database,
  PostgresServer,
  psql,
} from "../tests/scenario/postgres";
import { command, kept_county, place, say, work } from "./county";

const SETTINGS = ["fsync=on", "shared_buffers=512MB", "max_wal_size=4GB", "work_mem=16MB"];

const FILLED =
  "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r'" +
  " AND relnamespace = 'linli'::regnamespace AND pg_relation_size(oid) > 0";

export class Cluster {
  private constructor(private readonly server: PostgresServer) {}

  // The one of this name; each has files of its own and serves one bench at a time.
  static async start(name = "cluster", ...settings: string[]): Promise<Cluster> {
    if (!installed()) throw new Error("the package postgresql-15 is not installed");
    const folder = join(work, name);
    end_what_was_left(join(folder, "data"));
    const cluster = new Cluster(PostgresServer.make(folder));
    process.prependOnceListener("exit", () => void cluster.server.stop());
    await cluster.server.start(...SETTINGS, ...settings);
    for (const left of cluster.names("run\\_%")) drop_database(`${cluster.address} dbname=${left}`);
    return cluster;
  }

  // A data folder of one's own, its county in a database of its own: as filled() and folder() give
  // it on SQLite.
  county(count?: number): string {
    const from = kept_county(count);
    const name = basename(from).replaceAll("-", "_");
    const kept = join(work, `on-${name}`);
    const made = join(kept, "made");
    const newer = existsSync(made) && statSync(made).mtimeMs > statSync(from).mtimeMs;
    if (!newer || !has_database(name, this.address)) this.carry(from, kept, name);
    const to = join(place(), "data");
    for (const part of ["", "-keys", "-heads"])
      if (existsSync(kept + part)) cpSync(kept + part, to + part, { recursive: true });
    const began = Date.now();
    writeFileSync(join(to, "database"), `${new_database(name, this.address)}\nlinli\n`);
    say(`copied the database ${name} in ${seconds_since(began)} s`);
    return to;
  }

  // Ends every process of the server at once, as a power cut would; start_again() brings it back.
  kill(): Promise<void> {
    return this.server.stop("SIGKILL");
  }
  start_again(...settings: string[]): Promise<void> {
    return this.server.start(...SETTINGS, ...settings);
  }
  get pid(): number {
    return this.server.pid;
  }
  // As libpq takes it, without a database.
  get address(): string {
    return this.server.address;
  }
  async stop(): Promise<void> {
    await this.server.stop("SIGINT");
  }

  private names(like: string): string[] {
    const asked = `SELECT datname FROM pg_database WHERE datname LIKE '${like}'`;
    return psql(`${this.address} dbname=postgres`, ["-c", asked]).split("\n").filter(Boolean);
  }

  private carry(from: string, kept: string, name: string): void {
    const database = `${this.address} dbname=${name}`;
    drop_database(database);
    for (const part of ["", "-keys", "-heads"])
      rmSync(kept + part, { recursive: true, force: true });
    create_database(name, "template0", this.address);
    const began = Date.now();
    const said = command("move", "--from", from, "--to", kept, "--database", database);
    say(`linli move to PostgreSQL took ${seconds_since(began)} s: ${said.split("\n")[0]}`);
    cpSync(`${from}-keys`, `${kept}-keys`, { recursive: true });
    // Empty tables are left as they are: see kAnalyze in store/postgres/connection.h.
    const filled = psql(database, ["-c", FILLED]).split("\n").filter(Boolean);
    psql(database, ["-c", `VACUUM (FREEZE, ANALYZE) ${filled.join(", ")}`]);
    mkdirSync(kept, { recursive: true });
    writeFileSync(join(kept, "made"), "");
  }
}

const seconds_since = (began: number): string => ((Date.now() - began) / 1000).toFixed(1);

// A bench that was killed leaves its server behind.
function end_what_was_left(data: string): void {
  if (!existsSync(join(data, "postmaster.pid"))) return;
  const program = "/usr/lib/postgresql/15/bin/pg_ctl";
  try {
    execFileSync(program, ["stop", "-D", data, "-m", "immediate"], {
      stdio: "ignore",
      cwd: "/",
      uid: process.getuid!() === 0 ? statSync(data).uid : undefined,
    });
  } catch {
    // It had ended without taking its file away.
  }
}
