// The administrator keeps the registry: counts, positions, terms, organisations, imports.
// Shows UNIT-1, UNIT-35; guards RISK-4 (names masked, no telephone of a person, no list of
// a town's people), and that who sits where is on the record.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client, forward, refusal, Refused, unit } from "./client";
import { drop, folder, rows, run, Server } from "./house";
import { first_account } from "./opening";

interface Position {
  id: string;
  key: string;
  name: { zh: string };
  phone: string;
  holders: { term: string; person: string; name: string; deputy: boolean; from_at: number }[];
}
interface Person {
  id: string;
  name: string;
  door: string;
  ties: { zh: string }[];
}
interface Page<I> {
  items: I[];
  next: string;
}
interface Receipt {
  entry: string;
  term?: string;
  from_at: number;
  to_at: number;
}
interface Imported {
  imported: number;
  unchanged: number;
  refused: number;
  would_change: string[];
  bad: { row: number; column: string; code: string; words: { zh: string } }[];
  lists_cut: boolean;
}

const NEW = { phone: "14300000077", other: "14300000078" };
let server: Server;
let administrator: Client;
let village = "";
before(async () => {
  server = await Server.start(folder());
  administrator = await Client.as(server, "administrator");
  village = await unit(administrator, "向巷村");
});
after(async () => {
  await server.stop();
  drop(server.data);
});

const position = async (key: string, at = village): Promise<Position> => {
  const { items } = await administrator.get<{ items: Position[] }>(
    `/api/v1/registry/positions?unit=${at}`,
  );
  return items.find((one) => one.key === key)!;
};
const entries = (act: string): number =>
  rows<{ n: number }>(server.data, `SELECT COUNT(*) AS n FROM journal_entry WHERE act='${act}'`)[0]!
    .n;

async function take(
  kind: string,
  table: string | Uint8Array,
  dry: boolean,
  name = "本村.csv",
): Promise<Imported> {
  const answer = await fetch(
    `${server.address}/api/v1/registry/imports/${kind}?dry_run=${dry}` +
      `&name=${encodeURIComponent(name)}`,
    {
      method: "POST",
      headers: { cookie: administrator.session, "content-type": "text/csv" },
      body: table as BodyInit,
    },
  );
  const json = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Refused(answer.status, String(json["code"]), json);
  return json as unknown as Imported;
}

test("UNIT-1: a unit is counted with all below it", async () => {
  const of = (id: string) =>
    administrator.get<{
      households: number;
      people: number;
      positions: number;
      children: number;
      place: { level: string }[];
    }>(`/api/v1/registry/units/${id}`);
  const here = await of(village);
  const town = await of(await unit(administrator, "仙女镇"));
  const county = await of(await unit(administrator, "枝江市"));
  assert.deepEqual(
    here.place.map((one) => one.level),
    ["county", "town", "village"],
  );
  // The three base units: village, group, hamlet, each by its rural name.
  let below = village;
  for (const level of ["村民小组", "湾落"]) {
    const { items } = await administrator.get<{
      items: { id: string; level_words: { zh: string } }[];
    }>(`/api/v1/units?parent=${below}`);
    assert.equal(items[0]!.level_words.zh, level);
    below = items[0]!.id;
    assert.ok((await of(below)).households > 0);
  }
  assert.ok(here.households > 0 && here.people > here.households && here.children > 0);
  assert.ok(here.positions >= 4);
  assert.ok(town.households > here.households && town.people > here.people);
  assert.equal(county.households, 172_583);
  assert.ok(county.people >= 500_000);
});

test("RISK-4: people are shown masked, below one village, a page at a time", async () => {
  const first = await administrator.get<Page<Person>>(`/api/v1/registry/people?unit=${village}`);
  assert.equal(first.items.length, 50);
  const second = await administrator.get<Page<Person>>(
    `/api/v1/registry/people?unit=${village}&cursor=${first.next}`,
  );
  const seen = new Set(first.items.map((one) => one.id));
  for (const one of second.items) assert.ok(!seen.has(one.id));
  for (const one of [...first.items, ...second.items]) {
    assert.match(one.name, /^.\*+$/);
    assert.ok(one.door && one.ties.some((tie) => tie.zh === "常住"));
  }
  assert.doesNotMatch(JSON.stringify([first, second]), /(?<!\d)1\d{10}(?!\d)/);
  const town = await unit(administrator, "仙女镇");
  const refused = await refusal(administrator.get(`/api/v1/registry/people?unit=${town}`));
  assert.deepEqual([refused.status, refused.code], [400, "office.unit_too_high"]);
});

