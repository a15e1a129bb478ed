// scenario/rights_cast.ts – who calls and about what: callers in every role, and matters to which
// each of them stands in another way. The table of what follows from it is in rights.test.ts.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client, desk, unit } from "./client";
import { drop, folder, rows, run, Server } from "./house";
import { first_account } from "./opening";

export type Standing = "filer" | "opener" | "holder" | "offered" | "assist" | "above";
export interface Caller {
  name: string;
  cookie: string;
  session: "nobody" | "resident" | "staff";
  hats: boolean; // wears at least one
  administrator?: "system" | "security" | "audit";
}
export interface Subject {
  name: string;
  id: string;
  number: string;
  step: string;
  marker: string; // stands in its text: whoever has no standing never gets these words
  public: boolean;
  standing: Record<string, Standing[]>; // caller → what she is to it; nobody else sees it
}
export interface Answer {
  status: number;
  code: string;
  text: string;
}

export const PHONE = { other: "14300000001", hats: "14300000002" };
export const PASSWORD = "twelve words of spring rain";
export const callers: Caller[] = [];
export const subjects: Subject[] = [];
export let server: Server;
export let operations: Map<string, { method: string; path: string }>;
export let photo = "";
// A batch of slips that the village's intake asked for and the town's printed, and what is inside.
export let batch = "";
export let codes: string[] = [];

export async function ask(
  who: Caller,
  method: string,
  path: string,
  body?: unknown,
  type = "application/json",
): Promise<Answer> {
  const headers: Record<string, string> = { "accept-language": "zh-CN" };
  if (who.cookie) headers["cookie"] = who.cookie;
  if (method !== "GET") headers["idempotency-key"] = randomUUID();
  if (method === "POST") headers["content-type"] = type;
  const bytes =
    body instanceof Uint8Array
      ? (body as BodyInit)
      : method === "POST"
        ? JSON.stringify(body ?? {})
        : null;
  const answer = await fetch(server.address + path, { method, headers, body: bytes });
  const text = await answer.text();
  const known = answer.headers.get("content-type")?.startsWith("application/problem+json");
  return { status: answer.status, code: known ? String(JSON.parse(text).code) : "", text };
}

function join_caller(
  name: string,
  client: Client,
  session: Caller["session"],
  hats: boolean,
  administrator?: Caller["administrator"],
): void {
  callers.push({
    name,
    cookie: client.session,
    session,
    hats,
    ...(administrator && { administrator }),
  });
}
export const caller = (name: string): Caller => callers.find((one) => one.name === name)!;

// A person with two hats – deputy at the village's intake and deputy supervisor of its town – who
// signs in both ways, from a file as a county would bring her in.
function bring_in(data: string): void {
  const people = join(data, "../people.csv");
  const positions = join(data, "../positions.csv");
  writeFileSync(
    people,
    `姓名,手机号,人员编号\n双岗员,${PHONE.hats},t-1\n外村人,${PHONE.other},t-2\n`,
  );
  writeFileSync(
    positions,
    "岗位,单元编码,手机号,副职,任期开始\n" +
      `intake,420583105215,${PHONE.hats},是,2026-01-01\n` +
      `supervisor,420583105,${PHONE.hats},是,2026-01-01\n`,
  );
  for (const [what, file] of [
    ["people", people],
    ["positions", positions],
  ] as const) {
    const done = run("import", what, "--data", data, file);
    assert.match(done.out, /imported 2, unchanged 0, refused 0/, done.out + done.err);
  }
}

// What she may do signed in by password; and by code, where her hats are left at the door.
async function two_hats(): Promise<void> {
  const person = rows<{ person_id: string }>(
    server.data,
    "SELECT CAST(person_id AS TEXT) AS person_id FROM term ORDER BY id DESC LIMIT 1",
  )[0]!.person_id;
  const administrator = await Client.as(server, "administrator");
  const security = await Client.as(server, "security_administrator");
  const made = await first_account(administrator, security, { person, login: "two.hats" });
  const staff = new Client(server);
  await staff.post("/api/v1/activations", {
    login: "two.hats",
    code: made.activation,
    known: PHONE.hats.slice(-4),
    password: PASSWORD,
  });
  join_caller("two_hats", staff, "staff", true);
  join_caller("two_hats_by_code", await Client.byPhone(server, PHONE.hats), "resident", false);
}

interface Filed {
  matter?: string;
  number: string;
}
function subject(
  name: string,
  filed: Filed,
  id: string,
  marker: string,
  standing: Subject["standing"],
  step = "intake",
  open = false,
): Subject {
  const out = { name, id, number: filed.number, step, marker, public: open, standing };
  subjects.push(out);
  return out;
}

export const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJR" +
    "U5ErkJggg==",
  "base64",
);

// Starts the program and files every matter of the cast.
export async function gather(): Promise<void> {
  const data = folder();
  bring_in(data);
  server = await Server.start(data);
  const resident = await Client.as(server, "resident");
  callers.push({
    name: "nobody",
    cookie: "",
    session: "nobody",
    hats: false,
  });
  join_caller("resident", resident, "resident", false);
  const other = await Client.byPhone(server, PHONE.other);
  join_caller("other_resident", other, "resident", false);
  const staff = new Map<string, Client>();
  for (const role of [
    "liaison",
    "village_intake",
    "village_handler",
    "town_intake",
    "town_handler",
    "town_supervisor",
    "town_callback",
    "department_intake",
    "department_handler",
    "county_dispatch",
  ]) {
    staff.set(role, await Client.as(server, role));
    join_caller(role, staff.get(role)!, "staff", true);
  }
  for (const [role, kind] of [
    ["administrator", "system"],
    ["security_administrator", "security"],
    ["audit_administrator", "audit"],
  ] as const)
    join_caller(role, await Client.as(server, role), "staff", false, kind);
  await two_hats();
  const document = await resident.get<{
    paths: Record<string, Record<string, { operationId: string }>>;
  }>("/openapi.json");
  operations = new Map(
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, one]) => [one.operationId, { method: method.toUpperCase(), path }] as const,
      ),
    ),
  );
  await print_slips(staff);
  await file_all(resident, other, staff);
}

