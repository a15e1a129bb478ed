// What a matter opens of itself (关联): 吹哨报到 with departments that claim, come, hand back or let it
// lie; 督办 that only its issuer closes; and a task that reaches villages only when it was admitted.
// Shows REQ-12, REQ-18, P8, SUP-7, DUTY-2, DUTY-18 in part (docs/coverage.tsv).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { set_up } from "./authenticator";
import { Client, desk, forward, refusal, unit, until } from "./client";
import { drop, folder, rows, run, Server } from "./house";
import { first_account, new_county, open_county, take_in } from "./opening";

interface ChildView {
  id?: string;
  number: string;
  title: string;
  procedure: { zh: string };
  place: { zh: string };
  holder?: { desk: string; words: { zh: string } };
  step_title: { zh: string };
  ended: boolean;
  outcome_words?: { zh: string };
  late: boolean;
}
interface View {
  number: string;
  step: string;
  outcome: string;
  title: string;
  detail: string;
  ended: boolean;
  holder?: { words: { zh: string } };
  acts: { key: string }[];
  record: { act: string; by: { zh: string }; fields: { key: string; value: string }[] }[];
  children?: { total: number; ended: number; items?: ChildView[] };
  parent?: { id?: string; number: string; title: string };
  participants: { role: string }[];
}
interface Receipt {
  matter: string;
  number: string;
  holder: { zh: string };
}
interface Desk {
  desk: string;
  words: { zh: string };
  level: string;
}

let server: Server;
let village = "";
let town = "";
let county = "";
const staff: Record<string, Client> = {};

const PEOPLE = ["resident", "village_intake", "town_intake", "department_intake"];
const COUNTY = ["county_intake", "county_supervisor", "county_dispatch"];
async function sign_in(): Promise<void> {
  for (const key of [...PEOPLE, "town_supervisor", ...COUNTY]) {
    staff[key] = await Client.as(server, key);
  }
}
// Sessions end meanwhile.
async function later(days: number): Promise<void> {
  await forward(server, 24 * days);
  await sign_in();
}

before(async () => {
  server = await Server.start(folder());
  await sign_in();
  village = await unit(staff["village_intake"]!, "向巷村");
  town = await unit(staff["village_intake"]!, "仙女镇");
  county = await unit(staff["village_intake"]!, "枝江市");
});
after(async () => {
  await server.stop();
  drop(server.data);
});

const view = (who: string, id: string): Promise<View> => staff[who]!.get(`/api/v1/matters/${id}`);
const opens = (
  who: string,
  procedure: string,
  at: string,
  form: Record<string, unknown>,
): Promise<Receipt> =>
  staff[who]!.post(`/api/v1/procedures/${procedure}/matters`, { unit: at, form });
const act = (who: string, id: string, key: string, form: Record<string, unknown> = {}) =>
  staff[who]!.act(id, key, form);
const keys = (seen: View): string[] => seen.acts.map((one) => one.key);
const stands = async (who: string, id: string, step: string): Promise<void> =>
  until(async () => (await view(who, id).catch(() => undefined))?.step === step);

async function desks(who: string, procedure: string, at: string): Promise<Desk[]> {
  const path = `/api/v1/procedures/${procedure}/desks?unit=${at}`;
  return (await staff[who]!.get<{ items: Desk[] }>(path)).items;
}
async function own_desk(who: string): Promise<string> {
  const me = await staff[who]!.get<{ hats: { desk: { desk: string } }[] }>("/api/v1/me");
  return me.hats[0]!.desk.desk;
}
async function whistled(title: string, more: string[] = []): Promise<Receipt> {
  const departments = [await own_desk("department_intake"), ...more];
  const detail = "三组路口电线杆歪了，压到了水管。";
  return opens("village_intake", "whistle", village, { title, detail, departments });
}
const child_of = async (who: string, parent: string, of: string): Promise<ChildView> => {
  const { children } = await view(who, parent);
  const found = children!.items!.find((one) => one.holder?.desk === of);
  assert.ok(found, `no child at desk ${of}`);
  return found;
};

