// A complaint about somebody in office: it never reaches him, also when he is only named in the
// text, and goes above the highest person named. Every row of the attack report's H4, on the real
// program. Guards RISK-3; docs/adr/0024.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { AboutQuestion, FileRequest, FilingReceipt } from "../../web/src/api/types";
import { Client, desk, forward, refusal, unit, until } from "./client";
import { drop, folder, place, rows, run, Server } from "./house";

const HOUR_MS = 3_600_000;
interface Seat {
  desk: { desk: string; words: { zh: string } };
  names: string;
}

let server: Server;
let village: string;
let town: string;
let county: string;
let resident: Client;
let him: Client; // 受理分办 of the village
let his_name: string;
let his_desk: string;

async function seats(at: string): Promise<Seat[]> {
  return (await resident.get<{ items: Seat[] }>(`/api/v1/units/${at}/desks`)).items;
}
async function seat(at: string, words: string): Promise<Seat> {
  const found = (await seats(at)).find((one) => one.desk.words.zh.includes(words));
  assert.ok(found, `no desk ${words}`);
  return found;
}

before(async () => {
  server = await Server.start(folder());
  resident = await Client.as(server, "resident");
  village = await unit(resident, "向巷村");
  town = await unit(resident, "仙女镇");
  county = await unit(resident, "枝江市");
  him = await Client.as(server, "village_intake");
  const intake = await seat(village, "受理");
  his_desk = intake.desk.desk;
  his_name = intake.names.split("、")[0]!;
});
after(async () => {
  await server.stop();
  drop(server.data);
});

// Sessions end while the clock goes forward.
async function later(hours: number): Promise<void> {
  await forward(server, hours);
  resident = await Client.as(server, "resident");
  him = await Client.as(server, "village_intake");
}

interface Kept {
  id: string;
  number: string;
  step: string;
  confidential: number;
  above_path: string;
  holder: string;
  place: string;
  key: string;
}
// Where a matter lies, as the database has it.
function kept(number: string): Kept {
  const found = rows<Kept>(
    server.data,
    "SELECT CAST(m.id AS TEXT) AS id, m.number AS number, m.step AS step, " +
      "m.confidential AS confidential, m.above_path AS above_path, p.name_zh AS holder, " +
      "COALESCE(u.level, o.key) AS place, p.key AS key FROM matter m " +
      "JOIN position p ON p.id = m.holder_position LEFT JOIN unit u ON u.id = p.unit_id " +
      `LEFT JOIN organisation o ON o.id = p.organisation_id WHERE m.number = '${number}'`,
  );
  assert.equal(found.length, 1, number);
  return found[0]!;
}

const ask = (title: string, detail = ""): Promise<AboutQuestion> =>
  resident.post("/api/v1/requests/about", { title, detail, unit: village });
const file = (request: Partial<FileRequest>): Promise<FilingReceipt> =>
  resident.file({ unit: village, ...request });

// Nothing of it is anywhere that he can look.
async function is_hidden_from(who: Client, receipt: FilingReceipt, mark: string): Promise<void> {
  const { id, number } = kept(receipt.number);
  assert.equal((await refusal(who.matter(id))).status, 404);
  for (const path of [
    "/api/v1/inbox?scope=mine",
    "/api/v1/inbox?scope=below&state=all",
    "/api/v1/inbox?scope=opener&state=all",
    "/api/v1/requests/mine?scope=opener",
    `/api/v1/inbox?scope=mine&state=all&q=${encodeURIComponent(mark)}`,
    `/api/v1/inbox?scope=below&state=all&q=${encodeURIComponent(mark)}`,
    `/api/v1/public/matters?unit=${village}`,
    `/api/v1/public/similar?unit=${village}&q=${encodeURIComponent(mark)}`,
  ]) {
    const text = JSON.stringify(await who.get(path));
    assert.ok(!text.includes(number) && !text.includes(mark), path);
  }
  for (const scope of ["mine", "below"]) {
    const answer = await fetch(
      `${server.address}/api/v1/inbox.csv?reason=meeting&scope=${scope}&state=all`,
      { headers: { cookie: who.session } },
    );
    const text = await answer.text();
    assert.ok(!text.includes(number) && !text.includes(mark), `csv ${scope}`);
  }
  const look = { what: "name", reason: "call_filer" };
  assert.equal((await refusal(who.post(`/api/v1/matters/${id}/reveal`, look))).status, 404);
}
function told(number: string, person: string): number {
  return rows<{ n: number }>(
    server.data,
    "SELECT count(*) AS n FROM delivery_message d JOIN matter m ON m.id = d.matter_id " +
      `WHERE m.number = '${number}' AND d.person_id = ${person}`,
  )[0]!.n;
}
const person_at = (position: string): string =>
  rows<{ p: string }>(
    server.data,
    `SELECT CAST(person_id AS TEXT) AS p FROM term WHERE position_id = ${position}` +
      " AND valid_to IS NULL ORDER BY deputy, id",
  )[0]!.p;

