// account/sso.ts – signing in by the county's identity provider: away from here, and back (/sso).
//
// What the server sealed lies in this tab only, until she is back: an answer to a sign-in that
// another browser began is worth nothing here.
import { computed, ref } from "vue";
import { api } from "../api/client";
import type { SsoKnown, SsoProvider } from "../api/types";

const kKept = "linli_sso";

interface Away {
  waiting: string;
  next: string;
}

export const providers = ref<SsoProvider[]>([]);

export const forStaff = computed(() => providers.value.filter((one) => one.whom === "staff"));

// None is the usual answer: a county without a provider shows nothing, nor does one out of reach.
export async function loadProviders(): Promise<void> {
  providers.value = (await api.ssoProviders().catch(() => ({ items: [] }))).items;
}

let asked = false;
// For whoever only wants to know whether there are any: asked once.
export async function knowProviders(): Promise<void> {
  if (asked) return;
  asked = true;
  await loadProviders();
}

export async function leave(provider: string, next: string): Promise<void> {
  const { address, waiting } = await api.ssoBegin(provider);
  const away: Away = { waiting, next };
  sessionStorage.setItem(kKept, JSON.stringify(away));
  location.assign(address);
}

// Takes what the tab kept, once.
function takeAway(): Away {
  const text = sessionStorage.getItem(kKept);
  sessionStorage.removeItem(kKept);
  try {
    const away = JSON.parse(text ?? "") as Partial<Away>;
    return { waiting: away.waiting ?? "", next: away.next ?? "" };
  } catch {
    return { waiting: "", next: "" };
  }
}

export interface Back {
  known: SsoKnown;
  next: string;
}

// Ends the sign-in by what stands in the address, which is cleared before anything else.
export async function comeBack(): Promise<Back> {
  const query = new URLSearchParams(location.search);
  history.replaceState(history.state, "", location.pathname);
  const { waiting, next } = takeAway();
  const iss = query.get("iss");
  const known = await api.ssoFinish({
    waiting,
    code: query.get("code") ?? "",
    state: query.get("state") ?? "",
    ...(iss === null ? {} : { iss }),
  });
  return { known, next };
}
