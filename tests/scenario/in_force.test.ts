// What is in force changes while people work: the holidays of a year, a new pack; and what may not.
import assert from "node:assert/strict";
import { appendFileSync, cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Client, forward, unit } from "./client";
import { drop, folder, meddle, pack, rows, run, Server } from "./house";
import { postgres } from "./postgres";

const HOUR = 3_600_000;
// Made up, as a notice could be: 2027 is not published when this is written.
const SOURCE = "# 来源：国务院办公厅关于2027年部分节假日安排的通知（国办发明电〔2026〕9号）\n";
const days = (kind: string, name: string, ...dates: string[]): string =>
  dates.map((date) => `2027-${date}\t${kind}\t${name}\n`).join("");
const SPRING = ["02-05", "02-06", "02-07", "02-08", "02-09", "02-10", "02-11", "02-12"];
const NATIONAL = ["10-01", "10-02", "10-03", "10-04", "10-05", "10-06", "10-07"];
const DAYS =
  days("holiday", "元旦", "01-01", "01-02", "01-03") +
  days("holiday", "春节", ...SPRING) +
  days("workday", "春节", "01-31", "02-20") +
  days("holiday", "清明节", "04-05") +
  days("holiday", "劳动节", "05-01", "05-02", "05-03") +
  days("holiday", "国庆节", ...NATIONAL);

let data: string;
let server: Server;
before(async () => {
  data = folder();
  server = await Server.start(data, "2027-01-20T09:00");
});
after(async () => {
  await server.stop();
  drop(data);
});

const file = (name: string, text: string): string => {
  const path = join(data, "..", name);
  writeFileSync(path, text);
  return path;
};
// While several servers may be at work on one database, what they keep in memory stays as it is:
// the server refuses it, and the command does it when none runs.
async function install(...words: string[]): Promise<ReturnType<typeof run>> {
  const done = run(...words, "--data", data);
  if (!postgres) return done;
  assert.ok(done.err.includes("app.several_servers"), done.err);
  const now = (await new Client(server).get<{ now_at: number }>("/api/v1/sample")).now_at;
  await server.stop();
  const alone = run(...words, "--data", data);
  server = await Server.start(data, new Date(now + 8 * HOUR).toISOString().slice(0, 16));
  return alone;
}
const day = (at: number): string => new Date(at + 8 * HOUR).toISOString().slice(0, 10);
const audit = (route: string): { code: string; detail: string } =>
  rows<{ code: string; detail: string }>(
    data,
    `SELECT code, detail FROM audit_entry WHERE route = '${route}' ORDER BY id DESC LIMIT 1`,
  )[0]!;

// A request that is being handled: ten working days from now.
async function handled(title: string): Promise<string> {
  const resident = await Client.as(server, "resident");
  const { matter } = await resident.file({
    title,
    unit: await unit(resident, "向巷村"),
    category: "village.lighting",
    kind: "help",
  });
  await (await Client.as(server, "village_intake")).act(matter!, "accept", { grade: "small" });
  return matter!;
}
interface Clock {
  until_at: number;
  provisional: boolean;
}
async function clock(id: string): Promise<Clock & { acts: string[] }> {
  const seen = await (await Client.as(server, "resident")).matter(id);
  const acts = seen.record.map((one) => one.act);
  return { ...(seen.clock as Clock), acts };
}

test("the holidays of a year are put in once they are out: no date becomes earlier", async () => {
  const early = await handled("过年以前答复");
  await forward(server, 7 * 24);
  const late = await handled("过年以后答复");
  assert.deepEqual(
    [await clock(early), await clock(late)].map((one) => [day(one.until_at), one.provisional]),
    [
      ["2027-02-03", true],
      ["2027-02-10", true],
    ],
  );
  const done = await install("holidays", "install", file("2027.tsv", SOURCE + DAYS));
  assert.equal(done.code, 0, done.err);
  assert.match(done.out, /^installed holidays of 2027 \(国务院.*9号）\): [1-9]\d* deadlines later/);
  // 31 January, a Sunday, became a working day: by that it would end on 2 February.
  assert.deepEqual(
    [await clock(early), await clock(late)].map((one) => [
      day(one.until_at),
      one.provisional,
      one.acts.filter((act) => act === "holidays").length,
    ]),
    [
      ["2027-02-03", false, 1],
      ["2027-02-17", false, 1],
    ],
  );
  // What is filed from now on counts by them at once.
  assert.deepEqual(day((await clock(await handled("再报一件"))).until_at), "2027-02-17");
  assert.equal(audit("holidays_install").detail, "by=operator year=2027");
  const again = await install("holidays", "install", file("2027.tsv", SOURCE + DAYS));
  assert.match(again.out, /^already in: holidays of 2027 .*: 0 deadlines later, 0 firm\n$/);
  assert.match(run("verify", "--data", data).out, /intact\n$/);
});

