// bench/serve.ts – `./dev bench serve [--rounds N] [--seconds S]`: what the program answers on the
// sample county at 32 connections, beside what the same machine can do at most in the same run.
// Every round measures each of them in turn; what is printed are medians. See docs/bench.md.
import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { loadavg } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { bare, capture_filing, newest_id, Nginx } from "./ceilings";
import { Client, village as village_of } from "./client";
import { ask, clock_at, cpu_seconds, drop, folder, option, say, Server } from "./county";
import { CONNECTIONS, measure, type Load, type Measured } from "./wrk";

const rounds = option("rounds", 3);
const seconds = option("seconds", 5);
const FILED_PER_VILLAGE = 20;
const AT_HOME = 60; // in the village whose inbox is read
const CATEGORIES = ["village.lighting", "village.ditches", "village.rubbish", "village.paths"];

// One thing that is measured: the program's way and its ceiling, each giving figures per round.
interface Subject {
  name: string;
  ceiling: string;
  mine: () => Promise<Figures>;
  best: () => Promise<Figures>;
}
interface Figures extends Measured {
  cpu_us: number;
}

function request_body(village: string, at: number): string {
  return JSON.stringify({
    title: `村口路灯坏了 ${at}`,
    detail: "村口小桥边的路灯坏了半个月,晚上看不见路,老人走路容易摔倒。",
    unit: village,
    category: CATEGORIES[at % CATEGORIES.length],
    wish_public: at % 2 === 0,
  });
}

async function each_at_once<T>(
  items: T[],
  work: (item: T, at: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) await work(items[at]!, at);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, lane));
}

// Matters in every village, and some in one that were worked on.
async function fill(server: Server, villages: string[], home: string): Promise<void> {
  say("filing requests in every village");
  const resident = await Client.as(server.address, "resident");
  const intake = await Client.as(server.address, "village_intake");
  const places = villages.flatMap((village) => Array<string>(FILED_PER_VILLAGE).fill(village));
  await each_at_once(places, async (village, at) => {
    await resident.post("/api/v1/requests", JSON.parse(request_body(village, at)));
  });
  await each_at_once(Array<string>(AT_HOME).fill(home), async (village, at) => {
    const { matter } = await resident.post<{ matter: string }>(
      "/api/v1/requests",
      JSON.parse(request_body(village, at)),
    );
    await intake.act(matter, "accept", { grade: "small" });
    await intake.act(matter, "ask_filer", { question: "是桥东还是桥西?" });
    await resident.act(matter, "add", { text: "桥东第二盏。" });
  });
}

// Waits until the record's tree and the outbox have caught up.
async function quiet(data: string): Promise<void> {
  const left = (): number =>
    ask<{ n: number }>(
      data,
      `SELECT (SELECT count(*) FROM journal_queue) + (SELECT count(*) FROM delivery_message
       WHERE next_try_at IS NOT NULL AND tries = 0) AS n`,
    )[0]!.n;
  for (let tries = 0; tries < 600 && left() > 0; ++tries)
    await new Promise((done) => setTimeout(done, 100));
}

async function figures(
  load: Load,
  address: string,
  work: string,
  cpu: () => number,
  settle: () => Promise<void> = async () => undefined,
): Promise<Figures> {
  const before = cpu();
  const measured = await measure(work, address, load, seconds);
  await settle();
  return { ...measured, cpu_us: ((cpu() - before) / measured.requests) * 1e6 };
}

