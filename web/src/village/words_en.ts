// village/words_en.ts – the sentences of words_zh.ts in English.
import type { villageZh } from "./words_zh";

export const villageEn: Record<keyof typeof villageZh, string> = {
  "home.title": "{village}: how can we help?",
  "home.title_nobody": "How can we help?",
  "home.lead":
    "A street light is out, a ditch is blocked, a question – write it in a minute, and know at once who deals with it and by when.",
  "home.report": "Report a matter",
  "home.report_hint": "Type, take a photo, or speak",
  "home.follow": "Follow",
  "home.follow_hint": "Who has it, until when",
  "home.public": "Public matters",
  "home.public_hint": "What is being done here",
  "home.inbox": "Inbox",
  "home.alarms": "Alarms",
  "home.alarms_hint": "What looks wrong is told here",
  "home.alarms_open": "{n} not seen yet",
  "home.inbox_hint": "{n} with you, {late} late",
  "home.mine": "What I reported",
  "home.all_mine": "See all",
  "home.nobody":
    "You can report without signing in and follow with your receipt slip. Signed in, your village and your matters are all here.",
  "home.sample": "This is a sample; all data is made up.",
  "home.left": "Steps left before the county serves as it should: {n}.",
  "home.sample_go": "Switch person",
  "home.choose": "Choose my village",
  "home.choose_hint":
    "Choose your village to see who serves you and what is announced. No account needed.",
  "home.choose_first": "Choose a village first.",
  "home.other_village": "Look at another village",
  "home.own_village": "Back to {village}",
  "home.now_showing": "Now showing {village}",
  "home.who": "Signed in as {name}.",
  "home.not_me": "Not you? Sign out",
  "home.serves": "Who serves me",
  "home.serves_none":
    "Nobody in office is registered here yet. Call the town's service centre, or simply report.",
  "home.call": "Call {name}",
  "home.figures": "How matters went here",
  "home.figures_text":
    "Reported from {when}: {filed}. By {day}, closed: {ended}; solved, as the filer said: {solved}; still open: {open}.",
  "home.figures_about": "about {n}",
  "home.figures_few": "few",
  "home.figures_hint":
    "Why no exact numbers: from small ones people could guess whose matter it is. So of matters that are not public, those open, solved and closed otherwise are each rounded to {base}, and below {base} we say “few”; reported and closed are their sums. Written once, a month after each quarter, and never changed. Counts only, no ranks.",
  "home.figures_listed":
    "{n} of them {n|is|are} public with the filer's consent and can be read one by one below.",
  "home.figures_small":
    "Few matters were reported here from {when}. So that nobody can guess whose they were, no more is told.",
  "home.figures_none":
    "Figures are written once a quarter; there are none for this place yet. The next are due on {day}.",
  "home.households_hint": "Report for a household; what was shared with me",

  "card.title": "Household card",
  "card.lead":
    "For the wall by the door: scan it when something is the matter, or call. It holds nothing about your household.",
  "card.paper": "Paper",
  "card.one": "One card (A6)",
  "card.four": "Four on A4",
  "card.say": "Something the matter? Scan, then type, photograph or speak",
  "card.qr": "QR code that opens the home of {village}",
  "card.or_call": "No phone with internet? Call:",
  "card.or_come": "No phone? Come to the village committee.",
  "card.foot": "In an emergency call 110, 119 or 120. Nothing about a household is on this card.",
  "card.no_village": "The village of this card was not found.",
};
