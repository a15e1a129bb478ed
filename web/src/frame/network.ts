// frame/network.ts – whether the server can be reached: what the phone says, and how the last call
// went. A phone in a valley often believes that it has a network.
import { computed, ref } from "vue";

const connected = ref(navigator.onLine);
const reached = ref(true);
const returned: (() => void)[] = [];

export const offline = computed(() => !connected.value || !reached.value);

export function noteReached(well: boolean): void {
  const back = well && !reached.value;
  reached.value = well;
  if (back) tell();
}

// Called each time the network is back.
export function whenReachable(listener: () => void): void {
  returned.push(listener);
}
function tell(): void {
  for (const listener of returned) listener();
}

export function watchNetwork(): void {
  window.addEventListener("online", () => {
    connected.value = true;
    tell();
  });
  window.addEventListener("offline", () => {
    connected.value = false;
  });
}
