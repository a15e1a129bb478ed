// frame/sections.ts – which parts of the workbench this person may use: by her hats and by what
// she administers. The server decides again on every call; here it only keeps doors shut that
// would not open.
import { computed } from "vue";
import type { IconName } from "../kit/Icon.vue";
import type { StaffKey } from "../words/staff";
import type { Administrator, SectionView, Words } from "../api/types";
import { county } from "./county";
import { me } from "./me";
import { others, starts } from "./named";
import { forStaff } from "../account/sso";

export interface Section {
  to: string;
  icon: IconName;
  words: StaffKey | Words; // the server's own words travel with what it names
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
  out.push({ to: "/codes", icon: "card", words: "work.codes" });
  out.push({ to: "/procedures", icon: "flow", words: "work.procedures" });
  return out;
});

// What the server names: under what may be started, and beside the sections that stand above.
const asSection = ({ path: to, title: words }: SectionView, icon: IconName): Section => ({
  to,
  icon,
  words,
});
export const starting = computed(() => starts.value.map((one) => asSection(one, "plus")));
export const besides = computed(() => {
  const there = [...serving.value, ...managing.value].map((section) => section.to);
  return others.value
    .filter((one) => !there.includes(one.path))
    .map((one) => asSection(one, "board"));
});

const kManaging: Record<Administrator, Section[]> = {
  system: [
    { to: "/registry", icon: "tree", words: "work.registry" },
    { to: "/organisations", icon: "board", words: "work.organisations" },
    { to: "/imports", icon: "upload", words: "work.imports" },
    { to: "/accounts", icon: "keys", words: "work.accounts" },
    { to: "/senders", icon: "phone", words: "work.senders" },
  ],
  security: [
    { to: "/alarms", icon: "bell", words: "work.alarms" },
    { to: "/phone-checks", icon: "phone", words: "work.checks" },
    { to: "/accounts", icon: "keys", words: "work.accounts" },
  ],
  audit: [
    { to: "/audit", icon: "shield", words: "work.audit" },
    { to: "/accounts", icon: "keys", words: "work.accounts" },
  ],
};
// What the county does, without persons.
const kCounty: Section[] = [
  { to: "/figures", icon: "chart", words: "work.figures" },
  { to: "/procedures", icon: "flow", words: "work.procedures" },
];
// Where staff sign in by an identity provider, all three kinds have something to do with it.
const kBindings: Section = { to: "/bindings", icon: "card", words: "work.bindings" };
// As long as something is left to do before the county can serve.
const kSetup: Section = { to: "/setup", icon: "check", words: "setup.title" };
export const managing = computed<Section[]>(() => {
  if (!me.who.administrator) return [];
  const own = kManaging[me.who.administrator];
  const first = county.value.setting_up || county.value.left ? [kSetup, ...own] : own;
  const all = forStaff.value.length ? [...first, kBindings] : first;
  const there = serving.value.map((section) => section.to);
  return [...all, ...kCounty.filter((section) => !there.includes(section.to))];
});
