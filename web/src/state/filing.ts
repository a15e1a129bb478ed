// state/filing.ts – the report that is being written: its fields and its draft on this phone. How
// it goes out is state/outbox.
import { onBeforeUnmount, reactive, ref, watch } from "vue";
import { newKey } from "../api/client";
import type { FileRequest, ForWhom, UnitView } from "../api/types";
import { placeWords } from "../text/places";
import { titleOf } from "../text/title";
import {
  draftsOf,
  dropDraft,
  ownerOfWriting,
  readDraft,
  saveDraft,
  tab,
  type Draft,
  type DraftFile,
} from "./drafts";
import { owner } from "./me";
import { homePlace } from "./village";
import { t } from "../words";

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
  place: homePlace.value,
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

const written = (fields: Fields, files: DraftFile[]): boolean =>
  !!(fields.detail.trim() || fields.somebody_name || files.length);
const digits = (phone: string): string => phone.replace(/[\s-]/g, "");
export const phoneOk = (phone: string): boolean => !phone || /^1\d{10}$/.test(digits(phone));
// What was only spoken has a title and a text that say so.
export const spoken = (fields: Fields, files: DraftFile[]): boolean =>
  !fields.detail.trim() && files.some((file) => file.bytes.type.startsWith("audio/"));
export const titleFor = (fields: Fields, files: DraftFile[]): string =>
  fields.title.trim() ||
  (spoken(fields, files) ? t("report.spoken_title") : titleOf(fields.detail));

// Every file has its id by now.
export function requestOf(fields: Fields, files: DraftFile[], asNobody: boolean): FileRequest {
  const request: FileRequest = {
    title: titleFor(fields, files),
    detail: spoken(fields, files) ? t("report.spoken_detail") : fields.detail.trim(),
    unit: fields.place.at(-1)?.id ?? "",
    for_whom: fields.for_whom,
    wish_public: fields.wish_public,
  };
  if (fields.place_words.trim()) request.place_words = fields.place_words.trim();
  if (fields.category) request.category = fields.category;
  if (fields.about.length) request.about = fields.about;
  if (files.length) request.files = files.map((file) => file.id!);
  if (fields.channel) request.channel = fields.channel;
  if (fields.for_whom === "somebody") {
    request.somebody = {
      name: fields.somebody_name.trim(),
      read_back: fields.read_back,
      consent: fields.consent,
      ...(fields.somebody_phone ? { phone: digits(fields.somebody_phone) } : {}),
    };
  }
  if (asNobody) {
    if (fields.name.trim()) request.name = fields.name.trim();
    if (fields.phone) request.phone = digits(fields.phone);
  }
  return request;
}

export function useFiling() {
  const fields = reactive(fresh());
  const files = ref<DraftFile[]>([]);
  const restored = ref(false);
  const saved = ref(false);
  const person = owner(); // the draft stays hers also when the session ends meanwhile
  let id = newKey();
  let handedOver = false;

  // A reactive proxy cannot be stored; the bytes of files can.
  const draft = (): Draft => ({
    id,
    owner: ownerOfWriting(person),
    tab: tab(),
    saved_at: Date.now(),
    state: "writing",
    fields: JSON.parse(JSON.stringify(fields)) as Record<string, unknown>,
    files: files.value.map((file) => ({ ...file })),
    title: titleFor(fields, files.value),
    place: placeWords(fields.place),
    for_name: fields.for_whom === "somebody" ? fields.somebody_name.trim() : "",
    key: "",
  });
  const save = async (): Promise<void> => {
    if (handedOver || !written(fields, files.value)) return;
    saved.value = await saveDraft(draft());
  };

  let timer: ReturnType<typeof setTimeout> | undefined;
  watch([fields, files], () => {
    saved.value = false;
    clearTimeout(timer);
    timer = setTimeout(save, 400);
  });

  // The village of this phone may become known a moment after the form stands.
  watch(homePlace, (place) => {
    if (!fields.place.length) fields.place = place;
  });

  const take = (from: Draft): void => {
    id = from.id;
    Object.assign(fields, from.fields);
    files.value = from.files;
    restored.value = true;
  };
  // The draft of this id, or the one written last.
  const restore = async (wanted?: string): Promise<void> => {
    const from = wanted
      ? await readDraft(wanted)
      : (await draftsOf(person)).find((one) => one.state === "writing");
    if (from?.state === "writing" && from.owner === ownerOfWriting(person)) take(from);
  };

  // An empty form; what was written before stays among the drafts, or goes.
  const another = async (): Promise<void> => {
    if (!handedOver) await save();
    clearTimeout(timer);
    id = newKey();
    handedOver = false;
    files.value = [];
    Object.assign(fields, fresh());
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

  return { fields, files, restored, saved, restore, another, startOver, handOver, takeBack };
}
