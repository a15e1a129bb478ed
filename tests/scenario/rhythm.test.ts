// What the calendar opens (节奏): the rounds of 日周月三办, by the day, week and month at every desk that
// has somebody; once, whoever is killed and however the clock jumps. Shows SAFE-3 in part
// (docs/coverage.tsv), and with gate_check that a pack alone says it.
import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { set_up } from "./authenticator";
import { Client, forward, refusal, unit, until } from "./client";
import { drop, folder, pack, place, root, rows, run, Server, twin } from "./house";
import { empty_county, first_account, first_day, open_county, take_in } from "./opening";
import { postgres } from "./postgres";
import { install_third } from "./third_county";

const HOUR = 3_600_000;
const MONDAY = "2027-03-01"; // of the pack: from then on
const folders: string[] = [];
after(() => folders.forEach(drop));
function own(): string {
  folders.push(folder());
  return folders.at(-1)!;
}

interface Item {
  id: string;
  number: string;
  title: string;
}
interface View {
  step: string;
  outcome: string;
  holder?: { words: { zh: string } };
  filer?: unknown;
  acts: { key: string }[];
  record: { act: string; by: { zh: string }; texts: { field: string; text: string }[] }[];
}
const inbox = async (who: Client): Promise<Item[]> => (await who.inbox()).items as never;
const called = async (who: Client, words: string): Promise<Item[]> =>
  (await inbox(who)).filter((one) => one.title.startsWith(words));
const view = (who: Client, id: string): Promise<View> => who.get(`/api/v1/matters/${id}`);
const text_of = (matter: View, field: string): string =>
  matter.record[0]!.texts.find((one) => one.field === field)?.text ?? "";

interface Opened {
  unit: string;
  turn: string;
}
const opened = (data: string, procedure: string): Opened[] =>
  rows<Opened>(
    data,
    `SELECT CAST(unit_id AS TEXT) AS unit, source_row AS turn FROM matter
     WHERE procedure_key = '${procedure}' ORDER BY source_row`,
  );
async function quiet(data: string): Promise<void> {
  let before = -1;
  await until(async () => {
    const now = rows<{ n: number }>(data, "SELECT count(*) AS n FROM matter")[0]!.n;
    const still = now === before;
    before = now;
    await new Promise((done) => setTimeout(done, 1200));
    return still;
  });
}

test("SAFE-3: the day's, week's and month's rounds come by themselves, at their hour", async () => {
  const data = own();
  const server = await Server.start(data, `${MONDAY}T08:29`);
  try {
    const village = await Client.as(server, "village_intake");
    const town = await Client.as(server, "town_intake");
    const county = await Client.as(server, "county_intake");
    await quiet(data);
    assert.equal(opened(data, "safety_day").length, 0, "not a minute before");
    const at = Date.parse(`${MONDAY}T08:31:00+08:00`);
    await new Client(server).post("/api/v1/sample/clock", { to_at: at });
    for (const who of [village, town, county]) {
      const seen = async () => (await called(who, "平安")).map((one) => one.title).sort();
      await until(async () => (await seen()).length === 3);
      assert.deepEqual(await seen(), [
        "平安周研判 2027年第9周",
        "平安日排查 2027年3月1日",
        "平安月调度 2027年3月",
      ]);
    }
    const [day] = await called(village, "平安日排查");
    const matter = await view(village, day!.id);
    assert.match(matter.holder!.words.zh, /^向巷村/);
    assert.equal(text_of(matter, "period"), MONDAY);
    assert.equal(matter.record[0]!.by.zh, "系统自动", "nobody in office is said to have opened it");
    assert.equal(matter.filer, undefined, "and nobody to have filed it");
    assert.deepEqual(matter.acts.map((one) => one.key).sort(), ["all_well", "found", "note"]);
    const { items } = await village.get<{ items: { key: string; opened?: { zh: string } }[] }>(
      "/api/v1/procedures",
    );
    const opened_by = (key: string) => items.find((one) => one.key === key)!.opened?.zh;
    assert.equal(opened_by("safety_day"), "从2027年3月1日起，每个工作日08:30由程序开启");
    assert.equal(opened_by("request"), undefined);

    // Done with one tap and a choice; what was not looked at is not said.
    const empty = await refusal(village.act(day!.id, "all_well"));
    assert.equal(empty.code, "procedure.form_missing");
    await village.act(day!.id, "all_well", { looked_at: ["water", "fire"] });
    const [week] = await called(town, "平安周研判");
    await town.act(week!.id, "held", { open_risks: 3, settled: 1, words: "河堤缺口继续盯守" });
    const [month] = await called(county, "平安月调度");
    await county.act(month!.id, "held", {
      orders: [{ what: "河堤护栏", desk: "水利局", until: "2027-03-20", measure: "先立警示牌" }],
      words: "河堤护栏三月底前修好",
    });
    assert.equal((await view(county, month!.id)).outcome, "done");

    // Nobody else opens one, and nobody outside sees one.
    const resident = await Client.as(server, "resident");
    const by_hand = { unit: await unit(resident, "向巷村"), form: { title: "排查", period: "x" } };
    for (const who of [resident, village, county]) {
      const no = await refusal(who.post("/api/v1/procedures/safety_day/matters", by_hand));
      assert.ok(["desk.not_yours_to_open", "http.sign_in"].includes(no.code), no.code);
    }
    assert.equal((await refusal(view(resident, day!.id))).status, 404);
    assert.equal((await called(town, "平安日排查")).length, 1, "its own, and no village's");
  } finally {
    await server.stop();
  }
  assert.match(run("verify", "--data", data).out, /intact\n$/);
});

