// words/index.ts – the screen's sentences in the reader's language.
//
// zh.ts is the list of keys; en.ts must have each of them or the type check fails. A sentence may
// hold {name} (a value) and {n|day|days} (the first word when n is 1). English is fetched only when
// it is asked for.
import { ref } from "vue";
import type { Words } from "../api/types";
import { readCookie, writeCookie } from "../state/cookies";
import { zh } from "./zh";

export type Key = keyof typeof zh;
export type Sentences = Record<Key, string>;
export type Language = "zh" | "en";

const kCookie = "linli_lang";
let sentences: Sentences = zh;

export const language = ref<Language>("zh");

export async function setLanguage(next: Language): Promise<void> {
  sentences = next === "en" ? (await import("./en")).en : zh;
  language.value = next;
  writeCookie(kCookie, next);
  document.documentElement.lang = next === "en" ? "en" : "zh-CN";
}

export async function restoreLanguage(): Promise<void> {
  if (readCookie(kCookie) === "en") await setLanguage("en");
}

export function t(key: Key, values: Record<string, string | number> = {}): string {
  // Reading `language` makes every sentence on the page follow a change of language.
  const sentence = language.value === "en" ? sentences[key] : zh[key];
  return sentence.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, name, one, many) => {
    const value = values[name] ?? "";
    return one === undefined ? String(value) : Number(value) === 1 ? one : many;
  });
}

// A text that travels in both languages.
export function w(words: Words | undefined): string {
  if (!words) return "";
  return (language.value === "en" ? words.en || words.zh : words.zh || words.en) ?? "";
}