test("REQ-18: who whistles is offered departments, and no village or person", async () => {
  const offered = await desks("village_intake", "whistle", village);
  assert.ok(offered.length > 5);
  assert.deepEqual([...new Set(offered.map((one) => one.level))], ["department"]);
  assert.ok(offered.some((one) => one.desk === offered[0]!.desk));
  const at = async (who: string, procedure: string) =>
    (
      await staff[who]!.get<{ unit?: { name: { zh: string } } }>(
        `/api/v1/procedures/${procedure}/form`,
      )
    ).unit?.name.zh;
  assert.equal(await at("village_intake", "whistle"), "向巷村", "where her desk stands");
  assert.equal(await at("department_intake", "admission"), "枝江市", "whom her desk serves");
  assert.equal(await at("village_intake", "request"), undefined, "residents begin where they live");
  assert.equal(await at("department_intake", "whistle"), undefined);
  const refused = await refusal(
    staff["resident"]!.get(`/api/v1/procedures/whistle/desks?unit=${village}`),
  );
  assert.equal(refused.code, "desk.not_yours_to_open");
});

test("REQ-18: each called department claims, comes, hands back; the town closes it", async () => {
  const offered = await desks("village_intake", "whistle", village);
  const own = await own_desk("department_intake");
  const other = offered.find((one) => one.desk !== own)!.desk;
  const { matter, holder } = await whistled("电线杆歪了", [other]);
  assert.match(holder.zh, /仙女镇/, "REQ-12: one unit answers for it, the departments come to it");
  const seen = await view("town_intake", matter);
  assert.deepEqual([seen.step, seen.children!.total, seen.children!.ended], ["called", 2, 0]);
  const mine = await child_of("village_intake", matter, own);
  assert.ok(mine.id, "who called reads it");
  assert.equal(mine.title, "电线杆歪了");

  const at_work = await view("department_intake", mine.id!);
  assert.equal(at_work.detail, "三组路口电线杆歪了，压到了水管。");
  assert.equal(at_work.parent!.number, seen.number);
  assert.equal(at_work.parent!.id, undefined, "what it is not called to it does not open");
  await act("department_intake", mine.id!, "claim");
  await act("department_intake", mine.id!, "arrived", { day: "2026-03-02", hour: "10:30" });
  await act("department_intake", mine.id!, "done", { result: "电线杆已扶正，水管换了一截。" });
  const back = await view("town_intake", mine.id!);
  assert.equal(back.step, "handed_back");
  const arrived = back.record.find((one) => one.act === "arrived")!;
  assert.equal(arrived.fields.find((one) => one.key === "hour")?.value, "10:30");
  await act("town_intake", mine.id!, "again", { reason: "水管还在漏。" });
  await act("department_intake", mine.id!, "done", { result: "接头换了，不漏了。" });
  await act("town_intake", mine.id!, "taken");

  // One is done, the other is not: the town waits, and cannot go on by itself.
  const one_of_two = await view("town_intake", matter);
  assert.deepEqual([one_of_two.step, one_of_two.children!.ended], ["called", 1]);
  assert.ok(!keys(one_of_two).includes("go_on"));
  assert.equal((await refusal(act("town_intake", matter, "go_on"))).code, "procedure.not_now");

  // Nobody claims the other: it rises to the county, who sees that nobody is needed.
  const lying = (await view("town_intake", matter)).children!.items!.find((one) => !one.ended)!;
  await later(4);
  const sql = `SELECT CAST(id AS TEXT) AS id FROM matter WHERE number = '${lying.number}'`;
  const id = rows(server.data, sql)[0]!["id"];
  await stands("county_dispatch", String(id), "unclaimed");
  await act("county_dispatch", String(id), "not_needed", { reason: "电力部门已经办完。" });

  await stands("town_intake", matter, "looked_at");
  const joined = await view("town_intake", matter);
  assert.equal(joined.record.filter((one) => one.act === "joined").length, 1, "it goes on once");
  assert.equal(joined.record.find((one) => one.act === "joined")!.by.zh, "系统自动");
  await act("town_intake", matter, "close", { words: "现场看过，通了。" });
  const closed = await view("town_intake", matter);
  assert.deepEqual([closed.step, closed.outcome], ["over", "done"]);
});

