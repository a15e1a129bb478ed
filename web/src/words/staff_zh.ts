// words/staff_zh.ts – the sentences of the workbench, and the list of their keys. staff_en.ts has
// the same keys. Fetched only with the pages of staff.
import { codesStaffZh } from "../codes/staff_zh";
import { figuresStaffZh } from "../figures/staff_zh";
import { frameStaffZh } from "../frame/staff_zh";
import { inboxStaffZh } from "../inbox/staff_zh";
import { kitStaffZh } from "../kit/staff_zh";
import { matterStaffZh } from "../matter/staff_zh";
import { noticeStaffZh } from "../notice/staff_zh";
import { officeStaffZh } from "../office/staff_zh";
import { registryStaffZh } from "../registry/staff_zh";

export const staffZh = {
  ...codesStaffZh,
  ...figuresStaffZh,
  ...frameStaffZh,
  ...inboxStaffZh,
  ...kitStaffZh,
  ...matterStaffZh,
  ...noticeStaffZh,
  ...officeStaffZh,
  ...registryStaffZh,
};
