// Every route of the program × every role × matters of various standing × hat: one table says who
// may do what, and a route without an entry fails. Guards RISK-3, RISK-4, RISK-8, RISK-22.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client, Refused, unit } from "./client";
import {
  ask,
  caller,
  callers,
  gather,
  leave,
  operations,
  PASSWORD,
  PHONE,
  photo,
  PNG,
  server,
  subjects,
  type Answer,
  type Caller,
  type Standing,
  type Subject,
} from "./rights_cast";

before(gather);
after(leave);

// --- the policy: the one table ---------------------------------------------------------------
// Who does each act of the procedure (packs/zhijiang/procedures/request.yaml, members `who`), and
// at which steps of the subjects it is possible.
const WHO: Record<string, Standing[]> = {
  accept: ["holder"],
  done_on_spot: ["holder"],
  pass_on: ["holder"],
  hand_up: ["holder"],
  assign: ["holder"],
  hide: ["filer"],
  share: ["filer"],
  unshare: ["filer"],
  take_over: ["offered"],
  send_back: ["offered"],
  return_off_list: ["holder"],
  return: ["holder"],
  decline: ["holder"],
  ask_filer: ["holder"],
  resume: ["holder"],
  invite: ["holder"],
  contribute: ["assist"],
  ask_more_time: ["holder"],
  grant_more_time: ["above"],
  refuse_more_time: ["above"],
  reply: ["holder"],
  cannot_solve: ["holder"],
  unreachable: ["holder"],
  regrade: ["above"],
  note: ["holder", "assist", "above"],
  publish: ["holder"],
  supervise: ["above"],
  add: ["filer", "opener"],
  solved: ["filer"],
  not_solved: ["filer"],
  withdraw: ["filer"],
  rate: ["filer"],
  reopen: ["filer"],
  record_solved: ["holder"],
  record_not_solved: ["holder"],
  record_unreachable: ["holder"],
  confirm_cannot: ["holder"],
  reject_cannot: ["holder"],
  redo: ["holder"],
  uphold: ["holder"],
  ask_review: ["filer"],
  agree_declined: ["filer"],
  uphold_decline: ["holder"],
  overrule_decline: ["holder"],
};
const AT: Record<string, string[]> = {
  intake: [
    "accept",
    "done_on_spot",
    "pass_on",
    "hand_up",
    "assign",
    "take_over",
    "send_back",
    "return_off_list",
    "return",
    "decline",
    "ask_filer",
    "unreachable",
    "add",
    "withdraw",
    "note",
    "publish",
    "supervise",
    "hide",
    "share",
    "unshare",
  ],
  handling: [
    "reply",
    "ask_filer",
    "invite",
    "contribute",
    "assign",
    "hand_up",
    "take_over",
    "send_back",
    "return_off_list",
    "return",
    "ask_more_time",
    "grant_more_time",
    "refuse_more_time",
    "cannot_solve",
    "unreachable",
    "regrade",
    "add",
    "withdraw",
    "note",
    "publish",
    "supervise",
    "hide",
    "share",
    "unshare",
  ],
};

type Check = (who: Caller, answer: Answer, what: string) => void;
interface Policy {
  open: "anyone" | "signed_in" | "staff" | "administrator"; // who passes the door
  body?: (who: Caller) => unknown;
  type?: string; // of the body; JSON without it
  path?: (path: string) => string;
  allowed?: Check; // of who passed, for routes without a matter
  matter?: (who: Caller, subject: Subject) => Promise<void>;
}

function is(answer: Answer, what: string, status: number, code = ""): void {
  assert.deepEqual(
    [answer.status, answer.code],
    [status, code],
    `${what}: ${answer.status} ${answer.code} ${answer.text.slice(0, 300)}`,
  );
}
const ok: Check = (_, answer, what) =>
  assert.ok(answer.status < 300, `${what}: ${answer.status} ${answer.text.slice(0, 300)}`);
const refused =
  (status: number, reason: string): Check =>
  (_, answer, what) =>
    is(answer, what, status, reason);

