// account/messages.ts – the sentences of 我的消息, fetched with that page only.
import { fill, follow, language, type Language } from "../words";
import { messagesZh } from "./messages_zh";

export type MessagesKey = keyof typeof messagesZh;
let sentences: Record<MessagesKey, string> = messagesZh;

export const messagesWords = follow(async (next: Language) => {
  sentences = next === "en" ? (await import("./messages_en")).messagesEn : messagesZh;
});

export function tm(key: MessagesKey, values: Record<string, string | number> = {}): string {
  return fill(language.value === "en" ? sentences[key] : messagesZh[key], values);
}