test("UNIT-35: organisations are found by name and kind, by page", async () => {
  const page = await administrator.get<
    Page<{ code: string; name: { zh: string }; kind: string; kind_words: { zh: string } }>
  >(`/api/v1/registry/organisations?kind=department&q=${encodeURIComponent("教育")}`);
  assert.equal(page.items[0]!.code, "education");
  assert.equal(page.items[0]!.kind_words.zh, "部门");
  // 六办五中心: each town has its six offices and five centres.
  const town = await unit(administrator, "仙女镇");
  for (const [kind, count] of [
    ["town_office", 6],
    ["town_centre", 5],
  ] as const) {
    let found = 0;
    let cursor = "";
    do {
      const some = await administrator.get<Page<{ serves: { id: string }[] }>>(
        `/api/v1/registry/organisations?kind=${kind}&cursor=${encodeURIComponent(cursor)}`,
      );
      found += some.items.filter((one) => one.serves.some((unit) => unit.id === town)).length;
      cursor = some.next;
    } while (cursor);
    assert.equal(found, count, kind);
  }
  const all = await administrator.get<Page<{ code: string }>>("/api/v1/registry/organisations");
  const next = await administrator.get<Page<{ code: string }>>(
    `/api/v1/registry/organisations?cursor=${encodeURIComponent(all.next)}`,
  );
  assert.equal(all.items.length, 50);
  assert.ok(next.items[0]!.code > all.items.at(-1)!.code);
});

test("an import shows what it would do, then does it, and says why rows are refused", async () => {
  const table =
    "姓名,手机号,人员编号\n" +
    `新来人,${NEW.phone},n-1\n` +
    `另一人,${NEW.other},n-2\n` +
    "电话错,123,n-3\n";
  const preview = await take("people", table, true);
  assert.deepEqual([preview.imported, preview.refused], [2, 1]);
  assert.equal(preview.would_change.length, 2);
  assert.deepEqual(
    [preview.bad[0]!.row, preview.bad[0]!.column, preview.bad[0]!.code],
    [4, "phone", "vault.phone_invalid"],
  );
  assert.match(preview.bad[0]!.words.zh, /手机号/);
  assert.equal(entries("registry.import"), 0);
  const again = await take("people", table, true);
  assert.equal(again.imported, 2, "a dry run writes nothing");
  assert.equal((await take("people", table, false)).imported, 2);
  assert.equal((await take("people", table, false)).unchanged, 2);
  assert.equal(entries("registry.import"), 2);
  const bodies = await take("organisations", "编码,名称,类别\nx,甲,wizards\n", true);
  assert.equal(bodies.bad[0]!.code, "exchange.row_kind");
});

test("two imports do not run at once", async () => {
  let table = "户号,单元编码\n";
  for (let i = 0; i < 40_000; ++i) table += `Z${i},nowhere\n`;
  const both = [take("households", table, true), take("households", table, true)];
  const [refused] = (await Promise.allSettled(both)).filter((one) => one.status === "rejected");
  assert.equal((refused!.reason as Refused).code, "office.import_running");
  const report = await Promise.any(both);
  assert.deepEqual([report.refused, report.bad.length, report.lists_cut], [40_000, 1000, true]);
});

test("an import that cannot be is refused whole, in words", async () => {
  for (const [kind, table, name, status, code] of [
    ["people", "手机号\n1\n", "a.csv", 400, "exchange.column_missing"],
    ["wizards", "编码\n1\n", "a.csv", 404, "office.import_kind"],
    ["people", "姓名\n甲\n", "../a.csv", 400, "office.file_name"],
    ["people", new Uint8Array((2 << 20) + 1), "a.csv", 413, "http.body_too_large"],
  ] as const) {
    const refused = await refusal(take(kind, table, true, name));
    assert.deepEqual([refused.status, refused.code], [status, code]);
  }
});

test("a term is ended and begun, on the record, and her hat comes and goes with it", async () => {
  const desk = await position("handler");
  const sitting = desk.holders[0]!;
  const taken = await refusal(
    administrator.post(`/api/v1/registry/positions/${desk.id}/terms`, { phone: NEW.phone }),
  );
  assert.deepEqual([taken.status, taken.code], [409, "office.seat_taken"]);
  const key = "end-the-term-of-the-handler";
  const ended = await administrator.post<Receipt>(
    `/api/v1/registry/terms/${sitting.term}/end`,
    {},
    key,
  );
  assert.deepEqual(
    await administrator.post<Receipt>(`/api/v1/registry/terms/${sitting.term}/end`, {}, key),
    ended,
    "the same key gives the same receipt",
  );
  const over = await refusal(administrator.post(`/api/v1/registry/terms/${sitting.term}/end`));
  assert.equal(over.code, "office.term_over");
  assert.equal((await position("handler")).holders.length, 0);
  const begun = await administrator.post<Receipt>(`/api/v1/registry/positions/${desk.id}/terms`, {
    phone: NEW.phone,
  });
  const now = await position("handler");
  assert.deepEqual(
    now.holders.map((holder) => [holder.term, holder.name]),
    [[begun.term, "新来人"]],
  );
  assert.doesNotMatch(JSON.stringify(now), /(?<!\d)1\d{10}(?!\d)/);
  assert.equal(entries("registry.end_term"), 1);
  assert.equal(entries("registry.appoint"), 1);
  const twice = await refusal(
    administrator.post(`/api/v1/registry/positions/${desk.id}/terms`, {
      phone: NEW.phone,
      deputy: true,
    }),
  );
  assert.equal(twice.code, "office.holds_already");
  const security = await Client.as(server, "security_administrator");
  const made = await first_account(administrator, security, {
    person: now.holders[0]!.person,
    login: "new.handler",
  });
  const handler = new Client(server);
  await handler.post("/api/v1/activations", {
    login: "new.handler",
    code: made.activation,
    known: NEW.phone.slice(-4),
    password: "twelve words of autumn rain",
  });
  assert.ok((await handler.inbox()).counts);
  await administrator.post(`/api/v1/registry/terms/${begun.term!}/end`);
  assert.equal((await refusal(handler.inbox())).status, 403);
});