function at_door(policy: Policy, who: Caller): [number, string] | null {
  const { open } = policy;
  if (open === "anyone") return null;
  if (who.session === "nobody") return [401, "http.sign_in"];
  if (open === "staff" && !(who.session === "staff" && who.hats)) return [403, "http.not_for_you"];
  if (open === "administrator" && !who.administrator) return [403, "http.not_for_you"];
  return null;
}

// One call about a matter: the door, then standing, then what `allowed` says of those who see it.
async function about_matter(
  key: string,
  who: Caller,
  subject: Subject,
  fill: Record<string, string>,
  body: unknown,
  allowed: Check,
): Promise<void> {
  const { method, path } = operations.get(key)!;
  let to = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(name === "id" ? subject.id : fill[name]!),
  );
  if (fill["query"]) to += fill["query"];
  const what = `${key} ${JSON.stringify(fill)} on “${subject.name}” by ${who.name}`;
  const answer = await ask(who, method, to, body);
  const door = at_door(POLICY[key]!, who);
  if (door) return is(answer, what, ...door);
  if (!subject.standing[who.name]) {
    is(answer, what, 404, "desk.no_such_matter");
    return never_told(who, answer, what);
  }
  allowed(who, answer, what);
  never_told(who, answer, what);
}

// No answer holds a word of a matter in which the caller has no standing.
function never_told(who: Caller, answer: Answer, what: string): void {
  assert.ok(answer.status < 500, `${what}: ${answer.status} ${answer.text.slice(0, 300)}`);
  for (const one of subjects) {
    if (!one.standing[who.name])
      assert.ok(!answer.text.includes(one.marker), `${what} tells of “${one.name}”`);
  }
}

const roles = (subject: Subject, who: Caller): Standing[] => subject.standing[who.name] ?? [];
const listed = (answer: Answer): string[] =>
  (JSON.parse(answer.text) as { items: { id: string }[] }).items.map((item) => item.id);

// Whether a list holds exactly those of the subjects that it should, and no other matter's words.
function lists(wanted: (subject: Subject, who: Caller) => boolean): Check {
  return (who, answer, what) => {
    ok(who, answer, what);
    const ids = listed(answer);
    for (const one of subjects)
      assert.equal(ids.includes(one.id), wanted(one, who), `${what}: “${one.name}”`);
  };
}

