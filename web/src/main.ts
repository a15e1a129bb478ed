// main.ts – the start: look and language first, then who is signed in, then the page.
import { createApp } from "vue";
import App from "./App.vue";
import { whenSessionEnds } from "./api/client";
import { router } from "./router";
import { loadCounty, nameCounty } from "./frame/county";
import { forgetOldDrafts } from "./drafts/drafts";
import { startLook } from "./frame/look";
import { me, sessionEnded, startMe } from "./frame/me";
import { watchNetwork } from "./frame/network";
import { startOutbox } from "./drafts/outbox";
import { restoreVillage } from "./village/village";
import { keepVillages } from "./kit/villages";
import { startWorker } from "./frame/worker";
import { restoreLanguage } from "./words";
import "./style/tokens.css";
import "./style/base.css";
import "./style/print.css";

startLook();
watchNetwork();
whenSessionEnds(() => {
  if (me.who.signed_in) sessionEnded.value = true;
});

// The page's own code travels while the server is asked who she is.
function fetchPage(): void {
  for (const { components } of router.resolve(location.pathname).matched) {
    const page: unknown = components?.["default"];
    if (typeof page === "function") void Promise.resolve(page()).catch(() => undefined);
  }
}

async function start(): Promise<void> {
  fetchPage();
  // A page opens also when the server is away: it says so itself.
  await Promise.allSettled([restoreLanguage(), startMe()]);
  if (!me.who.sample) void loadCounty();
  void nameCounty().catch(() => undefined);
  void restoreVillage().catch(() => undefined);
  createApp(App).use(router).mount("#app");
  startWorker();
  await forgetOldDrafts();
  startOutbox();
  // Where the site opens without a network, a place can be chosen without one.
  await navigator.serviceWorker?.ready;
  if (!me.who.village) await keepVillages().catch(() => undefined);
}

void start();
