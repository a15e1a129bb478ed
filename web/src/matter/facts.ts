// matter/facts.ts – of what the opening form held, that which stands nowhere else on the page.
import type { FactView, MatterView } from "../api/types";

const kElsewhere = ["title", "detail", "category", "kind", "grade"];

export const factsBeside = (matter: MatterView): FactView[] =>
  (matter.fields ?? []).filter(
    ({ key, kind }) => kind !== "files" && !kElsewhere.includes(key),
  );
