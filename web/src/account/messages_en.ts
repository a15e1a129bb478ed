// account/messages_en.ts – the sentences of 我的消息 in English.
import type { MessagesKey } from "./messages";

export const messagesEn: Record<MessagesKey, string> = {
  "messages.lead":
    "Every message to you stays here for a month, for your eyes only. Codes are never shown here.",
  "messages.none": "Nothing was sent to you within a month.",
  "messages.new": "New",
  "messages.more": "Show earlier ones",
  "messages.kind.progress": "Progress",
  "messages.kind.word": "Dates and answers",
  "messages.kind.work": "At work",
  "messages.kind.account": "Account",
  "messages.to_matter": "See this matter",
  "messages.to_data": "See your phone on file",
  "messages.to_account": "See your account",
  "messages.to_alarms": "See the alarms",
  "mail.title": "My e-mail",
  "mail.lead": "With an address, a copy of your messages goes there. You can do without.",
  "mail.here": "Messages also go to {address}",
  "mail.on_file": "The register has an address. It is not used before you confirm it.",
  "mail.address": "E-mail address",
  "mail.send": "Send a code there",
  "mail.code": "The six digits in the mail",
  "mail.confirm": "Confirm",
  "mail.sent":
    "A code went to {address}; it is good for ten minutes. If it does not arrive, look into spam.",
  "mail.other": "Use another address",
  "mail.remove": "Remove this address",
  "mail.done": "Your address is noted.",
  "mail.removed": "Your address is removed.",
  "choices.title": "What else is sent to you",
  "choices.lead":
    "Whatever you choose, every message is kept on this page. If you take no SMS about dates and answers, look in often so that no day slips by.",
  "choices.sms": "By SMS",
  "choices.mail": "By e-mail",
  "choices.mail_hint": "E-mail goes to the address that you have confirmed.",
  "choices.progress": "How my matters are getting on",
  "choices.word": "Anything with a date: questions to me, answers, days promised, endings",
  "choices.work": "Reminders to the desks where I sit",
  "choices.account": "Security of my account and phone",
  "choices.fixed": "Always sent, so that nobody touches your account behind your back",
  "choices.saved": "Noted.",
};
