// Figures for everybody. An attacker who gets nothing but public answers – of every place, on one
// day after another, and the public list – and reckons with what the method allows, must not learn
// how many matters there are in any cell of fewer than five. Shows DATA-8; guards RISK-6, RISK-13,
// RISK-33.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { PublicDetail, PublicFigures, PublicList } from "../../web/src/api/types";
import { Client, forward, unit, until } from "./client";
import { drop, folder, meddle, rows, run, Server } from "./house";

let server: Server;
const nobody = () => new Client(server);
const BASE = 5;
const MANY = 1_000_000;
const STATES = ["open", "solved", "other"] as const;
type State = (typeof STATES)[number];
type States = Record<State, number>;

// Villages of two towns, with how many matters: of the public list, and not.
const PLACES: [name: string, hidden: number, listed: number][] = [
  ["向巷村", 6, 3],
  ["滕家河村", 3, 1],
  ["五通庙村", 1, 0],
  ["熊家窑社区", 4, 0],
  ["江口社区", 2, 2],
];
const ids: Record<string, string> = {};

before(async () => {
  server = await Server.start(folder());
  for (const name of ["枝江市", ...PLACES.map(([name]) => name)])
    ids[name] = await unit(nobody(), name);
  const resident = await Client.as(server, "resident");
  const intake = await Client.as(server, "village_intake");
  for (const [name, hidden, listed] of PLACES) {
    for (let i = 0; i < hidden + listed; ++i) {
      const made = await resident.file({
        title: "村口路灯不亮",
        unit: ids[name]!,
        category: "village.lighting",
        wish_public: i >= hidden,
      });
      if (name !== "向巷村" || i % 2) continue;
      await intake.act(made.matter!, "done_on_spot", { reply: "修好了" });
      if (i % 4 === 0) await resident.act(made.matter!, "solved");
    }
  }
});
after(async () => {
  await server.stop();
  drop(server.data);
});

const figures = (id: string) => nobody().get<PublicFigures>(`/api/v1/public/units/${id}/figures`);

// Every answer that an unknown visitor gets about any place: the county, its towns, its villages.
async function everywhere(): Promise<Map<string, PublicFigures>> {
  const out = new Map<string, PublicFigures>();
  const visit = async (id: string): Promise<void> => {
    const answer = await figures(id);
    out.set(id, answer);
    if (answer.unit.level === "county")
      for (const below of answer.below) await visit(below.unit.id);
  };
  await visit(ids["枝江市"]!);
  for (const [name] of PLACES) await visit(ids[name]!);
  return out;
}
// How many matters of a village the public list shows, by state.
async function listed(id: string): Promise<States> {
  const out: States = { open: 0, solved: 0, other: 0 };
  let next = "";
  do {
    const page = await nobody().get<PublicList>(
      `/api/v1/public/matters?unit=${id}&cursor=${next}`,
    );
    for (const item of page.items)
      ++out[!item.ended_at ? "open" : item.outcome === "solved" ? "solved" : "other"];
    next = page.next;
  } while (next);
  return out;
}
async function days(count: number): Promise<void> {
  await forward(server, 24 * count);
}

test("RISK-33: nothing is told of a quarter before it is over for a month", async () => {
  const before = await figures(ids["枝江市"]!);
  assert.deepEqual(before.quarters, []);
  await days(59); // 30 April
  assert.equal((await figures(ids["枝江市"]!)).quarters.length, 0);
  assert.ok(before.next_at > 0);
});

