// A village tells its people something: posted by its desk, read by everybody, gone in time.
// Shows that a notice is a matter like every other (one inbox, one clock, one record); guards
// RISK-13 (a day on which it ends, nobody's number in it, taken down with a reason on the record).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client, forward, refusal, unit, until } from "./client";
import { drop, folder, rows, Server } from "./house";

interface Notice {
  number: string;
  title: string;
  text: string;
  unit: { name: { zh: string } };
  by: { zh: string };
  shown_until_at: number;
  withdrawn_at: number;
}
interface Posted {
  matter: string;
  number: string;
  shown_from_at: number;
  shown_until_at: number;
}

const DAY = 86_400_000;
let server: Server;
let nobody: Client;
let village = "";
let town = "";
before(async () => {
  server = await Server.start(folder());
  nobody = new Client(server);
  village = await unit(nobody, "向巷村");
  town = await unit(nobody, "仙女镇");
});
after(async () => {
  await server.stop();
  drop(server.data);
});

const now = async (): Promise<number> =>
  (await nobody.get<{ now_at: number }>("/api/v1/me")).now_at;
const shown = async (at: string): Promise<Notice[]> =>
  (await nobody.get<{ items: Notice[] }>(`/api/v1/public/notices?unit=${at}`)).items;
const read = (number: string): Promise<Notice> =>
  nobody.get(`/api/v1/public/notices/${encodeURIComponent(number)}`);
async function post(who: Client, more: Record<string, unknown> = {}): Promise<Posted> {
  return who.post("/api/v1/notices", {
    title: "停水通知",
    text: "周四上午检修水管,村部电话0717-4212345。",
    unit: village,
    until_at: (await now()) + 3 * DAY,
    ...more,
  });
}

test("RISK-13: a notice is shown until its day, and then goes by itself", async () => {
  const intake = await Client.as(server, "village_intake");
  const posted = await post(intake);
  const listed = (await shown(village)).find((one) => one.number === posted.number)!;
  assert.equal(listed.title, "停水通知");
  assert.match(listed.by.zh, /向巷村/);
  assert.equal(listed.shown_until_at, posted.shown_until_at);
  assert.deepEqual(await read(posted.number), listed);
  const mine = await intake.inbox();
  const item = mine.items.find((one) => one.number === posted.number)!;
  assert.deepEqual([item.step, item.until_at], ["shown", posted.shown_until_at]);
  const matter = await intake.matter(posted.matter);
  assert.deepEqual(
    matter.acts.map((act) => act.key),
    ["take_down", "note"],
  );
  assert.equal(matter.record.length, 1);
  await forward(server, 88); // past the end of that day
  assert.equal((await shown(village)).length, 0);
  assert.equal((await refusal(read(posted.number))).code, "notice.not_found");
  const later = await Client.as(server, "village_intake");
  await until(async () => (await later.matter(posted.matter)).ended);
  assert.equal((await later.matter(posted.matter)).outcome, "shown");
});

test("RISK-13: its desk, or one above, takes it down with a reason, and it says so", async () => {
  const intake = await Client.as(server, "village_intake");
  const posted = await post(intake);
  const unreasoned = await refusal(intake.act(posted.matter, "take_down"));
  assert.equal(unreasoned.code, "procedure.form_missing");
  const resident = await Client.as(server, "resident");
  assert.equal((await refusal(resident.matter(posted.matter))).code, "desk.no_such_matter");
  const above = await Client.as(server, "town_supervisor");
  await above.act(posted.matter, "take_down", { reason: "日期写错了" });
  assert.equal((await shown(village)).length, 0);
  const gone = await read(posted.number);
  assert.deepEqual([gone.title, gone.text], ["", ""]);
  assert.ok(gone.withdrawn_at > 0);
  const record = (await intake.matter(posted.matter)).record;
  assert.deepEqual(
    record.map((one) => one.act.split(".").at(-1)),
    ["post", "take_down"],
  );
  const entries = rows<{ act: string }>(
    server.data,
    `SELECT act FROM journal_entry WHERE matter_id=${posted.matter} ORDER BY id`,
  );
  assert.deepEqual(
    entries.map((one) => one.act),
    ["notice.post", "notice.take_down"],
  );
});

test("a town's notice is shown in its villages; a village's stays in the village", async () => {
  const handler = await Client.as(server, "town_handler");
  const posted = await post(handler, { unit: town, title: "赶集改期" });
  const numbers = async (at: string) => (await shown(at)).map((one) => one.number);
  assert.ok((await numbers(village)).includes(posted.number));
  const intake = await Client.as(server, "village_intake");
  const own = await post(intake);
  assert.ok(!(await numbers(town)).includes(own.number));
  const hamlet = (await nobody.get<{ items: { id: string }[] }>(`/api/v1/units?parent=${village}`))
    .items[0]!.id;
  assert.ok((await numbers(hamlet)).includes(own.number));
  const { items } = await nobody.get<{ items: { number: string }[] }>(
    `/api/v1/public/matters?unit=${village}`,
  );
  assert.ok(!items.some((one) => one.number === own.number), "requests and notices stay apart");
});

test("who posts sits there, names nobody, and sets a day neither past nor far", async () => {
  const intake = await Client.as(server, "village_intake");
  const liaison = await Client.as(server, "liaison");
  const time = await now();
  for (const [who, more, code] of [
    [liaison, {}, "desk.not_yours_to_open"],
    [intake, { unit: town }, "desk.not_yours_to_open"],
    [intake, { unit: "1" }, "desk.no_such_place"],
    [intake, { text: "请联系张三138 0000 1234" }, "desk.personal_number"],
    [intake, { until_at: time - DAY }, "procedure.form_date"],
    [intake, { until_at: time + 400 * DAY }, "desk.until_too_late"],
    [intake, { title: "" }, "procedure.form_missing"],
    [intake, { title: "长".repeat(61) }, "procedure.form_too_long"],
  ] as const)
    assert.equal((await refusal(post(who, more))).code, code);
  const key = "one-notice-and-not-two";
  const body = { title: "只发一次", text: "内容", unit: village, until_at: time + DAY };
  const first = await intake.post<Posted>("/api/v1/notices", body, key);
  assert.deepEqual(await intake.post<Posted>("/api/v1/notices", body, key), first);
  assert.equal((await shown(village)).filter((one) => one.title === "只发一次").length, 1);
});
