// kit/named.ts – what stands in a form as an id, in words: the units and desks that pickers of this
// page have shown, and those that an answer from before names. Public names, nothing of hers.
import { reactive } from "vue";
import type { DeskView, FieldKind, UnitView, Words } from "../api/types";
import { t } from "../words";

const places = reactive(new Map<string, UnitView[]>());
const desks = reactive(new Map<string, Words>());

export const notePlace = (place: UnitView[]): void => {
  const unit = place.at(-1);
  if (unit) places.set(unit.id, place);
};
export const noteDesks = (shown: DeskView[]): void => {
  for (const { desk, words } of shown) desks.set(desk, words);
};

// The unit with everything above it; none while nothing is known of it.
export const placeOf = (unit: string): UnitView[] => places.get(unit) ?? [];

const unnamed = (): Words => ({ zh: t("form.unnamed"), en: t("form.unnamed") });

// Of a kind whose answers are no ids, nothing.
export function nameOf(kind: FieldKind, id: string): Words | undefined {
  if (kind === "place" || kind === "places") return placeOf(id).at(-1)?.name ?? unnamed();
  return kind === "desk" || kind === "desks" ? (desks.get(id) ?? unnamed()) : undefined;
}
