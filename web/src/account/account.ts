// account/account.ts – the sentences of 我的账号, fetched with that page only.
import { fill, follow, language, type Language } from "../words";
import { accountZh } from "./account_zh";

export type AccountKey = keyof typeof accountZh;
let sentences: Record<AccountKey, string> = accountZh;

export const accountWords = follow(async (next: Language) => {
  sentences = next === "en" ? (await import("./account_en")).accountEn : accountZh;
});

export function ta(key: AccountKey, values: Record<string, string | number> = {}): string {
  return fill(language.value === "en" ? sentences[key] : accountZh[key], values);
}
