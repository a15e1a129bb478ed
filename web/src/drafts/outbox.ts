// drafts/outbox.ts – what was written goes out: at once, or by itself when the network is back, and
// once whatever the network does. Each draft keeps its idempotency key and its request until the
// server has answered; two tabs take turns.
import { computed, ref, watch } from "vue";
import { NoNetwork, Refusal, api, mustWait, newKey } from "../api/client";
import type { Receipt } from "../api/types";
import { announce } from "../frame/announce";
import {
  draftsChanged,
  draftsOf,
  isOfPhone,
  ownerOfWaiting,
  ownerOfWriting,
  readDraft,
  saveDraft,
  type Call,
  type Draft,
} from "./drafts";
import type { DraftFile } from "../kit/files";
import { owner, sessionEnded, stillMe } from "../frame/me";
import { whenReachable } from "../frame/network";
import type { Slip } from "./slip";
import { t } from "../words";

export const drafts = ref<Draft[]>([]);
export const writing = computed(() => drafts.value.filter((one) => one.state === "writing"));
export const waiting = computed(() => drafts.value.filter((one) => one.state === "waiting"));
export const refused = computed(() => drafts.value.filter((one) => one.state === "refused"));
export const sent = computed(() => drafts.value.filter((one) => one.state === "sent"));
export const sending = ref(""); // id of the draft that is going out

export async function refreshDrafts(): Promise<void> {
  drafts.value = await draftsOf(owner());
}

// What a draft says, as a call; `asNobody`: written without being signed in.
export type CallOf = (draft: Draft, asNobody: boolean) => Call;

// She pressed "send": from now on it is the program's to bring it there.
export async function seal(draft: Draft, callOf: CallOf): Promise<Draft> {
  const sealed: Draft = {
    ...draft,
    // As JSON it is sent, and as such it can be stored: a page's own lists cannot.
    call: JSON.parse(JSON.stringify(callOf(draft, !owner()))) as Call,
    owner: ownerOfWaiting(owner()),
    state: "waiting",
    key: draft.key || newKey(),
    saved_at: Date.now(),
  };
  delete sealed.refusal;
  await saveDraft(sealed);
  return sealed;
}

// Back to be changed. What may have arrived already would then be filed twice: the page says so.
export async function reopen(draft: Draft): Promise<Draft> {
  const { call: _call, refusal: _refusal, unsure: _unsure, ...rest } = draft;
  const files = draft.files.map(
    ({ id: _id, again: _again, ...file }): DraftFile => ({ ...file, key: newKey() }),
  );
  const open: Draft = {
    ...rest,
    owner: ownerOfWriting(owner()),
    files,
    state: "writing",
    key: "",
    saved_at: Date.now(),
  };
  await saveDraft(open);
  return open;
}

const kServerFailed = 500;
// A plain refusal is an answer: nothing was filed. Everything else is tried again.
const isAnswer = (problem: unknown): problem is Refusal =>
  problem instanceof Refusal && problem.status < kServerFailed && !mustWait(problem);

// A file that was uploaded more than a day ago, or by a session that has ended, goes once more.
const kAbsent = "vault.absent";
async function carry(draft: Draft): Promise<Slip> {
  try {
    return await carryOnce(draft);
  } catch (problem) {
    if (!(problem instanceof Refusal) || problem.code !== kAbsent) throw problem;
    if (!draft.files.length) throw problem;
    draft.files = draft.files.map(({ id: _id, ...file }) => ({ ...file, again: newKey() }));
    return carryOnce(draft);
  }
}

// The body with each file under its id.
function named(body: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof body === "string") return ids.get(body) ?? body;
  if (Array.isArray(body)) return body.map((one) => named(one, ids));
  if (!body || typeof body !== "object") return body;
  return Object.fromEntries(Object.entries(body).map(([key, one]) => [key, named(one, ids)]));
}

async function carryOnce(draft: Draft): Promise<Slip> {
  const asNobody = isOfPhone(draft);
  for (const file of draft.files) {
    if (file.id) continue;
    file.id = (await api.keepFile(file.bytes, file.again ?? file.key, asNobody)).id;
    await saveDraft(draft);
  }
  const unsure = draft.unsure;
  draft.unsure ||= navigator.onLine;
  await saveDraft(draft);
  let receipt;
  try {
    const ids = new Map(draft.files.map((file) => [file.key, file.id!]));
    receipt = await api.send<Receipt>(draft.call!.path, named(draft.call!.body, ids), draft.key, {
      asNobody,
    });
  } catch (problem) {
    // Told to wait: this time it certainly did not arrive.
    if (mustWait(problem)) await saveDraft({ ...draft, unsure: unsure ?? false });
    throw problem;
  }
  return {
    receipt,
    title: draft.title,
    place: draft.place,
    page: draft.page,
    forSomebody: !!draft.for_name,
  };
}

// When the server says "later", it is then, and a moment spread so that not all come at once.
const kSpreadMs = 2000;
let notBefore = 0;
function comeBack(seconds: number): void {
  const wait = Math.max(1, seconds) * 1000;
  notBefore = Date.now() + wait;
  setTimeout(() => void sendWaiting(), wait + Math.random() * kSpreadMs);
}

async function attempt(given: Draft): Promise<Slip | undefined> {
  // Another tab may have brought it there meanwhile.
  const draft = (await readDraft(given.id)) ?? given;
  if (draft.slip) return draft.slip;
  if (draft.state !== "waiting") return undefined;
  sending.value = draft.id;
  try {
    const slip = await carry(draft);
    await saveDraft({
      ...draft,
      state: "sent",
      slip,
      fields: {},
      files: [],
      saved_at: Date.now(),
    });
    return slip;
  } catch (problem) {
    if (isAnswer(problem) && problem.status !== 401) {
      const refusal = { title: problem.title, remedy: problem.remedy };
      await saveDraft({ ...draft, state: "refused", refusal });
    }
    if (mustWait(problem)) comeBack(problem.waitS);
    throw problem;
  } finally {
    sending.value = "";
    await refreshDrafts();
  }
}

// One tab at a time sends a draft. A browser without locks relies on the idempotency key alone.
async function inTurn<R>(id: string, work: () => Promise<R>): Promise<R> {
  if (!navigator.locks) return work();
  return navigator.locks.request(`linli-draft-${id}`, work) as Promise<R>;
}

// The slip; throws what came between. Sent as the one who wrote it or not at all: a session that
// ended or changed hands must not turn her report into somebody else's.
export async function sendDraft(draft: Draft): Promise<Slip | undefined> {
  if (!isOfPhone(draft)) await stillMe();
  return inTurn(draft.id, () => attempt(draft));
}

let running = false;
export async function sendWaiting(): Promise<void> {
  await refreshDrafts();
  if (running || !waiting.value.length || !navigator.onLine || Date.now() < notBefore) return;
  running = true;
  let arrived = 0;
  try {
    for (const draft of waiting.value) {
      try {
        if (await sendDraft(draft)) arrived += 1;
      } catch (problem) {
        if (problem instanceof NoNetwork || mustWait(problem) || sessionEnded.value) break;
      }
    }
  } finally {
    running = false;
  }
  if (arrived) announce(t("drafts.went_out", { n: arrived }));
}

const kTryAgainMs = 30_000;
export function startOutbox(): void {
  whenReachable(() => void sendWaiting());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void sendWaiting();
  });
  setInterval(() => {
    if (waiting.value.length && !sessionEnded.value) void sendWaiting();
  }, kTryAgainMs);
  watch(draftsChanged, refreshDrafts);
  watch(() => owner(), sendWaiting, { immediate: true });
}
