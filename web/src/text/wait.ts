// text/wait.ts – how long somebody is asked to wait, in words.
import { t } from "../words";

const kMinute = 60;
const kUsualS = 30; // when nobody said how long

// "12 秒", "3 分钟".
export function waitWords(seconds: number): string {
  const wait = seconds > 0 ? seconds : kUsualS;
  if (wait <= 2 * kMinute) return t("state.seconds", { n: wait });
  return t("state.minutes", { n: Math.ceil(wait / kMinute) });
}
