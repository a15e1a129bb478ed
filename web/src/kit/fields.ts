// kit/fields.ts – what forms know of the kinds of fields (src/procedure/field_kinds.h): what a box
// begins with, when it is filled in, what is wrong with it, and what of it is sent. Drawn by
// kit/Fields.vue.
import type { FieldKind, FieldView, Form, FormRow, FormValue } from "../api/types";
import { amountWords, boxText, kFenDecimals, kThousandths, wholeOf } from "../text/amounts";
import { dayOf } from "../text/dates";
import { publicNumber } from "../text/number";
import { t, w, type Key } from "../words";
import { isGiven, type Answer, type Answers } from "./answers";
import type { DraftFile } from "./files";

export interface Sentence {
  key: Key;
  values: Record<string, string>;
}
// What is wrong, by the path of the box: "pay", "villages.2.name".
export type Faults = ReadonlyMap<string, Sentence>;

interface Kind {
  empty: () => Answer;
  // Of a value that the form starts with.
  start?: (value: FormValue, field: FieldView) => Answer;
  wrong?: (field: FieldView, answer: Answer) => Sentence | undefined;
  value?: (field: FieldView, answer: Answer) => FormValue;
}

const said = (key: Key, values: Record<string, string> = {}): Sentence => ({ key, values });
const text = (answer: Answer | undefined): string =>
  typeof answer === "string" ? answer.trim() : "";

// ---- amounts

const kDecimals: Partial<Record<FieldKind, number>> = {
  number: 0,
  money: kFenDecimals,
  quantity: kThousandths,
};
export const decimalsOf = (kind: FieldKind): number => kDecimals[kind] ?? 0;
export const unitWords = (field: Pick<FieldView, "kind" | "unit">): string =>
  field.kind === "money" ? t("form.yuan") : w(field.unit);

// "0 to 100 people"; "" without bounds.
export function boundsWords(field: FieldView): string {
  const words = (value: number) => amountWords(value, decimalsOf(field.kind));
  const unit = unitWords(field);
  const { least, most } = field;
  if (least !== undefined && most !== undefined)
    return t("form.between", { least: words(least), most: words(most), unit });
  if (most !== undefined) return t("form.at_most", { most: words(most), unit });
  return least ? t("form.at_least", { least: words(least), unit }) : "";
}

function amountWrong(field: FieldView, answer: Answer): Sentence | undefined {
  const value = wholeOf(text(answer), decimalsOf(field.kind));
  if (value === undefined)
    return said(field.kind === "money" ? "form.money" : `form.${field.kind as "number"}`);
  const out = value < (field.least ?? 0) || value > (field.most ?? Infinity);
  if (!out) return undefined;
  const bounds = boundsWords(field) || t("form.at_least", { least: "0", unit: unitWords(field) });
  return said("form.bounds", { field: w(field.title), bounds });
}
const amount: Kind = {
  empty: () => "",
  wrong: amountWrong,
  value: (field, answer) => wholeOf(text(answer), decimalsOf(field.kind)) ?? 0,
};
const amountOf = (decimals: number): Kind => ({
  ...amount,
  start: (value) => (typeof value === "number" ? boxText(value, decimals) : String(value)),
});

// ---- the others

const line: Kind = { empty: () => "" };

function dateWrong(field: FieldView, answer: Answer): Sentence | undefined {
  const date = text(answer);
  if (!dayOf(date)) return said("form.date");
  if (field.first && date < field.first) return said("form.first", { day: dayOf(field.first) });
  if (field.last && date > field.last) return said("form.last", { day: dayOf(field.last) });
  return undefined;
}

const several: Kind = {
  empty: () => [],
  start: (value) => (Array.isArray(value) ? (value as string[]) : []),
  wrong: (field, answer) =>
    field.length_max && (answer as string[]).length > field.length_max
      ? said("form.choices_most", { n: String(field.length_max) })
      : undefined,
};

