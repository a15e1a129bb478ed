// report/about.ts – whether a report is about somebody in office: asked of the server before it
// goes out, answered by whoever writes it. Without a network nobody is asked, and a desk above
// looks.
import { ref } from "vue";
import { api } from "../api/client";
import type { AboutQuestion } from "../api/types";
import type { DraftFile } from "../kit/files";
import { titleFor, type Fields } from "./filing";

const kWaitMs = 6_000;

export function useAbout(fields: Fields, files: () => DraftFile[]) {
  const question = ref<AboutQuestion>();

  const text = (): string =>
    [titleFor(fields, files()), fields.detail, fields.place_words, fields.place.at(-1)?.id].join(
      "\n",
    );
  const forget = (): void => {
    fields.about_named = [];
    fields.about_none = false;
    fields.about_text = "";
  };
  // True when it may go out: she has answered for this text, or there is nothing to ask.
  const mayGo = async (): Promise<boolean> => {
    if (fields.about_text === text() || fields.about.length) return true;
    forget();
    const answer = await Promise.race([
      api
        .about({
          title: titleFor(fields, files()),
          detail: fields.detail.trim(),
          unit: fields.place.at(-1)?.id ?? "",
          place_words: fields.place_words.trim(),
        })
        .catch(() => undefined),
      new Promise<undefined>((late) => setTimeout(late, kWaitMs)),
    ]);
    question.value = answer?.ask ? answer : undefined;
    return !question.value;
  };
  const answered = (desks: string[], none: boolean): void => {
    fields.about_named = desks;
    fields.about_none = none;
    fields.about_text = text();
    if (desks.length) fields.wish_public = false;
    question.value = undefined;
  };
  return { question, mayGo, answered };
}
