// state/outbox.ts – what was written goes out: at once, or by itself when the network is back, and
// once whatever the network does. Each draft keeps its idempotency key and its request until the
// server has answered; two tabs take turns.
import { computed, ref, watch } from "vue";
import { NoNetwork, Refusal, api, newKey } from "../api/client";
import { announce } from "./announce";
import {
  draftsChanged,
  draftsOf,
  isOfPhone,
  ownerOfWaiting,
  ownerOfWriting,
  readDraft,
  saveDraft,
  type Draft,
  type DraftFile,
} from "./drafts";
import { requestOf, type Fields } from "./filing";
import { owner, sessionEnded, stillMe } from "./me";
import { whenReachable } from "./network";
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

// She pressed "send": from now on it is the program's to bring it there.
export async function seal(draft: Draft): Promise<Draft> {
  const sealed: Draft = {
    ...draft,
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
  const { request: _request, refusal: _refusal, unsure: _unsure, ...rest } = draft;
  const files = draft.files.map(({ id: _id, ...file }): DraftFile => ({ ...file, key: newKey() }));
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

const kTooMany = 429;
const kServerFailed = 500;
// A plain refusal is an answer: nothing was filed. Everything else is tried again.
const isAnswer = (problem: unknown): problem is Refusal =>
  problem instanceof Refusal && problem.status < kServerFailed && problem.status !== kTooMany;

async function carry(draft: Draft): Promise<Slip> {
  const asNobody = isOfPhone(draft);
  for (const file of draft.files) {
    if (file.id) continue;
    file.id = (await api.keepFile(file.bytes, file.key, asNobody)).id;
    await saveDraft(draft);
  }
  draft.request ??= requestOf(draft.fields as unknown as Fields, draft.files, asNobody);
  draft.unsure ||= navigator.onLine;
  await saveDraft(draft);
  const receipt = await api.file(draft.request, draft.key, asNobody);
  return {
    receipt,
    title: draft.title,
    place: draft.place,
    forSomebody: !!draft.for_name,
  };
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
  if (running || !waiting.value.length || !navigator.onLine) return;
  running = true;
  let arrived = 0;
  try {
    for (const draft of waiting.value) {
      try {
        if (await sendDraft(draft)) arrived += 1;
      } catch (problem) {
        if (problem instanceof NoNetwork || sessionEnded.value) break;
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
