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

export type FieldKind =
  | "text"
  | "long_text"
  | "choice"
  | "choices"
  | "flag"
  | "number"
  | "money" // whole fen
  | "quantity" // whole thousandths
  | "date" // 2026-03-02
  | "time" // 09:30
  | "place" // a unit's id
  | "places"
  | "desk" // a position's id
  | "desks"
  | "person"
  | "household"
  | "organisation"
  | "matter" // a public number
  | "rows"
  | "files";

export interface FieldView {
  key: string;
  kind: FieldKind;
  title: Words;
  required: boolean;
  length_max: number; // of a text; of several choices, places, desks, rows, files how many
  choices: ChoiceView[];
  // Required as well when the form's field `when_field` is `when_value`.
  when_field: string;
  when_value: string;
  help?: Words;
  unit?: Words; // of a number or a quantity
  least?: number; // of a number, money and a quantity, both included
  most?: number;
  first?: string; // of a date, both included
  last?: string;
  levels?: string[]; // of places; none: any
  columns?: FieldView[]; // of rows
}

// What one field of a form held, as far as the reader may see it.
export interface FactView {
  key: string;
  kind: FieldKind;
  title: Words;
  value: FormValue;
  words?: Words; // of what the value only names: a choice, a unit, a desk
  unit?: Words;
  columns?: FieldView[]; // of rows
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
  unconfirmed: boolean; // said with a code that may be in other hands than the filer's
  texts: TextView[];
  facts: ChoiceView[];
  fields?: FactView[]; // what else its form held
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

export interface NamedView {
  desk?: DeskView;
  name: string;
  asked: boolean;
}

// A matter that was opened out of another. An `id` stands there when the reader may open it.
export interface ChildView {
  id?: string;
  number: string;
  procedure: Words;
  title: string;
  place: Words; // the unit where it happens
  holder?: DeskView;
  step_title: Words;
  public_title: Words;
  ended: boolean;
  outcome_words?: Words;
  until_at: number;
  late: boolean;
  filed_at: number;
  ended_at: number;
}

export interface ChildrenView {
  total: number;
  ended: number;
  items?: ChildView[]; // for those who serve
}

export type ParentView = Pick<ChildView, "id" | "number" | "procedure" | "title">;

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
  children?: ChildrenView;
  parent?: ParentView;
  record: ActDoneView[];
  files: FileView[];
  fields?: FactView[]; // what the form it was opened with held
  named: NamedView[];
  acts: ActView[];
  rating: number;
  word_unconfirmed: boolean; // what the reader says is asked of the filer again before it counts
  public_wished: boolean;
  public_page_title: string;
  my_role: string;
}

export interface InboxItem {
  procedure?: string;
  procedure_title?: Words; // what kind of matter it is
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

export type FormCell = string | number | boolean;
export type FormRow = Record<string, FormCell>;
export type FormValue = FormCell | string[] | FormRow[];
export type Form = Record<string, FormValue>;

// ---- request/filing.h

export type ForWhom = "self" | "household" | "shop" | "firm" | "somebody";

export interface Somebody {
  name: string;
  phone?: string;
  read_back: boolean;
  consent: boolean;
  slip?: string; // the number outside the code slip that she is handed
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
  secret?: string; // of this browser and this request: with it a lost answer brings the code again
  about_none?: boolean;
}

export interface AboutAsk {
  title: string;
  detail: string;
  unit: string;
  place_words?: string;
}

export interface AboutCandidate {
  desk: string;
  words: Words;
  name: string;
}

export interface AboutQuestion {
  ask: boolean;
  candidates: AboutCandidate[];
  outside: boolean;
  outside_words: Words;
}

// Of every opening.
export interface Receipt {
  matter?: string;
  number: string;
  follow_up_code?: string;
  holder: Words;
  holder_phone: string;
  filed_at: number;
  until_at: number;
  provisional: boolean;
}

export interface FilingReceipt extends Receipt {
  code_goes?: "phone" | "slip" | "nowhere"; // entered for somebody: where her code is
  slip?: string;
  about_asked: boolean;
}

// How a matter of a procedure is opened at a place.
export interface OpeningForm {
  procedure: string;
  version: number;
  title: Words;
  at: string[]; // levels of the places where it may be opened; none: any
  unit: UnitView | null;
  form: FieldView[];
  on_behalf: boolean; // also for somebody else
  about: boolean; // asks whom it is about
  code: boolean; // without an account, with a follow-up code
  desk: DeskView | null; // of the reader, that opens it
}

export interface OpenRequest {
  unit: string;
  form: Form;
  on_behalf?: { name: string; phone?: string; read_back: boolean; consent: boolean };
  about?: string[];
  secret?: string; // of this browser and this opening: with it a lost answer brings the code again
}

// What stands in the navigation besides what the pages know themselves.
export interface SectionView {
  key: string;
  title: Words;
  path: string;
  group: string;
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

// One of her dated ties (county/export.h).
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
  email: string;
  email_on_file: string; // only in the register, never used
  origin: string; // register or self_declared
  ties: TieView[];
  messages: { at: number; text: Words }[];
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
// Of one quarter, as made public a month after it; a number of 0 is one below `base`.
export interface PublishedFigures {
  from_at: number;
  to_at: number; // not in it
  made_at: number;
  base: number;
  filed: number;
  ended: number;
  solved: number;
  open: number;
  listed: number; // of the filed, what the public list showed
}

export interface PublicFigures {
  unit: UnitView;
  place: UnitView[];
  next_at: number;
  quarters: PublishedFigures[]; // newest first
  below: { unit: UnitView; figures: PublishedFigures }[];
}

// What was entered about my phone, and what came of it.
export interface OwnPhoneCheck {
  id: string;
  what: "phone" | "seat";
  new_phone: string; // masked; "" once decided
  asked_by: Words;
  asked_at: number;
  due_at: number; // 0: time alone does not decide
  decided_at: number; // 0: it waits
  outcome: "confirmed" | "hers" | "passed" | "objected" | "declined" | "withdrawn" | "";
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

export type Administrator = "system" | "security" | "audit";

export interface FirstAdministrator {
  token: string;
  name: string;
  phone: string;
  login: string;
  password: string;
}

export interface County {
  setting_up: boolean;
  phone_codes: boolean; // codes and messages reach phones
  unheld: number; // matters at a desk nobody holds; only administrators are told
  missing: Administrator[]; // kinds that nobody has come in for; only administrators are told
  nameless: boolean; // I am an administrator without a name
  left: number; // steps that the county still lacks; only administrators are told
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
  administrator?: Administrator;
  must_set_second_factor: boolean;
  sample: boolean;
  unread: number; // of my messages, up to 100
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

// Signing in by an identity provider.
export interface SsoProvider {
  key: string;
  title: Words;
  whom: "staff" | "residents";
}
export interface SsoBegun {
  address: string;
  waiting: string;
}
export interface SsoKnown {
  kind: "staff" | "resident" | "unbound";
  ends_at?: number;
  code?: string; // for an administrator, when nobody has bound her yet
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