test("SAFE-3: a round that was missed is told above and ends by itself as missed", async () => {
  const data = own();
  const server = await Server.start(data, `${MONDAY}T08:31`);
  try {
    let town = await Client.as(server, "town_intake");
    await until(async () => (await called(town, "平安")).length === 3);
    const mine = await called(town, "平安");
    const id = (words: string) => mine.find((one) => one.title.startsWith(words))!.id;
    const days_on = async (days: number): Promise<void> => {
      await forward(server, days * 24);
      town = await Client.as(server, "town_intake"); // no session lasts so long
    };
    await days_on(1);
    await until(async () => (await view(town, id("平安日排查"))).outcome === "missed");
    await days_on(3);
    await until(async () =>
      (await view(town, id("平安周研判"))).record.some((one) => one.act === "late"),
    );
    const told = rows<{ n: number }>(
      data,
      `SELECT count(DISTINCT person_id) AS n FROM delivery_message
       WHERE code = 'message.round_late' AND matter_id = ${id("平安周研判")}`,
    );
    assert.ok(told[0]!.n >= 2, "who is late is told, and somebody above");
    await days_on(32); // a Tuesday
    await until(async () => (await view(town, id("平安周研判"))).outcome === "missed");
    await until(async () => (await view(town, id("平安月调度"))).outcome === "missed");
    // After the stop the newest of each, and it names what was left out.
    await until(async () => (await called(town, "平安")).length === 3);
    const [day] = await called(town, "平安日排查");
    const left_out = text_of(await view(town, day!.id), "left_out");
    assert.match(left_out, /^2027-03-0\d – 2027-04-0\d \(\d+\)$/);
  } finally {
    await server.stop();
  }
});

