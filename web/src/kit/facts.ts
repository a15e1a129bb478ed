// kit/facts.ts – what a field held, in words: for pages, receipts and what is read aloud.
import type { FactView, FieldView, FormValue, Words } from "../api/types";
import { amountWords } from "../text/amounts";
import { dayOf } from "../text/dates";
import { t, w } from "../words";
import { formOf, decimalsOf, unitWords } from "./fields";
import type { Answers } from "./answers";
import { nameOf } from "./named";

type Said = Pick<FactView, "kind" | "value" | "words" | "unit">;

// A table has no words of its own; kit/Facts.vue draws it.
export function factWords({ kind, value, words, unit }: Said): string {
  if (words?.zh || words?.en) return w(words);
  switch (kind) {
    case "number":
    case "money":
    case "quantity": {
      const amount = amountWords(Number(value), decimalsOf(kind));
      return [amount, unitWords({ kind, ...(unit ? { unit } : {}) })].filter(Boolean).join(" ");
    }
    case "date":
      return dayOf(String(value)) || String(value);
    case "flag":
      return t(value === true || value === "true" ? "form.yes" : "form.no");
    case "files":
      return t("form.files_n", { n: Array.isArray(value) ? value.length : 1 });
    default:
      return Array.isArray(value) ? value.join(", ") : String(value);
  }
}

// What the form, or the page that it was written on, calls the chosen ones.
const chosen = (field: FieldView, keys: string[]): Words | undefined => {
  const found = keys.flatMap(
    (key) =>
      field.choices.find((one) => one.key === key)?.words ?? nameOf(field.kind, key) ?? [],
  );
  const said = (language: "zh" | "en", sign: string) =>
    found.map((words) => words[language]).join(sign);
  return found.length ? { zh: said("zh", "、"), en: said("en", ", ") } : undefined;
};

// What is written so far, as it will be read: to be read back before it is sent.
export function factsOf(fields: FieldView[], answers: Answers): FactView[] {
  const form = formOf(fields, answers);
  return fields
    .filter(({ key }) => key in form)
    .map((field) => {
      const value: FormValue = form[field.key]!;
      const keys = Array.isArray(value) ? (value as string[]) : [String(value)];
      const words = field.kind === "rows" ? undefined : chosen(field, keys);
      return {
        key: field.key,
        kind: field.kind,
        title: field.title,
        value,
        ...(words ? { words } : {}),
        ...(field.unit ? { unit: field.unit } : {}),
        ...(field.columns ? { columns: field.columns } : {}),
      };
    });
}
