// frame/title.ts – the title that a page gives itself, when its address alone does not tell it.
import { onBeforeUnmount, ref, watchEffect } from "vue";

export const pageTitle = ref("");

export function useTitle(words: () => string): void {
  const stop = watchEffect(() => {
    pageTitle.value = words();
  });
  onBeforeUnmount(() => {
    stop();
    pageTitle.value = "";
  });
}