const POLICY: Record<string, Policy> = {
  healthz: { open: "anyone", allowed: ok },
  metrics: { open: "anyone", allowed: ok },
  openapi: { open: "anyone", allowed: ok },
  categories: { open: "anyone", allowed: ok },
  choices: { open: "anyone", path: (path) => path.replace("{list}", "grades"), allowed: ok },
  units: { open: "anyone", allowed: ok },
  overview: {
    open: "staff",
    allowed: (who, answer, what) => {
      // Nobody below the village has figures: a cluster's are its people's.
      if (who.name === "liaison") return is(answer, what, 400, "overview.unit_too_fine");
      ok(who, answer, what);
    },
  },
  audit: { open: "administrator", allowed: ok },
  public_similar: {
    open: "anyone",
    path: (path) => path + "?unit=1&q=" + encodeURIComponent("路灯"),
    allowed: refused(404, "registry.no_such_unit"),
  },
  public_figures: {
    open: "anyone",
    path: (path) => path.replace("{id}", "1"),
    allowed: refused(404, "registry.no_such_unit"),
  },
  units_search: {
    open: "anyone",
    path: (path) => path + "?q=" + encodeURIComponent("向巷"),
    allowed: ok,
  },
  unit: {
    open: "anyone",
    path: (path) => path.replace("{id}", "1"),
    allowed: refused(404, "registry.no_such_unit"),
  },
  unit_desks: {
    open: "anyone",
    path: (path) => path.replace("{id}", "1"),
    allowed: refused(404, "registry.no_such_unit"),
  },
  procedure_drawing: {
    open: "anyone",
    path: (path) => path.replace("{key}", "request"),
    allowed: ok,
  },
  me: {
    open: "anyone",
    allowed: (who, answer, what) => {
      const me = JSON.parse(answer.text) as {
        signed_in: boolean;
        hats: unknown[];
        administrator: boolean;
      };
      assert.deepEqual(
        [me.signed_in, me.hats.length > 0, me.administrator],
        [who.session !== "nobody", who.hats, who.administrator],
        what,
      );
    },
  },
  my_households: {
    open: "staff",
    allowed: (who, answer, what) => {
      ok(who, answer, what);
      const { items } = JSON.parse(answer.text) as { items: Record<string, unknown>[] };
      assert.equal(items.length > 0, who.name === "liaison", what);
      for (const item of items)
        assert.deepEqual(Object.keys(item).sort(), ["door", "name", "unit"], what);
    },
  },
  my_lookups: { open: "signed_in", allowed: ok },
  my_export: { open: "signed_in", allowed: ok },
  code_request: {
    open: "anyone",
    body: () => ({ phone: "123" }),
    allowed: refused(400, "vault.phone_invalid"),
  },
  session_by_code: {
    open: "anyone",
    body: () => ({ phone: "14399999999", code: "000000" }),
    allowed: refused(401, "access.wrong_code"),
  },
  session_by_password: {
    open: "anyone",
    body: (who) => ({ login: `nobody.${who.name}`.slice(0, 30), password: PASSWORD }),
    allowed: refused(401, "access.wrong_password"),
  },
  administrator_first: {
    open: "anyone",
    body: () => ({ token: "AAAA-AAAA-AAAA", login: "chief.one", password: PASSWORD }),
    allowed: refused(401, "access.wrong_token"),
  },
  account_activate: {
    open: "anyone",
    body: (who) => ({
      login: `no.${who.name}`.slice(0, 30),
      code: "AAAA-AAAA-AAAA",
      password: PASSWORD,
    }),
    allowed: refused(401, "access.wrong_activation"),
  },
  account_create: {
    open: "administrator",
    body: () => ({ person: "1", login: "!" }),
    allowed: refused(400, "access.login_invalid"),
  },
  account_close: {
    open: "administrator",
    path: (path) => path.replace("{id}", "1"),
    allowed: refused(404, "access.no_such_account"),
  },
  registry_unit: {
    open: "administrator",
    path: (path) => path.replace("{id}", "1"),
    allowed: refused(404, "registry.no_such_unit"),
  },
  registry_positions: {
    open: "administrator",
    allowed: refused(400, "office.place_missing"),
  },
  registry_organisations: { open: "administrator", allowed: ok },
  registry_people: {
    open: "administrator",
    path: (path) => path + "?unit=1",
    allowed: refused(404, "registry.no_such_unit"),
  },
  registry_phone: {
    open: "administrator",
    path: (path) => path.replace("{id}", "1"),
    body: () => ({ phone: "12345" }),
    allowed: refused(404, "registry.no_such_position"),
  },
  registry_appoint: {
    open: "administrator",
    path: (path) => path.replace("{id}", "1"),
    body: () => ({ phone: PHONE.hats }),
    allowed: refused(404, "registry.no_such_position"),
  },
  registry_end_term: {
    open: "administrator",
    path: (path) => path.replace("{id}", "1"),
    allowed: refused(404, "registry.no_such_term"),
  },
  registry_import: {
    open: "administrator",
    path: (path) => path.replace("{kind}", "nothing") + "?name=x.csv",
    body: () => new TextEncoder().encode("编码\n1\n"),
    type: "text/csv",
    allowed: refused(404, "office.import_kind"),
  },
  procedures: { open: "staff", allowed: ok },
  notice_post: {
    open: "staff",
    body: () => ({ title: "通知", text: "内容", unit: "1", until_at: 1 }),
    allowed: refused(404, "registry.no_such_unit"),
  },
  notice_list: {
    open: "anyone",
    path: (path) => path + "?unit=1",
    allowed: refused(404, "registry.no_such_unit"),
  },
  notice_read: {
    open: "anyone",
    path: (path) => path.replace("{number}", encodeURIComponent(subjects[0]!.number)),
    allowed: refused(404, "notice.not_found"),
  },
  session_end: { open: "anyone" }, // by throwaway sessions, below
  session_end_all: { open: "signed_in" },
  file_take: { open: "anyone" }, // below, with bytes
  request_file: {
    open: "anyone",
    // For somebody else: only who holds a position may, and only with consent.
    body: () => ({
      title: "代人反映",
      detail: "",
      unit: "1",
      for_whom: "somebody",
      somebody: { name: "某人", read_back: true, consent: false },
    }),
    allowed: (who, answer, what) =>
      who.hats
        ? is(answer, what, 400, "request.no_consent")
        : is(answer, what, 403, "request.not_for_others"),
  },
  requests_mine: {
    open: "signed_in",
    allowed: lists((subject, who) => roles(subject, who).includes("filer")),
  },
  inbox: {
    open: "staff",
    allowed: lists((subject, who) => roles(subject, who).includes("holder")),
  },
  inbox_export: {
    open: "staff",
    path: (path) => path + "?reason=meeting",
    // The rows of her inbox, and of what was written nothing but the title.
    allowed: (who, answer, what) => {
      ok(who, answer, what);
      for (const one of subjects) {
        const listed = roles(one, who).includes("holder");
        assert.equal(answer.text.includes(one.number), listed, `${what}: “${one.name}”`);
        assert.ok(!answer.text.includes(one.marker), `${what} tells of “${one.name}”`);
      }
    },
  },
  follow: {
    open: "anyone",
    body: () => ({ number: subjects[0]!.number, code: "22222222" }),
    allowed: () => undefined,
  },
  follow_act: {
    open: "anyone",
    body: () => ({ number: subjects[0]!.number, code: "22222222", form: {} }),
    path: (path) => path.replace("{act}", "solved"),
    allowed: () => undefined,
  },
  public_list: {
    open: "anyone",
    allowed: (who, answer, what) => {
      ok(who, answer, what);
      const numbers = (JSON.parse(answer.text) as { items: { number: string }[] }).items.map(
        (item) => item.number,
      );
      for (const one of subjects)
        assert.equal(numbers.includes(one.number), one.public, `${what}: “${one.name}”`);
    },
  },
  public_detail: {
    open: "anyone",
    matter: async (who, subject) => {
      const what = `public_detail of “${subject.name}” by ${who.name}`;
      const answer = await ask(
        who,
        "GET",
        `/api/v1/public/matters/${encodeURIComponent(subject.number)}`,
      );
      if (subject.public) is(answer, what, 200);
      else is(answer, what, 404, "request.not_found");
      assert.ok(!answer.text.includes(subject.marker), what);
    },
  },
  matter_related: {
    open: "signed_in",
    matter: (who, subject) =>
      about_matter("matter_related", who, subject, {}, undefined, (_, answer, what) => {
        ok(who, answer, what);
        for (const id of listed(answer)) {
          const one = subjects.find((other) => other.id === id);
          assert.ok(!one || one.standing[who.name], `${what} tells of “${one?.name}”`);
        }
      }),
  },
  matter_read: {
    open: "signed_in",
    matter: (who, subject) =>
      about_matter("matter_read", who, subject, {}, undefined, (_, answer, what) => {
        is(answer, what, 200);
        assert.ok(answer.text.includes(subject.marker), `${what}: who has standing reads it`);
        const view = JSON.parse(answer.text) as { filer?: unknown; acts: { key: string }[] };
        const staff = roles(subject, who).some((role) => role !== "filer" && role !== "opener");
        assert.equal(
          view.filer !== undefined,
          staff,
          `${what}: only staff are shown the (masked) filer`,
        );
        for (const act of view.acts) {
          assert.ok(
            WHO[act.key]!.some((role) => roles(subject, who).includes(role)),
            `${what}: offers ${act.key}`,
          );
        }
      }),
  },
  matter_desks: {
    open: "staff",
    matter: (who, subject) =>
      about_matter(
        "matter_desks",
        who,
        subject,
        { query: "?act=hand_up" },
        undefined,
        (_, answer, what) =>
          roles(subject, who).some((role) => role !== "filer" && role !== "opener")
            ? is(answer, what, 200)
            : is(answer, what, 404, "procedure.no_such_act"),
      ),
  },
  matter_duty: {
    open: "staff",
    matter: (who, subject) =>
      about_matter("matter_duty", who, subject, {}, undefined, (_, answer, what) =>
        roles(subject, who).some((role) => role !== "filer" && role !== "opener")
          ? is(answer, what, 200)
          : is(answer, what, 404, "desk.no_such_matter"),
      ),
  },
  matter_file: {
    open: "signed_in",
    matter: (who, subject) =>
      about_matter("matter_file", who, subject, { file: photo }, undefined, (_, answer, what) =>
        subject.name === "own" ? is(answer, what, 200) : is(answer, what, 404, "vault.absent"),
      ),
  },
  matter_reveal: {
    open: "staff",
    matter: (who, subject) =>
      about_matter(
        "matter_reveal",
        who,
        subject,
        {},
        { what: "name", reason: "call_filer" },
        (_, answer, what) =>
          roles(subject, who).includes("holder")
            ? is(answer, what, 200)
            : is(answer, what, 403, "request.not_to_reveal"),
      ),
  },
  matter_act: {
    open: "signed_in",
    matter: async (who, subject) => {
      for (const [act, whose] of Object.entries(WHO)) {
        // The form has a field that no act has: whoever may do it is refused for the form only.
        await about_matter(
          "matter_act",
          who,
          subject,
          { act },
          { form: { no_such_field: "x" } },
          (_, answer, what) => {
            if (!AT[subject.step]!.includes(act)) return is(answer, what, 409, "procedure.not_now");
            if (!whose.some((role) => roles(subject, who).includes(role)))
              return is(answer, what, 403, "procedure.not_your_act");
            assert.ok(
              /^procedure\.(form_|not_now)/.test(answer.code),
              `${what}: ${answer.status} ${answer.code}`,
            );
            return undefined;
          },
        );
      }
    },
  },
  sample_now: { open: "anyone", allowed: ok },
  sample_people: { open: "anyone", allowed: ok },
  sample_messages: { open: "anyone" }, // shows every message of a sample by design
  sample_sign_in: {
    open: "anyone",
    body: () => ({ key: "no such role" }),
    allowed: refused(404, "sample.no_such_role"),
  },
  sample_clock: { open: "anyone", body: () => ({}), allowed: ok },
};