interface Span {
  least: number;
  most: number;
}
// What the hidden matters of each place and state can be, by all that was ever told: the attacker
// knows that each told number lies less than BASE beside the truth, that a town is its villages,
// and what the list shows; and narrows until nothing changes.
function attack(
  told: Map<string, PublicFigures>,
  list: Map<string, States>,
  slack = BASE - 1,
): Map<string, Span> {
  const known = new Map<string, Span>();
  const cell = (id: string, state: State) => `${id}/${state}`;
  const parts = new Map<string, string[]>();
  for (const [id, answer] of told) {
    if (answer.below.length) parts.set(id, answer.below.map((one) => one.unit.id));
    const newest = answer.quarters[0]!;
    const shown: States = {
      open: newest.open,
      solved: newest.solved,
      other: newest.ended - newest.solved,
    };
    for (const state of STATES) {
      const taken = list.get(id)?.[state] ?? 0;
      known.set(cell(id, state), {
        least: Math.max(0, shown[state] - taken - slack),
        most: shown[state] - taken + slack,
      });
    }
    for (const one of answer.below)
      for (const state of STATES)
        if (!known.has(cell(one.unit.id, state)))
          known.set(cell(one.unit.id, state), { least: 0, most: MANY });
  }
  for (let changed = true; changed; ) {
    changed = false;
    const narrow = (key: string, least: number, most: number): void => {
      const span = known.get(key)!;
      if (least <= span.least && most >= span.most) return;
      known.set(key, { least: Math.max(least, span.least), most: Math.min(most, span.most) });
      changed = true;
    };
    for (const [id, below] of parts)
      for (const state of STATES) {
        const spans = below.map((part) => known.get(cell(part, state))!);
        const least = spans.reduce((sum, span) => sum + span.least, 0);
        const most = spans.reduce((sum, span) => sum + span.most, 0);
        narrow(cell(id, state), least, most);
        const whole = known.get(cell(id, state))!;
        below.forEach((part, n) => {
          const span = spans[n]!;
          const rest = { least: least - span.least, most: most - span.most };
          narrow(cell(part, state), whole.least - rest.most, whole.most - rest.least);
        });
      }
  }
  return known;
}

test("RISK-6 RISK-33: public answers of all places and days do not pin a few matters", async () => {
  const resident = await Client.as(server, "resident");
  await days(2); // 2 May
  await until(async () => (await figures(ids["枝江市"]!)).quarters.length > 0);
  const first = await everywhere();
  const list = new Map<string, States>();
  for (const [name] of PLACES) list.set(ids[name]!, await listed(ids[name]!));

  // What is told adds up, whatever place, and is never less than the list shows.
  for (const answer of first.values()) {
    for (const one of [...answer.quarters, ...answer.below.map((below) => below.figures)]) {
      assert.equal(one.filed, one.open + one.ended);
      assert.ok(one.solved <= one.ended && one.listed <= one.filed);
      assert.equal(one.base, BASE);
    }
    if (!answer.below.length) continue;
    for (const name of ["filed", "open", "ended", "solved", "listed"] as const) {
      const sum = answer.below.reduce((all, one) => all + one.figures[name], 0);
      assert.equal(sum, answer.quarters[0]![name], `${name} of ${answer.unit.name.zh}`);
    }
  }
  const county = first.get(ids["枝江市"]!)!.quarters[0]!;
  assert.equal(county.listed, 6);
  assert.ok(Math.abs(county.filed - 22) <= 3 * (BASE - 1));
  assert.ok(county.filed > 0);

  // Whatever happens afterwards – one ends, one more is filed, one leaves the list – nothing of it
  // shows in what was told, today or on the days after.
  const made = await resident.file({ title: "再报一件", unit: ids["五通庙村"]! });
  for (let day = 0; day < 5; ++day) {
    if (day === 2) await resident.act(made.matter!, "withdraw");
    assert.deepEqual(await everywhere(), first, `day ${day}`);
    await days(1);
  }
  assert.deepEqual(
    await figures((await nobody().get<{ items: { id: string }[] }>(
      `/api/v1/units?parent=${ids["向巷村"]}`,
    )).items[0]!.id),
    first.get(ids["向巷村"]!),
    "nothing finer than the village",
  );

  const truth = rows<{ village: string; state: number; n: number }>(
    server.data,
    "SELECT CAST(village_id AS TEXT) AS village, CASE WHEN ended_at = 0 THEN 0 " +
      "WHEN outcome = 'solved' THEN 1 ELSE 2 END AS state, count(*) AS n " +
      "FROM matter WHERE wish_public = 0 AND filed_at < " +
      `${first.get(ids["枝江市"]!)!.quarters[0]!.to_at} GROUP BY 1, 2`,
  );
  const known = attack(first, list);
  let few = 0;
  for (const { village, state, n } of truth) {
    const span = known.get(`${village}/${STATES[state]}`)!;
    assert.ok(span.least <= n && n <= span.most, "the attacker reckons right");
    if (n >= BASE) continue;
    ++few;
    assert.ok(span.least < span.most, `${n} of ${village} ${STATES[state]} is known`);
  }
  assert.ok(few >= 4, `${few} small cells were attacked`);

  // The same attacker pins a village that is left out, where all others are told as they are.
  const left = ids["五通庙村"]!;
  const of = (id: string, state: State): number =>
    truth.find((one) => one.village === id && STATES[one.state] === state)?.n ?? 0;
  const exact = new Map<string, PublicFigures>();
  const states = (answer: PublicFigures, hidden: (state: State) => number): PublicFigures => {
    const shown = (state: State) => hidden(state) + (list.get(answer.unit.id)?.[state] ?? 0);
    const ended = shown("solved") + shown("other");
    const quarter = { ...answer.quarters[0]!, open: shown("open"), solved: shown("solved"), ended };
    return { ...answer, quarters: [quarter] };
  };
  for (const answer of first.values()) {
    if (answer.unit.level !== "town") continue;
    const below = answer.below.map((one) => one.unit.id);
    exact.set(
      answer.unit.id,
      states(answer, (state) => below.reduce((sum, id) => sum + of(id, state), 0)),
    );
    for (const id of below)
      if (id !== left)
        exact.set(
          id,
          states({ ...answer, unit: { ...answer.unit, id }, below: [] }, (state) => of(id, state)),
        );
  }
  const pinned = attack(exact, list, 0).get(`${left}/open`)!;
  assert.deepEqual(pinned, { least: 1, most: 1 }, "the attack succeeds where it can");
});

