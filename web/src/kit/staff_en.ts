// kit/staff_en.ts – the sentences of staff_zh.ts in English.
import type { kitStaffZh } from "./staff_zh";

export const kitStaffEn: Record<keyof typeof kitStaffZh, string> = {
  "keys.title": "Keyboard",
  "keys.single": "Use single keys",
  "keys.single_hint":
    "Switch them off if they get in the way of a screen reader or input method. Tab and Enter always work.",
  "keys.close": "Close",
  "keys.next": "Next matter",
  "keys.before": "Previous matter",
  "keys.open": "Open",
  "keys.search": "Search",
  "keys.filter": "Show or hide the filters",
  "keys.scope": "Another group of matters",
  "keys.help": "This sheet",
  "keys.back": "Back to the inbox",
};
