// The sample that `./dev run` opens: at work for months, and every role to sign in as has something
// to do. Shows that it is made within its time.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { InboxView, NoticeList, PublicList } from "../../web/src/api/types";
import { Client, unit } from "./client";
import { drop, folder, run, Server } from "./house";

const kSecondsMax = 40; // for the matters, on a machine that others use, too; alone it takes ten
let server: Server;
before(async () => {
  const data = folder();
  const began = Date.now();
  const size = ["--count", "400", "--days", "150", "--lively"];
  const made = run("sample", "matters", "--data", data, ...size);
  assert.equal(made.code, 0, made.err);
  const seconds = (Date.now() - began) / 1000;
  console.log(`# 400 matters over 150 days took ${seconds} s`);
  assert.ok(seconds < kSecondsMax, `${seconds} s`);
  const clock = /--clock (\S+)/.exec(made.out)![1]!;
  server = await Server.start(data, clock);
});
after(async () => {
  await server.stop();
  drop(server.data);
});

// What each role finds first, by the scope of its inbox.
const WORK: [role: string, scope: string][] = [
  ["village_intake", "mine"],
  ["village_handler", "assist"],
  ["town_intake", "offered"],
  ["town_handler", "assist"],
  ["town_supervisor", "mine"],
  ["town_callback", "mine"],
  ["department_intake", "offered"],
  ["department_handler", "assist"],
  ["county_dispatch", "below"],
  ["liaison", "shared"],
];

test("every role of the sample has work in its inbox", async () => {
  for (const [role, scope] of WORK) {
    const { items } = await (await Client.as(server, role)).get<InboxView>(
      `/api/v1/inbox?scope=${scope}`,
    );
    assert.ok(items.length > 0, `${role} has nothing in ${scope}`);
  }
  const mine = await (await Client.as(server, "resident")).get<{ items: { step: string }[] }>(
    "/api/v1/requests/mine?scope=filer",
  );
  const steps = new Set(mine.items.map((item) => item.step));
  assert.ok(steps.has("waiting_for_filer") && steps.has("answered"), [...steps].join());
});

test("notices hang, titles are public, months go up and down", async () => {
  const nobody = new Client(server);
  const village = await unit(nobody, "向巷村");
  const notices = await nobody.get<NoticeList>(`/api/v1/public/notices?unit=${village}`);
  assert.ok(notices.items.length >= 2);
  const shown = await nobody.get<PublicList>("/api/v1/public/matters");
  assert.equal(shown.items.length, 20);
  const county = await Client.as(server, "county_dispatch");
  const { now_at } = await county.get<{ now_at: number }>("/api/v1/me");
  const year = await county.get<{ rows: { figures: { filed: number; solved: number } }[] }>(
    `/api/v1/overview?by=time&from=${now_at - 150 * 86_400_000}&to=${now_at}`,
  );
  const busy = year.rows.filter((row) => row.figures.filed > 0);
  assert.ok(busy.length >= 5, `${busy.length} months`);
  assert.ok(busy.some((row) => row.figures.solved > 5));
  const states = ["open", "late", "waiting", "solved", "cannot_solve", "declined", "other_end"];
  for (const state of states) {
    const { items } = await county.get<InboxView>(`/api/v1/inbox?scope=within&state=${state}`);
    assert.ok(items.length > 0, `nothing is ${state}`);
  }
});
