// office/alarms.ts – how many alarms nobody has seen yet, for the badge beside their page.
import { ref } from "vue";
import { work } from "../api/work";

export const openAlarms = ref(0);

const kAgainMs = 60_000;
let asked = 0;

// Asked for while moving about the workbench, at most once a minute; without an answer it stays.
export async function countAlarms(): Promise<void> {
  if (Date.now() - asked < kAgainMs) return;
  asked = Date.now();
  try {
    openAlarms.value = (await work.alarms("open")).open;
  } catch {
    // The page itself says what is wrong.
  }
}
