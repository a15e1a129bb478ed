// frame/words_en.ts – the sentences of words_zh.ts in English.
import type { frameZh } from "./words_zh";

export const frameEn: Record<keyof typeof frameZh, string> = {
  "site.name": "Linli",
  "site.skip": "Skip to content",
  "site.menu": "Main sections",
  "site.tools": "Display",
  "site.foot":
    "In an emergency call 110, 119 or 120. Everything else you can report here, or say in person at your village committee or the town's service centre.",
  "site.language": "中文",
  "site.large": "Large type",
  "site.normal": "Normal type",
  "site.sample": "Sample",
  "site.setting_up": "Being set up: not serving residents yet",

  "nav.home": "Home",
  "nav.report": "Report",
  "nav.follow": "Follow",
  "nav.public": "Public matters",
  "nav.inbox": "Inbox",
  "nav.registry": "Manage",
  "nav.me": "Me",
  "nav.sign_in": "Sign in",

  "away.strip": "No network now. Go on writing; it is sent by itself once you are connected.",
  "away.text": "This page is not on this phone yet.",
  "away.more":
    "Open it again when you are connected. You can report without a network: what you write is kept on the phone first.",

  "sample.title": "Sample: be somebody else",
  "sample.lead": "One tap signs you in. People and matters here are made up; try anything.",
  "sample.roles": "Roles",
  "sample.messages": "Outbox",
  "sample.messages_hint": "In real use these go out as text messages. Codes are here, too.",
  "sample.messages_none": "No message yet. Report a matter or ask for a code first.",
  "sample.refresh": "Refresh",
  "sample.clock": "Move the clock",
  "sample.clock_now": "In the sample it is {at}",
  "sample.clock_hint": "See reminders, lateness and supervision at work. Forward only.",
  "sample.hours": "{n} {n|hour|hours}",
  "sample.days": "{n} {n|day|days}",
};
