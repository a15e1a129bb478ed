// text/places.ts – where a thing is, in words.
import type { UnitView } from "../api/types";
import { language, w } from "../words";

// "仙女镇 向巷村": without the county, which everybody on this site shares.
export function placeWords(place: UnitView[]): string {
  const below = place.length > 1 ? place.slice(1) : place;
  const names = below.map((unit) => w(unit.name));
  return language.value === "en" ? names.reverse().join(", ") : names.join(" ");
}

// A matter happens in a village or below: the county and the towns alone are too coarse.
const kTooCoarse = ["county", "town"];
export const canHappenIn = (unit: UnitView): boolean => !kTooCoarse.includes(unit.level);

// The place cut off below the village: what a report is prefilled with.
export function toVillage(place: UnitView[]): UnitView[] {
  const at = place.findIndex((unit) => unit.level === "village");
  return at < 0 ? place : place.slice(0, at + 1);
}
