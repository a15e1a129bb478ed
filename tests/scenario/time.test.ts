// Time: what happens by itself happens once, in order and not too early, also when the program is
// killed and the clock jumps; clocks pause and are extended; an unpublished year is marked.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { Client, desk, forward, refusal, unit, until } from "./client";
import { drop, folder, root, rows, run, Server, twin } from "./house";
import { postgres } from "./postgres";
import { entries, type Entry } from "./record";
import { first_account } from "./opening";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const BEGIN = Date.parse("2026-03-02T01:00:00Z"); // START in house.ts
const folders: string[] = [];
const own = (): string => {
  folders.push(folder());
  return folders.at(-1)!;
};
after(() => folders.forEach(drop));

// The chain of each step (packs/zhijiang/procedures/request.yaml): what happens after how many
// working days since the step began, and which message says so. `P` is the kind's period.
const P = 1000;
interface Stage {
  kind: "remind" | "supervise" | "move";
  after: number;
  text: string;
}
const stage = (kind: Stage["kind"], days: number, text: string): Stage => ({
  kind,
  after: days,
  text: `message.${text}`,
});
const LATE = (days: number): Stage[] => [
  stage("remind", days, "late"),
  stage("supervise", days + 1, "supervised"),
];
const HANDLING = [stage("remind", P - 1, "reminder"), ...LATE(P)];
const CHAIN: Record<string, Stage[]> = {
  intake: LATE(1),
  self_help: [stage("move", 10, "self_help_over")],
  handling: HANDLING,
  joint: HANDLING,
  waiting_for_filer: [stage("remind", 5, "question_reminder"), stage("move", 10, "question_over")],
  answered: [stage("remind", 5, "answer_reminder"), stage("move", 10, "callback")],
  callback: LATE(5),
  cannot_review: LATE(5),
  third_person: LATE(5),
  declined: [stage("remind", 5, "declined_reminder"), stage("move", 10, "closed")],
  decline_review: LATE(5),
  closed: [],
};
const PERIOD: Record<string, number> = {
  consult: 2,
  help: 10,
  suggest: 10,
  complaint: 15,
  report: 15,
};

const marks = new Map(
  readFileSync(join(root, "law/prc/holidays.tsv"), "utf8")
    .split("\n")
    .map((line) => line.split("\t"))
    .filter((cells) => /^\d{4}-/.test(cells[0]!))
    .map((cells) => [cells[0]!, cells[1]!]),
);
const local_day = (at: number): number => Math.floor((at + 8 * HOUR) / DAY);
function working(day: number): boolean {
  const mark = marks.get(new Date(day * DAY).toISOString().slice(0, 10));
  const week = new Date(day * DAY).getUTCDay();
  return mark ? mark === "workday" : week !== 0 && week !== 6;
}
// Working days after the day of `from` up to and with the day of `to`.
function workdays(from: number, to: number): number {
  let n = 0;
  for (let day = local_day(from) + 1; day <= local_day(to); ++day) if (working(day)) ++n;
  return n;
}

// mulberry32, seeded: LINLI_SEED repeats another run.
let state = Number(process.env["LINLI_SEED"] ?? 20260302);
function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

// Some sixty matters, in every step that time can find them in.
async function many(server: Server): Promise<number> {
  const resident = await Client.as(server, "resident");
  const village = await Client.as(server, "village_intake");
  const town = await Client.as(server, "town_intake");
  const place = await unit(resident, "向巷村");
  const KINDS = ["help", "complaint", "consult", "suggest"];
  const make = async (i: number): Promise<void> => {
    const id = (
      await resident.file({
        title: `事项${i}`,
        unit: place,
        category: "village.lighting",
        kind: KINDS[i % 4]!,
      })
    ).matter!;
    const accept = (grade: string): Promise<unknown> =>
      village.act(id, "accept", { grade, ...(grade === "micro" ? { consent: true } : {}) });
    switch (i % 11) {
      case 0:
        return;
      case 1:
        return void (await village.act(id, "hand_up", { reason: "上报" }));
      case 2:
        return void (await accept("small"));
      case 3:
        return void (await accept("large"));
      case 4:
        return void (await accept("hard"));
      case 5:
        return void (await accept("micro"));
      case 6:
        return void (await village.act(id, "ask_filer", { question: "在哪里?" }));
      case 7:
        return void (await village.act(id, "done_on_spot", { reply: "已办。" }));
      case 8:
        await accept("small");
        for (let n = 0; n < 2; ++n) {
          await village.act(id, "reply", { reply: "已办。" });
          await resident.act(id, "not_solved");
        }
        return;
      case 9:
        await accept("small");
        return void (await village.act(id, "cannot_solve", { reply: "无法解决。" }));
      default:
        await village.act(id, "hand_up", { reason: "上报" });
        await town.act(id, "take_over");
        return void (await town.act(id, "decline", {
          decline_reason: "no_duty",
          reply: "不予受理。",
        }));
    }
  };
  for (let i = 0; i < 66; ++i) await make(i);
  return 66;
}

