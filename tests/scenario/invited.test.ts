// An invitation (协办) has a time of its own: its message names it, who does not answer by then is
// reminded, then supervised, each on the record; an answer ends it. And no answer goes out with a
// blank of its template. Shows REQ-12, REQ-13.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client, desk, forward, refusal, unit, until } from "./client";
import { drop, folder, rows, Server } from "./house";

let server: Server;
let village = "";
before(async () => {
  server = await Server.start(folder());
  village = await unit(new Client(server), "向巷村");
});
after(async () => {
  await server.stop();
  drop(server.data);
});

// What the desks were told of one matter, with these words.
async function told(number: string, words: string): Promise<string[]> {
  const all = await new Client(server).get<{ items: { text: string }[] }>(
    "/api/v1/sample/messages",
  );
  const texts = all.items.map((one) => one.text);
  return texts.filter((text) => text.includes(number) && text.includes(words));
}
const ASKED = "请您协办事项";
const LATE = "还没有收到";
const SUPERVISED = "已列入督办";

// A matter that the village handles, with a department invited to it.
async function invited(): Promise<{ id: string; number: string }> {
  const resident = await Client.as(server, "resident");
  const lead = await Client.as(server, "village_intake");
  const made = await resident.file({
    title: "沟渠堵了",
    unit: village,
    category: "village.ditches",
  });
  const id = made.matter!;
  await lead.act(id, "accept", { grade: "small" });
  const to = await desk(lead, id, "invite", "住房和城乡建设局");
  await lead.act(id, "invite", { to, question: "泵站哪天能开？" });
  return { id, number: made.number };
}
// Sessions end while days go by: whoever looks signs in again.
const seen = async (id: string) => (await Client.as(server, "village_intake")).matter(id);
const acts = async (id: string): Promise<string[]> =>
  (await seen(id)).record.map((one) => one.act);

test("REQ-12: an invitation is reminded of, then supervised, by its own date", async () => {
  const { id, number } = await invited();
  const part = (await seen(id)).participants.find((one) => one.role === "assist")!;
  assert.ok(part.answer_until_at > 0);
  const date = new Intl.DateTimeFormat("zh-CN", {
    timeZone: "Asia/Shanghai",
    month: "numeric",
    day: "numeric",
  })
    .format(part.answer_until_at)
    .replace("/", "月");
  const [first] = await told(number, ASKED);
  assert.ok(first!.includes(date), `${first} names ${date}`);

  await forward(server, 24 * 4); // Friday: the three working days are over
  await until(async () => (await acts(id)).includes("answer_late"));
  const late = await told(number, LATE);
  assert.equal(late.length, 2, "who is asked, and the lead");
  for (const one of late) assert.ok(one.includes(date), one);

  await forward(server, 24 * 4);
  await until(
    async () => (await acts(id)).filter((one) => one === "answer_late").length === 2,
  );
  const view = await seen(id);
  assert.ok(view.participants.some((one) => one.role === "supervisor" && !one.ended_at));
  assert.ok((await told(number, SUPERVISED)).length >= 2);
  await forward(server, 24 * 20);
  assert.equal(
    (await acts(id)).filter((one) => one === "answer_late").length,
    2,
    "each once",
  );
});

test("REQ-12: an answer in time ends it: nobody is reminded", async () => {
  const { id, number } = await invited();
  const asked = await Client.as(server, "department_handler");
  await asked.act(id, "contribute", { text: "明天开。" });
  assert.deepEqual(
    rows(server.data, `SELECT id FROM timer WHERE matter_id = ${id} AND kind LIKE 'answer%'`),
    [],
  );
  await forward(server, 24 * 10);
  assert.ok(!(await acts(id)).includes("answer_late"));
  assert.deepEqual(await told(number, LATE), []);
});

test("REQ-13: a reply template fits the category, and is not sent with a blank", async () => {
  const resident = await Client.as(server, "resident");
  const intake = await Client.as(server, "village_intake");
  const made = await resident.file({
    title: "路灯不亮",
    unit: village,
    category: "village.lighting",
  });
  const { items } = await intake.get<{ items: { key: string; text: { zh: string } }[] }>(
    `/api/v1/matters/${made.matter!}/replies`,
  );
  assert.equal(items[0]!.key, "lamp_repaired");
  assert.ok(!items.some((one) => one.key === "ditch_cleared"));
  const answer = items[0]!.text.zh;
  const sent = (reply: string) => intake.act(made.matter!, "done_on_spot", { reply });
  assert.equal((await refusal(sent(answer))).code, "desk.blank_left");
  const half = answer.replace("{哪天}", "今天");
  assert.equal((await refusal(sent(half))).code, "desk.blank_left");
  await sent(half.replace("{换了什么}", "灯泡"));
});
