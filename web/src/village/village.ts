// village/village.ts – the village this phone shows: hers when she is signed in, else the one
// chosen here. The choice is a public code in a cookie, no more.
import { computed, shallowRef } from "vue";
import type { PlacedUnit, UnitView } from "../api/types";
import { toVillage } from "../text/places";
import { readCookie, writeCookie } from "../frame/cookies";
import { me } from "../frame/me";
import { unitsLike } from "../kit/villages";

const kCookie = "linli_village";
const chosen = shallowRef<PlacedUnit>();

// Down to the village; empty when none is known.
export const villagePlace = computed<UnitView[]>(() => {
  if (chosen.value) return toVillage(chosen.value.place);
  return me.who.village ? toVillage(me.who.place) : [];
});
export const village = computed<UnitView | undefined>(() =>
  chosen.value ? villagePlace.value.at(-1) : me.who.village,
);
// Whether she looks at another village than her own.
export const elsewhere = computed(
  () => !!chosen.value && !!me.who.village && village.value?.id !== me.who.village.id,
);

// Where a new report starts: her own village first, for that is where she mostly has something to
// say.
export const homePlace = computed<UnitView[]>(() =>
  me.who.village ? toVillage(me.who.place) : villagePlace.value,
);

export function showVillage(placed: PlacedUnit): void {
  const place = toVillage(placed.place);
  const unit = place.at(-1)!;
  if (unit.id === me.who.village?.id) {
    showOwnVillage();
    return;
  }
  chosen.value = { unit, place };
  writeCookie(kCookie, unit.code);
}

export function showOwnVillage(): void {
  chosen.value = undefined;
  writeCookie(kCookie, "");
}

// A village by its public code, as it stands on a household card.
export async function villageByCode(code: string): Promise<PlacedUnit | undefined> {
  const found = await unitsLike(code);
  return found.find((one) => one.unit.code === code);
}

// At the start: whoever is signed in sees her own village first.
export async function restoreVillage(): Promise<void> {
  const code = readCookie(kCookie);
  if (!code || me.who.village) return;
  chosen.value = await villageByCode(code);
}
