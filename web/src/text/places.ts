// text/places.ts – where a thing is, in words.
import type { MatterView, UnitView } from "../api/types";
import { language, w } from "../words";

// "仙女镇 向巷村": without the county, which everybody on this site shares.
export function placeWords(place: UnitView[]): string {
  const below = place.length > 1 ? place.slice(1) : place;
  // Names below the village often hold those above them: 向巷一组, 向巷一组康家塝.
  const names = below
    .map((unit) => w(unit.name))
    .filter((name, n, all) => !all[n + 1]?.startsWith(name) && !all[n + 1]?.endsWith(name));
  return language.value === "en" ? names.reverse().join(", ") : names.join(" ");
}

// A matter happens in a village or below: the county and the towns alone are too coarse.
const kTooCoarse = ["county", "town"];
export const canHappenIn = (unit: UnitView): boolean => !kTooCoarse.includes(unit.level);

// The same for a form that takes units of some levels only; without any it takes all.
const kLevels = ["county", "town", "village", "group", "hamlet", "cluster"];
const depth = (level: string): number => kLevels.indexOf(level);
export const isOfLevels = (unit: UnitView, levels: string[]): boolean =>
  !levels.length || levels.includes(unit.level);
export const mayLieBelow = (unit: UnitView, levels: string[]): boolean =>
  depth(unit.level) >= 0 &&
  (levels.length ? levels : kLevels).some((level) => depth(level) > depth(unit.level));

// The place cut off below the village: what a report is prefilled with.
export function toVillage(place: UnitView[]): UnitView[] {
  const at = place.findIndex((unit) => unit.level === "village");
  return at < 0 ? place : place.slice(0, at + 1);
}

// The place of a matter with her own words for the spot, when she gave any.
export function spotWords(matter: MatterView): string {
  const last = matter.place.at(-1);
  const own = matter.place_words;
  const same = !own || own === last?.name.zh || own === last?.name.en;
  return same ? placeWords(matter.place) : `${placeWords(matter.place)} ${own}`;
}
