// notice/notice.ts – whether a matter is a notice: then its page is that of one. Posting one has a
// page of its own.
import type { MatterView } from "../api/types";

export const isNotice = (matter: Pick<MatterView, "procedure">): boolean =>
  matter.procedure === "notice";
export const kNoticeOpens = "open:notice";