test("the program asks whether it is about him as soon as his name is in the text", async () => {
  const question = await ask(`${his_name}把修路灯的钱拿了`);
  assert.ok(question.ask);
  assert.equal(question.candidates.length, 1);
  assert.equal(question.candidates[0]!.name, his_name);
  assert.ok(question.candidates[0]!.words.zh.includes("向巷村"));
  assert.ok(!question.outside);
  assert.ok((await ask(`关于 ${[...his_name].join(" ")} 的事`)).ask, "spaces hide no name");
  assert.ok((await ask("路灯坏了", `找过${his_name}两次`)).ask, "the detail counts as the title");
  assert.ok(!(await ask("村口的路灯坏了一个星期")).ask);
});

test("a title is asked about only with a word of complaint, and gives no name away", async () => {
  assert.ok(!(await ask("请村支书来看看路灯")).ask);
  const question = await ask("村支书优亲厚友，低保都给了亲戚");
  assert.ok(question.ask);
  assert.equal(question.candidates[0]!.name, "");
  assert.match(question.candidates[0]!.words.zh, /书记/);
  assert.deepEqual((await ask("镇长不作为")).candidates, []);
  assert.ok((await ask("镇长不作为")).ask);
});

test("her yes sends it above him, and nothing of it reaches him or his village", async () => {
  const before_counts = await him.get<Record<string, unknown>>("/api/v1/inbox?scope=mine");
  const mark = `${his_name}把修路灯的钱拿了`;
  const { candidates } = await ask(mark);
  const receipt = await file({ title: mark, about: candidates.map((one) => one.desk) });
  const where = kept(receipt.number);
  assert.equal(where.step, "intake");
  assert.equal(where.confidential, 1);
  assert.equal(where.place, "town", "one level above the village");
  assert.ok(!receipt.about_asked);
  await is_hidden_from(him, receipt, mark);
  await is_hidden_from(await Client.as(server, "village_handler"), receipt, mark);
  assert.equal(told(receipt.number, person_at(his_desk)), 0);
  const after_counts = await him.get<Record<string, unknown>>("/api/v1/inbox?scope=mine");
  assert.deepEqual(after_counts["counts"], before_counts["counts"]);
});

test("her no makes it an ordinary matter, of which he is not the first to read", async () => {
  const title = `${his_name}好心帮忙，路灯还是没亮`;
  const receipt = await file({ title, category: "village.lighting", about_none: true });
  const where = kept(receipt.number);
  assert.deepEqual([where.confidential, where.above_path, where.place], [0, "", "town"]);
  assert.equal((await refusal(him.matter(where.id))).status, 404);
});

test("without her word a desk above looks first, while the time runs from filing", async () => {
  const mark = `${his_name}收了钱`;
  const receipt = await file({ title: mark, category: "village.lighting" });
  assert.ok(receipt.about_asked);
  let where = kept(receipt.number);
  assert.deepEqual([where.step, where.place, where.confidential], ["about_review", "town", 1]);
  await is_hidden_from(him, receipt, mark);
  let reviewer = await Client.as(server, "town_intake");
  const view = await reviewer.matter(where.id);
  assert.deepEqual(
    view.named.map((one) => [one.name, one.asked]),
    [[his_name, true]],
  );
  assert.deepEqual(
    view.acts.filter((act) => act.key.endsWith("_about")).map((act) => act.form.length),
    [0, 0],
    "one tap",
  );
  const filed = await resident.matter(where.id);
  assert.equal(filed.clock.until_at, receipt.until_at);
  await later(3);
  reviewer = await Client.as(server, "town_intake");
  await reviewer.act(where.id, "not_about");
  where = kept(receipt.number);
  assert.deepEqual([where.step, where.confidential, where.above_path], ["intake", 0, ""]);
  const his = await him.matter(where.id);
  assert.equal(his.clock.until_at, receipt.until_at, "the look above cost nobody's time");
  assert.equal(his.participants.find((one) => one.role === "first")?.desk.desk, his_desk);
  assert.ok(Math.abs(his.filed_at - filed.filed_at) < HOUR_MS);
});

