// text/dates.ts – days of the county as the date boxes of a browser write them: 2026-11-23.
import { language } from "../words";

const kZone = "Asia/Shanghai";
const kOffset = "+08:00";
export const kDayMs = 24 * 3600_000;

// The day on which an instant lies, or "" for none.
export function dateOf(at: number): string {
  if (!at) return "";
  return new Intl.DateTimeFormat("en-CA", {
    timeZone: kZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).format(at);
}

// The first instant of a day; 0 when it is not a day.
export function startOf(date: string): number {
  const at = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00${kOffset}`) : NaN;
  return Number.isNaN(at) ? 0 : at;
}

// The first instant after a day; 0 when it is not a day.
export function endOf(date: string): number {
  const at = startOf(date);
  return at ? at + kDayMs : 0;
}

// A day in words, 2026年11月23日; "" when it is not a day.
export function dayOf(date: string): string {
  const at = startOf(date);
  if (!at || dateOf(at) !== date) return "";
  const locale = language.value === "en" ? "en-GB" : "zh-CN";
  return new Intl.DateTimeFormat(locale, { timeZone: kZone, dateStyle: "long" }).format(at);
}
