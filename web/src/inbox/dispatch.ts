// inbox/dispatch.ts – what waits at a dispatch desk for another desk: the matters in hand, each
// with whose duty the directory says it is, assigned one after the other.
import { computed, ref, shallowRef } from "vue";
import { api } from "../api/client";
import type { ActView, DeskView, FieldView, MatterView } from "../api/types";
import { work } from "../api/work";
import type { DutyView, WorkItem } from "../api/work_types";

export interface Case {
  matter: MatterView;
  duty?: DutyView | undefined; // of another desk that the act can name
  own?: DutyView | undefined; // the directory says that it stays here
  act?: ActView | undefined; // the act that gives it to a desk chosen by hand
  field?: FieldView | undefined; // of that act: which desk
  desks: DeskView[];
}

// An act is known by what it is and asks for, never by its key: it offers the matter to a desk that
// she chooses. Of several, the one that asks for least.
function assigning(matter: MatterView): ActView | undefined {
  const asked = (act: ActView) => act.form.filter((field) => field.required).length;
  return matter.acts
    .filter((act) => act.kind === "offer" && act.form.some((field) => field.kind === "desk"))
    .sort((a, b) => asked(a) - asked(b))[0];
}

async function read(id: string): Promise<Case> {
  const matter = await api.matter(id);
  const act = assigning(matter);
  if (!act) return { matter, desks: [] };
  const [duty, desks] = await Promise.all([
    work.duty(id).catch(() => undefined),
    api.desksFor(id, act.key).then((answer) => answer.items),
  ]);
  // A desk that the act cannot name is no suggestion.
  const known = duty && desks.some((one) => one.desk === duty.desk.desk) ? duty : undefined;
  const own = duty && duty.desk.desk === matter.holder?.desk ? duty : undefined;
  return {
    matter,
    act,
    own,
    duty: known,
    desks,
    field: act.form.find((one) => one.kind === "desk"),
  };
}

export function useDispatch() {
  const items = shallowRef<WorkItem[]>([]);
  const next = ref("");
  const busy = ref(false);
  const known = ref(false);
  const error = shallowRef<unknown>();
  const given = ref(new Map<string, string>()); // matter → desk, since this page was opened
  const handed = ref(new Set<string>()); // offered to a desk that has not taken over yet
  const cases = new Map<string, Promise<Case>>();

  async function load(): Promise<void> {
    busy.value = true;
    error.value = undefined;
    try {
      const answer = await work.inbox({ scope: "mine", sort: "since" });
      items.value = answer.items;
      next.value = answer.next;
      known.value = true;
      void sortOut();
    } catch (problem) {
      error.value = problem;
    } finally {
      busy.value = false;
    }
  }

  // Those that wait for another desk to take them over need nothing more from here.
  async function sortOut(): Promise<void> {
    for (const item of items.value) {
      const found = await caseOf(item.id).catch(() => undefined);
      if (found?.matter.offered) handed.value = new Set([...handed.value, item.id]);
    }
  }

  function caseOf(id: string): Promise<Case> {
    const found = cases.get(id);
    if (found) return found;
    const reading = read(id);
    reading.catch(() => cases.delete(id));
    cases.set(id, reading);
    return reading;
  }
  const waiting = computed(() =>
    items.value.filter((item) => !given.value.has(item.id) && !handed.value.has(item.id)),
  );

  return { items, waiting, handed, next, busy, known, error, given, load, caseOf };
}
