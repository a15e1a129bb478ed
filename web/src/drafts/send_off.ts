// drafts/send_off.ts – a page whose form goes out: at once and to the receipt, or it waits here and
// goes by itself, or it comes back to be changed with what the server said.
import { computed, ref, watch } from "vue";
import { useRouter } from "vue-router";
import { Refusal, mustWait } from "../api/client";
import { useSending } from "../kit/sending";
import { dropDraft, type Draft } from "./drafts";
import {
  drafts,
  refreshDrafts,
  reopen,
  seal,
  sendDraft,
  sending,
  sent,
  waiting,
  type CallOf,
} from "./outbox";
import { keepSlip, type Slip } from "./slip";
import type { useWriting } from "./writing";

const kSignIn = 401;
const kServerFailed = 500;
const kJustNowMs = 60_000;

type Writing = Pick<
  ReturnType<typeof useWriting>,
  "page" | "another" | "handOver" | "takeBack"
>;

export function useSendOff(
  writing: Writing,
  callOf: CallOf,
  onArrived: (slip: Slip, draft: Draft) => void = () => {},
) {
  const router = useRouter();
  const { busy, error, send } = useSending();
  const sealed = ref<Draft>();
  const unsure = computed(() => drafts.value.find((one) => one.id === sealed.value?.id)?.unsure);
  const waits = computed(() => !!sealed.value && !busy.value && error.value !== undefined);

  async function arrived(slip: Slip, id: string): Promise<void> {
    if (sealed.value?.id === id) onArrived(slip, sealed.value);
    keepSlip(slip);
    await dropDraft(id);
    await router.push("/receipt");
  }
  async function change(): Promise<void> {
    const draft = sealed.value;
    sealed.value = undefined;
    error.value = undefined;
    if (draft) await writing.takeBack(await reopen(draft));
  }
  async function goOut(): Promise<void> {
    const draft = sealed.value;
    if (!draft) return;
    const done = await send(async () => {
      const slip = await sendDraft(draft);
      if (slip) await arrived(slip, draft.id);
    });
    // An answer that says no: the form again, with what it says. What may have arrived already is
    // not changed, only sent again once she has signed in.
    const problem = error.value;
    if (done || !(problem instanceof Refusal) || problem.status >= kServerFailed) return;
    if (mustWait(problem)) return;
    if (problem.status === kSignIn && unsure.value) return;
    await change();
    if (problem.status !== kSignIn) error.value = problem;
  }
  async function sendOff(): Promise<void> {
    sealed.value = await seal(writing.handOver(), callOf);
    await goOut();
  }
  // She signed in so as not to wait: it goes out as hers.
  async function asMyself(): Promise<void> {
    const draft = sealed.value;
    if (!draft || sending.value === draft.id) return; // its turn has just come
    sealed.value = await seal(await reopen(draft), callOf);
    await goOut();
  }
  // What waited when the phone was closed goes on here, or has just gone out.
  async function goOn(): Promise<boolean> {
    if (!navigator.onLine) return false;
    await refreshDrafts();
    const ofPage = (one: Draft): boolean => one.page === writing.page;
    const justNow = (one: Draft): boolean => Date.now() - one.saved_at < kJustNowMs;
    const justSent = sent.value.find((one) => ofPage(one) && justNow(one));
    if (justSent?.slip) {
      await arrived(justSent.slip, justSent.id);
      return true;
    }
    sealed.value = waiting.value.find(ofPage);
    if (sealed.value) await goOut();
    return !!sealed.value;
  }
  async function another(): Promise<void> {
    sealed.value = undefined;
    error.value = undefined;
    await writing.another();
  }
  // It may go out by itself while this page says that it waits.
  watch(drafts, (all) => {
    const out = all.find((one) => one.id === sealed.value?.id && one.state === "sent");
    if (out?.slip && !busy.value) void arrived(out.slip, out.id);
  });

  return {
    busy,
    error,
    sealed,
    unsure,
    waits,
    sendOff,
    goOut,
    goOn,
    asMyself,
    change,
    another,
  };
}
