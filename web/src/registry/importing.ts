// registry/importing.ts – a table on its way in: sent in pieces, tried, taken in, and found again
// when she comes back to the page. The server goes on by itself; here is only looked.
import { computed, onBeforeUnmount, onMounted, ref, shallowRef } from "vue";
import { Refusal } from "../api/client";
import { work } from "../api/work";
import type { ImportResult, ImportState, ImportTable } from "../api/work_types";

const kPieceBytes = 1 << 20;
const kLookMs = 800;

export const running = (state?: ImportState): boolean =>
  state?.stage === "trying" || state?.stage === "importing";

export function useImporting() {
  const state = shallowRef<ImportState>();
  const result = shallowRef<ImportResult>();
  const error = shallowRef<unknown>();
  const sending = ref(false);
  const busy = computed(() => sending.value || running(state.value));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  let turn = 0; // what is answered to a look from before she went on is old

  async function look(): Promise<void> {
    clearTimeout(timer);
    const mine = turn;
    try {
      const seen = await work.importState();
      const ended = seen.stage === "tried" || seen.stage === "imported";
      const told = ended && !result.value ? await work.importResult() : result.value;
      if (mine !== turn) return;
      result.value = told;
      state.value = seen;
      error.value = undefined;
    } catch (problem) {
      if (mine !== turn) return;
      // Lost on the way: it is looked again. What is refused stays refused.
      error.value = problem;
      if (problem instanceof Refusal) return;
    }
    if (running(state.value) && !over) timer = setTimeout(look, kLookMs);
  }
  async function send(table: ImportTable): Promise<void> {
    for (let at = 0; at < table.file.size; at += kPieceBytes) {
      if (over) throw new Error("left");
      state.value = await work.importPiece(table, at, table.file.slice(at, at + kPieceBytes));
    }
  }
  async function run(dry: boolean, table?: ImportTable): Promise<void> {
    if (busy.value) return;
    turn += 1;
    sending.value = true;
    error.value = result.value = undefined;
    try {
      if (table) await send(table);
      state.value = await work.importRun(dry);
    } catch (problem) {
      error.value = problem;
      if (over) return;
    } finally {
      sending.value = false;
    }
    if (!error.value) await look();
  }
  function forget(): void {
    if (busy.value) return;
    turn += 1;
    state.value = result.value = error.value = undefined;
  }
  onMounted(look);
  onBeforeUnmount(() => {
    over = true;
    clearTimeout(timer);
  });
  return { state, result, error, busy, sending, run, forget };
}