test("REQ-18: called by mistake, a department says so, and the county names another", async () => {
  const { matter } = await whistled("路口井盖坏了");
  const own = await own_desk("department_intake");
  const { id } = await child_of("village_intake", matter, own);
  await act("department_intake", id!, "not_ours", { reason: "井盖归城管。" });
  const other = await desk(staff["county_dispatch"]!, id!, "name_one", "公安");
  await act("county_dispatch", id!, "name_one", { to: other });
  const moved = await view("county_dispatch", id!);
  assert.equal(moved.step, "called");
  assert.match(moved.holder!.words.zh, /公安/);
  assert.deepEqual(keys(await view("department_intake", id!)), [], "it is theirs no more");
});

test("what nobody may whistle for is refused, and nothing is opened", async () => {
  const count = () =>
    rows(server.data, "SELECT count(*) AS n FROM matter")[0]!["n"] as unknown as number;
  const before_ = count();
  const form = { title: "x", detail: "y" };
  const own = await own_desk("department_intake");
  const codes = async (departments: unknown, who = "village_intake", at = village) =>
    (await refusal(opens(who, "whistle", at, { ...form, departments }))).code;
  assert.equal(await codes([]), "procedure.form_missing");
  assert.equal(await codes([own, own]), "procedure.form_choice");
  assert.equal(await codes([own, "999"]), "desk.no_such_desk");
  assert.equal(await codes([await own_desk("village_intake")]), "desk.no_such_desk");
  assert.equal(await codes([own], "resident"), "desk.not_yours_to_open");
  assert.equal(await codes([own], "village_intake", town), "desk.not_yours_to_open");
  const child = { unit: village, form };
  for (const who of ["county_dispatch", "village_intake", "resident"]) {
    const refused = await refusal(
      staff[who]!.post("/api/v1/procedures/report_in/matters", child),
    );
    assert.equal(refused.code, "desk.not_yours_to_open", `only a whistle calls: ${who}`);
  }
  assert.equal(count(), before_);
});

test("SUP-7: an order binds a desk, and only who gave it closes it", async () => {
  const { matter: cause } = await whistled("督办的原因");
  const about = (await view("village_intake", cause)).number;
  const to = await own_desk("town_intake");
  const form = { title: "逾期未办", cause: "late", detail: "两天内办结。", until: "2026-03-13" };
  const give = (more: Record<string, unknown>, who = "county_supervisor") =>
    opens(who, "supervision", town, { ...form, to, ...more });
  assert.equal((await refusal(give({}, "village_intake"))).code, "desk.not_yours_to_open");
  assert.equal((await refusal(give({}, "town_intake"))).code, "desk.not_yours_to_open");
  const up = await refusal(give({ to: await own_desk("department_intake") }, "town_supervisor"));
  assert.equal(up.code, "desk.not_yours_to_open", "no town binds a desk of the county");
  const nobody = await refusal(give({ about: "20260000000000" }));
  assert.match(nobody.code, /^procedure\.form_/);
  const { matter } = await give({ about });
  const bound = await view("town_intake", matter);
  assert.deepEqual([bound.step, keys(bound)], ["ordered", ["answer", "note"]]);
  await act("town_intake", matter, "answer", { words: "已经派人。" });
  const answered = await view("town_intake", matter);
  assert.ok(!keys(answered).includes("close"), "never by whom it binds");
  assert.equal((await refusal(act("town_intake", matter, "close"))).code, "procedure.not_your_act");
  const over = await refusal(act("county_supervisor", matter, "again", { reason: "还没办完。" }));
  assert.equal(over.code, "procedure.form_missing", "it says until when");
  const again = { reason: "还没办完。", until: "2026-03-16" };
  await act("county_supervisor", matter, "again", again);
  assert.equal((await view("town_intake", matter)).step, "ordered");
  // Unanswered by its day it is told above, and comes back to who gave it.
  await later(14);
  await stands("county_supervisor", matter, "looked_at");
  await act("county_supervisor", matter, "close");
  assert.equal((await view("county_supervisor", matter)).outcome, "done");
});