interface Visit {
  step: string;
  from: number;
  fired: { stage: number; kind: string; at: number }[];
}
function visits(all: Entry[]): Visit[] {
  const out: Visit[] = [];
  for (const entry of all) {
    // A stage belongs to the step in which it fired, also when it moves the matter on.
    if (entry.act === "request.late") {
      out.at(-1)!.fired.push({
        stage: Number(entry.facts["stage"]),
        kind: entry.facts["late"]!,
        at: entry.at,
      });
    }
    if (entry.facts["to_step"])
      out.push({ step: entry.facts["to_step"], from: entry.at, fired: [] });
  }
  return out;
}

// Each stage of each visit once, in order, not before its time; of the last, all that are due.
function check_visits(id: string, kind: string, all: Entry[], now: number): void {
  const found = visits(all);
  found.forEach((visit, index) => {
    const what = `${id}, visit ${index} of ${visit.step} (${kind}): ${JSON.stringify(visit.fired)}`;
    const chain = CHAIN[visit.step]!;
    const last = index === found.length - 1;
    const need = (one: Stage): number =>
      one.after >= P - 1 ? one.after - P + PERIOD[kind]! : one.after;
    visit.fired.forEach((fired, n) => {
      const one = chain[fired.stage];
      assert.ok(one && one.kind === fired.kind, what);
      assert.equal(
        fired.stage,
        (visit.fired[n - 1]?.stage ?? visit.fired[0]!.stage - 1) + 1,
        `in order, none doubled, none left out: ${what}`,
      );
      assert.ok(
        workdays(visit.from, fired.at) >= need(one),
        `stage ${fired.stage} before its time: ${what}`,
      );
    });
    if (visit.fired.length)
      assert.equal(visit.fired[0]!.stage, 0, `the first stage is missing: ${what}`);
    if (!last) return;
    chain.forEach((one, stage_number) => {
      const due = workdays(visit.from, now) > need(one);
      if (due)
        assert.ok(
          visit.fired.some((fired) => fired.stage === stage_number),
          `stage ${stage_number} was due and is missing: ${what}`,
        );
    });
  });
}

// Messages: one for each reminder, two for each supervision, each with its own id.
function check_messages(data: string, all: Map<string, Entry[]>): number {
  const sent = new Map<string, number>();
  for (const row of rows<{ matter: string; code: string; n: number }>(
    data,
    `SELECT CAST(matter_id AS TEXT) AS matter, code, count(DISTINCT id) AS n
     FROM delivery_message WHERE matter_id IS NOT NULL GROUP BY 1, 2`,
  )) {
    sent.set(`${row.matter} ${row.code}`, row.n);
  }
  const wanted = new Map<string, number>();
  for (const [id, list] of all) {
    for (const visit of visits(list)) {
      for (const fired of visit.fired) {
        const one = CHAIN[visit.step]![fired.stage]!;
        if (one.kind === "move") continue;
        const key = `${id} ${one.text}`;
        wanted.set(key, (wanted.get(key) ?? 0) + (one.kind === "supervise" ? 2 : 1));
      }
    }
  }
  for (const [key, n] of wanted) assert.equal(sent.get(key) ?? 0, n, `messages of ${key}`);
  for (const [key, n] of sent) {
    if (/reminder$|\.late$|\.supervised$/.test(key))
      assert.equal(wanted.get(key) ?? 0, n, `messages of ${key} that nothing asked for`);
  }
  return [...wanted.values()].reduce((sum, n) => sum + n, 0);
}