// By a seed that is printed, as time.test.ts does it; on PostgreSQL two nodes serve the county.
test("each turn is opened once at each desk, by kills and jumps of up to 40 days", async () => {
  const data = own();
  let state = Date.now() % 1_000_000;
  console.log(`seed ${state}`);
  const random = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  let now = Date.parse(`${MONDAY}T09:00:00+08:00`);
  const clock = (): string => `${new Date(now).toISOString().slice(0, 19)}Z`;
  const servers = [await Server.start(data, clock())];
  if (postgres) servers.push(await Server.start(twin(data), clock()));
  for (let round = 0; round < 8; ++round) {
    await new Promise((done) => setTimeout(done, Math.floor(random() * 1500)));
    now += Math.floor(random() * 40 * 24) * HOUR;
    for (const server of servers)
      await new Client(server).post("/api/v1/sample/clock", { to_at: now });
    await new Promise((done) => setTimeout(done, Math.floor(random() * 900)));
    const victim = Math.floor(random() * servers.length);
    await servers[victim]!.stop("SIGKILL");
    servers[victim] = await Server.start(servers[victim]!.data, clock());
  }
  // At last a Wednesday morning far from any holiday.
  const day = new Date(now + 40 * 24 * HOUR);
  day.setUTCDate(12);
  day.setUTCHours(3);
  while (day.getUTCDay() !== 3) day.setUTCDate(day.getUTCDate() + 1);
  now = day.getTime();
  for (const server of servers)
    await new Client(server).post("/api/v1/sample/clock", { to_at: now });
  await quiet(data);
  for (const server of servers) await server.stop();
  for (const procedure of ["safety_day", "safety_week", "safety_month"]) {
    const all = opened(data, procedure);
    const once = new Set(all.map((one) => `${one.unit} ${one.turn}`));
    assert.equal(once.size, all.length, `${procedure}: none twice`);
    const newest = all.at(-1)!.turn;
    const units = new Set(all.map((one) => one.unit));
    const there = all.filter((one) => one.turn === newest);
    assert.ok(units.size >= 3, `${units.size} desks`);
    assert.equal(there.length, units.size, `${procedure}: the newest at each`);
  }
  assert.match(run("verify", "--data", data).out, /intact\n$/);
});

test("a county that is no sample has rounds from the day that its pack names", async () => {
  const PASSWORD = "reeds along the lower river bank";
  const CLERK = { name: "许春明", phone: "14300000951", login: "xu.chunming" };
  const empty = empty_county("--duty-later");
  install_third(empty.data);
  const { data, server, chief } = await first_day(empty, PASSWORD);
  let real = server;
  try {
    await set_up(chief, PASSWORD);
    const { security } = await open_county(real, chief, PASSWORD);
    await take_in(chief, "people", ["姓名,手机号", `${CLERK.name},${CLERK.phone}`]);
    const [town] = rows<{ code: string }>(
      data,
      "SELECT code FROM unit WHERE level = 'town' ORDER BY code",
    );
    await take_in(chief, "positions", [
      "岗位,单元编码,手机号",
      `intake,${town!.code},${CLERK.phone}`,
      `dispatch,420583,${CLERK.phone}`,
    ]);
    const letter = await first_account(chief, security, { login: CLERK.login, phone: CLERK.phone });
    const clerk = new Client(real);
    const known = CLERK.phone.slice(-4);
    await clerk.post("/api/v1/activations", {
      login: CLERK.login,
      code: letter.activation,
      known,
      password: PASSWORD,
    });
    // Where nobody sits nothing is opened.
    await until(async () => (await called(clerk, "闸口月查")).length === 1);
    await quiet(data);
    assert.equal(opened(data, "gate_check").length, 1, "one town has somebody");
    const [check] = await called(clerk, "闸口月查");
    await clerk.act(check!.id, "checked", { gates: 4 });
    assert.equal((await view(clerk, check!.id)).outcome, "done");

    // It stops, gets the pack anew, begins again: the same turn is not opened once more.
    await real.stop();
    const newer = join(place(), "pack");
    cpSync(pack, newer, { recursive: true });
    const third = join(root, "tests/packs/third/procedures");
    cpSync(third, join(newer, "procedures"), { recursive: true });
    const path = join(newer, "procedures/gate_check.yaml");
    const yaml = readFileSync(path, "utf8");
    assert.ok(yaml.includes("version: 1"));
    const next = yaml.replace("version: 1", "version: 2").replace("en: How many", "en: Gates");
    writeFileSync(path, next);
    const installed = run("pack", "install", newer, "--data", data);
    assert.equal(installed.code, 0, installed.err + installed.out);
    real = await Server.start(data, null);
    await quiet(data);
    const turns = opened(data, "gate_check").map((one) => one.turn);
    assert.equal(new Set(turns).size, turns.length, "none twice");
    assert.match(run("verify", "--data", data).out, /intact/);
  } finally {
    await real.stop();
    drop(data);
  }
});