export async function leave(): Promise<void> {
  await server.stop();
  drop(server.data);
}

async function print_slips(staff: Map<string, Client>): Promise<void> {
  const batches = "/api/v1/slips/batches";
  batch = (await staff.get("village_intake")!.post<{ id: string }>(batches, { count: 3 })).id;
  const sheet = await staff
    .get("town_intake")!
    .post<{ slips: { code: string }[] }>(`${batches}/${batch}/print`);
  codes = sheet.slips.map((slip) => slip.code);
}

async function file_all(
  resident: Client,
  other: Client,
  staff: Map<string, Client>,
): Promise<void> {
  const here = await unit(resident, "向巷村");
  const there = await unit(resident, "滕家河村");
  const lighting = { category: "village.lighting" };
  const above = { county_dispatch: ["above"], town_supervisor: ["above"] } as Record<
    string,
    Standing[]
  >;
  const desk_of = { village_intake: ["holder"], two_hats: ["holder"] } as Record<
    string,
    Standing[]
  >;

  const uploaded = JSON.parse(
    (await ask(caller("resident"), "POST", "/api/v1/files", PNG, "image/png")).text,
  ) as { id: string };
  const own = await resident.file({
    title: "路灯不亮",
    detail: "暗号甲一",
    unit: here,
    ...lighting,
    files: [uploaded.id],
    wish_public: true,
  });
  photo = (await resident.matter(own.matter!)).files[0]!.id;
  subject(
    "own",
    own,
    own.matter!,
    "暗号甲一",
    { resident: ["filer"], ...desk_of, ...above },
    "intake",
    true,
  );

  const far = await other.file({
    title: "沟渠堵塞",
    detail: "暗号乙二",
    unit: there,
    category: "village.ditches",
  });
  subject("another town's village", far, far.matter!, "暗号乙二", {
    other_resident: ["filer"],
    county_dispatch: ["above"],
  });

  // With the lead at the village: a department assists, the town has it on offer.
  const busy = await resident.file({
    title: "小路塌陷",
    detail: "暗号丙三",
    unit: here,
    category: "village.paths",
  });
  const intake = staff.get("village_intake")!;
  await intake.act(busy.matter!, "accept", { grade: "small" });
  await intake.act(busy.matter!, "invite", {
    to: await desk(intake, busy.matter!, "invite", "住房和城乡建设局"),
    question: "谁修?",
  });
  await intake.act(busy.matter!, "hand_up", { reason: "需要镇里" });
  subject(
    "assisted and offered",
    busy,
    busy.matter!,
    "暗号丙三",
    {
      resident: ["filer"],
      ...desk_of,
      ...above,
      department_handler: ["assist"],
      town_intake: ["offered"],
    },
    "handling",
  );

  // About the village's intake: neither he nor his town oversees it.
  const offices = await resident.get<{
    items: { desk: { desk: string; words: { zh: string } } }[];
  }>(`/api/v1/units/${here}/desks`);
  const about = offices.items.find((item) => item.desk.words.zh.includes("受理"))!.desk.desk;
  const complaint = await resident.file({
    title: "态度恶劣",
    detail: "暗号丁四",
    unit: here,
    category: "conduct.attitude",
    about: [about],
  });
  subject("complaint about a cadre", complaint, complaint.matter!, "暗号丁四", {
    resident: ["filer"],
    county_dispatch: ["above"],
  });

  // His own: the one beside him at the same desk has it, he is the filer in every hat.
  const cadre = await intake.file({
    title: "我家门口路灯",
    detail: "暗号戊五",
    unit: here,
    ...lighting,
  });
  subject("a cadre's own", cadre, cadre.matter!, "暗号戊五", {
    village_intake: ["filer"],
    two_hats: ["holder"],
    ...above,
  });

  // Two hats, one person: she files, and sits at both desks that could have it.
  const hers = await new Client(server, caller("two_hats_by_code").cookie).file({
    title: "垃圾清运",
    detail: "暗号己六",
    unit: here,
    category: "village.rubbish",
  });
  subject("filed by one with two hats", hers, hers.matter!, "暗号己六", {
    two_hats: ["filer"],
    two_hats_by_code: ["filer"],
    village_intake: ["holder"],
    ...above,
  });

  // Entered by the 联户长 for somebody who has no account.
  const liaison = staff.get("liaison")!;
  const entered = await liaison.file({
    title: "房屋漏水",
    detail: "暗号庚七",
    unit: here,
    ...lighting,
    for_whom: "somebody",
    somebody: { name: "王奶奶", read_back: true, consent: true },
  });
  const id = rows<{ id: string }>(server.data, "SELECT CAST(max(id) AS TEXT) AS id FROM matter")[0]!
    .id;
  subject("entered for somebody", entered, id, "暗号庚七", {
    liaison: ["opener"],
    ...desk_of,
    ...above,
  });
}
