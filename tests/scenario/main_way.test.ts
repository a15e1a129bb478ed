// A resident's request from her door to her own word that it is solved.
// Shows REQ-1, REQ-4, REQ-6, REQ-10, REQ-11, REQ-13, REQ-15; guards RISK-3, RISK-4, RISK-8,
// RISK-13.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client, desk, forward, refusal, unit, until } from "./client";
import { drop, folder, Server } from "./house";

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

test("REQ-1 REQ-13: filed, up and down, assisted, asked, not solved, solved, rated", async () => {
  let resident = await Client.as(server, "resident");
  const receipt = await resident.file({
    title: "村口路灯坏了",
    detail: "村口小桥边的路灯坏了半个月,晚上看不见路。",
    unit: village,
    category: "village.lighting",
    wish_public: true,
  });
  const id = receipt.matter!;
  assert.ok(receipt.number.length > 8);
  assert.match(receipt.holder.zh, /向巷村/);
  assert.match(receipt.holder_phone, /^0717-0\d{6}$/);

  // The village takes it in and hands it up; the town answers for it only after 签收.
  let villageIntake = await Client.as(server, "village_intake");
  assert.ok((await villageIntake.inbox()).items.some((item) => item.id === id));
  await villageIntake.act(id, "hand_up", { reason: "需要镇里协调电力部门" });
  assert.match((await villageIntake.matter(id)).holder!.words.zh, /向巷村/);
  assert.equal((await villageIntake.matter(id)).holder_phone, receipt.holder_phone);
  const townIntake = await Client.as(server, "town_intake");
  assert.equal((await townIntake.inbox("offered")).counts.offered, 1);
  await townIntake.act(id, "take_over");
  assert.match((await townIntake.matter(id)).holder!.words.zh, /仙女镇/);

  // Down again to the village, by 签收.
  await townIntake.act(id, "assign", { to: await desk(townIntake, id, "assign", "向巷村") });
  await villageIntake.act(id, "take_over");
  await villageIntake.act(id, "accept", { grade: "small" });
  assert.equal((await villageIntake.matter(id)).grade!.key, "small");
  const sent = await villageIntake.get<{ items: { text: string }[] }>("/api/v1/sample/messages");
  assert.ok(
    sent.items.some((one) => /已受理.*\d月\d+日\(周.\)\d\d:\d\d前答复/.test(one.text)),
    "a day is said as people say it",
  );

  // A department assists; the lead stays.
  await villageIntake.act(id, "invite", {
    to: await desk(villageIntake, id, "invite", "住房和城乡建设局"),
    question: "灯杆由谁更换?",
  });
  const department = await Client.as(server, "department_handler");
  assert.ok((await department.inbox("assist")).items.some((item) => item.id === id));
  await department.act(id, "contribute", { text: "由我局更换灯杆。" });
  const assist = (await villageIntake.matter(id)).participants.find((p) => p.role === "assist")!;
  assert.ok(assist.ended_at > 0);

  // The clock stands still while she is asked, and goes on with what was left.
  const until_before = (await villageIntake.matter(id)).clock.until_at;
  await villageIntake.act(id, "ask_filer", { question: "是桥东还是桥西?" });
  assert.equal((await resident.matter(id)).clock.paused, true);
  await forward(server, 24);
  resident = await Client.as(server, "resident");
  villageIntake = await Client.as(server, "village_intake");
  await resident.act(id, "add", { text: "桥东第二盏。" });
  const running = await villageIntake.matter(id);
  assert.equal(running.clock.paused, false);
  assert.ok(running.clock.until_at > until_before, "the day it was paused is not counted");

  await villageIntake.act(id, "reply", { reply: "灯已换好,请您看看。" });
  // The handler never enters her word.
  assert.equal((await refusal(villageIntake.act(id, "solved"))).status, 403);
  await resident.act(id, "not_solved", { reason: "还是不亮" });
  assert.equal((await resident.matter(id)).step, "handling");
  await villageIntake.act(id, "reply", { reply: "线路已修复。" });
  await resident.act(id, "solved");
  const closed = await resident.matter(id);
  assert.equal(closed.outcome, "solved");
  await resident.act(id, "rate", { rating: 4 });
  assert.equal((await resident.matter(id)).rating, 4);

  // RISK-8: the rated never read the rating.
  const seen = await villageIntake.matter(id);
  assert.equal(seen.rating, 0);
  assert.ok(!seen.record.some((act) => act.act === "rate"));

  // Time is kept at every desk, up and down.
  const desks = closed.way.map((stay) => stay.desk.level);
  assert.deepEqual(desks.slice(0, 3), ["village", "town", "village"]);

  // RISK-13: the public page shows it without her name, and no finer than the village.
  const page = await new Client(server).get<Record<string, unknown>>(
    `/api/v1/public/matters/${encodeURIComponent(receipt.number)}`,
  );
  const me = await resident.get<{ name: string }>("/api/v1/me");
  const text = JSON.stringify(page);
  assert.ok(text.includes("向巷村"));
  assert.ok(!text.includes(me.name) && !text.includes("村口小桥边"));

  // Everything is in the provable record within a second or two.
  await until(async () => (await resident.matter(id)).record.every((act) => act.index >= 0));
});