const due_now = (data: string, now: number): number =>
  rows<{ n: number }>(data, `SELECT count(*) AS n FROM timer WHERE due_at <= ${now}`)[0]!.n;

// On PostgreSQL two nodes serve the county, and one of them is killed each time.
test("nothing is missed or doubled when time jumps by days and the program is killed", async () => {
  const data = own();
  console.log(`seed ${state}`);
  const servers = [await Server.start(data)];
  if (postgres) servers.push(await Server.start(twin(data)));
  const count = await many(servers[0]!);
  let now = BEGIN;
  let kills = 0;
  for (let round = 0; round < 15; ++round) {
    now += Math.floor(random() * 6 * 24) * HOUR;
    for (const server of servers)
      await new Client(server).post("/api/v1/sample/clock", { to_at: now });
    await new Promise((done) => setTimeout(done, Math.floor(random() * 900)));
    const victim = Math.floor(random() * servers.length);
    await servers[victim]!.stop("SIGKILL");
    ++kills;
    const clock = new Date(now).toISOString().slice(0, 19) + "Z";
    servers[victim] = await Server.start(servers[victim]!.data, clock);
  }
  await until(async () => due_now(data, now) === 0);
  const all = entries(data);
  assert.equal(all.size, count);
  const kinds = new Map(
    rows<{ id: string; kind: string }>(data, "SELECT CAST(id AS TEXT) AS id, kind FROM matter").map(
      (row) => [row.id, row.kind],
    ),
  );
  let fired = 0;
  for (const [id, list] of all) {
    check_visits(id, kinds.get(id)!, list, now);
    fired += list.filter((entry) => entry.act === "request.late").length;
    const lapsed = list.filter((entry) => entry.act === "request.offer_lapsed").length;
    const taken = list.some((entry) => entry.act === "request.take_over");
    const offered = list.some((entry) => entry.act === "request.hand_up");
    assert.equal(lapsed, offered && !taken ? 1 : 0, `${id}: an offer lapses once`);
  }
  const messages = check_messages(data, all);
  const days = ((now - BEGIN) / DAY).toFixed(1);
  console.log(
    `${count} matters, ${kills} kills, ${days} days: ` +
      `${fired} stages fired, ${messages} messages of them`,
  );
  assert.ok(fired > count, `${fired} stages`);
  await until(async () => rows(data, "SELECT id FROM journal_queue LIMIT 1").length === 0);
  for (const server of servers) await server.stop();
  assert.match(run("verify", "--data", data).out, /intact\n$/);
});

test("after a stop of 30 days each missed reminder is sent once, not thirty times", async () => {
  const data = own();
  let server = await Server.start(data);
  const resident = await Client.as(server, "resident");
  const village = await Client.as(server, "village_intake");
  const place = await unit(resident, "向巷村");
  const file = async (): Promise<string> =>
    (
      await resident.file({
        title: "停机",
        unit: place,
        category: "village.lighting",
        kind: "help",
      })
    ).matter!;
  const [intake, handling, answered] = [await file(), await file(), await file()];
  await village.act(handling, "accept", { grade: "small" });
  await village.act(answered, "done_on_spot", { reply: "已办。" });
  await server.stop();
  const later = BEGIN + 30 * DAY;
  server = await Server.start(data, new Date(later).toISOString().slice(0, 19) + "Z");
  try {
    await until(async () => due_now(data, later) === 0);
    await new Promise((done) => setTimeout(done, 1500)); // and nothing comes after it
    const said = (id: string): string[] =>
      rows<{ code: string }>(
        data,
        `SELECT code FROM delivery_message WHERE matter_id = ${id} AND at >= ${later} ORDER BY id`,
      ).map((row) => row.code);
    const late = ["message.late", "message.supervised", "message.supervised"];
    assert.deepEqual(said(intake), late);
    assert.deepEqual(said(handling), ["message.reminder", ...late]);
    // The reminder that was missed, then the move to a call-back, told to filer and caller.
    assert.deepEqual(said(answered), [
      "message.answer_reminder",
      "message.callback",
      "message.callback",
    ]);
    const again = await Client.as(server, "resident");
    assert.equal((await again.matter(answered)).step, "callback");
    assert.ok(
      (await again.matter(answered)).clock.until_at > later,
      "the call-back's time begins when it begins",
    );
    assert.equal((await again.matter(intake)).clock.late, true);
  } finally {
    await server.stop();
  }
});

