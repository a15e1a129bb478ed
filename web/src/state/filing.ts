// state/filing.ts – the report that is being written: its fields, its draft on this phone, and its
// sending, which happens once whatever the network does.
import { computed, onBeforeUnmount, reactive, ref, shallowRef, watch } from "vue";
import { NoNetwork, Refusal, api, newKey } from "../api/client";
import type { FileRequest, FilingReceipt, ForWhom, UnitView } from "../api/types";
import { toVillage } from "../text/places";
import { titleOf } from "../text/title";
import { dropDraft, readDraft, saveDraft, type Draft, type DraftFile } from "./drafts";
import { me, owner, stillMe } from "./me";

export interface Fields {
  detail: string;
  title: string; // only when she changed the one made from the detail
  place: UnitView[]; // down to where it happens; empty: not chosen
  place_words: string;
  category: string;
  about: string[];
  for_whom: ForWhom;
  somebody_name: string;
  somebody_phone: string;
  read_back: boolean;
  consent: boolean;
  channel: string;
  wish_public: boolean;
  name: string;
  phone: string;
}

const fresh = (): Fields => ({
  detail: "",
  title: "",
  place: me.who.village ? toVillage(me.who.place) : [],
  place_words: "",
  category: "",
  about: [],
  for_whom: "self",
  somebody_name: "",
  somebody_phone: "",
  read_back: false,
  consent: false,
  channel: "",
  wish_public: false,
  name: "",
  phone: "",
});

const written = (fields: Fields): boolean => !!(fields.detail || fields.somebody_name);
const digits = (phone: string): string => phone.replace(/[\s-]/g, "");
export const phoneOk = (phone: string): boolean => !phone || /^1\d{10}$/.test(digits(phone));

function requestOf(fields: Fields, files: string[]): FileRequest {
  const request: FileRequest = {
    title: fields.title.trim() || titleOf(fields.detail),
    detail: fields.detail.trim(),
    unit: fields.place.at(-1)?.id ?? "",
    for_whom: fields.for_whom,
    wish_public: fields.wish_public,
  };
  if (fields.place_words.trim()) request.place_words = fields.place_words.trim();
  if (fields.category) request.category = fields.category;
  if (fields.about.length) request.about = fields.about;
  if (files.length) request.files = files;
  if (fields.channel) request.channel = fields.channel;
  if (fields.for_whom === "somebody") {
    request.somebody = {
      name: fields.somebody_name.trim(),
      read_back: fields.read_back,
      consent: fields.consent,
      ...(fields.somebody_phone ? { phone: digits(fields.somebody_phone) } : {}),
    };
  }
  if (!me.who.signed_in) {
    if (fields.name.trim()) request.name = fields.name.trim();
    if (fields.phone) request.phone = digits(fields.phone);
  }
  return request;
}

export function useFiling() {
  const fields = reactive(fresh());
  const files = ref<DraftFile[]>([]);
  const attempt = shallowRef<Draft["attempt"]>();
  const restored = ref(false);
  const saved = ref(false);
  const busy = ref(false);
  const error = shallowRef<unknown>();
  const mine = owner(); // the draft stays hers also when the session ends meanwhile
  let sent = false;

  // A reactive proxy cannot be stored; the bytes of files can.
  const plain = (): Omit<Draft, "owner" | "saved_at"> => ({
    fields: JSON.parse(JSON.stringify(fields)) as Record<string, unknown>,
    files: files.value.map((file) => ({ ...file })),
    ...(attempt.value ? { attempt: attempt.value } : {}),
  });
  const save = async (): Promise<void> => {
    if (sent || !written(fields)) return;
    await saveDraft(mine, plain());
    saved.value = true;
  };

  let timer: ReturnType<typeof setTimeout> | undefined;
  watch([fields, files], () => {
    saved.value = false;
    clearTimeout(timer);
    timer = setTimeout(save, 400);
  });

  const restore = async (): Promise<void> => {
    const draft = await readDraft(mine);
    if (!draft) return;
    Object.assign(fields, draft.fields);
    files.value = draft.files;
    attempt.value = draft.attempt;
    restored.value = written(fields);
  };

  const startOver = async (): Promise<void> => {
    attempt.value = undefined;
    files.value = [];
    Object.assign(fields, fresh());
    restored.value = false;
    await dropDraft(mine);
  };

  const keepFiles = async (): Promise<string[]> => {
    for (const file of files.value) {
      file.id ??= (await api.keepFile(file.bytes, file.key)).id;
    }
    return files.value.map((file) => file.id!);
  };

  // The receipt, or nothing when it could not be sent now. While the outcome is unknown the same
  // content goes out again under the same key.
  const send = async (): Promise<FilingReceipt | undefined> => {
    if (busy.value) return undefined;
    const before = attempt.value;
    busy.value = true;
    error.value = undefined;
    try {
      if (!attempt.value) {
        const request = requestOf(fields, await keepFiles());
        attempt.value = { key: newKey(), request };
        await save();
      }
      await stillMe();
      const receipt = await api.file(attempt.value.request, attempt.value.key);
      sent = true;
      clearTimeout(timer);
      await dropDraft(mine);
      return receipt;
    } catch (problem) {
      error.value = problem;
      // A plain refusal is an answer: nothing was filed. What may have arrived stays an attempt,
      // also when she must sign in again before it can be repeated.
      const refused = problem instanceof Refusal && problem.status < 500;
      if (refused && !(problem.status === 401 && before)) attempt.value = undefined;
      await save();
      return undefined;
    } finally {
      busy.value = false;
    }
  };

  const waiting = computed(() => !!attempt.value && !busy.value && error.value !== undefined);
  const edit = async (): Promise<void> => {
    attempt.value = undefined;
    error.value = undefined;
    await save();
  };
  const offline = computed(() => error.value instanceof NoNetwork);

  onBeforeUnmount(() => {
    clearTimeout(timer);
    void save();
  });

  return {
    fields,
    files,
    attempt,
    restored,
    saved,
    busy,
    error,
    waiting,
    offline,
    restore,
    startOver,
    send,
    edit,
  };
}
