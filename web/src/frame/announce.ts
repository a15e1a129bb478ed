// frame/announce.ts – results said aloud by screen readers, through one live region in App.vue.
import { ref } from "vue";

export const announcement = ref("");

export function announce(text: string): void {
  announcement.value = "";
  requestAnimationFrame(() => {
    announcement.value = text;
  });
}