test("a reviewer's yes keeps it above and from colleagues, hands it to none below", async () => {
  const secretary = (await seat(village, "书记")).names.split("、")[0]!;
  const mark = `${secretary}骂人还推了老人`;
  const receipt = await file({ title: mark, category: "village.lighting" });
  const reviewer = await Client.as(server, "town_intake");
  const { id } = kept(receipt.number);
  await reviewer.act(id, "is_about");
  const where = kept(receipt.number);
  assert.deepEqual([where.step, where.place, where.confidential], ["intake", "town", 1]);
  await is_hidden_from(him, receipt, mark);
  const below = await desk(reviewer, id, "assign", "向巷村");
  const refused = await refusal(reviewer.act(id, "assign", { to: below, reason: "请办" }));
  assert.equal(refused.code, "desk.not_above_named");
});

test("a reviewer who does not look in time is reminded, and nobody below hears of it", async () => {
  const mark = `${his_name}不管事`;
  const receipt = await file({ title: mark });
  await later(24 * 4);
  await until(async () => told(receipt.number, person_at(kept_holder(receipt.number))) > 1);
  await is_hidden_from(him, receipt, mark);
  assert.equal(told(receipt.number, person_at(his_desk)), 0);
});
function kept_holder(number: string): string {
  return rows<{ p: string }>(
    server.data,
    `SELECT CAST(holder_position AS TEXT) AS p FROM matter WHERE number = '${number}'`,
  )[0]!.p;
}

test("who writes it down for somebody decides nothing and sees it no more", async () => {
  const mark = `${his_name}拿了集体的钱`;
  const somebody = { name: "王大娘", read_back: true, consent: true };
  for (const clerk of [him, await Client.as(server, "liaison")]) {
    const receipt = await clerk.file({
      title: mark,
      unit: village,
      category: "village.lighting",
      for_whom: "somebody",
      somebody,
      about_none: true,
    });
    assert.ok(receipt.about_asked, "a clerk's no counts for nothing");
    assert.equal(kept(receipt.number).step, "about_review");
    await is_hidden_from(clerk, receipt, mark);
  }
});

test("a complaint about a town's desk lies at the county, about a deputy's chief too", async () => {
  const supervisor = await seat(town, "督办");
  const receipt = await file({ title: "督办的人收红包", about: [supervisor.desk.desk] });
  assert.equal(kept(receipt.number).place, "county");
  await is_hidden_from(await Client.as(server, "town_supervisor"), receipt, "督办的人收红包");
  await is_hidden_from(await Client.as(server, "town_intake"), receipt, "督办的人收红包");
  const named = await file({ title: `${supervisor.names.split("、")[0]}不作为` });
  assert.deepEqual([kept(named.number).step, kept(named.number).place], ["about_review", "county"]);
});

test("a complaint about the county's desks lies at discipline inspection only", async () => {
  const officer = await seat(county, "值班长");
  for (const category of ["village.lighting", "urban.housing", "conduct"]) {
    const receipt = await file({
      title: "值班长接了电话不记",
      category,
      about: [officer.desk.desk],
    });
    const where = kept(receipt.number);
    assert.deepEqual([where.place, where.above_path], ["discipline", "-"], category);
    const duty = await Client.as(server, "county_dispatch");
    await is_hidden_from(duty, receipt, "值班长接了电话不记");
    await is_hidden_from(await Client.as(server, "town_intake"), receipt, "值班长接了电话不记");
  }
  await later(24 * 6); // late: supervised from nowhere beside
  const supervised = rows<{ place: string }>(
    server.data,
    "SELECT COALESCE(u.level, o.key) AS place FROM participant a" +
      " JOIN matter m ON m.id = a.matter_id" +
      " JOIN position p ON p.id = a.position_id LEFT JOIN unit u ON u.id = p.unit_id" +
      " LEFT JOIN organisation o ON o.id = p.organisation_id WHERE m.above_path = '-'",
  );
  assert.ok(supervised.length > 0);
  assert.deepEqual([...new Set(supervised.map((one) => one.place))], ["discipline"]);
});

test("about discipline inspection itself she gets the address outside, twice", async () => {
  const people = rows<{ p: string }>(
    server.data,
    "SELECT CAST(p.id AS TEXT) AS p FROM position p JOIN organisation o ON " +
      "o.id = p.organisation_id WHERE o.key = 'discipline'",
  );
  const about = people.map((one) => one.p);
  const refused = await refusal(file({ title: "纪委的人不办事", about }));
  assert.deepEqual([refused.status, refused.code], [409, "desk.nobody_above"]);
  assert.match(String(refused.body["remedy"] ?? JSON.stringify(refused.body)), /12388/);
});