test("DUTY-2: a village is asked for something only when it was admitted", async () => {
  const form = {
    title: "高标准农田核查",
    detail: "核对地块四至，拍照上传。",
    basis: "枝政办发〔2026〕8号",
    until: "2026-12-31",
    pay: 200_000,
    staff: "每村一名技术员",
    villages: [village],
  };
  const { title, detail, until: day, pay, staff: who } = form;
  const child = { unit: village, form: { title, detail, until: day, pay, staff: who } };
  const aside = await refusal(
    staff["department_intake"]!.post("/api/v1/procedures/village_task/matters", child),
  );
  assert.equal(aside.code, "desk.not_yours_to_open", "there is no way past the admission");
  const wrong = await refusal(
    opens("department_intake", "admission", county, { ...form, villages: [town] }),
  );
  assert.equal(wrong.code, "procedure.form_choice", "a town is no village");
  const elsewhere = rows(
    server.data,
    "SELECT CAST(id AS TEXT) AS id FROM unit WHERE level = 'village' AND name_zh = '廖家林村'",
  );
  const theirs = { ...form, villages: [String(elsewhere[0]!["id"])] };
  const far = await refusal(opens("town_intake", "admission", town, theirs));
  assert.equal(far.code, "procedure.form_choice", "a town asks nothing of another town's villages");
  const { matter } = await opens("department_intake", "admission", county, form);
  assert.equal((await view("department_intake", matter)).children, undefined);
  const early = await refusal(act("county_dispatch", matter, "admit", { paper: "x" }));
  assert.equal(early.code, "procedure.not_now", "law and money are looked at first");
  await act("county_intake", matter, "lawful", { opinion: "于法有据，经费已列。" });
  await act("county_dispatch", matter, "admit", { paper: "枝委办〔2026〕3号" });
  const admitted = await view("department_intake", matter);
  assert.deepEqual([admitted.step, admitted.children!.total], ["in_force", 1]);
  const task = admitted.children!.items![0]!;
  assert.match(task.holder!.words.zh, /向巷村/);
  const hers = await view("village_intake", task.id!);
  assert.equal(hers.detail, form.detail);
  assert.equal(hers.record[0]!.fields.find((one) => one.key === "pay")?.value, "200000");
  assert.deepEqual(keys(hers), ["done", "cannot", "note"], "it is on the list");
  // One tap, no reason: it goes back to who asked, and the village is late nowhere.
  await act("village_intake", task.id!, "cannot");
  const back = await view("department_intake", task.id!);
  assert.deepEqual([back.step, keys(back)], ["returned", ["take_back", "note"]]);
  await act("department_intake", task.id!, "take_back");
  await stands("department_intake", matter, "over");
  assert.equal((await view("department_intake", matter)).outcome, "done");
});

