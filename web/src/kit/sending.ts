// kit/sending.ts – one write at a time, told in words, repeated under the same idempotency key.
import { ref, shallowRef } from "vue";
import { newKey } from "../api/client";

// The same content keeps its key until it has succeeded; changed content gets another.
export class KeyFor {
  private content = "";
  private key = "";

  of(content: unknown): string {
    const text = JSON.stringify(content);
    if (text !== this.content || !this.key) {
      this.content = text;
      this.key = newKey();
    }
    return this.key;
  }
  done(): void {
    this.key = "";
  }
}

export function useSending() {
  const busy = ref(false);
  const error = shallowRef<unknown>();
  // True when the work was done.
  const send = async (work: () => Promise<unknown>): Promise<boolean> => {
    if (busy.value) return false;
    busy.value = true;
    error.value = undefined;
    try {
      await work();
      return true;
    } catch (problem) {
      error.value = problem;
      return false;
    } finally {
      busy.value = false;
    }
  };
  return { busy, error, send };
}
