// words/zh.ts – every sentence of the screens, and the list of their keys. en.ts has the same keys.
// Plain speech, clear verbs, the words of the county's glossary.
import { accountZh } from "../account/words_zh";
import { draftsZh } from "../drafts/words_zh";
import { frameZh } from "../frame/words_zh";
import { kitZh } from "../kit/words_zh";
import { matterZh } from "../matter/words_zh";
import { noticeZh } from "../notice/words_zh";
import { reportZh } from "../report/words_zh";
import { villageZh } from "../village/words_zh";

export const zh = {
  ...accountZh,
  ...draftsZh,
  ...frameZh,
  ...kitZh,
  ...matterZh,
  ...noticeZh,
  ...reportZh,
  ...villageZh,
};
