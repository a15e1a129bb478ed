// A complaint that comes later, beside what was chosen, or about those above whom nobody stands: it
// never reaches whom it names. Rows of the second attack's report, on the real program. Guards
// RISK-3; docs/adr/0024.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { FileRequest, FilingReceipt, MatterView } from "../../web/src/api/types";
import { Client, refusal, unit } from "./client";
import { drop, folder, place, rows, run, Server } from "./house";

interface Seat {
  desk: { desk: string; words: { zh: string } };
  names: string;
}
interface Where {
  id: string;
  step: string;
  confidential: number;
  place: string;
  holder: string;
}

let server: Server;
let resident: Client;
let him: Client; // 受理分办 of the village
let her: Client; // 受理分办 of the town
let village: string;
let his: Seat;
let hers: Seat;

async function seat(at: string, words: string): Promise<Seat> {
  const { items } = await resident.get<{ items: Seat[] }>(`/api/v1/units/${at}/desks`);
  const found = items.find((one) => one.desk.words.zh.includes(words));
  assert.ok(found, `no desk ${words}`);
  return found;
}
const name = (of: Seat): string => of.names.split("、")[0]!;

// One of several at discipline inspection, whose name we know.
const inspector = "司马廉";
function appoint_inspector(data: string): void {
  const dir = place();
  const phone = "14300000078";
  writeFileSync(join(dir, "people.csv"), `姓名,手机号,人员编号\n${inspector},${phone},c-12\n`);
  writeFileSync(
    join(dir, "positions.csv"),
    `岗位,机构编码,手机号,副职,任期开始\nintake,discipline,${phone},是,2026-01-01\n`,
  );
  for (const what of ["people", "positions"]) {
    const done = run("import", what, "--data", data, join(dir, `${what}.csv`));
    assert.match(done.out, /imported 1, unchanged 0, refused 0/);
  }
}

before(async () => {
  const data = folder();
  appoint_inspector(data);
  server = await Server.start(data);
  resident = await Client.as(server, "resident");
  him = await Client.as(server, "village_intake");
  her = await Client.as(server, "town_intake");
  village = await unit(resident, "向巷村");
  his = await seat(village, "受理");
  hers = await seat(await unit(resident, "仙女镇"), "受理");
});
after(async () => {
  await server.stop();
  drop(server.data);
});

function where(number: string): Where {
  return rows<Where>(
    server.data,
    "SELECT CAST(m.id AS TEXT) AS id, m.step AS step, m.confidential AS confidential, " +
      "COALESCE(u.level, o.key) AS place, CAST(p.id AS TEXT) AS holder FROM matter m " +
      "JOIN position p ON p.id = m.holder_position LEFT JOIN unit u ON u.id = p.unit_id " +
      `LEFT JOIN organisation o ON o.id = p.organisation_id WHERE m.number = '${number}'`,
  )[0]!;
}
const file = (request: Partial<FileRequest>): Promise<FilingReceipt> =>
  resident.file({ title: "路灯坏了", category: "village.lighting", unit: village, ...request });

// Neither the matter nor a word of it is anywhere that she looks.
async function is_hidden_from(who: Client, number: string, words: string): Promise<void> {
  assert.equal((await refusal(who.matter(where(number).id))).status, 404);
  for (const path of [
    "/api/v1/inbox?scope=mine&state=all",
    "/api/v1/inbox?scope=below&state=all",
    "/api/v1/inbox?scope=opener&state=all",
    "/api/v1/requests/mine?scope=opener",
  ]) {
    const text = JSON.stringify(await who.get(path));
    assert.ok(!text.includes(number) && !text.includes(words), path);
  }
}
const told = (number: string, position: string): number =>
  rows<{ n: number }>(
    server.data,
    "SELECT count(*) AS n FROM delivery_message d JOIN matter m ON m.id = d.matter_id " +
      `JOIN term t ON t.person_id = d.person_id WHERE m.number = '${number}' ` +
      `AND t.position_id = ${position} AND t.valid_to IS NULL`,
  )[0]!.n;

test("who is chosen does not make the text unread: it lies above the highest named", async () => {
  const words = `镇里的${name(hers)}收了我家五百元`;
  const receipt = await file({ detail: words, about: [his.desk.desk] });
  assert.equal(where(receipt.number).place, "county");
  for (const who of [him, her]) await is_hidden_from(who, receipt.number, words);
  const beside = await file({ place_words: `${name(hers)}家门口`, about: [his.desk.desk] });
  assert.equal(where(beside.number).place, "county");
});

test("who enters a complaint about herself and chooses another has none of it", async () => {
  const words = `${name(hers)}收了我家五百元`;
  const somebody = { name: "王大娘", read_back: true, consent: true };
  const { number } = await her.file({
    title: "路灯不亮",
    detail: words,
    unit: village,
    category: "village.lighting",
    for_whom: "somebody",
    somebody,
    about: [his.desk.desk],
  });
  assert.equal(where(number).place, "county");
  await is_hidden_from(her, number, words);
});

