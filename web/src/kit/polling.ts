// kit/polling.ts – asks again by itself, as long as somebody looks at the page: only while it is
// visible, ever less often while nothing happens or the server is away, and not for a page that
// nobody has touched for long – a screen left alone must not keep its session alive.
import { onBeforeUnmount, onMounted } from "vue";

export const kPollMs = 30_000;
const kPollMostMs = 240_000;
const kAloneMs = 30 * 60_000;
const kTouches = ["pointerdown", "keydown", "wheel", "touchmove"] as const;

// `task` says whether there was anything new.
export function usePolling(task: () => Promise<boolean>): void {
  let delay = kPollMs;
  let touched_at = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waits = false; // for her to come back
  let over = false;

  const looked = (): boolean =>
    document.visibilityState === "visible" && Date.now() - touched_at < kAloneMs;
  function next(): void {
    clearTimeout(timer);
    waits = !looked();
    if (!waits && !over) timer = setTimeout(ask, delay);
  }
  async function ask(): Promise<void> {
    let news = false;
    if (looked()) news = await task().catch(() => false);
    delay = news ? kPollMs : Math.min(2 * delay, kPollMostMs);
    next();
  }
  function back(): void {
    if (!waits || !looked()) return;
    waits = false;
    delay = kPollMs;
    void ask();
  }
  function touch(): void {
    touched_at = Date.now();
    back();
  }
  function seen(): void {
    if (document.visibilityState === "visible") touch();
    else next();
  }
  onMounted(() => {
    document.addEventListener("visibilitychange", seen);
    for (const one of kTouches) window.addEventListener(one, touch, { passive: true });
    next();
  });
  onBeforeUnmount(() => {
    over = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", seen);
    for (const one of kTouches) window.removeEventListener(one, touch);
  });
}