test("RISK-13: a matter taken off the public list leaves the figures as told", async () => {
  const before = await everywhere();
  const shown = await nobody().get<PublicList>(`/api/v1/public/matters?unit=${ids["江口社区"]}`);
  const { matter } = await nobody().get<PublicDetail>(
    `/api/v1/public/matters/${shown.items[0]!.number}`,
  );
  const row = rows<{ id: string }>(
    server.data,
    `SELECT CAST(id AS TEXT) AS id FROM matter WHERE number = '${matter.number}'`,
  )[0]!;
  await (await Client.as(server, "resident")).act(row.id, "hide");
  await until(
    async () =>
      (await nobody().get<PublicList>(`/api/v1/public/matters?unit=${ids["江口社区"]}`)).items
        .length === shown.items.length - 1,
  );
  assert.deepEqual(await everywhere(), before);
});

test("what was made public is on the record, and a number changed since is named", async () => {
  await server.stop(); // it would make what is taken away anew
  const intact = run("verify", "--data", server.data);
  assert.match(intact.out, /intact/, intact.out + intact.err);
  const change = (by: number): void =>
    meddle(
      server.data,
      `UPDATE published_figure SET open = open + ${by} WHERE unit_id = ${ids["枝江市"]}`,
    );
  change(5);
  const forged = run("verify", "--data", server.data);
  change(-5);
  assert.equal(forged.code, 1);
  assert.match(forged.out + forged.err, /figures of quarter 2026\d: not what was made public/);
  assert.match(run("verify", "--data", server.data).out, /intact/);
  meddle(server.data, "CREATE TABLE kept AS SELECT * FROM published_figure");
  meddle(server.data, "DELETE FROM published_figure");
  const gone = run("verify", "--data", server.data);
  assert.match(gone.out + gone.err, /on the record and not there/);
});

test("numbers taken away are made anew, and are not what was made public", async () => {
  server = await Server.start(server.data, "2027-03-01T09:00");
  await until(async () => (await figures(ids["枝江市"]!)).quarters.length > 0);
  await server.stop();
  const anew = run("verify", "--data", server.data);
  assert.match(anew.out + anew.err, /figures of quarter 2026\d: not what was made public/);
});
