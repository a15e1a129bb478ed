// state/sections.ts – which parts of the workbench this person may use: by her hats and by being
// the administrator. The server decides again on every call; here it only keeps doors shut that
// would not open.
import { computed } from "vue";
import type { IconName } from "../parts/Icon.vue";
import type { StaffKey } from "../words/staff";
import { me } from "./me";

export interface Section {
  to: string;
  icon: IconName;
  words: StaffKey;
}

export const serving = computed<Section[]>(() => {
  if (!me.who.hats.length) return [];
  const out: Section[] = [{ to: "/inbox", icon: "inbox", words: "work.inbox" }];
  return out;
});

export const managing = computed<Section[]>(() => []);
