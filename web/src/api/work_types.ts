// api/work_types.ts – the JSON of what only the workbench reads: the inbox with filters, overview,
// registry, accounts, imports, procedures, audit. Ids are strings, `…_at` are milliseconds UTC (0:
// none).
import type { Administrator, DeskView, InboxItem, InboxView, UnitView, Words } from "./types";

// ---- the inbox

// late and waiting (for the filer) of what is open, the others of what has ended.
export type InboxWhich =
  | "late"
  | "waiting"
  | "solved"
  | "cannot_solve"
  | "declined"
  | "other_end";
export type InboxState = "open" | "ended" | "all" | InboxWhich;
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
  waiting: number;
  ended: number;
  solved: number;
  cannot_solve: number;
  declined: number;
  other_end: number;
  workdays_median: number;
}

export interface ReplyTemplate {
  key: string;
  title: Words;
  text: Words; // {…} is a blank
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
  rounded_to: number; // 0: exact, and the cases may be opened; else 0 is a number below it
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

// ---- accounts

export type CodeWay = "letter" | "phone";
export type AccountState = "open" | "waiting" | "closed"; // waiting: for its owner to come in

export interface AccountReceipt {
  account: string;
  login: string;
  name: string;
  activation: string; // shown once; "" when there is no code here
  known: "" | "identity" | "phone"; // what its owner gives with it
  ends_at: number;
  request?: string; // waits for another administrator
  seats?: Words[]; // hers, for whoever hands the letter over
}

// A seat that somebody holds, and where it stands: a unit, or an organisation by its name.
export interface SeatOf {
  name: Words;
  unit?: string;
  organisation?: string;
}

export interface AccountView {
  account: string;
  login: string;
  name: string;
  administrator?: Administrator;
  state: AccountState;
  made_at: number;
  used: boolean; // its owner has come in
  seats: SeatOf[];
}

// ---- office/lacking.h

export interface LackingPerson {
  person: string;
  name: string;
  seats: SeatOf[];
  known: "" | "identity" | "phone"; // "": no letter could be for her alone
  phone: boolean; // a code can be sent to her
  login: string; // of an account that she never used; "": one is made for her
}

export interface LackingList {
  total: number;
  roles: { key: string; words: Words; lacking: number }[];
  items: LackingPerson[];
}

export interface ManyAsked {
  items: AccountReceipt[];
  left_out: { person: string; name: string; code: string; words: Words }[];
}

// ---- office/readiness.h

export type ReadyKey =
  | "name"
  | "administrators"
  | "duty_officer"
  | "units"
  | "people"
  | "seats"
  | "accounts"
  | "sender"
  | "backup"
  | "escrow"
  | "trial";

export interface ReadyStep {
  key: ReadyKey;
  done: boolean;
  have: number;
  all: number; // 0: nothing is counted
  findings: {
    level: "fault" | "warning" | "note";
    code: string;
    words: Words;
    remedy: Words;
    detail: string;
  }[];
}

export interface Readiness {
  items: ReadyStep[];
  left: number;
  duty_desk?: string;
}

// An account that a person of an identity provider signs in to, or one that waits for it.
export interface SsoBinding {
  id: string;
  provider: string;
  account: string;
  login: string;
  who: string;
  basis: "identity" | "administrator";
  state: "waiting" | "bound";
  at: number; // bound at, or waiting until
}

export interface AccountRequest {
  id: string;
  act: "make" | "reset" | "open" | "close";
  way: CodeWay | "";
  about: AccountView;
  known_since: number; // since when its owner is in the register
  asked_by: Words;
  asked_at: number;
  ends_at: number;
  may_confirm: boolean;
  asked_by_me: boolean;
}

// A phone, or a seat worn by phone, that waits until somebody else has looked.
export interface PhoneCheck {
  id: string;
  what: "phone" | "seat";
  name: string;
  phone: string;
  new_phone: string;
  seats: Words[];
  asked_by: Words;
  asked_at: number;
  due_at: number; // 0: time alone does not decide
  known_since: number;
  may_confirm: boolean;
}
export interface PhoneChecks {
  items: PhoneCheck[];
  next: string;
  waiting: number;
}

export interface NewAdministrator {
  kind: Administrator;
  name: string;
  phone: string;
  login: string;
}

export interface OwnAccount {
  login: string;
  administrator?: Administrator;
  state: AccountState;
  made_at: number;
  acts: {
    act: "reset" | "open" | "close";
    way: CodeWay | "";
    asked_by: Words;
    asked_at: number;
    outcome: "" | "confirmed" | "declined" | "over";
    decided_by: Words;
    decided_at: number;
  }[];
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

export type ImportKind =
  "units" | "organisations" | "households" | "people" | "positions" | "requests";

export interface ImportTable {
  kind: ImportKind;
  file: File;
  platform: string; // whose numbers requests have
}

export interface ImportState {
  stage: "none" | "arriving" | "ready" | "trying" | "tried" | "importing" | "imported" | "failed";
  kind: ImportKind;
  file: string; // its name
  size: number; // bytes
  received: number;
  rows: number; // read so far
  rows_total: number; // 0: not known yet
  turn_taken: boolean;
  failure?: { code: string; words: Words; remedy: Words; detail: string };
}

export interface ImportColumn {
  key: string;
  heading: string;
  headers: string[];
  needed: boolean;
  about: Words;
  form: Words;
  words: string[];
}
export interface ImportKindView {
  kind: ImportKind;
  columns: ImportColumn[];
}

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
  examples: number; // rows of a template that were left out
  would_change: string[];
  bad: BadCell[];
  lists_cut: boolean;
  broke_off?: { code: string; words: Words; detail: string }; // the rest was not read
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
  opened?: Words; // by the calendar, when
  steps: StepView[];
}

// ---- audit

export type AuditKind =
  | "look"
  | "read"
  | "account"
  | "import"
  | "setting"
  | "sign_in"
  | "code"
  | "session"
  | "refusal";
export type AuditResult = "done" | "refused";

export interface AuditItem {
  at: number;
  kind: AuditKind;
  result: AuditResult;
  who: Words;
  what: Words;
  reason: Words;
  why: Words; // it was refused
  number: string;
  address: string;
  times: number;
}

// ---- alarms

export interface AlarmItem {
  id: string;
  rule: string;
  what: Words;
  about: Words;
  at: number;
  last_at: number;
  times: number;
  seen_at: number;
  seen_by: Words;
}

export interface LimitItem {
  name: string;
  value: number;
  by_default: boolean;
  otherwise: number;
  least: number;
  most: number;
}

export interface AlarmsView {
  items: AlarmItem[];
  next: string;
  open: number;
  limits: LimitItem[];
}

// ---- sending/routes.cc

export interface SendersView {
  sample: boolean;
  works: boolean;
  ways: { key: string; kind: "http" | "program" | "mail"; where: string; to_readers: boolean }[];
  took_at: number; // ms UTC, 0 never
  failed_at: number;
  failures: number; // since the last that was taken
  error: string;
  waiting: number;
  recent: {
    at: number;
    text: string;
    channel: "sms" | "mail";
    state: "sent" | "waiting" | "given_up" | "declined";
    tries: number;
  }[];
}

export interface SenderTest {
  taken: boolean;
  error: string;
  detail: string;
}

// ---- request/slip_batch.h

export interface SlipBatch {
  id: string;
  number: string;
  asked_by: Words;
  asked_at: number;
  printed_by?: Words;
  printed_at: number;
  voided_at: number;
  size: number;
  ready: number;
  used: number;
  voided: number;
  lost: number;
  may_print: boolean;
  may_void: boolean;
}

export interface SlipSheet {
  batch: string;
  place: Words;
  shown_before: boolean;
  slips: { number: string; code: string }[];
}
