// words/en.ts – the sentences of zh.ts in English. A key that is missing fails the type check.
import type { Sentences } from ".";
import { accountEn } from "../account/words_en";
import { draftsEn } from "../drafts/words_en";
import { frameEn } from "../frame/words_en";
import { kitEn } from "../kit/words_en";
import { matterEn } from "../matter/words_en";
import { noticeEn } from "../notice/words_en";
import { reportEn } from "../report/words_en";
import { villageEn } from "../village/words_en";

export const en: Sentences = {
  ...accountEn,
  ...draftsEn,
  ...frameEn,
  ...kitEn,
  ...matterEn,
  ...noticeEn,
  ...reportEn,
  ...villageEn,
};