test("a question stops the clock; going on gives back what was left", async () => {
  const server = await Server.start(own());
  try {
    const resident = await Client.as(server, "resident");
    let village = await Client.as(server, "village_intake");
    const id = (
      await resident.file({
        title: "暂停",
        unit: await unit(resident, "向巷村"),
        category: "village.lighting",
        kind: "help",
      })
    ).matter!;
    await village.act(id, "accept", { grade: "small" });
    const was = (await village.matter(id)).clock;
    await village.act(id, "ask_filer", { question: "在哪里?" });
    await forward(server, 3 * 24); // Monday to Thursday
    village = await Client.as(server, "village_intake");
    const paused = (await village.matter(id)).clock;
    assert.deepEqual([paused.paused, paused.paused_workdays, paused.net_workdays], [true, 3, 0]);
    assert.equal(paused.calendar_days, 3, "both clocks are shown");
    await village.act(id, "resume", { reason: "已自行核实" });
    const view = await village.matter(id);
    assert.deepEqual([view.step, view.clock.paused], ["handling", false]);
    assert.equal(
      workdays(was.until_at, view.clock.until_at),
      3,
      "three working days later than before",
    );
    assert.ok(
      view.record.some((act) => act.act === "resume" && act.texts[0]!.text === "已自行核实"),
      "with its reason on the record",
    );
  } finally {
    await server.stop();
  }
});

// The village's intake with a second hat above it: deputy supervisor of its town.
function two_hats(data: string): void {
  const people = join(data, "../people.csv");
  const positions = join(data, "../positions.csv");
  writeFileSync(people, "姓名,手机号,人员编号\n双岗员,14300000501,t-1\n");
  writeFileSync(
    positions,
    "岗位,单元编码,手机号,副职,任期开始\n" +
      "intake,420583105215,14300000501,是,2026-01-01\n" +
      "supervisor,420583105,14300000501,是,2026-01-01\n",
  );
  run("import", "people", "--data", data, people);
  assert.match(run("import", "positions", "--data", data, positions).out, /imported 2/);
}

test("more time is given once from above, never by whoever asked, in no hat", async () => {
  const data = own();
  two_hats(data);
  const server = await Server.start(data);
  try {
    const resident = await Client.as(server, "resident");
    const village = await Client.as(server, "village_intake");
    const supervisor = await Client.as(server, "town_supervisor");
    const administrator = await Client.as(server, "administrator");
    const person = rows<{ id: string }>(
      data,
      "SELECT CAST(person_id AS TEXT) AS id FROM term ORDER BY id DESC LIMIT 1",
    )[0]!.id;
    const security = await Client.as(server, "security_administrator");
    const made = await first_account(administrator, security, { person, login: "two.hats" });
    const both = new Client(server);
    await both.post("/api/v1/activations", {
      login: "two.hats",
      code: made.activation,
      known: "0501",
      password: "reeds along the long river",
    });

    const place = await unit(resident, "向巷村");
    const file = async (): Promise<string> => {
      const id = (
        await resident.file({
          title: "延期",
          unit: place,
          category: "village.lighting",
          kind: "help",
        })
      ).matter!;
      await village.act(id, "accept", { grade: "small" });
      return id;
    };
    const granted = await file();
    const before = (await village.matter(granted)).clock.until_at;
    const early = await refusal(supervisor.act(granted, "grant_more_time", { reason: "x" }));
    assert.equal(early.code, "procedure.not_now", "nobody asked");
    await both.act(granted, "ask_more_time", { more_time_reason: "season", reason: "雨季" });
    for (const asker of [both, village]) {
      const refused = await refusal(asker.act(granted, "grant_more_time", { reason: "自己批" }));
      assert.equal(refused.code, "procedure.not_your_act");
    }
    assert.equal((await village.matter(granted)).clock.until_at, before, "asking changes nothing");
    await supervisor.act(granted, "grant_more_time", { reason: "同意" });
    const after = (await village.matter(granted)).clock.until_at;
    assert.equal(workdays(before, after), 10);
    const again = await refusal(
      village.act(granted, "ask_more_time", { more_time_reason: "season", reason: "还要" }),
    );
    assert.equal(again.code, "procedure.not_now", "once");
    const record = (await resident.matter(granted)).record;
    assert.deepEqual(
      record.slice(-2).map((act) => act.act),
      ["ask_more_time", "grant_more_time"],
    );
    assert.match(record.at(-1)!.by.zh, /督办/);
    assert.ok(
      record.at(-2)!.facts.some((fact) => fact.key === "more_time_reason"),
      "with its reason",
    );

    const refused = await file();
    await village.act(refused, "ask_more_time", { more_time_reason: "funds", reason: "等钱" });
    const due = (await village.matter(refused)).clock.until_at;
    await supervisor.act(refused, "refuse_more_time", { reason: "不同意" });
    assert.equal((await village.matter(refused)).clock.until_at, due);
  } finally {
    await server.stop();
  }
});

