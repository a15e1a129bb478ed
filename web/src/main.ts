// main.ts – the start: look and language first, then who is signed in, then the page.
import { createApp } from "vue";
import App from "./App.vue";
import { whenSessionEnds } from "./api/client";
import { router } from "./router";
import { forgetOldDrafts } from "./state/drafts";
import { startLook } from "./state/look";
import { loadMe, me, sessionEnded } from "./state/me";
import { restoreLanguage } from "./words";
import "./style/tokens.css";
import "./style/base.css";
import "./style/print.css";

startLook();
whenSessionEnds(() => {
  if (me.who.signed_in) sessionEnded.value = true;
});

async function start(): Promise<void> {
  // A page opens also when the server is away: it says so itself.
  await Promise.allSettled([restoreLanguage(), loadMe()]);
  createApp(App).use(router).mount("#app");
  void forgetOldDrafts();
}

void start();
