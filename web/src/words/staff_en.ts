// words/staff_en.ts – the sentences of staff_zh.ts in English. A missing key fails the type check.
import type { StaffSentences } from "./staff";
import { codesStaffEn } from "../codes/staff_en";
import { figuresStaffEn } from "../figures/staff_en";
import { frameStaffEn } from "../frame/staff_en";
import { inboxStaffEn } from "../inbox/staff_en";
import { kitStaffEn } from "../kit/staff_en";
import { matterStaffEn } from "../matter/staff_en";
import { noticeStaffEn } from "../notice/staff_en";
import { officeStaffEn } from "../office/staff_en";
import { registryStaffEn } from "../registry/staff_en";

export const staffEn: StaffSentences = {
  ...codesStaffEn,
  ...figuresStaffEn,
  ...frameStaffEn,
  ...inboxStaffEn,
  ...kitStaffEn,
  ...matterStaffEn,
  ...noticeStaffEn,
  ...officeStaffEn,
  ...registryStaffEn,
};
