// api/types.ts – the JSON of the API, as src/desk/views.h and src/request/filing.h
// describe it. Ids are strings, `…_at` are milliseconds UTC (0: none). A member with `?` is absent
// when the reader may not see it or there is none.

export interface Words {
  zh: string;
  en: string;
}

// ---- desk/views.h

export interface UnitView {
  id: string;
  code: string;
  level: string;
  level_words: Words;
  name: Words;
}

export interface DeskView {
  desk: string;
  words: Words;
  level: string;
}

export interface ChoiceView {
  key: string;
  words: Words;
}

export type FieldKind = "text" | "long_text" | "choice" | "flag" | "number" | "desk" | "files";

export interface FieldView {
  key: string;
  kind: FieldKind;
  title: Words;
  required: boolean;
  length_max: number;
  choices: ChoiceView[];
}

export type ActKind =
  | "open"
  | "move"
  | "offer"
  | "take_over"
  | "send_back"
  | "hand_back"
  | "invite"
  | "contribute"
  | "ask_more_time"
  | "grant_more_time"
  | "refuse_more_time"
  | "note"
  | "word"
  | "rate"
  | "add"
  | "share"
  | "unshare";

export interface ActView {
  key: string;
  kind: ActKind;
  title: Words;
  form: FieldView[];
}

export interface StayView {
  desk: DeskView;
  step: string;
  step_title: Words;
  from_at: number;
  until_at: number;
  workdays: number;
}

export interface ParticipantView {
  role: string;
  role_words: Words;
  desk: DeskView;
  since_at: number;
  ended_at: number;
  answer_until_at: number;
}

export interface TextView {
  field: string;
  title: Words;
  text: string;
  erased: boolean;
}

export interface ActDoneView {
  at: number;
  act: string;
  title: Words;
  by: Words;
  texts: TextView[];
  facts: ChoiceView[];
  step_title: Words;
  index: number;
}

export interface FileView {
  id: string;
  media_type: string;
  size: number;
}

export interface ClockView {
  until_at: number;
  provisional: boolean;
  paused: boolean;
  late: boolean;
  days_left: number;
  net_workdays: number;
  calendar_days: number;
  paused_workdays: number;
  basis: string;
  assumed: boolean;
}

export interface FilerView {
  name: string;
  phone: string;
  revealable: boolean;
  for_whom: Words;
}

export interface MatterView {
  id?: string;
  number: string;
  procedure: string;
  version: number;
  step: string;
  step_title: Words;
  public_title: Words;
  ended: boolean;
  outcome: string;
  grade?: ChoiceView;
  grade_basis: string;
  category?: ChoiceView;
  category_basis: string;
  kind?: ChoiceView;
  title: string;
  detail: string;
  place_words: string;
  place: UnitView[];
  filed_at: number;
  channel: string;
  filer?: FilerView;
  holder?: DeskView;
  holder_names: string;
  holder_phone: string;
  offered?: DeskView;
  offer_until_at: number;
  clock: ClockView;
  way: StayView[];
  participants: ParticipantView[];
  record: ActDoneView[];
  files: FileView[];
  acts: ActView[];
  rating: number;
  public_wished: boolean;
  public_page_title: string;
  my_role: string;
}

export interface InboxItem {
  id: string;
  number: string;
  title: string;
  step: string;
  step_title: Words;
  grade: string;
  category: Words;
  village: Words;
  desk: Words;
  role: string;
  since_at: number;
  until_at: number;
  paused: boolean;
  late: boolean;
  days_left: number;
  filed_at: number;
  ended_at: number; // 0: open
}

export type Scope =
  | "mine"
  | "offered"
  | "assist"
  | "supervised"
  | "late"
  | "below"
  | "shared";

export type InboxCounts = Record<Scope, number>;

export interface InboxView {
  counts?: InboxCounts; // of the first page without words
  items: InboxItem[];
  next: string;
}

export interface ActReceipt {
  entry: string;
  number: string;
  step: string;
  public_title: Words;
  holder_desk: string;
  until_at: number;
}

export type FormValue = string | number | boolean | string[];
export type Form = Record<string, FormValue>;

// ---- request/filing.h

export type ForWhom = "self" | "household" | "shop" | "firm" | "somebody";

export interface Somebody {
  name: string;
  phone?: string;
  read_back: boolean;
  consent: boolean;
}

export interface FileRequest {
  title: string;
  detail: string;
  unit: string;
  place_words?: string;
  category?: string;
  kind?: string;
  for_whom?: ForWhom;
  somebody?: Somebody;
  name?: string;
  phone?: string;
  channel?: string;
  wish_public?: boolean;
  files?: string[];
  about?: string[];
}

export interface FilingReceipt {
  matter?: string;
  number: string;
  follow_up_code?: string;
  holder: Words;
  holder_phone: string;
  filed_at: number;
  until_at: number;
  provisional: boolean;
}

export interface PublicMatter {
  number: string;
  category: Words;
  title: string;
  village: Words;
  state: Words;
  outcome: string;
  filed_at: number;
  ended_at: number;
}

export interface PublicList {
  items: PublicMatter[];
  next: string;
}

export interface PublicStep {
  at: number;
  title: Words;
}

export interface PublicDetail {
  matter: PublicMatter;
  steps: PublicStep[];
}

// One of her dated ties (request/export.h).
export interface TieView {
  kind: string; // registered, living, collective_member, owner, business
  door: string;
  place: UnitView[];
  head: boolean;
  floor_area_cm2: number;
  from_at: number;
  to_at: number;
}

// Everything the county keeps about her.
export interface Exported {
  made_at: number;
  name: string;
  phone: string;
  identity_number: string;
  origin: string; // register or self_declared
  ties: TieView[];
  matters: MatterView[];
  looks: LookupView[];
}

export interface Notice {
  number: string;
  title: string;
  text: string;
  unit: UnitView;
  by: Words;
  shown_from_at: number;
  shown_until_at: number;
  withdrawn_at: number;
}

export interface NoticeList {
  items: Notice[];
  next: string;
}

// What a village may show of itself. `few`: so few matters that a number could tell about a person.
export interface PublicFigures {
  unit: UnitView;
  days: number;
  filed: number;
  ended: number;
  solved: number;
  open: number;
  few: boolean;
}

export interface LookupView {
  at: number;
  who: Words;
  what: Words;
  reason: Words;
  number: string;
}

// ---- who I am, places, lists

export interface HatView {
  term: string;
  desk: DeskView;
  key: string;
  deputy: boolean;
}

export interface Me {
  signed_in: boolean;
  kind: "anonymous" | "resident" | "staff";
  name: string;
  phone_masked: string;
  village?: UnitView;
  place: UnitView[];
  door: string;
  hats: HatView[];
  administrator: boolean;
  sample: boolean;
  now_at: number;
}

export interface PlacedUnit {
  unit: UnitView;
  place: UnitView[];
}

export interface SeatView {
  desk: DeskView;
  names: string;
  phone: string;
}

export interface CategoryView {
  key: string;
  parent: string;
  words: Words;
  kind: string;
  confidential: boolean; // about people: she may name the official it must not reach
}

export interface HouseholdDoor {
  door: string;
  name: string;
  unit: string;
}

export interface SamplePerson {
  key: string;
  title: Words;
  name: string;
}

export interface SampleMessage {
  at: number;
  to: string;
  text: string;
  kind: string;
}
