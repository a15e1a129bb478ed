// Every route of the program × every role × matters of various standing × hat: one table says who
// may do what, and a route without an entry fails. Guards RISK-3, RISK-4, RISK-8, RISK-22.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client, Refused, unit } from "./client";
import { AT, by_herself, WHO } from "./rights_acts";
import {
  ask,
  batch,
  caller,
  callers,
  codes,
  gather,
  leave,
  operations,
  PASSWORD,
  PHONE,
  photo,
  PNG,
  server,
  subjects,
} from "./rights_cast";
import type { Answer, Caller, Standing, Subject } from "./rights_cast";
import {
  asked,
  at_door,
  first_id,
  first_ids,
  guessed,
  is,
  no_kind,
  no_phone,
  ok,
  refused,
  with_account,
  without_factor,
} from "./rights_policy";
import type { Check, Policy } from "./rights_policy";

before(gather);
after(leave);

// --- the policy: the one table ---------------------------------------------------------------
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
  for (const code of codes) assert.ok(!answer.text.includes(code), `${what} tells a slip's code`);
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

// Who asked for the batch of the cast, or sits beside; who sits at the desk that printed it; who
// sits at a desk above the village and could have.
const ASKED = ["village_intake", "two_hats"];
const PRINTED = ["town_intake"];
const ABOVE = ["town_handler", "town_supervisor", "town_callback", "county_dispatch"];
const kNoBatch: [number, string] = [404, "request.no_such_batch"];
const of_slips =
  (asked: [number, string], printed: [number, string], above = kNoBatch): Check =>
  (who, answer, what) => {
    const is_in = (names: string[]): boolean => names.includes(who.name);
    const told = is_in(ASKED) ? asked : is_in(PRINTED) ? printed : is_in(ABOVE) ? above : kNoBatch;
    is(answer, what, ...told);
  };
const of_request = (path: string): string => path.replace("{key}", "request");
const the_batch = (path: string): string => path.replace("{id}", batch);