test("holidays that cannot be, of another year or known already are refused", () => {
  const refused = (text: string, code: string): void => {
    const done = run("holidays", "install", file("wrong.tsv", text), "--data", data);
    assert.equal(done.code, 1, done.out);
    assert.ok(done.err.includes(postgres ? "app.several_servers" : code), done.err);
  };
  const before = rows(data, "SELECT * FROM holiday_notice");
  refused(DAYS, "holidays.source_missing");
  refused(SOURCE + DAYS.replaceAll("2027-", "2029-"), "holidays.implausible");
  refused(SOURCE + DAYS.replace(/2027-05-02.*\n/, ""), "holidays.implausible");
  const plain = DAYS.replace(/.*workday.*\n/g, "");
  refused(SOURCE + plain.replaceAll("2027-", "2026-"), "holidays.other_year");
  refused(SOURCE + plain + DAYS.replaceAll("2027-", "2026-"), "holidays.one_year");
  refused(SOURCE + "# 又打了一遍\n" + DAYS, "holidays.known");
  refused(SOURCE + "2027-01-01 holiday\n", "calendar.row_wrong");
  assert.deepEqual(rows(data, "SELECT * FROM holiday_notice"), before);
  assert.match(audit("holidays_install").code, postgres ? /app\./ : /calendar\.row_wrong/);
});

test("holidays that were changed in the database are found", { skip: !!postgres }, async () => {
  await server.stop();
  const changed = "UPDATE holiday_notice SET content = replace(content, '02-05', '02-04')";
  meddle(data, changed);
  assert.match(run("verify", "--data", data).out, /holidays 1: not what was put in/);
  meddle(data, changed.replace("'02-05', '02-04'", "'02-04', '02-05'"));
  meddle(data, "CREATE TABLE kept AS SELECT * FROM holiday_notice; DELETE FROM holiday_notice");
  assert.match(run("verify", "--data", data).out, /holidays 1: on the record and not there/);
  meddle(data, "INSERT INTO holiday_notice SELECT * FROM kept; DROP TABLE kept");
  assert.match(run("verify", "--data", data).out, /intact\n$/);
  server = await Server.start(data, "2027-01-28T09:00");
});

test("a new text is in force without a stop, and what runs keeps its rules", async () => {
  const next = join(data, "../next-pack");
  cpSync(pack, next, { recursive: true });
  appendFileSync(
    join(next, "texts.yaml"),
    "desk.no_such_matter: {zh: 找不到这件事, en: There is no such thing, " +
      "remedy_zh: 请核对编号, remedy_en: Check the number}\n",
  );
  const title = async (): Promise<unknown> => {
    const answer = await fetch(`${server.address}/api/v1/matters/1`, {
      headers: { cookie: (await Client.as(server, "resident")).session },
    });
    return ((await answer.json()) as { title: string }).title;
  };
  assert.notEqual(await title(), "找不到这件事");
  const done = await install("pack", "install", next);
  assert.equal(done.code, 0, done.err + done.out);
  assert.match(done.out, /^installed zhijiang version \d+\n$/);
  assert.equal(await title(), "找不到这件事");
  assert.match(audit("pack_install").detail, /^by=operator version=/);
  if (postgres) return;
  // The very same again, and one that is not proven.
  assert.match(run("pack", "install", next, "--data", data).err, /pack\.unchanged/);
  writeFileSync(join(next, "village_list.yaml"), "source: x\ncategories: [nothing.there]\n");
  assert.equal(run("pack", "install", next, "--data", data).code, 1);
  const moved = run(
    ...["pack", "move", "request", "--from", "1", "--to", "99", "--reason", "x", "--data", data],
  );
  assert.match(moved.err, /desk\.no_such_procedure/);
});

test("a rebuild beside a server is refused, says what to do and is in the audit", async () => {
  const done = run("rebuild", "--data", data);
  assert.equal(done.code, 1);
  assert.match(done.err, /app\.stop_the_server/);
  assert.match(done.err, /systemctl stop linli/);
  assert.deepEqual(audit("rebuild"), { code: "app.stop_the_server", detail: "by=operator" });
  await server.stop();
  assert.match(run("rebuild", "--data", data).out, /^indexed \d+ titles, put 0 counters/);
  server = await Server.start(data, "2027-01-28T09:00");
});
