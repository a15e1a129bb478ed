// figures/figures.ts – which figures are looked at, as values of the page's address, and the way
// from a figure to its cases.
import type { LocationQuery, LocationQueryRaw } from "vue-router";
import type { OverviewQuestion } from "../api/work";
import type { By, Figures, InboxState, Overview, OverviewRow } from "../api/work_types";
import { dateOf, endOf, kDayMs, startOf } from "../text/dates";
import { day, serverNow } from "../text/time";
import { language, t, w } from "../words/staff";

const pad = (n: number): string => String(n).padStart(2, "0");

export interface View {
  unit: string;
  by: By;
  days: string; // the last N days, "" with own dates
  from: string;
  to: string;
}

export const spans = ["7", "30", "90", "365"];
export const ways: By[] = ["unit", "time", "category"];
const kPlainDays = "30";

export function viewOf(query: LocationQuery): View {
  const text = (name: string): string => String(query[name] ?? "");
  const own = !!(startOf(text("from")) || startOf(text("to")));
  return {
    unit: text("unit"),
    by: ways.find((one) => one === text("by")) ?? "unit",
    days: own ? "" : spans.includes(text("days")) ? text("days") : kPlainDays,
    from: startOf(text("from")) ? text("from") : "",
    to: startOf(text("to")) ? text("to") : "",
  };
}
export const queryOf = (view: View): LocationQueryRaw =>
  Object.fromEntries(
    Object.entries(view).filter(
      ([name, value]) =>
        value && !(name === "days" && value === kPlainDays) && !(name === "by" && value === "unit"),
    ),
  );

export function questionOf(view: View): OverviewQuestion {
  const tomorrow = startOf(dateOf(serverNow())) + kDayMs;
  const days = Number(view.days);
  return {
    unit: view.unit,
    by: view.by,
    from: days ? tomorrow - days * kDayMs : startOf(view.from),
    to: days ? tomorrow : endOf(view.to),
  };
}

// The columns, in the order in which a matter meets them.
export const columns = [
  "filed",
  "open",
  "late",
  "waiting",
  "ended",
  "solved",
  "cannot_solve",
  "declined",
  "other_end",
  "workdays_median",
] as const satisfies (keyof Figures)[];
export type Column = (typeof columns)[number];

export function rowWords(overview: Overview, row: OverviewRow): string {
  if (overview.by !== "time" || !row.from_at) return w(row.unit?.name ?? row.words);
  if (overview.span === "month") {
    const month = new Intl.DateTimeFormat(language.value === "en" ? "en-GB" : "zh-CN", {
      timeZone: "Asia/Shanghai",
      year: "numeric",
      month: "short",
    });
    return month.format(row.from_at);
  }
  const first = day(row.from_at).replace(/[(（].*/, "");
  return overview.span === "week" ? t("figures.week", { day: first }) : first;
}

// Which cases are behind a figure: for the days that half of them took at most, those that ended.
export const stateOf = (column: Column): InboxState =>
  column === "filed" ? "all" : column === "workdays_median" ? "ended" : column;

// Only exact figures are those of who may open the cases.
export const opens = (overview: Overview, figures: Figures, column: Column): boolean =>
  !overview.rounded_to && !!figures[column];
// Who may not is told numbers from which no few can be reckoned (RISK-6).
export function toldOf(overview: Overview, figures: Figures, column: Column): string | number {
  const base = overview.rounded_to;
  if (!base || column === "workdays_median") return figures[column];
  return figures[column] < base ? t("figures.few") : t("figures.about", { n: figures[column] });
}

// The same length of time just before, to compare with.
export const before = (asked: OverviewQuestion): OverviewQuestion => ({
  ...asked,
  from: asked.from! - (asked.to! - asked.from!),
  to: asked.from!,
});
// The last twelve months, this one included, of the same place.
export function yearOf(view: View): OverviewQuestion {
  const today = dateOf(serverNow());
  const [year, month] = today.split("-").map(Number) as [number, number];
  const first = month === 12 ? `${year}-01-01` : `${year - 1}-${pad(month + 1)}-01`;
  return {
    unit: view.unit,
    by: "time",
    from: startOf(first),
    to: startOf(today) + kDayMs,
  };
}

// The cases behind a figure: of the place, kind and days of its row.
export function casesOf(overview: Overview, row: OverviewRow | undefined, state: InboxState) {
  const from = row?.from_at || overview.from_at;
  const to = row?.to_at || overview.to_at;
  const query: Record<string, string> = {
    scope: "within",
    state,
    sort: "filed",
    unit: row?.unit?.id ?? overview.unit.id,
    from: dateOf(from),
    to: dateOf(to - 1),
  };
  if (overview.by === "category" && row) query.category = row.key;
  return { path: "/inbox", query };
}
