// report/words_en.ts – the sentences of words_zh.ts in English.
import type { reportZh } from "./words_zh";

export const reportEn: Record<keyof typeof reportZh, string> = {
  "report.title": "Report a matter",
  "report.title_for": "Report for somebody",
  "report.what": "What is it about?",
  "report.what_hint": "Say what it is, where, and since when. Write as you would speak.",
  "report.what_example":
    "For example: the street light by the small bridge has been out for a week; old people cannot see their way at night.",
  "report.title_auto": "Title",
  "report.title_edit": "Change the title",
  "report.where": "Where?",
  "report.where_change": "Another place",
  "report.where_nobody": "First choose the village or community",
  "report.where_words": "Exact place",
  "report.where_words_hint": "e.g. by the small bridge",
  "report.for_whom": "For whom?",
  "report.for.self": "Myself",
  "report.for.household": "My household",
  "report.for.shop": "My shop",
  "report.for.firm": "A firm",
  "report.for.somebody": "Somebody else",
  "report.somebody_name": "Their name",
  "report.somebody_phone": "Their phone",
  "report.somebody_phone_hint":
    "The code goes to this phone, where only she or he sees it. No phone? Leave it empty.",
  "report.somebody_slip": "Number of the code slip",
  "report.somebody_slip_hint":
    "Without a phone, hand over an unopened code slip and enter the nine digits from its outside. None at hand? Leave it empty.",
  "report.bad_slip": "A code slip's number has nine digits. Please look again.",
  "report.read_back": "I read to her or him what I wrote",
  "report.consent": "She or he agrees that I report this",
  "report.channel": "How did it come in?",
  "report.files": "Photos, voice notes",
  "report.files_hint": "Up to 6. The location is removed from photos automatically.",
  "report.add_photo": "Add photos",
  "report.record": "Speak",
  "report.stop": "Done",
  "report.recording": "Recording, {n} {n|second|seconds}",
  "report.voice": "Voice note, {n} {n|second|seconds}",
  "report.photo_n": "Photo {n}",
  "report.no_microphone":
    "This phone cannot record now. You can type, or ask somebody to write for you.",
  "report.file_bad": "This file cannot be opened. Please take another photo.",
  "report.more": "Add details",
  "report.more_hint": "category, making it public, conduct of officials",
  "report.category": "What is it about?",
  "report.category_hint": "You may leave this out; the intake desk will look.",
  "report.category_any": "Not sure",
  "report.category_finer": "More exactly",

  "about.ask_name": "Is your report about {who} {name} personally?",
  "about.ask": "Is your report about {who} personally?",
  "about.ask_several": "Is your report about any of these people? Tick who it is about.",
  "about.ask_office": "Is your report about an official or a member of staff personally?",
  "about.hint":
    "If so, it goes straight to those above. The person does not see it, nor do colleagues or anyone below. If they are only mentioned, they are not the first to get it.",
  "about.hint_several":
    "Whoever you tick does not see it, nor does anybody else your text names; a desk above the highest of them takes it.",
  "about.hint_for":
    "Please ask whoever came to you. If so, it goes straight to those above; if in doubt, somebody above looks first. The person sees neither.",
  "about.yes": "Yes, it is about them",
  "about.yes_chosen": "Yes, about those ticked",
  "about.no": "No, they are only mentioned",
  "about.no_several": "No, only mentioned",
  "about.unsure": "Not sure: let somebody above look",
  "about.leave": "Let somebody above look",
  "about.back": "Change what I wrote",
  "about.outside": "Nobody here stands above them, so nothing was sent.",

  "report.about": "Which official is it about?",
  "report.about_hint":
    "Then the matter never passes through this person, who cannot see it either.",
  "report.public": "May be shown among public matters",
  "report.public_hint":
    "It is dealt with either way. Only an edited title and the village are shown – never your name, phone or door – and you can take it down at any time.",
  "report.who": "How can we reach you?",
  "report.who_hint":
    "Both are optional. With a phone number you get a message when something happens. Without one, follow with the number and code on your slip.",
  "report.who_hint_quiet":
    "All of it is optional. With a phone number we call you if need be. Without one, use the number and code on your slip.",
  "report.name": "Name",
  "report.phone": "Mobile phone",
  "report.send": "Send",
  "report.saved": "Kept on this phone",
  "report.restored": "What you had begun is still here.",
  "report.start_over": "Start over",
  "report.need_what": "Please write what it is about.",
  "report.need_where": "Please choose the village or community.",
  "report.need_name": "Please write her or his name.",
  "report.need_consent": "To report for somebody, read it back and ask for consent.",
  "report.bad_phone": "A mobile number has 11 digits. Please check.",
  "report.waiting": "Not sent yet, waiting for the network",
  "report.waiting_text":
    "It is kept on this phone and goes out by itself once there is a connection. Sending again never counts twice.",
  "report.send_again": "Send again now",
  "report.edit_again": "Go back and edit",
  "report.edit_again_warn": "If it did arrive after all, sending an edited one makes two matters.",

  "similar.title": "{n} similar {n|matter|matters} already",
  "similar.hint":
    "See whether it is the same. If not, or if you want to add your own, go on: it is taken all the same.",

  "report.spoken_title": "Reported by voice note",
  "report.spoken_detail": "The content is in the voice note; please listen to it.",
  "report.files_n": "{n} {n|photo or voice note|photos or voice notes}",
  "report.consent_title": "Read it back",
  "report.read_this": "Please read this to the person",
  "report.read_nothing": "First write what it is about.",
  "report.step": "Step {n} of {of}",
  "report.step.what": "What is it about?",
  "report.step.where": "Where is it?",
  "report.step.who": "For whom?",
  "report.step.check": "Look over it and send",
  "report.step_next": "Next",
  "report.step_back": "Back",
  "report.by_steps": "Step by step",
  "report.one_page": "All on one page",
  "report.waiting_server": "Not sent yet: the other side is busy",
  "report.waiting_turn":
    "It is kept on this phone and goes out by itself in about {time}; you need not stay here.",
  "report.waiting_urgent": "Do not wait in an emergency: call 110, 119 or 120.",
  "report.waiting_sign": "Sign in by phone code and send it now",
  "report.waiting_nobody":
    "You are not signed in: the receipt slip will show on this phone. If it is somebody else's, wait until it has gone out and note the slip.",

  "households.title": "My households",
  "households.lead":
    "Only doors and names of heads of household. You can report for those who cannot easily do it themselves.",
  "households.shared": "{n} {n|matter|matters} shared with me",
  "households.shared_hint": "So that you know how it goes. Please keep it to yourself.",
  "households.doors": "Households",
  "households.report": "Report for them",
  "households.none": "You have no households now.",
  "households.again":
    "Choose the next household for “{title}”. Nothing to type again: read it out and ask for consent.",
  "households.find": "Find by door or name",
};
