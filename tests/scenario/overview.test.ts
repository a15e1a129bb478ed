// Finding matters: the inbox's filters, orders and words, held against a plain reckoning over all
// that the same reader sees without them. Shows DATA-8, DATA-12; guards RISK-3, RISK-33.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { InboxItem, InboxView } from "../../web/src/api/types";
import { Client, forward, refusal, unit } from "./client";
import { drop, folder, run, Server } from "./house";

let server: Server;
const units: Record<string, string> = {};
interface Filed {
  id: string;
  number: string;
  title: string;
  category: string;
  village: string;
  group: string;
  filed_at: number;
}
const all: Filed[] = [];
const TITLES = [
  ["村口路灯不亮", "village.lighting"],
  ["桥头路灯忽明忽暗", "village.lighting"],
  ["沟渠堵塞", "village.ditches"],
  ["小路塌陷 WiFi 箱倒了", "village.paths"],
  ["养老金没到账", "labour.pension"],
] as const;

before(async () => {
  server = await Server.start(folder());
  const nobody = new Client(server);
  for (const name of ["枝江市", "仙女镇", "向巷村", "滕家河村"])
    units[name] = await unit(nobody, name);
  const groups = await nobody.get<{ items: { id: string }[] }>(
    `/api/v1/units?parent=${units["向巷村"]}`,
  );
  units["group"] = groups.items[0]!.id;
  for (let day = 0; day < 3; ++day) {
    const resident = await Client.as(server, "resident");
    for (const place of ["向巷村", "滕家河村", "group"]) {
      for (const [title, category] of TITLES) {
        const made = await resident.file({ title, unit: units[place]!, category });
        all.push({
          id: made.matter!,
          number: made.number,
          title,
          category,
          village: place === "滕家河村" ? place : "向巷村",
          group: place,
          filed_at: made.filed_at,
        });
      }
    }
    await forward(server, 24);
  }
});
after(async () => {
  await server.stop();
  drop(server.data);
});

// All pages of a list, small ones, so that every cursor is used.
async function list(client: Client, query: string, limit = 7): Promise<InboxItem[]> {
  const out: InboxItem[] = [];
  for (let cursor = ""; ;) {
    const page = await client.get<InboxView>(
      `/api/v1/inbox?${query}&limit=${limit}${cursor && `&cursor=${cursor}`}`,
    );
    out.push(...page.items);
    if (!page.next) return out;
    assert.ok(page.next !== cursor, "a page goes on");
    cursor = page.next;
  }
}
const ids = (items: { id: string }[]): string[] => items.map((item) => item.id).sort();

// What each filter means, said a second time.
const filters: Record<string, [query: () => string, keep: (one: Filed) => boolean]> = {
  none: [() => "", () => true],
  village: [() => `unit=${units["向巷村"]}`, (one) => one.village === "向巷村"],
  "other village": [() => `unit=${units["滕家河村"]}`, (one) => one.village === "滕家河村"],
  group: [() => `unit=${units["group"]}`, (one) => one.group === "group"],
  county: [() => `unit=${units["枝江市"]}`, () => true],
  town: [() => `unit=${units["仙女镇"]}`, (one) => one.village === "向巷村"],
  category: [() => "category=village.lighting", (one) => one.category === "village.lighting"],
  parent: [() => "category=village", (one) => one.category.startsWith("village.")],
  from: [() => `filed_from=${all[15]!.filed_at}`, (one) => one.filed_at >= all[15]!.filed_at],
  to: [() => `filed_to=${all[30]!.filed_at}`, (one) => one.filed_at < all[30]!.filed_at],
  words: [() => `q=${encodeURIComponent("路灯")}`, (one) => one.title.includes("路灯")],
  "two words": [
    () => `q=${encodeURIComponent("桥头 忽明")}`,
    (one) => one.title.includes("桥头路灯"),
  ],
  latin: [() => "q=wifi", (one) => one.title.includes("WiFi")],
  number: [() => `q=${all[4]!.number}`, (one) => one.number === all[4]!.number],
  "spaced number": [
    () => `q=${encodeURIComponent(all[5]!.number.replace(/(.{4})/g, "$1 "))}`,
    (one) => one.number === all[5]!.number,
  ],
  nothing: [() => `q=${encodeURIComponent("飞碟降落")}`, () => false],
  step: [() => "step=intake", () => true],
  "other step": [() => "step=handling", () => false],
};
const orders: Record<string, (a: InboxItem, b: InboxItem) => boolean> = {
  until: (a, b) => (a.until_at || Infinity) <= (b.until_at || Infinity),
  since: (a, b) => a.since_at <= b.since_at,
  filed: (a, b) => a.filed_at >= b.filed_at,
  number: (a, b) => Number(a.number.replace(/\D/g, "")) < Number(b.number.replace(/\D/g, "")),
};

