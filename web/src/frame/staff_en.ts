// frame/staff_en.ts – the sentences of staff_zh.ts in English.
import type { frameStaffZh } from "./staff_zh";

export const frameStaffEn: Record<keyof typeof frameStaffZh, string> = {
  "work.title": "Workbench",
  "work.inbox": "Inbox",
  "work.dispatch": "Dispatch desk",
  "work.notices": "Post a notice",
  "work.figures": "Figures",
  "work.wall": "Wall display",
  "work.procedures": "Procedures",
  "work.registry": "Units and positions",
  "work.organisations": "Organisations",
  "work.imports": "Imports",
  "work.audit": "Audit",
  "work.senders": "Text messages",
  "work.alarms": "Alarms",
  "work.serve": "Serve",
  "work.manage": "Manage",
  "work.bindings": "Identity service",
  "work.accounts": "Accounts",
  "work.codes": "Code slips",
  "work.checks": "Phones to confirm",
};
