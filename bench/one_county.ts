// bench/one_county.ts – everything that is measured on one county: of one size, on one engine.
//
// Reading comes first, while the county has the size it is to have; then what writes, in rounds. A
// measurement that goes wrong is noted and the others go on.
import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import { loadavg } from "node:os";
import { dirname, join } from "node:path";
import { database_of, drop_database, name_of, new_database } from "../tests/scenario/postgres";
import {
  bare_handler,
  bare_pipeline,
  capture_filing,
  direct,
  newest_id,
  Nginx,
  type Beside,
} from "./ceilings";
import { Client, village as village_of } from "./client";
import type { Cluster } from "./cluster";
import {
  ask_one,
  cpu_seconds,
  cpu_seconds_of_all,
  drop,
  filled,
  idle,
  say,
  Server,
} from "./county";
import { anonymous_mb, first_answer_ms, storage } from "./footprint";
import { measure } from "./load";
import { matters_of, reads, request_body, writes, type Operation } from "./operations";
import type { Engine, Result, Round } from "./results";
import { get, type Measured } from "./wrk";

const DIRECT_MATTERS = 5000; // as many ids as words of a command
const SECONDS_BESIDE = 1; // of a ceiling that writes nothing

// Half past nine on the day after the newest matter was filed.
export function clock_after(data: string): string {
  const { at } = ask_one<{ at: number | null }>(data, "SELECT max(filed_at) AS at FROM matter");
  const EIGHT_HOURS_MS = 8 * 3_600_000;
  const newest = at ? new Date(at + EIGHT_HOURS_MS) : new Date(Date.UTC(2023, 10, 20));
  newest.setUTCDate(newest.getUTCDate() + 1);
  return `${newest.toISOString().slice(0, 10)}T09:30`;
}

class OneCounty {
  readonly work: string;
  private server!: Server;
  private nginx: Nginx | undefined;
  private bare: Server | undefined;
  private bare_place = ""; // a database file, or a database as libpq takes it
  private matters: string[] = [];
  private runs = 0;

  constructor(
    readonly engine: Engine,
    private readonly data: string,
    private readonly cluster: Cluster | undefined,
    private readonly seconds: number,
    readonly result: Result,
  ) {
    this.work = dirname(data);
  }

  // Lets the program do what waited for it, captures what one filing writes, and lays out what the
  // bare ones write to.
  async settle(): Promise<void> {
    const clock = clock_after(this.data);
    this.server = await Server.serve(this.data, clock);
    await idle(this.server.pid);
    const resident = await Client.as(this.server.address, "resident");
    const unit = await village_of(resident, "向巷村");
    const body: unknown = JSON.parse(request_body(unit, 0));
    await resident.post("/api/v1/requests", body);
    const before = newest_id(this.data);
    const receipt = await resident.post("/api/v1/requests", body);
    const tables = capture_filing(this.data, before, JSON.stringify(receipt), this.filing);
    say(`one filing writes ${tables.length} rows with ids: ${tables.join(", ")}`);
    await idle(this.server.pid);
    await this.server.stop();
    if (this.engine === "sqlite") {
      this.bare_place = join(this.work, "bare.db");
      cpSync(join(this.data, "linli.db"), this.bare_place, { mode: 2 });
    } else {
      this.bare_place = new_database(name_of(database_of(this.data)), this.cluster!.address);
    }
    execFileSync("sync"); // what was copied is not to be written while something is measured
  }

  // What it takes on disk and how soon it answers; then it serves.
  async start(): Promise<void> {
    const clock = clock_after(this.data);
    const { n } = ask_one<{ n: number }>(this.data, "SELECT count(*) AS n FROM journal_entry");
    this.result.entries = n;
    if (this.result.size > 0) this.result.storage = storage(this.data);
    this.result.start_ms = await first_answer_ms(this.data, clock);
    this.result.start_killed_ms = await first_answer_ms(this.data, clock);
    this.matters = this.result.size > 0 ? matters_of(this.data) : [];
    this.server = await Server.serve(this.data, clock);
    if (this.engine === "sqlite") this.bare = await bare_handler(this.bare_place, this.filing);
    await idle(this.server.pid);
  }

  async read_rounds(rounds: number): Promise<void> {
    const operations = await reads(this.server, this.matters);
    await this.start_nginx(operations);
    for (const { get: gets } of operations)
      await get(this.work, this.server.address, gets!, 1).catch(() => undefined); // warming up
    for (let round = 1; round <= rounds; ++round) {
      for (const one of operations) {
        await this.attempt(one.name, async () => {
          const mine = await this.costing(() =>
            get(this.work, this.server.address, one.get!, this.seconds, one.connections),
          );
          this.note(one.name, { ...mine, beside: await this.beside_read(one) });
        });
      }
      this.tell(`reading, round ${round} of ${rounds}`);
    }
    await this.nginx?.stop();
  }