test("DUTY-2: all 222 villages are given it in one act, and each has it once", async () => {
  const found = rows(
    server.data,
    "SELECT CAST(id AS TEXT) AS id FROM unit WHERE level = 'village' ORDER BY id",
  );
  const villages = found.map((row) => String(row["id"]));
  assert.equal(villages.length, 222);
  const form = {
    title: "森林防火巡查",
    detail: "每周巡山一次。",
    basis: "森林防火条例第二十三条",
    until: "2026-06-30",
    pay: 22_200_000,
    staff: "护林员一名",
    villages,
  };
  const { matter } = await opens("department_intake", "admission", county, form);
  await act("county_intake", matter, "lawful", { opinion: "合法，经费已列。" });
  await act("county_dispatch", matter, "admit", { paper: "枝委办〔2026〕4号" });
  const { children } = await view("department_intake", matter);
  assert.deepEqual([children!.total, children!.ended], [222, 0]);
  const places = new Set(children!.items!.map((one) => one.place.zh));
  assert.ok(places.has("向巷村") && children!.items!.every((one) => !!one.id));
  const each = rows(
    server.data,
    `SELECT count(DISTINCT unit_id) AS n FROM matter
     WHERE id IN (SELECT matter_id FROM matter_link WHERE parent_id = ${matter})`,
  );
  assert.equal(Number(each[0]!["n"]), 222);
  // Ended early, it is over for every village in the same act.
  const hers = children!.items!.find((one) => one.place.zh === "向巷村")!;
  await act("department_intake", matter, "leave", { reason: "入雨季，不再需要。" });
  const left = await view("department_intake", matter);
  assert.deepEqual([left.step, left.children!.ended], ["over", 222]);
  const ended = await view("village_intake", hers.id!);
  assert.deepEqual([ended.ended, ended.outcome, keys(ended)], [true, "withdrawn", []]);
  assert.equal(ended.record.at(-1)!.act, "ended_with_parent");
});

test("in a county that is no sample a village calls, and who is called claims", async () => {
  const PASSWORD = "lotus ponds after the autumn rain";
  const people = [
    { name: "许春明", phone: "14300000951", login: "xu.chunming", seat: "intake,420583105215," },
    { name: "方秋月", phone: "14300000952", login: "fang.qiuyue", seat: "intake,,justice" },
    { name: "田大河", phone: "14300000953", login: "tian.dahe", seat: "dispatch,420583," },
  ];
  const { data, server: real, chief } = await new_county(PASSWORD, "--duty-later");
  try {
    await set_up(chief, PASSWORD);
    const { security } = await open_county(real, chief, PASSWORD);
    await take_in(chief, "people", ["姓名,手机号", ...people.map((one) => `${one.name},${one.phone}`)]);
    const seats = people.map((one) => `${one.seat},${one.phone}`);
    await take_in(chief, "positions", ["岗位,单元编码,机构编码,手机号", ...seats]);
    const clients: Client[] = [];
    for (const { login, phone } of people) {
      const letter = await first_account(chief, security, { login, phone });
      const client = new Client(real);
      const known = phone.slice(-4);
      const proof = { login, code: letter.activation, known, password: PASSWORD };
      await client.post("/api/v1/activations", proof);
      clients.push(client);
    }
    const [clerk, department] = clients as [Client, Client];
    const at = await unit(clerk, "向巷村");
    const path = "/api/v1/procedures/whistle";
    const { items } = await clerk.get<{ items: Desk[] }>(`${path}/desks?unit=${at}`);
    const justice = items.find((one) => one.words.zh.includes("司法"))!;
    const form = { title: "两户地界有争议", detail: "请来调解。", departments: [justice.desk] };
    const called = await clerk.post<Receipt>(`${path}/matters`, { unit: at, form });
    const { children } = await clerk.get<View>(`/api/v1/matters/${called.matter}`);
    await department.act(children!.items![0]!.id!, "claim");
    const claimed = await clerk.get<View>(`/api/v1/matters/${called.matter}`);
    assert.equal(claimed.children!.items![0]!.step_title.zh, "已认领，正在处置");
    assert.match(run("verify", "--data", data).out, /intact/);
  } finally {
    await real.stop();
    drop(data);
  }
});

test("all of it is on the record", async () => {
  assert.match(run("verify", "--data", server.data).out, /intact/);
  const found = rows(server.data, "SELECT count(*) AS n FROM matter_link")[0]!["n"];
  assert.ok(Number(found) >= 5);
});
