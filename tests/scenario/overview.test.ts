// Finding matters: the inbox's filters, orders and words, held against a plain reckoning over all
// that the same reader sees without them. Shows DATA-8, DATA-12; guards RISK-3, RISK-33.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { InboxItem, InboxView } from "../../web/src/api/types";
import { Client, forward, refusal, unit, until } from "./client";
import { drop, folder, meddle, rows, run, Server } from "./house";

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
const newest_first = (items: InboxItem[]): InboxItem[] =>
  [...items].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1));

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

test("DATA-8: every filter, alone or with another, in any order, finds what it says", async () => {
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
    // Words below come newest entered first, whatever has ended; with an order, in that.
    const sorted = unit.includes("q=")
      ? await list(county, `scope=below${unit}&state=all&sort=until`)
      : kept;
    assert.deepEqual(
      sorted.map((item) => item.ended_at > 0),
      sorted.map((_, index) => index >= open.length),
      unit,
    );
    if (unit.includes("q=")) assert.deepEqual(kept, newest_first(kept), unit);
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

test("how many stand in her lists is told with the first page only", async () => {
  const desk = await Client.as(server, "county_dispatch");
  const ask = (query: string) => desk.get<InboxView>(`/api/v1/inbox?scope=below&${query}`);
  const first = await ask("limit=2");
  assert.ok(first.counts!.below > 2 && first.next !== "");
  const on = await ask(`limit=2&cursor=${first.next}`);
  assert.equal(on.items.length, 2);
  const found = await ask(`state=all&q=${encodeURIComponent(all[0]!.number)}`);
  assert.equal(found.items[0]!.id, all[0]!.id);
  for (const answer of [on, found]) assert.ok(!("counts" in answer));
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

interface Figures {
  filed: number;
  open: number;
  late: number;
  waiting: number;
  ended: number;
  solved: number;
  cannot_solve: number;
  declined: number;
  other_end: number;
  workdays_median: number;
}
interface Overview {
  unit: { id: string };
  from_at: number;
  to_at: number;
  span: string;
  rounded_to: number;
  total: Figures;
  rows: { key: string; from_at?: number; to_at?: number; figures: Figures }[];
}
const WHICH = ["late", "waiting", "solved", "cannot_solve", "declined", "other_end"] as const;
const NUMBERS = ["filed", "open", "ended", ...WHICH] as const;

// The same figures by opening every case; only numbers of the list itself are used.
function reckon(cases: InboxItem[]): Partial<Figures> {
  const open = cases.filter((item) => item.ended_at === 0);
  return {
    filed: cases.length,
    open: open.length,
    late: open.filter((item) => item.late).length,
    ended: cases.length - open.length,
  };
}

test("DATA-8 DATA-12: every figure is the number of cases behind it, and rows add up", async () => {
  // Some end, each in another way, and time goes by so that others are late.
  const resident = await Client.as(server, "resident");
  const intake = await Client.as(server, "village_intake");
  const [one, two] = all.filter((item) => item.group === "group").slice(5);
  await intake.act(one!.id, "done_on_spot", { reply: "修好了" });
  await resident.act(one!.id, "solved");
  await intake.act(two!.id, "done_on_spot", { reply: "修好了" });
  await forward(server, 24 * 40);
  const county = await Client.as(server, "county_dispatch");
  // Whatever falls due in these days happens first.
  const { now_at } = await county.get<{ now_at: number }>("/api/v1/me");
  const waiting = `SELECT count(*) AS n FROM timer WHERE due_at <= ${now_at}`;
  await until(async () => rows<{ n: number }>(server.data, waiting)[0]!.n === 0);
  const first = all[0]!.filed_at;
  const spans = [
    [first, first + 20 * 86_400_000, "day"],
    [first - 40 * 86_400_000, first + 3 * 86_400_000, "week"],
    [first - 200 * 86_400_000, first + 86_400_000, "month"],
    [first + 2 * 86_400_000, first + 60 * 86_400_000, "week"],
  ] as const;
  let solved = 0;
  let late = 0;
  for (const unit of ["枝江市", "仙女镇", "向巷村", "滕家河村"]) {
    for (const category of ["", "village", "village.lighting", "labour"]) {
      for (const [from, to, span] of spans) {
        for (const by of ["unit", "time", "category"]) {
          const what = `unit=${units[unit]}&category=${category}`;
          const view = await county.get<Overview>(
            `/api/v1/overview?${what}&from=${from}&to=${to}&by=${by}`,
          );
          assert.equal(view.span, span, what);
          assert.ok(view.from_at <= from && view.to_at >= to, "whole days");
          const cases = await list(
            county,
            `scope=below&state=all&${what}&filed_from=${view.from_at}&filed_to=${view.to_at}`,
            50,
          );
          // Behind every figure stand as many cases, also those that my own desk holds.
          if (by === "unit" && span !== "week")
            for (const which of WHICH) {
              const days = `filed_from=${view.from_at}&filed_to=${view.to_at}`;
              const behind = await list(county, `scope=within&state=${which}&${what}&${days}`, 50);
              assert.equal(view.total[which], behind.length, `${which} of ${what} ${span}`);
            }
          for (const [name, number] of Object.entries(reckon(cases)))
            assert.equal(
              view.total[name as "filed"],
              number,
              `${name} of ${what} by ${by} ${span}`,
            );
          for (const name of NUMBERS) {
            const sum = view.rows.reduce((before, row) => before + row.figures[name], 0);
            assert.equal(sum, view.total[name], `rows of ${name}, ${what} by ${by} ${span}`);
          }
          const { total } = view;
          assert.equal(total.open + total.ended, total.filed);
          assert.equal(
            total.solved + total.cannot_solve + total.declined + total.other_end,
            total.ended,
          );
          solved += total.solved;
          late += total.late;
          if (by !== "time") continue;
          for (let i = 1; i < view.rows.length; ++i)
            assert.equal(view.rows[i]!.from_at, view.rows[i - 1]!.to_at, "no day is missed");
        }
      }
    }
  }
  assert.ok(solved > 0 && late > 0, `solved ${solved}, late ${late}`);
});

test("RISK-3: a complaint about a cadre is in nobody's figures", async () => {
  const county = await Client.as(server, "county_dispatch");
  const before = await county.get<Overview>("/api/v1/overview?by=category");
  const { items } = await county.get<{
    items: { desk: { desk: string; words: { zh: string } } }[];
  }>(`/api/v1/units/${units["向巷村"]}/desks`);
  await (
    await Client.as(server, "resident")
  ).file({
    title: "受理员收礼",
    unit: units["向巷村"]!,
    category: "village.lighting",
    about: [items.find((item) => item.desk.words.zh.includes("受理"))!.desk.desk],
  });
  assert.deepEqual(await county.get<Overview>("/api/v1/overview?by=category"), before);
});

test("figures go to those whose place it is, rounded unless they may open the cases", async () => {
  const of = async (role: string, query: string): Promise<Overview> =>
    (await Client.as(server, role)).get(`/api/v1/overview?${query}`);
  const ask = (role: string, query: string) => refusal(of(role, query)).then((one) => one.code);
  assert.equal((await of("town_supervisor", "")).unit.id, units["仙女镇"]);
  assert.equal((await of("village_intake", "")).unit.id, units["向巷村"]);
  assert.equal(await ask("town_supervisor", `unit=${units["枝江市"]}`), "overview.not_your_unit");
  assert.equal(await ask("village_intake", `unit=${units["滕家河村"]}`), "overview.not_your_unit");
  assert.equal(await ask("county_dispatch", `unit=${units["group"]}`), "overview.unit_too_fine");
  assert.equal(await ask("county_dispatch", "from=5000&to=4000"), "overview.span_wrong");
  assert.equal(await ask("county_dispatch", "unit=12345"), "registry.no_such_unit");
  assert.equal(await ask("county_dispatch", "by=person"), "desk.filter_wrong");
  const span = `from=${all[0]!.filed_at}&to=${all[0]!.filed_at + 1}&by=category&category=labour`;
  const overseer = await of("county_dispatch", `unit=${units["滕家河村"]}&${span}`);
  assert.deepEqual([overseer.total.filed, overseer.rounded_to], [1, 0]);
  const other = await of("department_handler", `unit=${units["滕家河村"]}&${span}`);
  assert.deepEqual([other.total.filed, other.total.open, other.rounded_to], [0, 0, 5]);
  const whole = await of("department_handler", `by=unit&from=${all[0]!.filed_at}`);
  for (const name of NUMBERS) {
    const sum = whole.rows.reduce((before, row) => before + row.figures[name], 0);
    assert.equal(sum, whole.total[name], name);
    for (const row of whole.rows) assert.equal(row.figures[name] % 5, 0);
  }
  assert.equal(whole.total.open + whole.total.ended, whole.total.filed);
  assert.ok(whole.total.filed > 0);
});

test("related: same place or same filer, only what the reader may see anyway", async () => {
  interface Related {
    items: (InboxItem & { why: string })[];
  }
  const light = all.filter((one) => one.category === "village.lighting");
  const here = light.filter((one) => one.village === "向巷村").at(-1)!;
  const related = async (role: string): Promise<Related> =>
    (await Client.as(server, role)).get(`/api/v1/matters/${here.id}/related`);
  const known = new Map(all.map((one) => [one.id, one]));
  const intake = await related("village_intake");
  assert.equal(intake.items.length, 10);
  assert.ok(!intake.items.some((item) => item.id === here.id));
  const above = await related("county_dispatch");
  assert.ok(above.items.length > 0);
  for (const item of above.items) {
    assert.equal(item.why, "place", "who filed it is nothing to an overseer");
    const one = known.get(item.id);
    if (one) assert.deepEqual([one.village, one.category], ["向巷村", "village.lighting"]);
  }
  for (const role of ["village_intake", "town_supervisor", "county_dispatch", "resident"]) {
    const reader = await Client.as(server, role);
    for (const item of (await related(role)).items)
      assert.equal((await reader.matter(item.id)).number, item.number, role);
  }
  const stranger = await Client.as(server, "department_handler");
  assert.equal(
    (await refusal(stranger.get(`/api/v1/matters/${here.id}/related`))).code,
    "desk.no_such_matter",
  );
});

test("similar: public matters of the village, then of its town, like what is typed", async () => {
  interface Similar {
    items: { number: string; title: string; village: { zh: string } }[];
  }
  const nobody = new Client(server);
  const similar = async (unit: string, words: string): Promise<Similar> =>
    nobody.get(`/api/v1/public/similar?unit=${units[unit]}&q=${encodeURIComponent(words)}`);
  const resident = await Client.as(server, "resident");
  const intake = await Client.as(server, "village_intake");
  const shown = async (title: string, wish_public: boolean): Promise<string> => {
    const category = "village.lighting";
    const made = await resident.file({ title, unit: units["向巷村"]!, category, wish_public });
    if (wish_public) await intake.act(made.matter!, "publish", { public_title: "小桥路灯熄灭" });
    return made.number;
  };
  const open = await shown("张三家门口小桥路灯熄灭", true);
  await shown("小桥路灯熄灭,不要公开", false);
  for (const unit of ["向巷村", "group"]) {
    const found = await similar(unit, "小桥那里路灯熄灭了");
    assert.deepEqual(
      found.items.map((item) => item.number),
      [open],
    );
    assert.equal(found.items[0]!.title, "小桥路灯熄灭", "the edited title only");
  }
  assert.deepEqual((await similar("向巷村", "张三家门口")).items, [], "not by what is not public");
  assert.deepEqual((await similar("滕家河村", "小桥路灯熄灭")).items, [], "another town's");
  assert.deepEqual((await similar("向巷村", "桥")).items, []);
});

test("RISK-3: the audit administrator reads who looked and why, never whose data", async () => {
  interface Audit {
    items: {
      at: number;
      kind: string;
      who: { zh: string };
      what: { zh: string };
      reason: { zh: string };
      number: string;
    }[];
    next: string;
  }
  const here = all
    .filter((one) => one.village === "向巷村" && one.category === "village.lighting")
    .at(-1)!;
  const intake = await Client.as(server, "village_intake");
  await intake.post(`/api/v1/matters/${here.id}/reveal`, { what: "phone", reason: "call_filer" });
  const administrator = await Client.as(server, "audit_administrator");
  const audit = (query: string): Promise<Audit> => administrator.get(`/api/v1/audit?${query}`);
  const looks = await audit("kind=look");
  assert.equal(looks.items.length, 1);
  const look = looks.items[0]!;
  assert.equal(look.number, here.number);
  assert.match(look.who.zh, /向巷村 · 受理分办 \S+/);
  assert.deepEqual([look.what.zh, look.reason.zh], ["查看反映人电话", "电话联系反映人"]);
  const me = await (await Client.as(server, "resident")).get<{ name: string }>("/api/v1/me");
  assert.ok(!JSON.stringify(await audit("")).includes(me.name), "not whose data");
  assert.deepEqual((await audit(`kind=look&to=${look.at}`)).items, []);
  assert.equal((await audit(`kind=look&from=${look.at}`)).items.length, 1);
  // Page by page it is the same list, newest first.
  const seen: Audit["items"] = [];
  for (let cursor = ""; ;) {
    const page = await audit(cursor && `cursor=${cursor}`);
    seen.push(...page.items);
    if (!page.next) break;
    cursor = page.next;
  }
  assert.ok(seen.some((item) => item.kind === "sign_in"));
  assert.ok(seen.some((item) => item.kind === "setting"));
  for (const kind of ["look", "account", "import", "setting", "sign_in"]) {
    const some = await audit(`kind=${kind}`);
    assert.ok(some.items.every((item) => item.kind === kind));
  }
  assert.equal((await refusal(audit("kind=gossip"))).code, "desk.filter_wrong");
  assert.equal((await refusal(audit("cursor=x"))).code, "desk.cursor_wrong");
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
  // What is derived can be made anew, and was right: counted again, no counter differs.
  await server.stop();
  const counters = (): unknown =>
    rows(
      server.data,
      "SELECT key, sum(value) AS value FROM (SELECT key, value FROM store_counter UNION ALL " +
        "SELECT key, delta FROM store_counter_part) AS parts WHERE key LIKE 'cases/%' " +
        "GROUP BY key HAVING sum(value) <> 0 ORDER BY key",
    );
  const kept = counters();
  const rebuild = () => run("rebuild", "--data", server.data);
  assert.match(rebuild().out, /indexed \d+ titles, put 0 counters right/);
  meddle(server.data, "DELETE FROM store_counter_part; DELETE FROM store_counter");
  meddle(server.data, "DELETE FROM store_text_matter_fts");
  assert.deepEqual(counters(), []);
  assert.match(rebuild().out, /put [1-9]\d* counters right/);
  assert.deepEqual(counters(), kept);
  server = await Server.start(server.data);
  assert.ok(!(await search()).includes(gone.id));
  assert.ok((await search()).length > 0);
});

test("DATA-8: a search below goes on to its end, each once, newest first", async () => {
  const railing = "向阳桥的护栏";
  const open: string[] = [];
  const ended: string[] = [];
  const resident = await Client.as(server, "resident");
  for (let n = 0; n < 240; ++n) {
    const unit = units[n % 3 ? "向巷村" : "滕家河村"]!;
    const confidential = n % 6 === 5 ? { category: "conduct.attitude" } : {};
    const made = await resident.file({
      title: `${railing} ${n}`,
      unit,
      category: "village.paths",
      ...confidential,
    });
    if (n % 6 === 5) continue;
    if (n % 8 === 3) await resident.act(made.matter!, "withdraw");
    (n % 8 === 3 ? ended : open).unshift(made.matter!);
  }
  const county = await Client.as(server, "county_dispatch");
  const query = (more: string): string => `scope=below&q=${encodeURIComponent(railing)}${more}`;
  const found = async (more: string, limit?: number): Promise<string[]> =>
    (await list(county, query(more), limit)).map((item) => item.id);
  const all_ids = [...open, ...ended].sort((a, b) => (BigInt(a) < BigInt(b) ? 1 : -1));
  assert.deepEqual(await found(""), open);
  assert.deepEqual(await found("&state=ended"), ended);
  assert.deepEqual(await found("&state=all"), all_ids);
  assert.deepEqual(await found("&state=all", 50), all_ids);
  assert.deepEqual((await found("&state=all&sort=number")).sort(), [...all_ids].sort());
  const here = await list(county, query(`&state=all&unit=${units["滕家河村"]}`), 7);
  assert.ok(here.length > 30 && here.every((item) => item.village.zh === "滕家河村"));
  assert.deepEqual(here, newest_first(here));

  // What is filed between two pages disturbs nobody who reads on.
  const page = await county.get<InboxView>(`/api/v1/inbox?${query("&state=all")}&limit=7`);
  await resident.file({ title: railing, unit: units["向巷村"]!, category: "village.paths" });
  const next = await county.get<InboxView>(
    `/api/v1/inbox?${query("&state=all")}&limit=7&cursor=${page.next}`,
  );
  assert.deepEqual(
    [...page.items, ...next.items].map((item) => item.id),
    all_ids.slice(0, 14),
  );
});
