// bench/crash.ts – `./dev bench crash [--rounds N] [--seed N]`: the program is killed (SIGKILL) at
// random moments under load and started again. No acknowledged act may be lost, none half done;
// an act whose answer never came is there whole or not at all. See docs/bench.md.
import { Client, Refused, village as village_of } from "./client";
import { half_done, kept_keys, newest_entry } from "./crash_checks";
import { ask, clock_at, command, drop, folder, option, random_of, say, Server } from "./county";

const WORKERS = 8;
const KILL_MS_MAX = 400;
const ROLES = ["resident", "village_intake", "town_intake"] as const;
type Role = (typeof ROLES)[number];

// One writing request: what was sent, and the answer if one came.
interface Sent {
  role: Role;
  path: string;
  body: unknown;
  key: string;
  answer?: string;
  refused?: number;
}

class Killed extends Error {}

const rounds = option("rounds", 200);
const random = random_of(option("seed", 20));
const wrongs: string[] = [];
const total = { sent: 0, acknowledged: 0, refused: 0, unknown: 0, whole: 0, lost: 0, half_done: 0 };
const numbers: string[] = [];
const restarts: number[] = [];
let keys = 0;

// The people of one life of the server.
class Crew {
  readonly sent: Sent[] = [];
  private constructor(
    readonly server: Server,
    private readonly people: Map<Role, Client>,
  ) {}

  static async on(server: Server): Promise<Crew> {
    const people = await Promise.all(
      ROLES.map(async (role) => [role, await Client.as(server.address, role)] as const),
    );
    return new Crew(server, new Map(people));
  }

  client(role: Role): Client {
    return this.people.get(role)!;
  }

  // Sends it once or, like an impatient finger, twice with the same key.
  async write<R>(role: Role, path: string, body: unknown): Promise<R> {
    const sent: Sent = { role, path, body, key: `crash-${++keys}-${Math.floor(random() * 1e9)}` };
    this.sent.push(sent);
    const answers =
      random() < 0.1
        ? await Promise.all([this.send<R>(sent), this.send<R>(sent)])
        : [await this.send<R>(sent)];
    if (JSON.stringify(answers[0]) !== JSON.stringify(answers.at(-1))) {
      wrong("two answers to one key", sent.key);
    }
    return answers[0]!;
  }

  private async send<R>(sent: Sent): Promise<R> {
    try {
      const answer = await this.client(sent.role).post<R>(sent.path, sent.body, sent.key);
      sent.answer = JSON.stringify(answer);
      return answer;
    } catch (error) {
      if (!(error instanceof Refused)) throw new Killed();
      sent.refused = error.status;
      throw error;
    }
  }

  act(role: Role, id: string, act: string, form: Record<string, unknown> = {}): Promise<unknown> {
    return this.write(role, `/api/v1/matters/${id}/acts/${act}`, { form });
  }
}

function wrong(what: string, id: string): void {
  wrongs.push(`${what}: ${id}`);
  if (wrongs.length <= 20) say(`WRONG ${what}: ${id}`);
}

// One matter, a random part of its way.
async function one_matter(crew: Crew, village: string): Promise<void> {
  const { matter: id } = await crew.write<{ matter: string }>("resident", "/api/v1/requests", {
    title: `村口路灯坏了 ${keys}`,
    detail: "村口小桥边的路灯坏了半个月,晚上看不见路。",
    unit: village,
    category: "village.lighting",
    wish_public: random() < 0.5,
  });
  const way = random();
  if (way < 0.3) return;
  if (way < 0.45) {
    await crew.act("village_intake", id, "hand_up", { reason: "需要镇里协调" });
    await crew.act("town_intake", id, "take_over");
    return;
  }
  await crew.act("village_intake", id, "accept", { grade: "small" });
  if (way < 0.6) {
    await crew.act("village_intake", id, "ask_filer", { question: "是桥东还是桥西?" });
    await crew.act("resident", id, "add", { text: "桥东第二盏。" });
  }
  await crew.act("village_intake", id, "reply", { reply: "灯已换好,请您看看。" });
  if (way < 0.8) {
    await crew.act("resident", id, "not_solved", { reason: "还是不亮" });
    await crew.act("village_intake", id, "reply", { reply: "线路已修复。" });
  }
  await crew.act("resident", id, "solved");
  await crew.act("resident", id, "rate", { rating: 1 + Math.floor(random() * 5) });
}

