// drafts/writing.ts – the draft of the form that is being written, of whatever form it is: kept on
// this phone with every pause, taken up again, handed to the outbox. How it goes out is
// drafts/outbox.
import { onBeforeUnmount, ref, watch } from "vue";
import { newKey } from "../api/client";
import { owner } from "../frame/me";
import type { DraftFile } from "../kit/files";
import {
  draftsOf,
  dropDraft,
  ownerOfWriting,
  readDraft,
  saveDraft,
  tab,
  type Draft,
} from "./drafts";

export interface Content {
  fields: object; // what can be written as JSON
  files: DraftFile[];
}

// What the page that shows the form knows of it.
export interface Written {
  page: string; // its address
  content: () => Content;
  take: (content: Content) => void;
  fresh: () => void;
  isWritten: () => boolean; // whether there is anything to keep
  about: () => Pick<Draft, "title" | "place" | "for_name">;
}

export function useWriting(what: Written) {
  const restored = ref(false);
  const saved = ref(false);
  const person = owner(); // the draft stays hers also when the session ends meanwhile
  let id = newKey();
  let handedOver = false;

  // A reactive proxy cannot be stored; the bytes of files can.
  const draft = (): Draft => {
    const { fields, files } = what.content();
    return {
      id,
      owner: ownerOfWriting(person),
      tab: tab(),
      saved_at: Date.now(),
      state: "writing",
      page: what.page,
      fields: JSON.parse(JSON.stringify(fields)) as Record<string, unknown>,
      files: files.map((file) => ({ ...file })),
      ...what.about(),
      key: "",
    };
  };
  const save = async (): Promise<void> => {
    if (handedOver || !what.isWritten()) return;
    const now = changes;
    const done = await saveDraft(draft());
    saved.value = done && now === changes;
  };

  const kPauseMs = 400;
  let changes = 0; // what was typed while it was being kept is not kept yet
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(
    what.content,
    () => {
      saved.value = false;
      ++changes;
      clearTimeout(timer);
      timer = setTimeout(save, kPauseMs);
    },
    { deep: true },
  );

  const take = (from: Draft): void => {
    id = from.id;
    what.take(from);
    restored.value = true;
  };
  // The draft of this id, or the one of this page that was written last.
  const restore = async (wanted?: string): Promise<void> => {
    const from = wanted
      ? await readDraft(wanted)
      : (await draftsOf(person)).find((one) => one.state === "writing" && one.page === what.page);
    const hers = from?.state === "writing" && from.owner === ownerOfWriting(person);
    if (hers && from.page === what.page) take(from);
  };

  // An empty form; what was written before stays among the drafts, or goes.
  const another = async (): Promise<void> => {
    if (!handedOver) await save();
    clearTimeout(timer);
    id = newKey();
    handedOver = false;
    what.fresh();
    restored.value = false;
    saved.value = false;
  };
  const startOver = async (): Promise<void> => {
    const old = id;
    handedOver = true;
    await another();
    await dropDraft(old);
  };
  // From now on the draft is the outbox's; `takeBack` when it comes back to be changed.
  const handOver = (): Draft => {
    clearTimeout(timer);
    handedOver = true;
    return draft();
  };
  const takeBack = async (from: Draft): Promise<void> => {
    handedOver = false;
    take(from);
    restored.value = false;
    await save();
  };

  onBeforeUnmount(() => {
    clearTimeout(timer);
    void save();
  });

  return { page: what.page, restored, saved, restore, another, startOver, handOver, takeBack };
}