test("an import keeps to its column, holds what it cannot tell, and no unknown word", async () => {
  const dir = place();
  const csv = join(dir, "platform.csv");
  const line = (row: string, title: string, about = "", category = "", channel = ""): string =>
    `${row},${title},420583105215,${about},${category},${channel}\n`;
  writeFileSync(
    csv,
    "编号,标题,单元代码,被反映人,类别,渠道\n" +
      line("c1", "路灯坏了", "", "village.lighting") +
      line("c2", `${his_name}把路灯的钱拿了`) +
      line("c3", "反映村里的事", his_name, "village.lighting") +
      line("c4", "反映不认识的人", "查无此人") +
      line("c5", "乱写类别", "", "no.such.category") +
      line("c6", "乱写渠道", "", "", "carrier pigeon") +
      line("c7", "按岗位写的", his_desk, "village.lighting"),
  );
  await server.stop();
  const done = run("import", "requests", "--data", server.data, csv);
  server = await Server.start(server.data);
  assert.match(done.out + done.err, /imported 7, unchanged 0, refused 0/);
  const unknown = rows<{ n: number }>(
    server.data,
    "SELECT count(*) AS n FROM matter" +
      " WHERE category = 'no.such.category' OR channel = 'carrier pigeon'",
  );
  assert.equal(unknown[0]!.n, 0);
  const of = (row: string): Kept =>
    kept(
      rows<{ number: string }>(
        server.data,
        `SELECT number FROM matter WHERE source_row = '${row}'`,
      )[0]!.number,
    );
  assert.equal(of("c1").confidential, 0);
  assert.deepEqual([of("c2").step, of("c2").place], ["about_review", "town"]);
  assert.deepEqual([of("c3").step, of("c3").place, of("c3").confidential], ["intake", "town", 1]);
  assert.deepEqual([of("c4").step, of("c4").place], ["about_review", "discipline"]);
  assert.deepEqual([of("c7").step, of("c7").place], ["intake", "town"]);
  him = await Client.as(server, "village_intake");
  for (const row of ["c2", "c3", "c4", "c7"])
    assert.equal((await refusal(him.matter(of(row).id))).status, 404, row);
});

test("who is appointed to the desk that holds it finds nothing of what is about him", async () => {
  resident = await Client.as(server, "resident");
  const mark = `${his_name}打人`;
  const receipt = await file({ title: mark, about: [his_desk] });
  const { id } = kept(receipt.number);
  const phone = "14300000077";
  const holder = kept_holder(receipt.number);
  const dir = place();
  writeFileSync(join(dir, "people.csv"), `姓名,手机号,人员编号\n接任者,${phone},c-9\n`);
  writeFileSync(
    join(dir, "positions.csv"),
    `岗位,单元编码,手机号,副职,任期开始\nintake,420583105,${phone},是,2026-01-01\n`,
  );
  await server.stop();
  for (const what of ["people", "positions"]) {
    const done = run("import", what, "--data", server.data, join(dir, `${what}.csv`));
    assert.match(done.out, /imported 1, unchanged 0, refused 0/);
  }
  server = await Server.start(server.data);
  him = await Client.as(server, "village_intake");
  assert.equal(kept_holder(receipt.number), holder);
  assert.equal((await refusal(him.matter(id))).status, 404);
  const newcomer = rows<{ n: number }>(
    server.data,
    `SELECT count(*) AS n FROM term WHERE position_id = ${holder} AND deputy = 1`,
  );
  assert.ok(newcomer[0]!.n >= 1, "a co-holder came who is not meant");
  const reviewer = await Client.as(server, "town_intake");
  assert.equal((await reviewer.matter(id)).title, mark);
});

test("public words hold nobody's number, however it is written, but a desk's own", async () => {
  const own = await Client.as(server, "resident");
  const title = "请把河边的护栏修一修";
  const { matter } = await own.file({
    title,
    unit: village,
    category: "village.facilities",
    wish_public: true,
  });
  const clerk = await Client.as(server, "village_intake");
  for (const words of [
    "张三 13800138000",
    "找 138.0013.8000",
    "一三八零零一三八零零零",
    "１３８００１３８０００",
    "+86 138-0013-8000",
    "138\u200b0013\u200b8000",
    "身份证11010519491231002X",
  ]) {
    const refused = await refusal(clerk.act(matter!, "publish", { public_title: words }));
    assert.equal(refused.code, "desk.personal_number", words);
    assert.match(JSON.stringify(refused.body), /(138|110)\*+/, "it says which piece");
    const now_at = (await clerk.get<{ now_at: number }>("/api/v1/sample")).now_at;
    const notice = { title: "停水", text: words, unit: village, until_at: now_at + 24 * HOUR_MS };
    assert.equal(
      (await refusal(clerk.post("/api/v1/notices", notice))).code,
      "desk.personal_number",
      words,
    );
  }
  await clerk.act(matter!, "publish", { public_title: "护栏2022年11月25日前修好，见〔2022〕28号" });
});
