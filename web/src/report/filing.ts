// report/filing.ts – the report that is being written: its fields, and what is sent of them. The
// draft on this phone is drafts/writing, how it goes out drafts/outbox.
import { reactive, ref, watch } from "vue";
import { newKey } from "../api/client";
import type { FileRequest, ForWhom, UnitView } from "../api/types";
import { foldNumber, foldPhone, isPhone } from "../text/fold";
import { placeWords } from "../text/places";
import { titleOf } from "./title";
import type { CallOf } from "../drafts/outbox";
import { useWriting } from "../drafts/writing";
import type { DraftFile } from "../kit/files";
import { homePlace } from "../village/village";
import { t } from "../words";

export interface Fields {
  detail: string;
  title: string; // only when she changed the one made from the detail
  place: UnitView[]; // down to where it happens; empty: not chosen
  place_words: string;
  category: string;
  about: string[];
  about_named: string[]; // what she said when she was asked (report/about.ts)
  about_none: boolean;
  about_text: string; // the text for which she was asked
  for_whom: ForWhom;
  somebody_name: string;
  somebody_phone: string;
  somebody_slip: string; // number outside the code slip
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
  about_named: [],
  about_none: false,
  about_text: "",
  for_whom: "self",
  somebody_name: "",
  somebody_phone: "",
  somebody_slip: "",
  read_back: false,
  consent: false,
  channel: "",
  wish_public: false,
  name: "",
  phone: "",
});

const written = (fields: Fields, files: DraftFile[]): boolean =>
  !!(fields.detail.trim() || fields.somebody_name || files.length);
export const phoneOk = (phone: string): boolean => !phone || isPhone(phone);
export const slipOk = (slip: string): boolean => !slip || /^\d{9}$/.test(foldNumber(slip));
// What was only spoken has a title and a text that say so.
export const spoken = (fields: Fields, files: DraftFile[]): boolean =>
  !fields.detail.trim() && files.some((file) => file.bytes.type.startsWith("audio/"));
export const titleFor = (fields: Fields, files: DraftFile[]): string =>
  fields.title.trim() ||
  (spoken(fields, files) ? t("report.spoken_title") : titleOf(fields.detail));

// Files stand under the keys of their uploads.
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
  const about = [...new Set([...fields.about, ...fields.about_named])];
  if (about.length) request.about = about;
  else if (fields.about_none) request.about_none = true;
  if (files.length) request.files = files.map((file) => file.key);
  if (fields.channel) request.channel = fields.channel;
  if (fields.for_whom === "somebody") {
    request.somebody = {
      name: fields.somebody_name.trim(),
      read_back: fields.read_back,
      consent: fields.consent,
      ...(fields.somebody_phone
        ? { phone: foldPhone(fields.somebody_phone) }
        : fields.somebody_slip
          ? { slip: foldNumber(fields.somebody_slip) }
          : {}),
    };
  }
  if (asNobody) {
    if (fields.name.trim()) request.name = fields.name.trim();
    if (fields.phone) request.phone = foldPhone(fields.phone);
    // Stays in the draft with the request: an answer that got lost brings her code all the same.
    request.secret = newKey();
  }
  return request;
}

export type Again = Pick<Fields, "detail" | "title" | "category" | "channel" | "wish_public">;
export const againOf = ({ detail, title, category, channel, wish_public }: Again): Again => ({
  detail,
  title,
  category,
  channel,
  wish_public,
});

export const reportCall: CallOf = ({ fields, files }, asNobody) => ({
  path: "/requests",
  body: requestOf(fields as unknown as Fields, files, asNobody),
});

export function useFiling() {
  const fields = reactive(fresh());
  const files = ref<DraftFile[]>([]);
  const writing = useWriting({
    page: "/report",
    content: () => ({ fields, files: files.value }),
    take: (from) => {
      Object.assign(fields, from.fields);
      files.value = from.files;
    },
    fresh: () => {
      files.value = [];
      Object.assign(fields, fresh());
    },
    isWritten: () => written(fields, files.value),
    about: () => ({
      title: titleFor(fields, files.value),
      place: placeWords(fields.place),
      for_name: fields.for_whom === "somebody" ? fields.somebody_name.trim() : "",
    }),
  });

  // The village of this phone may become known a moment after the form stands.
  watch(homePlace, (place) => {
    if (!fields.place.length) fields.place = place;
  });

  return { fields, files, ...writing };
}