test("every operation of /openapi.json has an entry in the policy and the reverse", () => {
  assert.deepEqual([...operations.keys()].sort(), Object.keys(POLICY).sort());
});

test("RISK-22: at every door each role gets what the policy says", async () => {
  let calls = 0;
  for (const [key, policy] of Object.entries(POLICY)) {
    if (!policy.allowed && policy.open === "anyone") continue;
    if (policy.matter || key === "session_end_all") continue;
    for (const who of callers) {
      const { method, path } = operations.get(key)!;
      const answer = await ask(
        who,
        method,
        policy.path ? policy.path(path) : path,
        policy.body?.(who),
        policy.type,
      );
      const what = `${key} by ${who.name}`;
      const door = at_door(policy, who);
      if (door) is(answer, what, ...door);
      else policy.allowed!(who, answer, what);
      // Tries of codes and numbers are slowed down by client: that is the one 503.
      if (answer.code !== "access.wait") never_told(who, answer, what);
      ++calls;
    }
  }
  console.log(`${calls} calls of routes without a matter`);
});

test("RISK-3 RISK-4: each role does and sees what its standing allows, no more", async () => {
  let calls = 0;
  for (const policy of Object.values(POLICY)) {
    if (!policy.matter) continue;
    for (const who of callers) {
      for (const subject of subjects) {
        await policy.matter(who, subject);
        ++calls;
      }
    }
  }
  console.log(`${calls} cells of role × matter`);
});

