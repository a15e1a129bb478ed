// frame/county.ts – whether this county serves residents yet (试装: being set up), as the server
// says.
import { ref, shallowRef } from "vue";
import { api } from "../api/client";
import type { County, Words } from "../api/types";
import { me } from "./me";

export const county = ref<County>({
  setting_up: false,
  phone_codes: true,
  unheld: 0,
  missing: [],
  nameless: false,
  left: 0,
});

// Its name, as its pack has it.
export const countyName = shallowRef<Words>();
export async function nameCounty(): Promise<void> {
  const top = me.who.place[0] ?? (await api.units()).items[0];
  if (top?.level === "county") countyName.value = top.name;
}

// What cannot be asked now is taken for an open county: the server refuses by itself.
export async function loadCounty(): Promise<void> {
  const now = await api.county().catch(() => undefined);
  if (now) county.value = now;
}
