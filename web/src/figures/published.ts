// figures/published.ts – figures for everybody as people say them: rounded, and what is below the
// base without a number. A sum of rounded ones strays further than each: "few" names no bound.
import type { PublishedFigures } from "../api/types";
import { language, t } from "../words";

const kZone = "Asia/Shanghai";

// 2026年1月到3月 · January to March 2026
export function quarterWords(of: { from_at: number; to_at: number }): string {
  const last = of.to_at - 1;
  if (language.value === "en") {
    const month = new Intl.DateTimeFormat("en-GB", { timeZone: kZone, month: "long" });
    const year = new Intl.DateTimeFormat("en-GB", { timeZone: kZone, year: "numeric" });
    return `${month.format(of.from_at)} to ${month.format(last)} ${year.format(last)}`;
  }
  const month = new Intl.DateTimeFormat("zh-CN", { timeZone: kZone, month: "numeric" });
  const whole = new Intl.DateTimeFormat("zh-CN", {
    timeZone: kZone,
    year: "numeric",
    month: "long",
  });
  return `${whole.format(of.from_at)}到${month.format(last)}`;
}

export type Told = "filed" | "ended" | "solved" | "open";
export const toldOf = (figures: PublishedFigures, what: Told): string =>
  figures[what] < figures.base
    ? t("home.figures_few")
    : t("home.figures_about", { n: figures[what] });
