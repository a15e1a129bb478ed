// words/index.ts – the screen's sentences in the reader's language.
//
// zh.ts is the list of keys; en.ts must have each of them or the type check fails. A sentence may
// hold {name} (a value) and {n|day|days} (the first word when n is 1). English is fetched only when
// it is asked for.
import { ref } from "vue";
import type { Words } from "../api/types";
import { readCookie, writeCookie } from "../frame/cookies";
import { zh } from "./zh";

export type Key = keyof typeof zh;
export type Sentences = Record<Key, string>;
export type Language = "zh" | "en";

const kCookie = "linli_lang";
let sentences: Sentences = zh;

export const language = ref<Language>("zh");

// Sentences that only some pages use follow the language, too (words/staff.ts).
const followers: ((next: Language) => Promise<void>)[] = [];
export function follow(load: (next: Language) => Promise<void>): Promise<void> {
  followers.push(load);
  return load(language.value);
}

export async function setLanguage(next: Language): Promise<void> {
  const mine = next === "en" ? (await import("./en")).en : zh;
  await Promise.all(followers.map((load) => load(next)));
  sentences = mine;
  language.value = next;
  writeCookie(kCookie, next);
  document.documentElement.lang = next === "en" ? "en" : "zh-CN";
}

export async function restoreLanguage(): Promise<void> {
  if (readCookie(kCookie) === "en") await setLanguage("en");
}

export function t(key: Key, values: Record<string, string | number> = {}): string {
  // Reading `language` makes every sentence on the page follow a change of language.
  return fill(language.value === "en" ? sentences[key] : zh[key], values);
}

export function fill(sentence: string, values: Record<string, string | number>): string {
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