test("DATA-8: every filter, alone or with another, in every order, finds what it says", async () => {
  const mine = new Map(all.map((one) => [one.id, one]));
  for (const [role, scope] of [
    ["county_dispatch", "below"],
    ["town_supervisor", "below"],
    ["village_intake", "mine"],
  ] as const) {
    const client = await Client.as(server, role);
    // What she sees without any filter is hers to find; her own list says which that is.
    const seen = await list(client, `scope=${scope}&state=all`, 50);
    const hers = seen.map((item) => mine.get(item.id)).filter((one) => one !== undefined);
    assert.ok(hers.length > 20, `${role} sees ${hers.length}`);
    const names = Object.keys(filters);
    for (const [index, name] of names.entries()) {
      for (const other of ["none", names[(index + 5) % names.length]!]) {
        if (filters[name]![0]().split("=")[0] === filters[other]![0]().split("=")[0]) continue;
        const wanted = ids(hers.filter((one) => filters[name]![1](one) && filters[other]![1](one)));
        for (const [order, holds] of Object.entries(orders)) {
          const both = `${filters[name]![0]()}&${filters[other]![0]()}`;
          const query = `scope=${scope}&sort=${order}&${both}`;
          const found = await list(client, query);
          assert.deepEqual(ids(found), wanted, `${role} ${query}`);
          for (let i = 1; i < found.length; ++i)
            assert.ok(holds(found[i - 1]!, found[i]!), `${role} ${query}: row ${i}`);
        }
      }
    }
  }
});

test("what has ended is listed when asked for, after what is open", async () => {
  const resident = await Client.as(server, "resident");
  for (const one of all.slice(0, 4)) await resident.act(one.id, "withdraw");
  const gone = ids(all.slice(0, 4));
  const county = await Client.as(server, "county_dispatch");
  const everything = ids(all);
  for (const unit of ["", `&unit=${units["向巷村"]}`, "&q=" + encodeURIComponent("路灯")]) {
    const kept = await list(county, `scope=below${unit}&state=all`);
    const open = await list(county, `scope=below${unit}`);
    const ended = await list(county, `scope=below${unit}&state=ended`);
    assert.deepEqual(ids([...open, ...ended]), ids(kept), unit);
    assert.deepEqual(
      ids(ended),
      ids(kept).filter((id) => gone.includes(id)),
      unit,
    );
    assert.ok(ended.length > 0 && ended.every((item) => item.ended_at > 0), unit);
    assert.deepEqual(
      kept.map((item) => item.ended_at > 0),
      kept.map((_, index) => index >= open.length),
      unit,
    );
    if (!unit)
      assert.deepEqual(
        ids(kept).filter((id) => everything.includes(id)),
        everything,
      );
    for (const sort of ["since", "filed", "number"])
      assert.deepEqual(
        ids(await list(county, `scope=below${unit}&state=all&sort=${sort}`)),
        ids(kept),
      );
  }
});

test("RISK-3: no filter and no word finds what the list would not hold", async () => {
  const resident = await Client.as(server, "resident");
  const { items } = await resident.get<{
    items: { desk: { desk: string; words: { zh: string } } }[];
  }>(`/api/v1/units/${units["向巷村"]}/desks`);
  const about = items.find((item) => item.desk.words.zh.includes("受理"))!.desk.desk;
  const complaint = await resident.file({
    title: "受理员态度生硬",
    unit: units["向巷村"]!,
    category: "conduct.attitude",
    about: [about],
  });
  for (const role of ["village_intake", "village_handler", "town_supervisor", "county_dispatch"]) {
    const client = await Client.as(server, role);
    for (const scope of ["mine", "offered", "assist", "supervised", "late", "below"]) {
      for (const query of [
        `q=${encodeURIComponent("态度生硬")}`,
        `q=${complaint.number}`,
        "category=conduct",
        `unit=${units["向巷村"]}&state=all`,
      ]) {
        const found = await list(client, `scope=${scope}&${query}`, 50);
        const holds = (await client.inbox(scope)).items.some((one) => one.id === complaint.matter);
        const finds = found.some((item) => item.id === complaint.matter);
        assert.ok(!finds || holds, `${role} finds it in ${scope} by ${query}`);
        if (role === "village_intake") assert.ok(!finds, `${scope} by ${query}`);
      }
    }
  }
});

test("a filter that cannot be meant is refused", async () => {
  const client = await Client.as(server, "county_dispatch");
  for (const [query, code] of [
    ["unit=x", "desk.filter_wrong"],
    ["unit=12345", "registry.no_such_unit"],
    ["category=wishes", "desk.filter_wrong"],
    ["filed_from=yesterday", "http.bad_parameter"],
    ["filed_to=-5", "desk.filter_wrong"],
    ["state=lost", "desk.scope_unknown"],
    ["sort=rating", "desk.scope_unknown"],
    [`q=${encodeURIComponent("灯")}`, "desk.words_too_short"],
  ] as const) {
    assert.equal(
      (await refusal(client.get(`/api/v1/inbox?scope=below&${query}`))).code,
      code,
      query,
    );
  }
});

test("what was erased is found no more", async () => {
  const gone = all.find((one) => one.title.includes("WiFi"))!;
  const search = async (): Promise<string[]> =>
    ids(await list(await Client.as(server, "county_dispatch"), "scope=below&state=all&q=wifi"));
  assert.ok((await search()).includes(gone.id));
  await server.stop();
  const done = run("erase", "--data", server.data, "--matter", gone.number, "--reason", "request");
  assert.equal(done.code, 0, done.err);
  server = await Server.start(server.data);
  assert.ok(!(await search()).includes(gone.id));
  assert.ok((await search()).length > 0);
});
