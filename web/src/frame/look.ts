// frame/look.ts – large type (大字版) and colours: attributes of <html> that the style sheets read.
import { ref } from "vue";
import { readCookie, writeCookie } from "./cookies";

export type Theme = "auto" | "light" | "dark";

const dark = window.matchMedia("(prefers-color-scheme: dark)");
export const large = ref(readCookie("linli_type") === "large");
export const theme = ref<Theme>((readCookie("linli_theme") || "auto") as Theme);

function apply(): void {
  const root = document.documentElement;
  root.dataset.type = large.value ? "large" : "normal";
  const isDark = theme.value === "dark" || (theme.value === "auto" && dark.matches);
  root.dataset.theme = isDark ? "dark" : "light";
}

export function setLarge(on: boolean): void {
  large.value = on;
  writeCookie("linli_type", on ? "large" : "normal");
  apply();
}

export function setTheme(next: Theme): void {
  theme.value = next;
  writeCookie("linli_theme", next);
  apply();
}

export function startLook(): void {
  dark.addEventListener("change", apply);
  apply();
}
