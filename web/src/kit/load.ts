// text/load.ts – reading something from the server: the value, or why there is none.
import { ref, shallowRef, type Ref, type ShallowRef } from "vue";

export interface Loaded<V> {
  value: ShallowRef<V | undefined>;
  error: ShallowRef<unknown>;
  busy: Ref<boolean>;
  reload: () => Promise<void>;
}

// Only the answer to the latest question counts: an earlier one that arrives late is dropped.
export function useLoad<V>(read: () => Promise<V>): Loaded<V> {
  const value = shallowRef<V>();
  const error = shallowRef<unknown>();
  const busy = ref(false);
  let asked = 0;
  const reload = async (): Promise<void> => {
    const mine = ++asked;
    busy.value = true;
    error.value = undefined;
    try {
      const answer = await read();
      if (mine === asked) value.value = answer;
    } catch (problem) {
      if (mine === asked) error.value = problem;
    } finally {
      if (mine === asked) busy.value = false;
    }
  };
  return { value, error, busy, reload };
}