test("every scope of the inbox lists exactly what the caller is to the matter", async () => {
  const scopes: Record<string, (subject: Subject, who: Caller) => boolean> = {
    mine: (subject, who) => roles(subject, who).includes("holder"),
    offered: (subject, who) => roles(subject, who).includes("offered"),
    assist: (subject, who) => roles(subject, who).includes("assist"),
    supervised: () => false,
    late: () => false,
    below: (subject, who) =>
      roles(subject, who).includes("above") && subject.name !== "complaint about a cadre",
  };
  for (const [scope, wanted] of Object.entries(scopes)) {
    for (const who of callers.filter((one) => one.hats)) {
      const what = `inbox ${scope} of ${who.name}`;
      const answer = await ask(who, "GET", `/api/v1/inbox?scope=${scope}&limit=50`);
      // Who works on it herself has it in “mine”; her other hat adds no second entry.
      lists((subject, one) => wanted(subject, one))(who, answer, what);
      never_told(who, answer, what);
    }
  }
  for (const who of callers.filter((one) => one.session !== "nobody")) {
    const answer = await ask(who, "GET", "/api/v1/requests/mine?scope=opener");
    lists((subject, one) => roles(subject, one).includes("opener"))(
      who,
      answer,
      `opener list of ${who.name}`,
    );
  }
});

