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

// Whoever has the whole county or a town before her gives matters to desks.
const kDispatching = ["dispatch", "intake"];
export const dispatches = computed(() =>
  me.who.hats.some(
    (hat) => kDispatching.includes(hat.key) && ["county", "town"].includes(hat.desk.level),
  ),
);

const kOffices = ["village", "town", "department", "county"];
export const hasOffice = computed(() =>
  me.who.hats.some((hat) => kOffices.includes(hat.desk.level)),
);

// Villages and towns tell their people something.
export const posts = computed(() =>
  me.who.hats.some((hat) => ["village", "town"].includes(hat.desk.level)),
);

const forCounty = computed(() => me.who.hats.some((hat) => hat.desk.level === "county"));

export const serving = computed<Section[]>(() => {
  if (!me.who.hats.length) return [];
  const out: Section[] = [{ to: "/inbox", icon: "inbox", words: "work.inbox" }];
  if (dispatches.value) out.push({ to: "/dispatch", icon: "desk", words: "work.dispatch" });
  if (posts.value) out.push({ to: "/notices/new", icon: "bell", words: "work.notices" });
  if (hasOffice.value) out.push({ to: "/figures", icon: "chart", words: "work.figures" });
  if (forCounty.value) out.push({ to: "/wall", icon: "screen", words: "work.wall" });
  out.push({ to: "/procedures", icon: "flow", words: "work.procedures" });
  return out;
});

export const managing = computed<Section[]>(() =>
  me.who.administrator
    ? [
        { to: "/registry", icon: "tree", words: "work.registry" },
        { to: "/organisations", icon: "board", words: "work.organisations" },
        { to: "/imports", icon: "upload", words: "work.imports" },
        { to: "/audit", icon: "shield", words: "work.audit" },
      ]
    : [],
);
