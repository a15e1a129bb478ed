// frame/me.ts – who is signed in, as the server says; read at the start and after every sign-in.
import { computed, reactive, ref } from "vue";
import { NoNetwork, Refusal, api } from "../api/client";
import type { Me } from "../api/types";
import { forgetBegun } from "../kit/begun";
import { forgetDrafts } from "../drafts/drafts";
import { forgetKept, keep, readKept } from "./kept";
import { forgetSlip } from "../drafts/slip";
import { setServerTime } from "../text/time";

const nobody = (): Me => ({
  signed_in: false,
  kind: "anonymous",
  name: "",
  phone_masked: "",
  place: [],
  door: "",
  hats: [],
  must_set_second_factor: false,
  sample: false,
  unread: 0,
  now_at: 0,
});

export const me = reactive<{ who: Me; known: boolean }>({ who: nobody(), known: false });
export const isStaff = computed(() => me.who.hats.length > 0);

// How many messages are new, as a badge shows it; "" for none. Read with who she is, and again when
// the inbox's own question finds something new.
const kCounted = 100;
export const unread = computed(() =>
  me.who.unread >= kCounted ? `${kCounted - 1}+` : me.who.unread ? String(me.who.unread) : "",
);
export async function countUnread(): Promise<void> {
  me.who.unread = (await api.me()).unread;
}

export const isLiaison = computed(() => me.who.hats.some((hat) => hat.key === "liaison"));

// True while a write was refused because the session ended; App asks to sign in again in place.
export const sessionEnded = ref(false);

// Drafts belong to one person: another person on the same phone never sees them.
export const owner = (who = me.who): string =>
  who.signed_in ? `${who.kind}/${who.name}/${who.phone_masked}/${who.door}` : "";

export async function loadMe(): Promise<void> {
  const who = await api.me();
  me.who = who;
  me.known = true;
  setServerTime(who.now_at);
  forgetBegun(owner());
  if (who.signed_in) await keep("me", who);
  else await forgetKept();
}

// At the start. Without a network it is whoever was signed in here today.
export async function startMe(): Promise<void> {
  try {
    await loadMe();
  } catch (problem) {
    const kept = problem instanceof NoNetwork ? await readKept<Me>("me") : undefined;
    if (kept) me.who = kept;
    else throw problem;
  }
}

// Nothing of hers stays on this phone.
export async function forgetHer(): Promise<void> {
  await Promise.all([forgetDrafts(), forgetKept()]);
  forgetBegun();
  forgetSlip();
}

// What also goes without an account must not go in nobody's name, or in somebody else's, because
// the session ended unnoticed or another tab signed in: she is asked to sign in again first.
export async function stillMe(): Promise<void> {
  if (!me.who.signed_in || owner(await api.me()) === owner()) return;
  sessionEnded.value = true;
  throw new Refusal(401, "http.sign_in", "", "");
}

export async function signOut(): Promise<void> {
  await api.signOut();
  await forgetHer();
  me.who = { ...nobody(), sample: me.who.sample };
  await loadMe();
}
