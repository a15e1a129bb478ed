// drafts/drafts.ts – what she has written, from the first word to the receipt slip, kept in the
// database of this phone. There may be several: a liaison writes in the field and sends at home.
//
// A draft is bound to its owner: the person who is signed in, or else this tab. Once she has
// pressed "send" without being signed in it belongs to the phone, so that it goes out although the
// tab is closed. Sign-out removes all of them; those without a person are removed after a day,
// those of a person after a week.
import { ref } from "vue";
import type { DraftFile } from "../kit/files";
import { clear, drop, put, readAll, readOne } from "../frame/phone";
import type { Slip } from "./slip";

// writing: not sent. waiting: she pressed "send", the network did not carry it. refused: the server
// answered no, nothing was filed. sent: filed; only its slip is left.
export type DraftState = "writing" | "waiting" | "refused" | "sent";

// What goes out: the call of the API, with each file under the key of its upload.
export interface Call {
  path: string;
  body: unknown;
}

export interface Draft {
  id: string;
  owner: string;
  tab: string; // where it was written
  saved_at: number;
  state: DraftState;
  page: string; // the address where it is written
  fields: Record<string, unknown>;
  files: DraftFile[];
  title: string;
  place: string;
  for_name: string; // of somebody else
  key: string; // idempotency key since "send" was pressed, or ""
  call?: Call; // what is sent under that key
  unsure?: boolean; // it may have arrived although no answer came back
  refusal?: { title: string; remedy: string };
  slip?: Slip;
}

const kDay = 24 * 3600 * 1000;
const kPhone = "phone";

// How often the list changed, in this tab or another: whoever shows it reads it again.
export const draftsChanged = ref(0);
const channel = typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel("linli");
if (channel) channel.onmessage = () => (draftsChanged.value += 1);
function changed(): void {
  draftsChanged.value += 1;
  channel?.postMessage("drafts");
}

export function tab(): string {
  const known = sessionStorage.getItem("linli_tab");
  if (known) return known;
  const made = `tab/${Math.random().toString(36).slice(2)}`;
  sessionStorage.setItem("linli_tab", made);
  return made;
}
// `person` is "" while nobody is signed in.
export const ownerOfWriting = (person: string): string => person || tab();
export const ownerOfWaiting = (person: string): string => person || kPhone;
export const isOfPhone = (draft: Draft): boolean => draft.owner === kPhone;

const newestFirst = (a: Draft, b: Draft): number => b.saved_at - a.saved_at;

// Hers, and those of the phone.
export async function draftsOf(person: string): Promise<Draft[]> {
  const mine = [ownerOfWriting(person), kPhone];
  return (await readAll<Draft>("drafts"))
    .filter((draft) => mine.includes(draft.owner))
    .sort(newestFirst);
}

export const readDraft = (id: string): Promise<Draft | undefined> => readOne("drafts", id);

export async function saveDraft(draft: Draft): Promise<boolean> {
  const kept = await put("drafts", draft);
  changed();
  return kept;
}

export async function dropDraft(id: string): Promise<void> {
  await drop("drafts", id);
  changed();
}

export async function forgetDrafts(): Promise<void> {
  await clear("drafts");
  changed();
}

export async function forgetOldDrafts(now = Date.now()): Promise<void> {
  for (const draft of await readAll<Draft>("drafts")) {
    const ofNobody = draft.owner === kPhone || draft.owner.startsWith("tab/");
    // What waits to go out was promised to go out.
    const days = ofNobody && draft.state !== "waiting" ? 1 : 7;
    if (now - draft.saved_at > days * kDay) await dropDraft(draft.id);
  }
}