test("REQ-4: an offer that nobody takes lapses, and the holder still answers for it", async () => {
  const data = own();
  const server = await Server.start(data);
  try {
    let village = await Client.as(server, "village_intake");
    let resident = await Client.as(server, "resident");
    const id = (
      await resident.file({
        title: "无人签收",
        unit: await unit(resident, "向巷村"),
        category: "village.lighting",
        kind: "help",
      })
    ).matter!;
    await village.act(id, "accept", { grade: "small" });
    await village.act(id, "assign", { to: await desk(village, id, "assign", "住房和城乡建设局") });
    const offer = await village.matter(id);
    assert.match(offer.offered!.words.zh, /住房和城乡建设局/);
    assert.match(offer.holder!.words.zh, /向巷村/);
    assert.ok(offer.offer_until_at > 0);
    assert.equal(
      (await refusal(village.act(id, "reply", { reply: "x" }))).code,
      "procedure.not_now",
      "it is on offer",
    );
    await forward(server, 3 * 24);
    await until(
      async () =>
        rows(
          data,
          `SELECT id FROM journal_entry WHERE matter_id = ${id} AND act = 'request.offer_lapsed'`,
        ).length === 1,
    );
    village = await Client.as(server, "village_intake");
    resident = await Client.as(server, "resident");
    const view = await village.matter(id);
    assert.deepEqual([view.offered, view.step], [undefined, "handling"]);
    assert.match(view.holder!.words.zh, /向巷村/);
    assert.equal(view.clock.until_at, offer.clock.until_at, "its time ran on with the holder");
    const department = await Client.as(server, "department_intake");
    assert.equal((await refusal(department.act(id, "take_over"))).status, 404, "too late");
    assert.equal((await department.inbox("offered")).counts.offered, 0);
    await village.act(id, "reply", { reply: "自己办好了。" });
    const { way } = await resident.matter(id);
    assert.ok(
      way.length >= 2 && way.every((stay) => stay.desk.level === "village"),
      "it never left the village",
    );
  } finally {
    await server.stop();
  }
});

test("a deadline that reaches 2027 is marked provisional", async () => {
  const server = await Server.start(own(), "2026-12-24T09:00");
  try {
    const resident = await Client.as(server, "resident");
    const village = await Client.as(server, "village_intake");
    const receipt = await resident.file({
      title: "跨年",
      unit: await unit(resident, "向巷村"),
      category: "village.lighting",
      kind: "complaint",
    });
    assert.deepEqual(
      [receipt.provisional, new Date(receipt.until_at + 8 * HOUR).getUTCFullYear()],
      [false, 2026],
    );
    await village.act(receipt.matter!, "accept", { grade: "small" });
    const { clock } = await resident.matter(receipt.matter!);
    assert.equal(new Date(clock.until_at + 8 * HOUR).getUTCFullYear(), 2027);
    assert.equal(clock.provisional, true);
    assert.equal(
      workdays(Date.parse("2026-12-24T01:00:00Z"), clock.until_at),
      16,
      "computed as weekdays, but for New Year's Day",
    );
  } finally {
    await server.stop();
  }
});