test("a photo is taken from anybody who may file", async () => {
  for (const who of callers) {
    const answer = await ask(who, "POST", "/api/v1/files", PNG, "image/png");
    is(answer, `file_take by ${who.name}`, 200);
  }
});

test("whoever was looked at reads every look, and nobody else does", async () => {
  for (const who of callers.filter((one) => one.session !== "nobody")) {
    const answer = await ask(who, "GET", "/api/v1/me/lookups");
    const { items } = JSON.parse(answer.text) as { items: { number: string }[] };
    const mine = subjects
      .filter((subject) => roles(subject, who).includes("filer"))
      .map((subject) => subject.number);
    for (const look of items)
      assert.ok(mine.includes(look.number), `${who.name} reads a look at ${look.number}`);
    if (who.name === "resident") assert.ok(items.length > 0, "the holder looked at her name above");
  }
});

test("ending a session ends it: the cookie opens nothing any more", async () => {
  for (const key of ["session_end", "session_end_all"]) {
    const client = await Client.as(server, "village_handler");
    const who: Caller = {
      name: "village_handler",
      cookie: client.session,
      session: "staff",
      hats: true,
      administrator: false,
    };
    const { method, path } = operations.get(key)!;
    is(await ask(who, "GET", "/api/v1/inbox"), `inbox before ${key}`, 200);
    const ended = await ask(who, method, path);
    assert.equal(ended.status, 200, ended.text);
    const after = await ask(who, "GET", "/api/v1/inbox");
    assert.equal(after.status, 401, `${key}: ${after.text}`);
  }
  is(
    await ask(caller("nobody"), "POST", "/api/v1/sessions/end-all"),
    "nobody ends all",
    401,
    "http.sign_in",
  );
});

test("a follow-up code opens its own matter only, and as the filer", async () => {
  const nobody = new Client(server);
  const here = await unit(nobody, "向巷村");
  const one = await nobody.file({
    title: "无名反映",
    detail: "暗号辛八",
    unit: here,
    name: "李四",
    phone: "14300000009",
  });
  const own = await nobody.post<{ my_role: string }>("/api/v1/follow", {
    number: one.number,
    code: one.follow_up_code,
  });
  assert.equal(own.my_role, "filer");
  for (const subject of subjects) {
    try {
      await nobody.post("/api/v1/follow", { number: subject.number, code: one.follow_up_code });
      assert.fail(`the code of ${one.number} opened ${subject.name}`);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      assert.ok(["request.not_found", "access.wait"].includes(error.code), error.code);
    }
  }
});
