// text/time.ts – instants as people say them, in the county's zone whatever the phone's is.
import { language, t } from "../words";

const kZone = "Asia/Shanghai";
let ahead = 0; // the server's clock minus ours

export function setServerTime(now: number): void {
  if (now) ahead = now - Date.now();
}
export const serverNow = (): number => Date.now() + ahead;

// Making a formatter costs far more than using it, and a long list uses one for every row.
const formatters = new Map<string, Intl.DateTimeFormat>();
function formatter(language_tag: string, parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language_tag + JSON.stringify(parts);
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(language_tag, { timeZone: kZone, ...parts });
  formatters.set(key, made);
  return made;
}

const locale = () => (language.value === "en" ? "en-GB" : "zh-CN");
const yearOf = (at: number) => formatter("en", { year: "numeric" }).format(at);

function format(at: number, parts: Intl.DateTimeFormatOptions): string {
  const year: Intl.DateTimeFormatOptions =
    yearOf(at) === yearOf(serverNow()) ? {} : { year: "numeric" };
  return formatter(locale(), { ...year, ...parts }).format(at);
}

// 11月28日 星期六
export const day = (at: number): string => {
  const date = format(at, { month: language.value === "en" ? "short" : "long", day: "numeric" });
  const weekday = formatter(locale(), { weekday: "short" }).format(at);
  return language.value === "en" ? `${weekday} ${date}` : `${date}(${weekday})`;
};

// 11月28日 15:30
export const moment = (at: number): string => {
  const date = format(at, { month: language.value === "en" ? "short" : "long", day: "numeric" });
  return `${date} ${clockTime(at)}`;
};

export const clockTime = (at: number): string =>
  formatter("en-GB", { hour: "2-digit", minute: "2-digit", hour12: false }).format(at);

export interface Timed {
  until_at: number;
  days_left: number;
  paused: boolean;
  late: boolean;
}

export type Urgency = "none" | "calm" | "soon" | "late" | "paused";

const kSoonDays = 2;

export function urgency(clock: Timed): Urgency {
  if (clock.paused) return "paused";
  if (!clock.until_at) return "none";
  if (clock.late || clock.days_left < 0) return "late";
  return clock.days_left <= kSoonDays ? "soon" : "calm";
}

export function daysLeft(clock: Timed): string {
  switch (urgency(clock)) {
    case "paused":
      return t("days.paused");
    case "none":
      return t("days.none");
    case "late":
      return clock.days_left < 0 ? t("days.over", { n: -clock.days_left }) : t("days.over_today");
    default:
      return clock.days_left === 0 ? t("days.today") : t("days.left", { n: clock.days_left });
  }
}