// Matters one after another until the server is killed.
async function work_until_killed(crew: Crew, village: string): Promise<void> {
  for (;;) {
    try {
      await one_matter(crew, village);
    } catch (error) {
      if (error instanceof Killed) return;
      if (!(error instanceof Refused)) throw error;
    }
  }
}

// The server after the kill, and how long it took to its first answer out of the database.
async function start_again(data: string, hours: number): Promise<Server> {
  const before = performance.now();
  const server = await Server.serve(data, clock_at(hours));
  await new Client(server.address).get("/api/v1/public/matters");
  restarts.push(performance.now() - before);
  return server;
}

// Everything sent before the kill, asked of the database and of the server started again.
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
    } else if (sent.refused !== undefined) {
      ++total.refused;
      if (kept.has(sent.key)) wrong("refused, yet written", sent.key);
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
  for (const sent of before.sent.filter((one) => one.answer === undefined && !one.refused)) {
    await crew
      .client(sent.role)
      .post(sent.path, sent.body, sent.key)
      .catch(() => undefined);
  }
}

function lose(sent: Sent, how: string): void {
  ++total.lost;
  wrong(`acknowledged and lost (${how})`, `${sent.path} ${sent.key}`);
}

// The same key answers the same receipt, and a filed matter can be read.
async function check_again(crew: Crew, sent: Sent): Promise<void> {
  const client = crew.client(sent.role);
  const again = await client.post(sent.path, sent.body, sent.key).catch((error) => error as Error);
  if (JSON.stringify(again) !== sent.answer)
    return lose(sent, `repeated, it answers ${JSON.stringify(again)}`);
  const receipt = JSON.parse(sent.answer!) as { matter?: string; number: string };
  if (!receipt.matter) return;
  numbers.push(receipt.number);
  const view = await client
    .get<{ number: string }>(`/api/v1/matters/${receipt.matter}`)
    .catch(() => undefined);
  if (view?.number !== receipt.number) lose(sent, "the matter cannot be read");
}

function count_half_done(found: { what: string; id: string }[]): void {
  total.half_done += found.length;
  for (const { what, id } of found) wrong(what, id);
}

async function run(data: string): Promise<void> {
  let server = await Server.serve(data, clock_at(0));
  let crew = await Crew.on(server);
  const village = await village_of(crew.client("resident"), "向巷村");
  for (let round = 1; round <= rounds; ++round) {
    const mark = newest_entry(data);
    setTimeout(() => server.kill("SIGKILL"), random() * KILL_MS_MAX);
    await Promise.all(Array.from({ length: WORKERS }, () => work_until_killed(crew, village)));
    await server.ended;
    // An hour later each time, so that deadlines pass and timers run under the next kills.
    server = await start_again(data, round);
    const next = await Crew.on(server);
    count_half_done(half_done(data, mark));
    await check_sent(data, crew, next);
    crew = next;
    if (round % 20 === 0)
      say(`${round} rounds, ${total.acknowledged} acknowledged, ${total.unknown} unknown`);
  }
  await server.stop();
}

// Everything once more, when all is over.
function check_all(data: string): string {
  count_half_done(half_done(data, "0"));
  const there = new Set(
    ask<{ number: string }>(data, "SELECT number FROM matter").map((row) => row.number),
  );
  for (const number of numbers) {
    if (there.has(number)) continue;
    ++total.lost;
    wrong("acknowledged and gone in the end", number);
  }
  const pages = ask<{ integrity_check: string }>(data, "PRAGMA integrity_check")[0]!
    .integrity_check;
  if (pages !== "ok") wrong("the file", pages);
  return command("verify", "--data", data).trim().split("\n").at(-1)!;
}

const data = folder();
await run(data);
const verified = check_all(data);
const intact = /^journal: \d+ entries, root \S+, intact$/.test(verified);
restarts.sort((a, b) => a - b);
console.log(verified);
console.log(
  `sent ${total.sent}, refused ${total.refused}, without an answer ${total.unknown}: ` +
    `${total.whole} there whole, ${total.unknown - total.whole} not there`,
);
console.log(
  `first answer after a kill: median ${Math.round(restarts[restarts.length >> 1]!)} ms, ` +
    `longest ${Math.round(restarts.at(-1)!)} ms`,
);
console.log(
  `rounds ${rounds}, acknowledged ${total.acknowledged}, lost ${total.lost}, ` +
    `half-done ${total.half_done}, verify ${intact ? "intact" : "FAILED"}`,
);
if (intact && wrongs.length === 0) {
  drop(data);
} else {
  console.log(`${wrongs.length} things are wrong; the folder is kept: ${data}`);
  process.exitCode = 1;
}