const rows: Kind = {
  empty: () => [],
  start: (value, field) =>
    Array.isArray(value)
      ? (value as FormRow[]).map((row) => emptyAnswers(field.columns ?? [], row))
      : [],
  wrong: (field, answer) =>
    (answer as Answers[]).length > rowsMax(field)
      ? said("form.rows_most", { n: String(rowsMax(field)) })
      : undefined,
  value: (field, answer) =>
    (answer as Answers[]).map((row) => formOf(field.columns ?? [], row) as FormRow),
};

const kKinds: Record<FieldKind, Kind> = {
  text: line,
  long_text: line,
  choice: line,
  choices: several,
  flag: { empty: () => false, start: (value) => value === true },
  number: amountOf(0),
  money: amountOf(kFenDecimals),
  quantity: amountOf(kThousandths),
  date: { ...line, wrong: dateWrong },
  time: {
    ...line,
    wrong: (_field, answer) =>
      /^([01]\d|2[0-3]):[0-5]\d$/.test(text(answer)) ? undefined : said("form.time"),
  },
  place: line,
  places: several,
  desk: line,
  desks: several,
  person: line,
  household: line,
  organisation: line,
  matter: {
    ...line,
    wrong: (_field, answer) => (publicNumber(text(answer)) ? undefined : said("form.matter")),
    value: (_field, answer) => publicNumber(text(answer)) ?? text(answer),
  },
  rows,
  files: {
    empty: () => [],
    value: (_field, answer) => (answer as DraftFile[]).map((file) => file.id ?? file.key),
  },
};

// A kind that this page does not know yet – the program on this phone is older – is a line.
const kindOf = (field: FieldView): Kind => kKinds[field.kind] ?? line;

// As many rows as the kernel takes (kRowsMax) when the field says nothing.
const kRowsMax = 50;
export const rowsMax = (field: FieldView): number => field.length_max || kRowsMax;

export function emptyAnswers(fields: FieldView[], start: Form = {}): Answers {
  const out: Answers = {};
  for (const field of fields) {
    const { empty, start: from = (given) => String(given) } = kindOf(field);
    const value = start[field.key];
    out[field.key] = value === undefined ? empty() : from(value, field);
  }
  return out;
}

// What was kept of a form goes into its boxes; of what the form no longer asks, nothing.
export function restoreAnswers(fields: FieldView[], into: Answers, kept: Answers): void {
  for (const { key } of fields) {
    const answer = kept[key];
    if (answer !== undefined && typeof answer === typeof into[key]) into[key] = answer;
  }
}

// Whether a field must be filled in, given what else the form says.
export const isRequired = (field: FieldView, form: Record<string, unknown>): boolean =>
  field.required ||
  (!!field.when_field && String(form[field.when_field] ?? "") === field.when_value);

// Everything that must be put right before it is sent, in the order of the form.
export function faultsOf(fields: FieldView[], answers: Answers, above = ""): Faults {
  const out = new Map<string, Sentence>();
  for (const field of fields) {
    const answer = answers[field.key];
    const path = above + field.key;
    if (!isGiven(answer)) {
      if (isRequired(field, answers))
        out.set(path, said("form.required", { field: w(field.title) }));
      continue;
    }
    const wrong = kindOf(field).wrong?.(field, answer!);
    if (wrong) out.set(path, wrong);
    if (field.kind !== "rows") continue;
    for (const [n, row] of (answer as Answers[]).entries())
      for (const [where, fault] of faultsOf(field.columns ?? [], row, `${path}.${n}.`))
        out.set(where, fault);
  }
  return out;
}

// What is sent: nothing for what was left empty. A file stands under its id, or under the key of
// its upload while it has none (drafts/outbox puts the id there).
export function formOf(fields: FieldView[], answers: Answers): Form {
  const form: Form = {};
  for (const field of fields) {
    const answer = answers[field.key];
    if (!isGiven(answer)) continue;
    const { value } = kindOf(field);
    form[field.key] = value ? value(field, answer!) : ((text(answer) || answer) as FormValue);
  }
  return form;
}

export const filesOf = (fields: FieldView[], answers: Answers): DraftFile[] =>
  fields
    .filter((field) => field.kind === "files")
    .flatMap((field) => answers[field.key] as DraftFile[]);