test("RISK-4: the 联户长 who was not told does not see it", async () => {
  const resident = await Client.as(server, "resident");
  const id = (await resident.file({ title: "邻居占道堆物", unit: village })).matter!;
  const liaison = await Client.as(server, "liaison");
  assert.equal((await refusal(liaison.matter(id))).status, 404);
  const mine = await liaison.get<{ items: { id: string }[] }>("/api/v1/requests/mine?scope=opener");
  assert.ok(!mine.items.some((item) => item.id === id));
});

test("RISK-4: her 联户长 sees what she shows him, and handles nothing", async () => {
  const resident = await Client.as(server, "resident");
  const liaison = await Client.as(server, "liaison");
  const id = (await resident.file({ title: "院墙裂了想请人看看", unit: village })).matter!;
  await resident.act(id, "share");
  const seen = await liaison.matter(id);
  assert.equal(seen.title, "院墙裂了想请人看看");
  assert.deepEqual(seen.acts, []);
  assert.equal(seen.filer, undefined);
  const listed = await liaison.inbox("shared");
  assert.ok(listed.items.some((item) => item.id === id) && listed.counts.shared > 0);
  assert.match((await refusal(liaison.act(id, "accept", { grade: "small" }))).code, /not_your_act/);
  assert.equal((await refusal(resident.act(id, "share"))).code, "procedure.not_now");
  await resident.act(id, "unshare");
  assert.equal((await refusal(liaison.matter(id))).status, 404);
  assert.ok(!(await liaison.inbox("shared")).items.some((item) => item.id === id));
});

test("RISK-3: a complaint about people is shared with no neighbour", async () => {
  const resident = await Client.as(server, "resident");
  const id = (
    await resident.file({ title: "干部态度不好", unit: village, category: "conduct.attitude" })
  ).matter!;
  const acts = (await resident.matter(id)).acts.map((act) => act.key);
  assert.ok(acts.includes("add") && !acts.includes("share"), acts.join(" "));
});

test("she takes a copy of what is kept about her, and of nobody else", async () => {
  const resident = await Client.as(server, "resident");
  const { number } = await resident.file({ title: "门前路不平", unit: village });
  const mine = await resident.get<{
    phone: string;
    ties: { door: string }[];
    matters: { number: string; title: string; my_role: string }[];
  }>("/api/v1/me/export");
  assert.match(mine.phone, /^\d{11}$/);
  assert.ok(mine.ties.some((tie) => tie.door !== ""));
  assert.ok(mine.matters.some((matter) => matter.number === number));
  assert.ok(mine.matters.every((matter) => ["filer", "affected"].includes(matter.my_role)));
});

test("RISK-3: her copy is whole, however much it is", async () => {
  const resident = await Client.as(server, "resident");
  const filed: string[] = [];
  for (let at = 0; at < 45; ++at)
    filed.push((await resident.file({ title: `路灯不亮 ${at}`, unit: village })).number);
  const { matters } = await resident.get<{ matters: { number: string }[] }>("/api/v1/me/export");
  const numbers = matters.map((matter) => matter.number);
  assert.equal(new Set(numbers).size, numbers.length);
  assert.deepEqual(numbers.slice(0, filed.length), filed.reverse());
});

test("REQ-4: what the village's list does not hold goes back with one tap", async () => {
  const resident = await Client.as(server, "resident");
  const id = (
    await resident.file({ title: "请处理违法建设", unit: village, category: "village.lighting" })
  ).matter!;
  const villageIntake = await Client.as(server, "village_intake");
  const acts = (await villageIntake.matter(id)).acts.map((act) => act.key);
  assert.ok(!acts.includes("decline"), "a village never declines a resident");
  assert.ok(!acts.includes("return_off_list"), "it is on the list");
  // Handed up, the town finds it is something else and wants the village to do it after all.
  await villageIntake.act(id, "hand_up", { reason: "不是路灯" });
  const townIntake = await Client.as(server, "town_intake");
  await townIntake.act(id, "take_over");
  await townIntake.act(id, "accept", { grade: "large", category: "urban.unlawful" });
  const off = await townIntake.get<{ items: { level: string }[] }>(
    `/api/v1/matters/${id}/desks?act=assign`,
  );
  assert.ok(!off.items.some((item) => item.level === "village"), "no village is offered");
});

