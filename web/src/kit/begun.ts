// kit/begun.ts – act forms that were begun and not sent, so that leaving the page loses nothing.
//
// What was typed lies in this tab for a day, under its owner; photos and voice notes in the memory
// of the page alone. All of it goes when it was sent and at sign-out. Who is not signed in keeps
// nothing: nobody would be there to sign out.
import { anyGiven, type Answers } from "./answers";

const kDayMs = 24 * 3600 * 1000;
const kPrefix = "linli_begun/";
const files = new Map<string, Answers>();

interface Kept {
  owner: string;
  at: number;
  answers: Answers;
}
const isFiles = (answer: unknown): boolean =>
  Array.isArray(answer) && answer.some((one) => one?.bytes instanceof Blob);
const parted = (answers: Answers, ofFiles: boolean): Answers =>
  Object.fromEntries(Object.entries(answers).filter(([, one]) => isFiles(one) === ofFiles));

// `place` names the form: a matter and an act. `owner` is "" while nobody is signed in.
export function keepBegun(place: string, owner: string, answers: Answers): void {
  if (!owner) return;
  if (!anyGiven(answers)) return dropBegun(place);
  const kept: Kept = { owner, at: Date.now(), answers: parted(answers, false) };
  try {
    sessionStorage.setItem(kPrefix + place, JSON.stringify(kept));
    files.set(place, parted(answers, true));
  } catch {
    // A browser that keeps nothing still sends.
  }
}

export function readBegun(place: string, owner: string): Answers | undefined {
  const text = sessionStorage.getItem(kPrefix + place);
  if (!text || !owner) return undefined;
  const kept = JSON.parse(text) as Kept;
  if (kept.owner === owner && Date.now() - kept.at <= kDayMs)
    return { ...kept.answers, ...files.get(place) };
  dropBegun(place);
  return undefined;
}

export function dropBegun(place: string): void {
  sessionStorage.removeItem(kPrefix + place);
  files.delete(place);
}

// All of them, or those of everybody but `owner`.
export function forgetBegun(owner = ""): void {
  for (const name of Object.keys(sessionStorage)) {
    if (!name.startsWith(kPrefix)) continue;
    const place = name.slice(kPrefix.length);
    if (!owner || !readBegun(place, owner)) dropBegun(place);
  }
}
