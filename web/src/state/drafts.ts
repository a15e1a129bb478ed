// state/drafts.ts – what she has typed but not sent, kept in IndexedDB of this phone.
//
// A draft is bound to its owner (signed in) or to this tab (not signed in). Sign-out removes all of
// them; those of a tab are removed after a day, those of a person after a week. Photos and voice
// notes are kept as bytes, so a lost network loses nothing.
import type { FileRequest } from "../api/types";

export interface DraftFile {
  key: string; // idempotency key of its upload
  bytes: Blob;
  seconds?: number; // of a voice note
  id?: string; // once the server keeps it
}

export interface Draft {
  owner: string;
  saved_at: number;
  fields: Record<string, unknown>;
  files: DraftFile[];
  // What was sent and is not yet answered: repeated with the same key until it is.
  attempt?: { key: string; request: FileRequest };
}

const kDay = 24 * 3600 * 1000;
const kStore = "drafts";

let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("linli", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(kStore, { keyPath: "owner" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function run<R>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<R>) {
  const database = await open();
  return new Promise<R>((resolve, reject) => {
    const request = work(database.transaction(kStore, mode).objectStore(kStore));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function tab(): string {
  const known = sessionStorage.getItem("linli_tab");
  if (known) return known;
  const made = `tab/${Math.random().toString(36).slice(2)}`;
  sessionStorage.setItem("linli_tab", made);
  return made;
}

const keyOf = (owner: string): string => owner || tab();

// A phone without IndexedDB (private window) still reports; it only keeps no draft.
async function quietly<R>(work: () => Promise<R>): Promise<R | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}

export async function readDraft(owner: string): Promise<Draft | undefined> {
  return quietly(() => run<Draft | undefined>("readonly", (store) => store.get(keyOf(owner))));
}

export async function saveDraft(owner: string, draft: Omit<Draft, "owner" | "saved_at">) {
  const record: Draft = { ...draft, owner: keyOf(owner), saved_at: Date.now() };
  await quietly(() => run("readwrite", (store) => store.put(record)));
}

export async function dropDraft(owner: string): Promise<void> {
  await quietly(() => run("readwrite", (store) => store.delete(keyOf(owner))));
}

export async function forgetDrafts(): Promise<void> {
  await quietly(() => run("readwrite", (store) => store.clear()));
}

export async function forgetOldDrafts(now = Date.now()): Promise<void> {
  const drafts = (await quietly(() => run<Draft[]>("readonly", (store) => store.getAll()))) ?? [];
  for (const draft of drafts) {
    const days = draft.owner.startsWith("tab/") ? 1 : 7;
    if (now - draft.saved_at > days * kDay) {
      await quietly(() => run("readwrite", (store) => store.delete(draft.owner)));
    }
  }
}
