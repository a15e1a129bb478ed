// api/work_types.ts – the JSON of what only the workbench reads: the inbox with filters, overview,
// registry, imports, procedures, audit. Ids are strings, `…_at` are milliseconds UTC (0: none).
import type { DeskView, InboxItem, InboxView, UnitView, Words } from "./types";

// ---- the inbox

export type InboxState = "open" | "ended" | "all";
export type InboxSort = "until" | "since" | "filed" | "number";

export interface WorkItem extends InboxItem {
  filed_at: number;
  ended_at: number;
}
export interface WorkInbox extends Omit<InboxView, "items"> {
  items: WorkItem[];
}
export interface RelatedItem extends WorkItem {
  why: "place" | "filer";
}

// Whose duty a matter is by the county's directory, and the rule that says so.
export interface DutyView {
  desk: DeskView;
  rule: string;
}

// ---- notices

export interface NoticeBody {
  title: string;
  text: string;
  unit: string;
  until_at: number;
}
export interface NoticeReceipt {
  matter: string;
  number: string;
  by: Words;
  shown_from_at: number;
  shown_until_at: number;
}

// ---- overview

export type By = "unit" | "time" | "category";
export type Span = "day" | "week" | "month";

export interface Figures {
  filed: number;
  open: number;
  late: number;
  ended: number;
  solved: number;
  cannot_solve: number;
  declined: number;
  other_end: number;
  workdays_median: number;
  few?: boolean; // under five: no number is told, each is 0
}

export interface OverviewRow {
  key: string;
  words: Words;
  unit?: UnitView;
  from_at?: number;
  to_at?: number;
  figures: Figures;
}

export interface Overview {
  unit: UnitView;
  place: UnitView[];
  from_at: number;
  to_at: number;
  by: By;
  span: Span;
  total: Figures;
  rows: OverviewRow[];
}

// ---- registry

export interface RegistryUnit {
  unit: UnitView;
  place: UnitView[];
  households: number;
  people: number;
  positions: number;
  children: number;
}

export interface HolderView {
  term: string;
  person: string;
  name: string;
  deputy: boolean;
  from_at: number;
  to_at: number;
}

export interface AccountReceipt {
  account: string;
  activation: string; // shown once
  ends_at: number;
}

export interface PositionView {
  id: string;
  key: string;
  name: Words;
  phone: string;
  holders: HolderView[];
}

export interface OrganisationView {
  id: string;
  code: string;
  name: Words;
  kind: string;
  kind_words: Words;
  line: string; // party, self_governance or other
  parent?: string; // id of who leads it in its line
  serves: UnitView[];
}

export interface PersonRow {
  id: string;
  name: string; // masked
  door: string;
  ties: Words[];
}

export interface Page<I> {
  items: I[];
  next: string;
}

export type ImportKind = "units" | "people" | "households" | "organisations" | "positions";

export interface BadCell {
  row: number;
  column: string;
  heading: string; // of the column in her file
  code: string;
  words: Words;
  detail?: string;
}

export interface ImportResult {
  imported: number;
  unchanged: number;
  refused: number;
  would_change: string[];
  bad: BadCell[];
  lists_cut: boolean;
}

// ---- procedures

export interface StepView {
  key: string;
  title: Words;
  public_title: Words;
  desk: Words;
  within: Words;
  assumed: boolean;
  late: Words[];
  acts: { key: string; title: Words }[];
}

export interface ProcedureView {
  key: string;
  version: number;
  title: Words;
  source: string[];
  steps: StepView[];
}

// ---- audit

export type AuditKind = "look" | "account" | "import" | "setting" | "sign_in";

export interface AuditItem {
  at: number;
  kind: AuditKind;
  who: Words;
  what: Words;
  reason: Words;
  number: string;
}
