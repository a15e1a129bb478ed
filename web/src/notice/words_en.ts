// notice/words_en.ts – the sentences of words_zh.ts in English.
import type { noticeZh } from "./words_zh";

export const noticeEn: Record<keyof typeof noticeZh, string> = {
  "notice.title": "Notices",
  "notice.lead":
    "What the village and the town have put up. Each comes down when its time is over.",
  "notice.none": "No notices now.",
  "notice.from": "up since {day}",
  "notice.by": "By",
  "notice.shown": "Shown",
  "notice.withdrawn": "Taken down on {day}",
  "notice.over": "This notice has come down when its time was over; its words are no longer shown.",
  "notice.gone": "This notice has come down, or there is none of this number.",
  "notice.say": "I want to say something",
};
