// scenario/rights_policy.ts – the words in which the table of rights.test.ts says who passes a door
// and what is answered to whoever passed.
import assert from "node:assert/strict";
import { PASSWORD } from "./rights_cast";
import type { Answer, Caller, Subject } from "./rights_cast";

export type Check = (who: Caller, answer: Answer, what: string) => void;
export interface Policy {
  // who passes the door; the last four: an administrator of that kind, or of any
  open: "anyone" | "signed_in" | "staff" | "system" | "security" | "audit" | "administrators";
  body?: (who: Caller) => unknown;
  type?: string; // of the body; JSON without it
  path?: (path: string) => string;
  allowed?: Check; // of who passed, for routes without a matter
  matter?: (who: Caller, subject: Subject) => Promise<void>;
}

export function is(answer: Answer, what: string, status: number, code = ""): void {
  assert.deepEqual(
    [answer.status, answer.code],
    [status, code],
    `${what}: ${answer.status} ${answer.code} ${answer.text.slice(0, 300)}`,
  );
}
export const no_phone = () => ({ phone: "123" });
export const ok: Check = (_, answer, what) =>
  assert.ok(answer.status < 300, `${what}: ${answer.status} ${answer.text.slice(0, 300)}`);
export const refused =
  (status: number, reason: string): Check =>
  (_, answer, what) =>
    is(answer, what, status, reason);

// Of her own account: who signed in otherwise has none. Wrong proofs are guesses, too.
export const with_account =
  (status: number, reason: string): Check =>
  (who, answer, what) => {
    if (who.name !== "two_hats") return is(answer, what, 404, "access.no_account");
    if (answer.status === 429) return is(answer, what, 429, "access.wait");
    is(answer, what, status, reason);
  };

export const without_factor: Policy = {
  open: "signed_in",
  body: () => ({ password: PASSWORD }),
  allowed: with_account(409, "access.no_second_factor"),
};

// What one administrator asked and another decides.
export const asked: Policy = {
  open: "administrators",
  allowed: refused(404, "office.no_such_request"),
};
export const first_id = (path: string): string => path.replace("{id}", "1");
export const no_kind = (query: string): Policy => ({
  open: "system",
  path: (path) => path.replace("{kind}", "nothing") + query,
  body: () => new TextEncoder().encode("编码\n1\n"),
  allowed: refused(404, "office.import_kind"),
});
export const first_ids = (): unknown => ({ ids: ["1"] });

// A guess that opens nothing; so many callers at one address have to wait for the next.
export const guessed =
  (reason: string): Check =>
  (_, answer, what) => {
    if (answer.status !== 429) return is(answer, what, 401, reason);
    is(answer, what, 429, "access.wait");
  };

export function at_door(policy: Policy, who: Caller): [number, string] | null {
  const { open } = policy;
  if (open === "anyone") return null;
  if (who.session === "nobody") return [401, "http.sign_in"];
  if (open === "staff" && !(who.session === "staff" && who.hats)) return [403, "http.not_for_you"];
  if (["system", "security", "audit"].includes(open) && who.administrator !== open)
    return [403, "http.not_for_you"];
  if (open === "administrators" && !who.administrator) return [403, "http.not_for_you"];
  return null;
}