// The SELECTs of one matter in a loop, without a server.
async function direct(database: string, matters: string[]): Promise<Figures> {
  const { stdout } = await promisify(execFile)(bare, [
    "read",
    database,
    "2",
    String(seconds),
    ...matters,
  ]);
  const read = JSON.parse(stdout) as { requests: number; seconds: number; cpu: number };
  return {
    per_second: read.requests / read.seconds,
    requests: read.requests,
    refused: 0,
    p50_ms: 0,
    p99_ms: 0,
    cpu_us: (read.cpu / read.requests) * 1e6,
  };
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;
const digits = (value: number, places: number): string =>
  value === 0 ? "–" : value.toFixed(places);

function row(name: string, all: Figures[], ratio: string): string {
  const of = (what: keyof Figures): number => median(all.map((one) => one[what]));
  return (
    `| ${name} | ${digits(of("per_second"), 0)} | ${digits(of("p50_ms"), 1)} | ` +
    `${digits(of("p99_ms"), 1)} | ${digits(of("cpu_us"), 0)} | ${ratio} |`
  );
}

function print(subjects: Subject[], mine: Figures[][], best: Figures[][]): void {
  console.log("| | requests/s | p50 ms | p99 ms | CPU µs/request | of the ceiling |");
  console.log("|---|---|---|---|---|---|");
  for (const [at, subject] of subjects.entries()) {
    const share = median(
      mine[at]!.map((one, round) => one.per_second / best[at]![round]!.per_second),
    );
    console.log(row(`**${subject.name}**`, mine[at]!, `**${Math.round(share * 100)} %**`));
    console.log(row(subject.ceiling, best[at]!, ""));
  }
  const refused = mine.flat().reduce((sum, one) => sum + one.refused, 0);
  const sent = mine.flat().reduce((sum, one) => sum + one.requests, 0);
  console.log(`refused: ${refused} of ${sent} requests`);
}

// Everything that is measured, ready: the server with its matters, and the ceilings beside it.
async function prepare(data: string): Promise<{ subjects: Subject[]; stop: () => Promise<void> }> {
  const work = dirname(data);
  let server = await Server.serve(data, clock_at(0));
  const home = await village_of(new Client(server.address), "向巷村");
  const villages = ask<{ id: string }>(
    data,
    "SELECT CAST(id AS TEXT) AS id FROM unit WHERE level = 'village'",
  )
    .map((village) => village.id)
    .filter((id) => id !== home);
  await fill(server, villages, home);

  const resident = await Client.as(server.address, "resident");
  const file = (): Promise<unknown> =>
    resident.post("/api/v1/requests", JSON.parse(request_body(villages[0]!, 0)));
  await file();
  const before = newest_id(data);
  const receipt = await file();
  const rows = capture_filing(data, before, JSON.stringify(receipt), join(work, "filing.json"));
  say(`one filing writes ${rows.length} rows: ${rows.join(", ")}`);
  await quiet(data);
  await server.stop();
  cpSync(data, join(work, "bare"), { recursive: true, mode: 2 });
  server = await Server.serve(data, clock_at(1));
  const database = join(work, "bare/linli.db");
  const written = await Server.start(bare, ["serve", database, join(work, "filing.json")]);

  const matters = ask<{ id: string }>(
    data,
    `SELECT CAST(id AS TEXT) AS id FROM matter
    WHERE village_id = ${home}`,
  ).map((matter) => matter.id);
  const resident_cookie = (await Client.as(server.address, "resident")).cookie;
  const staff_cookie = (await Client.as(server.address, "village_intake")).cookie;
  const loads: Record<string, Load> = {
    create: {
      name: "create",
      cookie: resident_cookie,
      paths: ["/api/v1/requests"],
      bodies: villages.map(request_body),
    },
    one: { name: "one", cookie: staff_cookie, paths: matters.map((id) => `/api/v1/matters/${id}`) },
    list: { name: "list", cookie: staff_cookie, paths: ["/api/v1/inbox?limit=20"] },
    public: { name: "public", paths: ["/api/v1/public/matters"] },
  };
  const sizes: Record<string, number> = {};
  for (const name of ["one", "list", "public"]) {
    const answer = await fetch(server.address + loads[name]!.paths[0]!, {
      headers: { cookie: staff_cookie },
    });
    sizes[`${name}.json`] = (await answer.arrayBuffer()).byteLength;
  }
  say(`answers in bytes: ${JSON.stringify(sizes)}`);
  const nginx = await Nginx.start(join(work, "nginx"), sizes);

  const mine = (name: string): Promise<Figures> =>
    figures(
      loads[name]!,
      server.address,
      work,
      () => cpu_seconds(server.pid),
      name === "create" ? () => quiet(data) : undefined,
    );
  const nginx_file = (name: string): Promise<Figures> =>
    figures({ ...loads[name]!, paths: [`/${name}.json`] }, nginx.address, work, () =>
      nginx.cpu_seconds(),
    );
  const subjects: Subject[] = [
    {
      name: "create",
      ceiling: "the same rows, bare",
      mine: () => mine("create"),
      best: () => figures(loads["create"]!, written.address, work, () => cpu_seconds(written.pid)),
    },
    {
      name: "read one",
      ceiling: "nginx, same size",
      mine: () => mine("one"),
      best: () => nginx_file("one"),
    },
    {
      name: "list 20",
      ceiling: "nginx, same size",
      mine: () => mine("list"),
      best: () => nginx_file("list"),
    },
    {
      name: "public page",
      ceiling: "nginx, same size",
      mine: () => mine("public"),
      best: () => nginx_file("public"),
    },
    {
      name: "read one ",
      ceiling: "its SELECTs, no server",
      mine: () => mine("one"),
      best: () => direct(database, matters),
    },
  ];
  return {
    subjects,
    stop: async () => {
      await Promise.all([server.stop(), written.stop(), nginx.stop()]);
    },
  };
}

const data = folder();
const { subjects, stop } = await prepare(data);
const mine: Figures[][] = subjects.map(() => []);
const best: Figures[][] = subjects.map(() => []);
for (let round = 1; round <= rounds; ++round) {
  for (const [at, subject] of subjects.entries()) {
    mine[at]!.push(await subject.mine());
    best[at]!.push(await subject.best());
  }
  say(
    `round ${round} of ${rounds}: load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(" ")}`,
  );
}
print(subjects, mine, best);
await stop();
drop(data);