test("a deputy is appointed by account for tomorrow, and wears the hat from then", async () => {
  const desk = await position("intake");
  const now = (await administrator.get<{ now_at: number }>("/api/v1/me")).now_at;
  const appoint = (body: Record<string, unknown>) =>
    administrator.post<Receipt>(`/api/v1/registry/positions/${desk.id}/terms`, body);
  const past = await refusal(
    appoint({ phone: "new.handler", deputy: true, from_at: now - 2 * 86_400_000 }),
  );
  assert.equal(past.code, "office.from_past");
  assert.equal((await refusal(appoint({ phone: "14300000099" }))).code, "office.nobody_found");
  const self = await refusal(appoint({ phone: "system.administrator.sample", deputy: true }));
  assert.deepEqual([self.status, self.code], [403, "office.not_yourself"]);
  const tomorrow = now + 86_400_000;
  const begun = await appoint({ phone: "new.handler", deputy: true, from_at: tomorrow });
  assert.equal(begun.from_at, tomorrow);
  const early = await refusal(
    administrator.post(`/api/v1/registry/terms/${begun.term!}/end`, { at: now - 2 * 86_400_000 }),
  );
  assert.equal(early.code, "office.end_past");
  const handler = new Client(server);
  await handler.post("/api/v1/sessions/password", {
    login: "new.handler",
    password: "twelve words of autumn rain",
  });
  assert.equal((await refusal(handler.inbox())).status, 403);
  await forward(server, 25);
  administrator = await Client.as(server, "administrator");
  const again = new Client(server);
  await again.post("/api/v1/sessions/password", {
    login: "new.handler",
    password: "twelve words of autumn rain",
  });
  assert.ok((await again.inbox()).counts);
});

test("the county's duty desk is never left to nobody", async () => {
  const county = await unit(administrator, "枝江市");
  const desk = await position("dispatch", county);
  assert.equal(desk.holders.length, 1);
  const refused = await refusal(
    administrator.post(`/api/v1/registry/terms/${desk.holders[0]!.term}/end`),
  );
  assert.deepEqual([refused.status, refused.code], [409, "office.last_dispatcher"]);
});

test("the telephone of a desk is what a receipt names; a person's own is refused", async () => {
  const desk = await position("intake");
  const set = (phone: string) =>
    administrator.post<{ phone: string }>(`/api/v1/registry/positions/${desk.id}`, { phone });
  assert.equal((await refusal(set("村部"))).code, "registry.phone_invalid");
  assert.equal((await refusal(set(NEW.phone))).code, "registry.phone_is_personal");
  assert.equal((await set("0717 4212345")).phone, "0717-4212345");
  assert.equal(entries("registry.phone"), 1);
  const resident = await Client.as(server, "resident");
  const receipt = await resident.file({
    title: "路灯坏了",
    unit: village,
    category: "village.lighting",
  });
  assert.equal(receipt.holder_phone, "0717-4212345");
});

test("a procedure is explained from the pack: desks, times, what happens afterwards", async () => {
  const staff = await Client.as(server, "village_intake");
  const { items } = await staff.get<{
    items: {
      key: string;
      steps: {
        key: string;
        desk: { zh: string };
        within: { zh: string; en: string };
        assumed: boolean;
        late: { zh: string }[];
        acts: { key: string }[];
      }[];
    }[];
  }>("/api/v1/procedures");
  const steps = items.find((one) => one.key === "request")!.steps;
  const step = (key: string) => steps.find((one) => one.key === key)!;
  assert.equal(step("callback").desk.zh, "镇(街道) 回访");
  assert.equal(step("callback").within.en, "5 workdays");
  assert.ok(step("callback").assumed);
  assert.match(step("joint").within.zh, /咨询 2个工作日/);
  assert.match(step("waiting_for_filer").late[1]!.zh, /进入10个工作日后.*原来的环节/);
  assert.ok(step("answered").acts.some((act) => act.key === "solved"));
});

test("what was done to the registry is on the provable record", async () => {
  await server.stop();
  const done = run("verify", "--data", server.data);
  assert.equal(done.code, 0, done.out + done.err);
  assert.match(done.out, /intact/);
  assert.ok(entries("registry.appoint") >= 2 && entries("registry.end_term") >= 2);
});
