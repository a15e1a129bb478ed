// inbox/filters.ts – what of the inbox is looked at, as values of the page's address. The words she
// searches for stay out of the address and out of what is saved: they may be about a person.
import type { LocationQuery, LocationQueryRaw } from "vue-router";
import type { InboxQuestion } from "../api/work";
import type { Scope } from "../api/types";
import type { InboxSort, InboxState } from "../api/work_types";
import { dateOf, endOf, kDayMs, startOf } from "../text/dates";
import { serverNow } from "../text/time";
import { me } from "../frame/me";

// within: what lies below and what my own desks hold, as figures count it.
export type AnyScope = Scope | "within";

export interface Filters {
  scope: AnyScope;
  state: InboxState;
  sort: InboxSort | ""; // "": she has chosen none
  unit: string;
  category: string;
  procedure: string;
  step: string;
  grade: string;
  days: string; // filed in the last N days
  from: string; // 2026-11-23
  to: string;
}

export const scopes: AnyScope[] = [
  "mine",
  "offered",
  "assist",
  "supervised",
  "late",
  "shared",
  "below",
  "within",
];
export const states: InboxState[] = [
  "open",
  "late",
  "waiting",
  "ended",
  "solved",
  "cannot_solve",
  "declined",
  "other_end",
  "all",
];
export const sorts: InboxSort[] = ["until", "since", "filed", "number"];
export const spans = ["1", "7", "30", "90"];

const one = <V extends string>(known: V[], value: string): V =>
  known.find((each) => each === value) ?? known[0]!;

export function filtersOf(query: LocationQuery): Filters {
  const text = (name: string): string => String(query[name] ?? "");
  return {
    scope: one(scopes, text("scope")),
    state: one(states, text("state")),
    sort: sorts.find((each) => each === text("sort")) ?? "",
    unit: text("unit"),
    category: text("category"),
    procedure: text("procedure"),
    step: text("step"),
    grade: text("grade"),
    days: text("days"),
    from: startOf(text("from")) ? text("from") : "",
    to: startOf(text("to")) ? text("to") : "",
  };
}

// How the server orders the list when she has chosen nothing.
export const plainSort = (scope: AnyScope, words: string): InboxSort =>
  scope === "below" && words.trim() ? "filed" : "until";

// Only what differs from the plain inbox: addresses stay short.
export function queryOf(filters: Filters): LocationQueryRaw {
  const plain = filtersOf({});
  return Object.fromEntries(
    Object.entries(filters).filter(([name, value]) => value !== plain[name as keyof Filters]),
  );
}

export function questionOf(filters: Filters, words: string): InboxQuestion {
  const { scope, sort, days, from, to, ...rest } = filters;
  const since = Number(days)
    ? startOf(dateOf(serverNow())) - (Number(days) - 1) * kDayMs
    : startOf(from);
  return {
    ...rest,
    scope: scope as Scope,
    sort: sort || undefined,
    state: rest.state === "open" ? undefined : rest.state,
    q: words.trim(),
    filed_from: since,
    filed_to: Number(days) ? 0 : endOf(to),
  };
}

// The filters that narrow a scope, one by one: what can be taken away.
const narrowing = [
  "state",
  "unit",
  "category",
  "procedure",
  "step",
  "grade",
  "days",
  "from",
  "to",
] as const;
export type Narrowing = (typeof narrowing)[number];
export const narrowed = (filters: Filters): Narrowing[] =>
  narrowing.filter((name) => filters[name] && !(name === "state" && filters.state === "open"));

// ---- saved filters: named by her, kept in this browser, under her post and never her name

export interface Saved {
  name: string;
  query: Record<string, string>;
}

const kSavedMax = 12;
export const kSavedNameMax = 16;

function place(): string {
  const terms = me.who.hats.map((hat) => hat.term).sort();
  return `linli_filters_${terms[0] ?? "administrator"}`;
}

export function readSaved(): Saved[] {
  try {
    return JSON.parse(localStorage.getItem(place()) ?? "[]") as Saved[];
  } catch {
    return [];
  }
}

export function writeSaved(saved: Saved[]): void {
  try {
    localStorage.setItem(place(), JSON.stringify(saved.slice(0, kSavedMax)));
  } catch {
    // A browser that keeps nothing still filters.
  }
}

export const savedFull = (saved: Saved[]): boolean => saved.length >= kSavedMax;
