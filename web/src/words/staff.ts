// words/staff.ts – the sentences of the workbench beside those of every page. staff_zh.ts is the
// list of keys; staff_en.ts must have each of them or the type check fails. Only pages that are
// fetched for staff import this; the router waits for `staffWords` before it shows one.
import { fill, follow, language, t as shared, type Key } from ".";
import { staffZh } from "./staff_zh";

export { language, w } from ".";
export type StaffKey = keyof typeof staffZh;
export type StaffSentences = Record<StaffKey, string>;

let sentences: StaffSentences = staffZh;

export const staffWords = follow(async (next) => {
  sentences = next === "en" ? (await import("./staff_en")).staffEn : staffZh;
});

const ours = (key: Key | StaffKey): key is StaffKey => key in staffZh;

// A sentence of the workbench, or one that it shares with every page.
export function t(key: Key | StaffKey, values: Record<string, string | number> = {}): string {
  if (!ours(key)) return shared(key, values);
  return fill(language.value === "en" ? sentences[key] : staffZh[key], values);
}
