// notice/staff_en.ts – the sentences of staff_zh.ts in English.
import type { noticeStaffZh } from "./staff_zh";

export const noticeStaffEn: Record<keyof typeof noticeStaffZh, string> = {
  "post.lead":
    "Notices of a village or town. Everybody can read one at once; it comes down by itself on its day, or earlier when you take it down.",
  "post.what": "Title",
  "post.text": "What it says",
  "post.text_hint":
    "No person's name, telephone or identity number. Your office's telephone is fine.",
  "post.where": "Where it is shown",

  "notice.as_read": "See it as people read it",

  "post.all": "Everywhere below",
  "post.until": "Shown until (that day included)",
  "post.need_what": "Please give a title.",
  "post.need_text": "Please write what it says.",
  "post.need_until": "Please choose today or a later day.",
  "post.go": "Post it",
  "post.done": "Posted as {number}, shown until {day}.",
  "post.see": "Read it",
  "post.take_down": "Take it down early",
  "post.another": "Post another",
};
