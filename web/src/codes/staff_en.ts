// codes/staff_en.ts – the sentences of staff_zh.ts in English.
import type { codesStaffZh } from "./staff_zh";

export const codesStaffEn: Record<keyof typeof codesStaffZh, string> = {
  "codes.title": "Code slips",
  "codes.lead":
    "When you enter a matter for somebody without a phone, hand over one of these: the code is inside, for that person alone. One person asks for a batch, another prints it, a third may hand it out.",
  "codes.ask": "Ask for a batch",
  "codes.ask_hint":
    "A desk of the level above prints and seals it and sends it to you. You never see a code.",
  "codes.for_desk": "For which desk",
  "codes.count": "How many",
  "codes.need_count": "Please give a number from 1 to {n}.",
  "codes.ask_go": "Ask for it",
  "codes.asked": "Noted. It waits to be printed by the level above.",
  "codes.none": "No code slips have been asked for yet.",
  "codes.batch": "Batch {number}, {n} slips",
  "codes.is_void": "void",
  "codes.waits": "waits to be printed",
  "codes.asked_by": "Asked for",
  "codes.printed_by": "Printed",
  "codes.left": "Left",
  "codes.counts": "handed out {used}, void {void}, lost afterwards {lost}",
  "codes.print": "Show and print",
  "codes.print_sure":
    "The printer is ready and nobody looks over my shoulder. The codes are shown only once; having printed them, I enter nothing with this batch.",
  "codes.sheet": "Batch {number}: please print now",
  "codes.once":
    "The codes are shown only now and never again once you leave this page. Print, cut along the frames, fold with the code inside, glue the edge, and send all of them to the desk that asked.",
  "codes.shown_before":
    "The codes of this batch were shown before. If the print failed, void the batch and have a new one made.",
  "codes.done": "Printed – show them no more",
  "codes.void": "Void",
  "codes.why": "Why?",
  "codes.reason.spoiled": "Badly printed",
  "codes.reason.opened": "Was opened",
  "codes.reason.lost": "Lost",
  "codes.reason.over": "No longer used",
  "codes.which": "Which one",
  "codes.which_hint":
    "The number on the outside; without one, all that are left of this batch become void.",
  "codes.void_go": "Void",
  "codes.voided": "Voided.",
  "codes.outside": "Number of this slip",
  "codes.sealed": "Do not take it if it was opened",
  "codes.inside":
    "Scan, or open {place}, and enter the matter's number from the outside with this code. Tell it nobody.",
};
