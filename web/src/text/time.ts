// text/time.ts – instants as people say them, in the county's zone whatever the phone's is.
import { language, t } from "../words";

const kZone = "Asia/Shanghai";
let ahead = 0; // the server's clock minus ours

export function setServerTime(now: number): void {
  if (now) ahead = now - Date.now();
}
export const serverNow = (): number => Date.now() + ahead;

const locale = () => (language.value === "en" ? "en-GB" : "zh-CN");
const yearOf = (at: number) =>
  new Intl.DateTimeFormat("en", { timeZone: kZone, year: "numeric" }).format(at);

function format(at: number, parts: Intl.DateTimeFormatOptions): string {
  const year: Intl.DateTimeFormatOptions =
    yearOf(at) === yearOf(serverNow()) ? {} : { year: "numeric" };
  return new Intl.DateTimeFormat(locale(), { timeZone: kZone, ...year, ...parts }).format(at);
}

// 11月28日 星期六
export const day = (at: number): string => {
  const date = format(at, { month: language.value === "en" ? "short" : "long", day: "numeric" });
  const weekday = new Intl.DateTimeFormat(locale(), { timeZone: kZone, weekday: "short" }).format(
    at,
  );
  return language.value === "en" ? `${weekday} ${date}` : `${date}(${weekday})`;
};

// 11月28日 15:30
export const moment = (at: number): string => {
  const date = format(at, { month: language.value === "en" ? "short" : "long", day: "numeric" });
  return `${date} ${clockTime(at)}`;
};

export const clockTime = (at: number): string =>
  new Intl.DateTimeFormat("en-GB", {
    timeZone: kZone,
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  }).format(at);

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
