// main.ts – the start: look and language first, then who is signed in, then the page.
import { createApp } from "vue";
import App from "./App.vue";
import { whenSessionEnds } from "./api/client";
import { router } from "./router";
import { forgetOldDrafts } from "./state/drafts";
import { startLook } from "./state/look";
import { me, sessionEnded, startMe } from "./state/me";
import { watchNetwork } from "./state/network";
import { startOutbox } from "./state/outbox";
import { restoreVillage } from "./state/village";
import { startWorker } from "./state/worker";
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
  void restoreVillage().catch(() => undefined);
  createApp(App).use(router).mount("#app");
  startWorker();
  await forgetOldDrafts();
  startOutbox();
}

void start();
