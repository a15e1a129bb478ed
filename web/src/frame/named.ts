// frame/named.ts – the sections that the server names for this person by her hats: what a new
// procedure brings appears by itself. Read once for whoever is here.
import { computed, shallowRef } from "vue";
import { api } from "../api/client";
import type { SectionView } from "../api/types";
import { kNoticeOpens } from "../notice/notice";
import { kReportOpens } from "../report/opens";
import { me, owner } from "./me";

const named = shallowRef<SectionView[]>([]);
let askedFor = "";

export async function knowSections(): Promise<void> {
  const person = owner();
  if (!me.who.signed_in || person === askedFor) return;
  askedFor = person;
  named.value = [];
  // A server that names none, or no network: what the pages know themselves stands.
  const answer = await api.sections().catch(() => undefined);
  if (person !== askedFor) return;
  if (answer) named.value = answer.sections;
  else askedFor = "";
}

// What the pages have a place of their own for is not named twice.
const kOwnPlace = [kReportOpens, kNoticeOpens];
const opens = ({ key }: SectionView): boolean => key.startsWith("open:");
const hers = computed(() => (me.who.signed_in ? named.value : []));
export const starts = computed(() =>
  hers.value.filter((one) => opens(one) && !kOwnPlace.includes(one.key)),
);
export const others = computed(() => hers.value.filter((one) => !opens(one)));