  async write_rounds(rounds: number): Promise<void> {
    const operations = await writes(this.server, this.data);
    for (let round = 1; round <= rounds; ++round) {
      for (const one of operations) {
        await this.attempt(one.name, async () => {
          const mine = await this.costing(async () => {
            const measured = await measure(this.work, this.server.address, one.send!, this.seconds);
            await idle(this.server.pid, 20); // the record's tree is its work too
            return measured;
          });
          this.note(one.name, { ...mine, beside: await this.beside_write(one) });
        });
      }
      this.tell(`writing, round ${round} of ${rounds}`);
    }
  }

  async stop(): Promise<void> {
    await this.nginx?.stop();
    await this.bare?.stop();
    await this.server.stop();
    if (this.engine === "postgres" && this.bare_place) drop_database(this.bare_place);
  }

  private get filing(): string {
    return join(this.work, "filing.json");
  }
  private tell(what: string): void {
    const load = loadavg()[0]!.toFixed(1);
    say(`${this.result.size} matters on ${this.engine}: ${what}, load ${load}`);
  }
  private note(name: string, round: Round): void {
    (this.result.operations[name] ??= []).push(round);
    this.result.anonymous_mb = Math.max(this.result.anonymous_mb, anonymous_mb(this.server.pid));
  }
  private async attempt(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const text = `${what}: ${(error as Error).message.slice(0, 400)}`;
      say(text);
      this.result.problems.push(text);
      await new Promise((done) => setTimeout(done, 1000));
    }
  }

  // What it costs the program, and PostgreSQL behind it.
  private async costing(run: () => Promise<Measured>): Promise<Round> {
    const cpu = (): [number, number] => [
      cpu_seconds(this.server.pid),
      this.cluster ? cpu_seconds_of_all(this.cluster.pid) : 0,
    ];
    const before = cpu();
    const measured = await run();
    const after = cpu();
    const us = (at: 0 | 1): number => ((after[at] - before[at]) / measured.answers) * 1e6;
    return { ...measured, server_us: us(0), database_us: this.cluster ? us(1) : undefined };
  }

  private async start_nginx(operations: Operation[]): Promise<void> {
    if (this.engine !== "sqlite") return;
    const files: Record<string, number> = {};
    for (const { name, get: gets, beside } of operations) {
      if (beside !== "nginx") continue;
      const headers: Record<string, string> = gets!.cookie ? { cookie: gets!.cookie } : {};
      const answer = await fetch(this.server.address + gets!.paths[0]!, { headers });
      if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
      files[file_of(name)] = (await answer.arrayBuffer()).byteLength;
    }
    this.nginx = await Nginx.start(join(this.work, "nginx"), files);
  }

  private async beside_read(one: Operation): Promise<Beside | undefined> {
    if (this.engine !== "sqlite") return undefined;
    if (one.beside === "direct")
      return direct(this.bare_place, this.matters.slice(-DIRECT_MATTERS), SECONDS_BESIDE);
    if (one.beside !== "nginx") return undefined;
    const before = this.nginx!.cpu_seconds();
    const paths = [`/${file_of(one.name)}`];
    const still = await get(this.work, this.nginx!.address, { paths }, SECONDS_BESIDE);
    const cpu = this.nginx!.cpu_seconds() - before;
    return { per_second: still.per_second, cpu_us: (cpu / still.answers) * 1e6 };
  }

  private async beside_write(one: Operation): Promise<Beside | undefined> {
    if (one.beside !== "written") return undefined;
    if (!this.bare) {
      if (one.send!.conflict_every) return undefined; // a pipeline that looks at no answer
      return bare_pipeline(this.bare_place, this.filing, ++this.runs, this.seconds);
    }
    const before = cpu_seconds(this.bare.pid);
    const written = await measure(this.work, this.bare.address, one.send!, this.seconds);
    const cpu = cpu_seconds(this.bare.pid) - before;
    return { per_second: written.per_second, cpu_us: (cpu / written.answers) * 1e6 };
  }
}

const file_of = (name: string): string => name.replaceAll(/\W+/g, "-");

// Measures a county with so many matters; what was measured until something broke is in `result`.
export async function measure_county(
  result: Result,
  cluster: Cluster | undefined,
  keep: (result: Result) => void,
): Promise<void> {
  const data = cluster ? cluster.county(result.size) : filled(result.size);
  const county = new OneCounty(result.engine, data, cluster, result.seconds, result);
  try {
    await county.settle();
    await county.start();
    try {
      await county.read_rounds(result.rounds);
      keep(result);
      await county.write_rounds(result.rounds);
      keep(result);
    } finally {
      await county.stop();
    }
  } finally {
    drop(data);
  }
}
