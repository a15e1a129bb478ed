// bench/kills.ts – what is killed and started again: the program on its own folder, or two nodes
// and the PostgreSQL server that both use.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { database_of, name_of, programs } from "../tests/scenario/postgres";
import { Cluster } from "./cluster";
import { ask, clock_at, command, drop, folder, Server, work } from "./county";

export interface Killable {
  readonly data: string;
  // Where it serves, dead or not; after start_again() they may be others.
  addresses(): string[];
  // SIGKILL to what this kill, counted from 1, is to take.
  kill(count: number): Promise<void>;
  // Whatever is dead serves again.
  start_again(): Promise<void>;
  // Ends it in good order and proves pages and record: sentences about what is wrong, none when all
  // is well.
  end(): Promise<string[]>;
  drop(): Promise<void>;
}

// Of the last line that `linli verify` prints.
function verified(data: string): string[] {
  const line = command("verify", "--data", data).trim().split("\n").at(-1)!;
  console.log(line);
  return /^journal: \d+ entries, root \S+, intact$/.test(line) ? [] : [`verify: ${line}`];
}

// The program alone on a folder. An hour passes with each kill, so that deadlines pass and timers
// run under the next ones.
export class OneProgram implements Killable {
  private hours = 0;
  private constructor(
    readonly data: string,
    private server: Server,
  ) {}

  static async start(): Promise<OneProgram> {
    const data = folder();
    return new OneProgram(data, await Server.serve(data, clock_at(0)));
  }

  addresses(): string[] {
    return [this.server.address];
  }
  async kill(): Promise<void> {
    this.server.kill("SIGKILL");
    await this.server.ended;
  }
  async start_again(): Promise<void> {
    this.server = await Server.serve(this.data, clock_at(++this.hours));
  }
  async end(): Promise<string[]> {
    await this.server.stop();
    const [pages] = ask<{ integrity_check: string }>(this.data, "PRAGMA integrity_check");
    const wrong = pages!.integrity_check === "ok" ? [] : [`pages: ${pages!.integrity_check}`];
    return [...wrong, ...verified(this.data)];
  }
  async drop(): Promise<void> {
    drop(this.data);
  }
}

// Two nodes on one PostgreSQL. A kill takes either or both of them, every so many the database.
// What they say of a database that is gone goes into a file beside each one's folder.
export class TwoNodes implements Killable {
  private readonly begun = performance.now();
  private nodes: Server[] = [];
  private dead = [true, true];
  private hours = 0;
  private constructor(
    private readonly cluster: Cluster,
    private readonly folders: string[],
    private readonly random: () => number,
    private readonly database_every: number,
  ) {}

  static async start(random: () => number, database_every: number): Promise<TwoNodes> {
    const cluster = await Cluster.start("killed");
    const data = cluster.county();
    const out = new TwoNodes(cluster, [data, twin(data)], random, database_every);
    await out.start_again();
    return out;
  }

  get data(): string {
    return this.folders[0]!;
  }
  addresses(): string[] {
    return this.nodes.map((node) => node.address);
  }

  async kill(count: number): Promise<void> {
    if (count % this.database_every === 0) {
      await this.cluster.kill();
      await new Promise((done) => setTimeout(done, this.random() * 300));
      await this.cluster.start_again();
      if (this.random() < 0.5) return;
    }
    const way = this.random();
    if (way < 0.6) this.dead[0] = true;
    if (way > 0.4) this.dead[1] = true;
    await Promise.all(this.nodes.map((node, at) => this.dead[at] && this.end_of(node, "SIGKILL")));
  }

  // When both were dead an hour has passed; nodes that work together have about the same time.
  async start_again(): Promise<void> {
    if (this.dead.every((it) => it) && this.nodes.length > 0) ++this.hours;
    const clock = clock_at(this.hours + (performance.now() - this.begun) / 3_600_000);
    const start = async (data: string, at: number): Promise<Server> =>
      this.dead[at] ? Server.serve(data, clock, `${data}-log`) : this.nodes[at]!;
    this.nodes = await Promise.all(this.folders.map(start));
    this.dead = [false, false];
  }

  private async end_of(node: Server, signal: NodeJS.Signals): Promise<void> {
    node.kill(signal);
    await node.ended;
  }

  async end(): Promise<string[]> {
    await Promise.all(this.nodes.map((node) => this.end_of(node, "SIGTERM")));
    return [...this.wrong_pages(), ...this.folders.flatMap(verified)];
  }
  private wrong_pages(): string[] {
    const words = ["--install-missing", "--heapallindexed", "-d", name_of(database_of(this.data))];
    const [, host] = /host=(\S+)/.exec(this.cluster.address)!;
    const env = { ...process.env, PGHOST: host, PGUSER: "linli" };
    const done = spawnSync(join(programs, "pg_amcheck"), words, { env, encoding: "utf8" });
    return done.status === 0 ? [] : [`pg_amcheck: ${done.stdout}${done.stderr}`];
  }
  async drop(): Promise<void> {
    this.folders.forEach(drop);
    await this.cluster.stop();
  }
}

// The folder of another node of the same county.
function twin(data: string): string {
  const to = join(mkdtempSync(join(work, "run-")), "data");
  mkdirSync(to);
  cpSync(join(data, "database"), join(to, "database"));
  cpSync(data + "-keys", to + "-keys", { recursive: true });
  return to;
}