const POLICY: Record<string, Policy> = {
  slip_batches: {
    open: "staff",
    allowed: (who, answer, what) => {
      ok(who, answer, what);
      const listed = answer.text.includes(`"${batch}"`);
      assert.equal(listed, [...ASKED, ...PRINTED].includes(who.name), what);
    },
  },
  slip_batch: { open: "staff", path: the_batch, allowed: of_slips([200, ""], [200, ""]) },
  slips_ask: {
    open: "staff",
    body: () => ({ count: 0 }),
    allowed: refused(400, "request.slips_count"),
  },
  slips_print: {
    open: "staff",
    path: the_batch,
    allowed: of_slips(
      [403, "request.slips_not_yours"],
      [409, "request.slips_printed"],
      [409, "request.slips_printed"],
    ),
  },
  slips_void: {
    open: "staff",
    path: the_batch,
    body: () => ({ reason: "whim" }),
    allowed: of_slips([400, "procedure.form_choice"], [400, "procedure.form_choice"]),
  },
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
  sso_providers: { open: "anyone", allowed: ok },
  sso_begin: {
    open: "anyone",
    path: (path) => path.replace("{provider}", "county"),
    body: () => ({}),
    allowed: refused(404, "sso.no_such_provider"),
  },
  sso_finish: {
    open: "anyone",
    body: () => ({ waiting: "", code: "", state: "" }),
    allowed: refused(404, "sso.no_such_provider"),
  },
  sso_bindings: { open: "administrators", allowed: ok },
  sso_bind: {
    open: "system",
    body: () => ({ code: "0000-0000", account: "1" }),
    allowed: refused(404, "sso.no_such_ask"),
  },
  sso_confirm: {
    open: "security",
    path: first_id,
    body: () => ({}),
    allowed: refused(404, "sso.no_such_ask"),
  },
  sso_unbind: { open: "security", path: first_id, allowed: refused(404, "sso.no_such_ask") },
  audit: { open: "audit", allowed: ok },
  alarms: { open: "security", allowed: ok },
  alarm_see: {
    open: "security",
    path: first_id,
    body: () => ({}),
    allowed: refused(404, "audit.no_such_alarm"),
  },
  audit_limit: {
    open: "security",
    path: (path) => path.replace("{name}", "keep_days"),
    body: () => ({ value: 1 }),
    allowed: refused(400, "audit.limit_range"),
  },
  senders: { open: "system", allowed: ok },
  sender_test: { open: "system", body: no_phone, allowed: refused(400, "vault.phone_invalid") },
  public_similar: {
    open: "anyone",
    path: (path) => path + "?unit=1&q=" + encodeURIComponent("路灯"),
    allowed: refused(404, "registry.no_such_unit"),
  },
  public_figures: {
    open: "anyone",
    path: first_id,
    allowed: refused(404, "registry.no_such_unit"),
  },
  units_search: {
    open: "anyone",
    path: (path) => path + "?q=" + encodeURIComponent("向巷"),
    allowed: ok,
  },
  unit: { open: "anyone", path: first_id, allowed: refused(404, "registry.no_such_unit") },
  unit_desks: {
    open: "anyone",
    path: first_id,
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
        administrator?: string;
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
    body: no_phone,
    allowed: refused(400, "vault.phone_invalid"),
  },
  session_by_code: {
    open: "anyone",
    body: () => ({ phone: "14399999999", code: "000000" }),
    allowed: guessed("access.wrong_code"),
  },
  session_by_password: {
    open: "anyone",
    body: (who) => ({ login: `nobody.${who.name}`.slice(0, 30), password: PASSWORD }),
    allowed: guessed("access.wrong_password"),
  },
  administrator_first: {
    open: "anyone",
    body: () => ({
      token: "AAAA-AAAA-AAAA",
      name: "李一",
      phone: "14300000073",
      login: "chief.one",
      password: PASSWORD,
    }),
    allowed: guessed("access.wrong_token"),
  },
  account_activate: {
    open: "anyone",
    body: (who) => ({
      login: `no.${who.name}`.slice(0, 30),
      code: "AAAA-AAAA-AAAA",
      password: PASSWORD,
    }),
    allowed: guessed("access.wrong_activation"),
  },
  account_create: {
    open: "system",
    body: () => ({ person: "1", login: "!" }),
    allowed: refused(404, "registry.no_such_person"),
  },
  account_close: {
    open: "administrators",
    path: first_id,
    allowed: refused(404, "access.no_such_account"),
  },
  account_reset: {
    open: "administrators",
    path: first_id,
    body: () => ({ way: "letter" }),
    allowed: refused(404, "access.no_such_account"),
  },
  account_end_sessions: {
    open: "security",
    path: first_id,
    allowed: refused(404, "access.no_such_account"),
  },
  account_create_many: {
    open: "system",
    body: () => ({ people: [], way: "letter" }),
    allowed: refused(400, "office.accounts_many"),
  },
  accounts_lacking: { open: "system", allowed: ok },
  county_readiness: { open: "administrators", allowed: ok },
  account_confirm: { ...asked, path: first_id },
  account_confirm_many: { ...asked, body: first_ids },
  account_decline: { ...asked, path: first_id },
  phone_checks: { open: "administrators", allowed: ok },
  phone_checks_confirm: { ...asked, body: first_ids },
  phone_checks_decline: { ...asked, body: first_ids },
  my_phone_checks: { open: "signed_in", allowed: ok },
  my_phone_confirm: { ...asked, open: "signed_in", path: first_id },
  my_phone_object: { ...asked, open: "signed_in", path: first_id },
  administrator_name: {
    open: "administrators",
    body: () => ({ kind: "security", name: "", phone: "14300000071", login: "somebody" }),
    allowed: (who, answer, what) =>
      who.administrator === "system"
        ? is(answer, what, 400, "registry.name_invalid")
        : is(answer, what, 403, "office.not_yours_to_ask"),
  },
  administrator_own_name: {
    open: "administrators",
    body: () => ({ name: "别人", phone: "14300000072" }),
    allowed: refused(409, "office.named_already"),
  },
  accounts: { open: "administrators", allowed: ok },
  administrators: { open: "administrators", allowed: ok },
  account_requests: { open: "administrators", allowed: ok },
  my_accounts: { open: "signed_in", allowed: ok },
  county: { open: "anyone", allowed: ok },
  registry_unit: {
    open: "system",
    path: first_id,
    allowed: refused(404, "registry.no_such_unit"),
  },
  registry_positions: { open: "system", allowed: refused(400, "office.place_missing") },
  registry_organisations: { open: "system", allowed: ok },
  registry_people: {
    open: "system",
    path: (path) => path + "?unit=1",
    allowed: refused(404, "registry.no_such_unit"),
  },
  registry_phone: {
    open: "system",
    path: first_id,
    body: () => ({ phone: "12345" }),
    allowed: refused(404, "registry.no_such_position"),
  },
  registry_appoint: {
    open: "system",
    path: first_id,
    body: () => ({ phone: PHONE.hats }),
    allowed: refused(404, "registry.no_such_position"),
  },
  registry_end_term: {
    open: "system",
    path: first_id,
    allowed: refused(404, "registry.no_such_term"),
  },
  registry_import: { ...no_kind("?name=x.csv"), type: "text/csv" },
  import_piece: { ...no_kind("?name=x&size=3&at=0"), type: "application/octet-stream" },
  import_run: { open: "system", allowed: refused(404, "office.no_table") },
  import_state: { open: "system", allowed: ok },
  import_result: { open: "system", allowed: refused(404, "office.no_table") },
  import_kinds: { open: "signed_in", allowed: ok },
  import_template: { open: "signed_in", path: no_kind("").path!, allowed: no_kind("").allowed },
  replies: { open: "staff", path: first_id, allowed: refused(404, "desk.no_such_matter") },
  procedures: { open: "signed_in", allowed: ok },
  notice_post: {
    open: "staff",
    body: () => ({ title: "通知", text: "内容", unit: "1", until_at: 4_102_444_800_000 }),
    allowed: refused(404, "desk.no_such_place"),
  },
  my_sections: { open: "anyone", allowed: ok },
  opening_form: { open: "anyone", path: of_request, allowed: ok },
  opening_desks: {
    open: "signed_in",
    path: (path) => `${of_request(path)}?unit=1`,
    allowed: refused(404, "desk.no_such_place"),
  },
  // For somebody else, as with requests.
  matter_open: {
    open: "anyone",
    path: of_request,
    body: () => ({
      unit: "1",
      form: { title: "代人反映" },
      on_behalf: { name: "某人", read_back: true, consent: false },
    }),
    allowed: (who, answer, what) =>
      who.hats
        ? is(answer, what, 400, "desk.no_consent")
        : is(answer, what, 403, "desk.not_for_others"),
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
  // Of her own account: in the cast only two_hats signs in by a password.
  my_account: { open: "signed_in", allowed: with_account(200, "") },
  my_password_change: {
    open: "signed_in",
    body: () => ({ password: "no password of hers", new_password: PASSWORD }),
    allowed: with_account(403, "access.proof_wrong"),
  },
  my_second_factor_begin: {
    open: "signed_in",
    body: () => ({ password: "no password of hers" }),
    allowed: with_account(403, "access.proof_wrong"),
  },
  my_second_factor_confirm: {
    open: "signed_in",
    body: () => ({ code: "000000" }),
    allowed: with_account(409, "access.no_second_factor"),
  },
  my_second_factor_end: without_factor,
  my_recovery_codes: without_factor,
  my_sessions: { open: "signed_in", allowed: ok },
  my_session_end: {
    open: "signed_in",
    path: first_id,
    allowed: refused(404, "access.no_such_session"),
  },
  ...by_herself(ok, refused),
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
        ? is(answer, what, 400, "desk.no_consent")
        : is(answer, what, 403, "desk.not_for_others"),
  },
  // Reads a text and the names of a place; keeps nothing, and tells no name that is not typed.
  request_about: {
    open: "anyone",
    body: () => ({ title: "路灯坏了", detail: "", unit: "1" }),
    allowed: (_, answer, what) => is(answer, what, 404, "desk.no_such_place"),
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
