// kit/keys.ts – single keys that move through the workbench. They can be switched off (WCAG
// 2.1.4), do nothing while somebody types or a dialog is open, and are told in a help sheet (?).
import { onBeforeUnmount, onMounted, ref } from "vue";
import { readCookie, writeCookie } from "../frame/cookies";

const kCookie = "linli_keys";
export const singleKeys = ref(readCookie(kCookie) !== "off");

export function setSingleKeys(on: boolean): void {
  singleKeys.value = on;
  writeCookie(kCookie, on ? "on" : "off");
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable);

export function useKeys(table: Record<string, (event: KeyboardEvent) => void>): void {
  const onKey = (event: KeyboardEvent): void => {
    if (!singleKeys.value || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const act = table[event.key];
    if (!act) return;
    event.preventDefault();
    act(event);
  };
  onMounted(() => document.addEventListener("keydown", onKey));
  onBeforeUnmount(() => document.removeEventListener("keydown", onKey));
}
