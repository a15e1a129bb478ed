// kit/suggestion.ts – what the county's rules suggest for a matter, as the start of a form that
// decides it. A suggestion is one until somebody has decided; what the filer chose goes with it.
import type { ActView, Form, MatterView } from "../api/types";
import { isRequired } from "./fields";

type Graded = Pick<
  MatterView,
  "grade" | "grade_basis" | "category" | "category_basis" | "kind" | "ended"
>;

export const suggested = (basis: string): boolean => basis.startsWith("suggested");

// What the form of this act starts with; empty when it decides nothing that was suggested.
export function suggestedForm(matter: Graded, act: ActView): Form {
  const known = { grade: matter.grade, category: matter.category, kind: matter.kind };
  const decides = act.form.some(
    ({ key, required }) => required && key === "grade" && suggested(matter.grade_basis),
  );
  const form: Form = {};
  if (!decides) return form;
  for (const { key, choices } of act.form) {
    const value = known[key as keyof typeof known];
    if (value && choices.some((one) => one.key === value.key)) form[key] = value.key;
  }
  return form;
}

// The same when it is all that the act asks for: then one tap does it.
export function wholeSuggestion(matter: Graded, act: ActView): Form | undefined {
  const form = suggestedForm(matter, act);
  const whole = act.form.every((field) => field.key in form || !isRequired(field, form));
  return "grade" in form && whole ? form : undefined;
}
