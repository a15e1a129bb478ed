// kit/villages.ts – the towns and villages of the county by name, kept in this browser once the
// site is installed, so that a report can say where also without a network. Public names and codes,
// nothing of hers; read again after a week.
import { NoNetwork, api } from "../api/client";
import type { PlacedUnit, UnitView } from "../api/types";
import { notePlace, placeOf } from "./named";

const kName = "linli_villages";
const kWeekMs = 7 * 24 * 3600 * 1000;

interface Kept {
  at: number;
  county: UnitView;
  towns: { unit: UnitView; villages: UnitView[] }[];
}

function kept(): Kept | undefined {
  try {
    return JSON.parse(localStorage.getItem(kName) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

export async function keepVillages(): Promise<void> {
  const known = kept();
  if (known && Date.now() - known.at < kWeekMs) return;
  const county = (await api.units()).items[0];
  if (!county) return;
  const towns: Kept["towns"] = [];
  for (const unit of (await api.units(county.id)).items)
    towns.push({ unit, villages: (await api.units(unit.id)).items });
  try {
    localStorage.setItem(kName, JSON.stringify({ at: Date.now(), county, towns } satisfies Kept));
  } catch {
    // A browser that keeps nothing asks the server each time.
  }
}

function keptUnits(parent: string | undefined): UnitView[] | undefined {
  const known = kept();
  if (!known) return undefined;
  if (!parent) return [known.county];
  if (parent === known.county.id) return known.towns.map((one) => one.unit);
  return known.towns.find((one) => one.unit.id === parent)?.villages;
}

function keptLike(q: string): PlacedUnit[] | undefined {
  const known = kept();
  const wanted = q.toLowerCase();
  const fits = ({ code, name }: UnitView) =>
    code === q || [name.zh, name.en].some((one) => one.toLowerCase().includes(wanted));
  return known?.towns.flatMap(({ unit: town, villages }) =>
    villages.filter(fits).map((unit) => ({ unit, place: [known.county, town, unit] })),
  );
}

function keptWithin(id: string): PlacedUnit | undefined {
  const known = kept();
  for (const { unit: town, villages } of known?.towns ?? []) {
    if (town.id === id) return { unit: town, place: [known!.county, town] };
    const unit = villages.find((one) => one.id === id);
    if (unit) return { unit, place: [known!.county, town, unit] };
  }
  return undefined;
}

// What the server says; without a network what is kept, if it is.
async function orKept<R>(asked: Promise<R>, known: () => R | undefined): Promise<R> {
  try {
    return await asked;
  } catch (problem) {
    const found = problem instanceof NoNetwork ? known() : undefined;
    if (found) return found;
    throw problem;
  }
}
const items = async <I>(asked: Promise<{ items: I[] }>): Promise<I[]> => (await asked).items;
export const unitsBelow = (parent?: string): Promise<UnitView[]> =>
  orKept(items(api.units(parent)), () => keptUnits(parent));
export const unitsLike = (q: string): Promise<PlacedUnit[]> =>
  orKept(items(api.searchUnits(q)), () => keptLike(q));

// What units that a form holds are called. One after the other: they may be many, and none of them
// is waited for.
export async function readPlaces(units: string[]): Promise<void> {
  for (const unit of units) {
    if (placeOf(unit).length) continue;
    const asked = orKept(api.unit(unit), () => keptWithin(unit));
    await asked.then(({ place }) => notePlace(place), () => undefined);
  }
}
