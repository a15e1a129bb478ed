// bench/crash.ts – `./dev bench crash [--engine sqlite|postgres] [--rounds N] [--seed N]`: the
// program is killed (SIGKILL) at random moments under load and started again; on PostgreSQL one of
// two nodes or both, and every 20th time the database. No acknowledged act may be lost, none half
// done; an act whose answer never came is there whole or not at all. See docs/bench.md.
import { Client, patiently, village as village_of } from "./client";
import { Crew, type Sent } from "./crash_crew";
import { half_done, kept_keys, newest_entry } from "./crash_checks";
import { ask, option, random_of, say, word } from "./county";
import { OneProgram, TwoNodes, type Killable } from "./kills";

const WORKERS = 8;
const KILL_MS_MAX = 400;
// How long who was not killed goes on.
const SURVIVE_MS_MAX = 300;
const DATABASE_EVERY = 20;

const rounds = option("rounds", 200);
const random = random_of(option("seed", 20));
const engine = word("engine", "sqlite");
const wrongs: string[] = [];
const total = { sent: 0, acknowledged: 0, refused: 0, unknown: 0, whole: 0, lost: 0, half_done: 0 };
const refusals = new Map<string, number>(); // by code
const numbers: string[] = [];
const restarts: number[] = [];

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

function wrong(what: string, id: string): void {
  wrongs.push(`${what}: ${id}`);
  if (wrongs.length <= 20) say(`WRONG ${what}: ${id}`);
}

// Everything sent before the kill, asked of the database and of what was started again.
async function check_sent(data: string, before: Crew, crew: Crew): Promise<void> {
  const kept = kept_keys(
    data,
    before.sent.map((sent) => sent.key),
  );
  for (const sent of before.sent) {
    ++total.sent;
    if (sent.answer !== undefined) {
      ++total.acknowledged;
      if (!kept.has(sent.key)) lose(sent, "its receipt is gone");
    } else if (!sent.open && sent.refused !== undefined) {
      ++total.refused;
      const code = /"code":"([^"]+)"/.exec(sent.refused)?.[1] ?? sent.refused;
      refusals.set(code, (refusals.get(code) ?? 0) + 1);
      if (kept.has(sent.key)) wrong(`refused (${sent.refused}), yet written`, sent.key);
    } else {
      ++total.unknown;
      if (kept.has(sent.key)) ++total.whole;
    }
  }
  const acknowledged = before.sent.filter((sent) => sent.answer !== undefined);
  for (let at = 0; at < acknowledged.length; at += WORKERS) {
    await Promise.all(acknowledged.slice(at, at + WORKERS).map((sent) => check_again(crew, sent)));
  }
  // What nobody answered is done now by the same key: the first time, or not a second time.
  for (const sent of before.sent.filter((one) => one.answer === undefined && one.open)) {
    await ask_again(crew.client(sent.role), sent);
  }
}

function ask_again(client: Client, sent: Sent): Promise<unknown> {
  return patiently(() => client.post(sent.path, sent.body, sent.key)).catch((error) => error);
}

function lose(sent: Sent, how: string): void {
  ++total.lost;
  wrong(`acknowledged and lost (${how})`, `${sent.path} ${sent.key}`);
}

// The same key answers the same receipt, and a filed matter can be read.
async function check_again(crew: Crew, sent: Sent): Promise<void> {
  const client = crew.client(sent.role);
  const again = await ask_again(client, sent);
  if (JSON.stringify(again) !== sent.answer)
    return lose(sent, `repeated, it answers ${again instanceof Error ? again.message : again}`);
  const receipt = JSON.parse(sent.answer!) as { matter?: string; number: string };
  if (!receipt.matter) return;
  numbers.push(receipt.number);
  const path = `/api/v1/matters/${receipt.matter}`;
  const view = await patiently(() => client.get<{ number: string }>(path)).catch(() => undefined);
  if (view?.number !== receipt.number) lose(sent, "the matter cannot be read");
}

function count_half_done(found: { what: string; id: string }[]): void {
  total.half_done += found.length;
  for (const { what, id } of found) wrong(what, id);
}

// What was killed, and how long it took to its first answer out of the database.
async function start_again(place: Killable): Promise<void> {
  const before = performance.now();
  await place.start_again();
  for (const address of place.addresses())
    await patiently(() => new Client(address).get("/api/v1/public/matters"));
  restarts.push(performance.now() - before);
}

async function run(place: Killable): Promise<void> {
  let crew = await Crew.on(place.addresses(), random);
  const village = await village_of(crew.client("resident"), "向巷村");
  for (let round = 1; round <= rounds; ++round) {
    const mark = newest_entry(place.data);
    const work = Promise.all(
      Array.from({ length: WORKERS }, (_, worker) => crew.work(village, worker)),
    );
    await pause(random() * KILL_MS_MAX);
    await place.kill(round);
    await pause(random() * (place.addresses().length - 1) * SURVIVE_MS_MAX);
    crew.over = true;
    await work;
    await start_again(place);
    const next = await Crew.on(place.addresses(), random);
    crew.disagreed.forEach((key) => wrong("two answers to one key", key));
    count_half_done(half_done(place.data, mark));
    await check_sent(place.data, crew, next);
    crew = next;
    if (round % 20 === 0)
      say(`${round} rounds, ${total.acknowledged} acknowledged, ${total.unknown} unknown`);
  }
}

// Everything once more, when all is over. Answers whether pages and record are intact.
async function check_all(place: Killable): Promise<boolean> {
  count_half_done(half_done(place.data, "0"));
  const there = new Set(
    ask<{ number: string }>(place.data, "SELECT number FROM matter").map((row) => row.number),
  );
  for (const number of numbers) {
    if (there.has(number)) continue;
    ++total.lost;
    wrong("acknowledged and gone in the end", number);
  }
  const faults = await place.end();
  faults.forEach((fault) => wrong("in the end", fault));
  return faults.length === 0;
}

const place =
  engine === "postgres" ? await TwoNodes.start(random, DATABASE_EVERY) : await OneProgram.start();
await run(place);
const intact = await check_all(place);
restarts.sort((a, b) => a - b);
console.log(
  `sent ${total.sent}, refused ${total.refused} ` +
    `(${[...refusals].map(([code, times]) => `${code} ${times}`).join(", ")}), ` +
    `without an answer ${total.unknown}: ` +
    `${total.whole} there whole, ${total.unknown - total.whole} not there`,
);
console.log(
  `first answer after a kill: median ${Math.round(restarts[restarts.length >> 1]!)} ms, ` +
    `longest ${Math.round(restarts.at(-1)!)} ms`,
);
console.log(
  `${engine}: rounds ${rounds}, acknowledged ${total.acknowledged}, lost ${total.lost}, ` +
    `half-done ${total.half_done}, verify ${intact ? "intact" : "FAILED"}`,
);
if (intact && wrongs.length === 0) {
  await place.drop();
} else {
  console.log(`${wrongs.length} things are wrong; the folder is kept: ${place.data}`);
  process.exitCode = 1;
}
process.exit();