test("a complaint added later goes above before he reads it, and says so", async () => {
  const { number } = await file({});
  const { id } = where(number);
  const before_it = await him.matter(id);
  const messages = told(number, his.desk.desk);
  const words = `${name(his)}收了我家五百元，我要投诉他`;
  await resident.act(id, "add", { text: words });
  assert.deepEqual([where(number).step, where(number).place], ["about_review", "town"]);
  assert.equal(where(number).confidential, 1);
  await is_hidden_from(him, number, "五百元");
  assert.equal(told(number, his.desk.desk), messages, "nothing tells him that there is more");
  const seen = await resident.matter(id);
  assert.deepEqual(
    seen.record.slice(-2).map((one) => one.act),
    ["add", "handed_above"],
  );
  assert.match(seen.record.at(-1)!.title.zh, /转给上级/);
  const reviewer: MatterView = await her.matter(id);
  assert.ok(reviewer.record.some((one) => one.texts.some((text) => text.text === words)));
  assert.deepEqual(
    reviewer.named.map((one) => one.name),
    [name(his)],
  );
  await her.act(id, "not_about");
  const again = await him.matter(id);
  assert.deepEqual(
    [again.step, again.clock.until_at, where(number).holder],
    [before_it.step, before_it.clock.until_at, his.desk.desk],
  );
});

test("a code without an account, and who entered it for her, are read alike", async () => {
  const nobody = new Client(server);
  const receipt = await nobody.file({
    title: "路灯坏了",
    unit: village,
    category: "village.lighting",
    name: "王大娘",
  });
  const follow = { number: receipt.number, code: receipt.follow_up_code! };
  const form = { text: `${name(his)}要钱` };
  await nobody.post("/api/v1/follow/acts/add", { ...follow, form });
  assert.equal(where(receipt.number).step, "about_review");
  await is_hidden_from(him, receipt.number, "要钱");
  const liaison = await Client.as(server, "liaison");
  const entered = await liaison.file({
    title: "路灯坏了",
    unit: village,
    category: "village.lighting",
    for_whom: "somebody",
    somebody: { name: "李大爷", read_back: true, consent: true },
  });
  await liaison.act(where(entered.number).id, "add", form);
  assert.equal(where(entered.number).step, "about_review");
  for (const who of [him, liaison]) await is_hidden_from(who, entered.number, "要钱");
});

test("her reasons are read as well: not solved, withdrawn, reopened", async () => {
  const { number } = await file({});
  const { id } = where(number);
  await him.act(id, "accept", { grade: "small" });
  await him.act(id, "reply", { reply: "已修好" });
  await resident.act(id, "not_solved", { reason: `${name(his)}没来，还骂人` });
  assert.equal(where(number).step, "about_review");
  await is_hidden_from(him, number, "骂人");
  const other = await file({});
  await resident.act(where(other.number).id, "withdraw", { reason: `${name(his)}威胁我` });
  assert.deepEqual([where(other.number).step, where(other.number).place], ["closed", "town"]);
  await is_hidden_from(him, other.number, "威胁我");
});

test("what is about discipline inspection's people goes to the address outside", async () => {
  const [desk] = rows<{ p: string }>(
    server.data,
    "SELECT CAST(p.id AS TEXT) AS p FROM position p JOIN organisation o ON " +
      "o.id = p.organisation_id WHERE o.key = 'discipline' AND p.key = 'intake'",
  );
  const words = `${inspector}收了红包`;
  const { number } = await file({});
  for (const said of [
    (): Promise<unknown> => file({ about: [desk!.p] }),
    (): Promise<unknown> => file({ detail: words }),
    (): Promise<unknown> => resident.act(where(number).id, "add", { text: words }),
  ]) {
    const refused = await refusal(said());
    assert.deepEqual([refused.status, refused.code], [409, "desk.nobody_above"]);
    assert.match(JSON.stringify(refused.body), /12388/);
  }
  const asked = await resident.post<{ ask: boolean; outside: boolean }>("/api/v1/requests/about", {
    title: words,
    detail: "",
    unit: village,
  });
  assert.ok(asked.ask && asked.outside);
  assert.equal(where(number).step, "intake", "what was refused left nothing");
});

test("his own name with a phone that nobody knows is his own matter", async () => {
  const nobody = new Client(server);
  const { number } = await nobody.file({
    title: "路灯坏了",
    unit: village,
    category: "village.lighting",
    name: name(his),
    phone: "14312340987",
  });
  const refused = await refusal(him.act(where(number).id, "accept", { grade: "small" }));
  assert.ok([403, 404].includes(refused.status), refused.code);
  assert.notEqual(where(number).holder, his.desk.desk);
});

test("the record with what the program did by its own proves itself", async () => {
  await server.stop();
  const { code, out } = run("verify", "--data", server.data);
  assert.equal(code, 0, out);
  assert.match(out, /intact/);
  server = await Server.start(server.data);
});
