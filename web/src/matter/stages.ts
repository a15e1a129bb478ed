// matter/stages.ts – how far a matter is, in the five stages that everybody knows: 收到, 受理, 办理,
// 答复, 确认. Told from what the matter says of itself, not from the steps of a procedure: who leads
// it, what was replied, whether the filer's word is asked for.
import type { MatterView } from "../api/types";

export const stages = ["received", "accepted", "handling", "answered", "confirmed"] as const;
export type Stage = (typeof stages)[number];
export type Told = Pick<MatterView, "participants" | "record" | "acts" | "ended">;

// Her word: whether it is solved. One that has no other beside it is no question.
export const wordsAsked = (matter: Pick<MatterView, "acts">) => {
  const words = matter.acts.filter((act) => act.kind === "word");
  return words.length > 1 ? words : [];
};

// Stages that are behind it, and the one it is in; none once it is ended.
export function howFar(matter: Told): { done: Set<Stage>; now?: Stage } {
  const replied = matter.record.some((act) => act.texts.some((one) => one.field === "reply"));
  const led = matter.participants.some((one) => one.role === "lead");
  const done = new Set<Stage>(["received"]);
  if (led || replied) done.add("accepted");
  const answered = replied && (matter.ended || wordsAsked(matter).length > 0);
  if (answered) done.add("handling").add("answered");
  if (answered && matter.ended) done.add("confirmed");
  if (matter.ended) return { done };
  return { done, now: stages.find((one) => !done.has(one))! };
}