test("REQ-13: the second 没解决 goes to a third person who did not handle it", async () => {
  const resident = await Client.as(server, "resident");
  const id = (
    await resident.file({ title: "水沟堵了", unit: village, category: "village.ditches" })
  ).matter!;
  const villageIntake = await Client.as(server, "village_intake");
  await villageIntake.act(id, "accept", { grade: "small" });
  for (let i = 0; i < 2; ++i) {
    await villageIntake.act(id, "reply", { reply: "已清。" });
    await resident.act(id, "not_solved");
  }
  const third = await resident.matter(id);
  assert.equal(third.step, "third_person");
  assert.match(third.holder!.words.zh, /督办/);
  const supervisor = await Client.as(server, "town_supervisor");
  await supervisor.act(id, "redo", { reason: "请重新清沟" });
  assert.equal((await resident.matter(id)).step, "handling");
});

test("REQ-13: silence goes to a call-back by somebody else, never to a good mark", async () => {
  let resident = await Client.as(server, "resident");
  const id = (
    await resident.file({ title: "垃圾没人收", unit: village, category: "village.rubbish" })
  ).matter!;
  const villageIntake = await Client.as(server, "village_intake");
  await villageIntake.act(id, "accept", { grade: "small" });
  await villageIntake.act(id, "reply", { reply: "已收。" });
  await forward(server, 24 * 30);
  resident = await Client.as(server, "resident");
  await until(async () => (await resident.matter(id)).step === "callback");
  const callback = await Client.as(server, "town_callback");
  await callback.act(id, "record_unreachable", { text: "打了三次电话没人接" });
  const closed = await resident.matter(id);
  assert.equal(closed.outcome, "unreachable");
  assert.equal(closed.rating, 0);
});

test("REQ-6: without an account a number and a code follow it and answer it", async () => {
  const nobody = new Client(server);
  const receipt = await nobody.file({
    title: "井盖松动",
    unit: village,
    category: "village.paths",
    name: "王小花",
    phone: "14200000001",
  });
  assert.equal(receipt.matter, undefined);
  const follow = { number: receipt.number, code: receipt.follow_up_code! };
  const seen = await nobody.post<{ my_role: string; step: string }>("/api/v1/follow", follow);
  assert.equal(seen.my_role, "filer");
  await nobody.post("/api/v1/follow/acts/add", { ...follow, form: { text: "在小学门口。" } });
  const wrong = await refusal(
    nobody.post("/api/v1/follow", { number: receipt.number, code: "22222222" }),
  );
  assert.equal(wrong.code, "request.not_found");
});

test("RISK-3: a complaint about a cadre never reaches him", async () => {
  const resident = await Client.as(server, "resident");
  const offices = await resident.get<{
    items: { desk: { desk: string; words: { zh: string } } }[];
  }>(`/api/v1/units/${village}/desks`);
  const intake = offices.items.find((item) => item.desk.words.zh.includes("受理"))!;
  const id = (
    await resident.file({
      title: "办事态度差",
      unit: village,
      category: "conduct",
      about: [intake.desk.desk],
    })
  ).matter!;
  const him = await Client.as(server, "village_intake");
  assert.equal((await refusal(him.matter(id))).status, 404);
  assert.ok(!(await him.inbox()).items.some((item) => item.id === id));
  assert.ok(!(await resident.matter(id)).holder!.words.zh.includes("向巷村"));
  const supervisor = await Client.as(server, "town_supervisor");
  assert.equal((await refusal(supervisor.matter(id))).status, 404);
});

test("a repeat with the same key gets the same receipt, another body is refused", async () => {
  const resident = await Client.as(server, "resident");
  const key = "0123456789abcdef-repeat";
  const body = { title: "路面有坑", detail: "", unit: village };
  const first = await resident.post<{ number: string }>("/api/v1/requests", body, key);
  const again = await resident.post<{ number: string }>("/api/v1/requests", body, key);
  assert.equal(again.number, first.number);
  const other = await refusal(resident.post("/api/v1/requests", { ...body, title: "别的" }, key));
  assert.equal(other.code, "desk.key_reused");
});

test("a look at her phone is on the record first, and she can read who looked", async () => {
  const resident = await Client.as(server, "resident");
  const id = (
    await resident.file({ title: "想问低保政策", unit: village, category: "village.lighting" })
  ).matter!;
  const intake = await Client.as(server, "village_intake");
  const view = await intake.matter(id);
  assert.match(view.filer!.name, /\*/);
  const shown = await intake.post<{ value: string }>(`/api/v1/matters/${id}/reveal`, {
    what: "phone",
    reason: "call_filer",
  });
  assert.match(shown.value, /^\d{11}$/);
  const looks = await resident.get<{ items: { who: { zh: string }; reason: { zh: string } }[] }>(
    "/api/v1/me/lookups",
  );
  assert.match(looks.items[0]!.who.zh, /向巷村/);
  const supervisor = await Client.as(server, "town_supervisor");
  assert.equal(
    (
      await refusal(
        supervisor.post(`/api/v1/matters/${id}/reveal`, { what: "phone", reason: "call_filer" }),
      )
    ).status,
    403,
  );
});
