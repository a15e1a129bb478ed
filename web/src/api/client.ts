// api/client.ts – every call of the API in one place.
//
// A refusal of the server is thrown as Refusal: a sentence and what she can do about it. A lost
// network is thrown as NoNetwork; whoever repeats a write passes the same idempotency key, so a
// repeat never does a thing twice. What only the workbench calls stands in work.ts.
import { noteReached } from "../frame/network";
import { language } from "../words";
import type * as T from "./types";

export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly remedy: string,
    readonly waitS = 0, // seconds until it is worth trying again, when the server said so
  ) {
    super(title);
  }
}

export const kTooMany = 429;
// Too much was sent, from here or by everybody: it waits, and nothing is lost.
export const mustWait = (problem: unknown): problem is Refusal & { readonly status: 429 } =>
  problem instanceof Refusal && problem.status === kTooMany;

export class NoNetwork extends Error {}

// Called when a write is refused because the session has ended; the page keeps what was typed.
let onSessionEnd = (): void => {};
export function whenSessionEnds(listener: () => void): void {
  onSessionEnd = listener;
}

export const newKey = (): string =>
  crypto.randomUUID?.() ??
  // Outside a secure context (a trial in the village network without TLS).
  [...crypto.getRandomValues(new Uint8Array(16))]
    .map((b) => b.toString(16).padStart(2, "0"))
    .join("");

export type Query = Record<string, string | undefined>;

export function address(path: string, query: Query = {}): string {
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => !!pair[1]);
  return "/api/v1" + path + (pairs.length ? "?" + new URLSearchParams(pairs).toString() : "");
}

async function refusal(answer: Response): Promise<Refusal> {
  const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  const text = (name: string) => (typeof body[name] === "string" ? (body[name] as string) : "");
  const wait = Number(answer.headers.get("retry-after")) || 0;
  const code = text("code") || text("type");
  return new Refusal(answer.status, code, text("title"), text("remedy"), wait);
}

const kAway = [502, 504];
async function ask(path: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(path, { credentials: "same-origin", ...init });
  } catch {
    noteReached(false);
    throw new NoNetwork();
  }
  noteReached(!kAway.includes(answer.status));
  if (answer.ok) return answer;
  // A proxy that cannot reach the server, or a commit whose outcome is not known: repeat later.
  if (kAway.includes(answer.status)) throw new NoNetwork();
  throw await refusal(answer);
}
async function call<R>(path: string, init: RequestInit): Promise<R> {
  const text = await (await ask(path, init)).text();
  return (text ? JSON.parse(text) : {}) as R;
}

const accept = () => ({ "accept-language": language.value === "en" ? "en" : "zh-CN" });

// A read is asked again when the server was too busy to answer it.
const kTries = 3;
const kBusyPauseMs = 1200;
export async function get<R>(path: string, query?: Query, tries = kTries): Promise<R> {
  try {
    return await call<R>(address(path, query), { headers: accept() });
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 503 || tries <= 1) throw error;
    await new Promise((resolve) => setTimeout(resolve, kBusyPauseMs));
    return get<R>(path, query, tries - 1);
  }
}

// A file whole, with the server's name for it: what is cut on the way is no file.
export async function download(path: string, query: Query): Promise<{ name: string; data: Blob }> {
  const answer = await ask(address(path, query), { headers: accept() });
  const named = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "");
  try {
    return { name: named?.[1] ?? "", data: await answer.blob() };
  } catch {
    throw new NoNetwork();
  }
}

// What signs in: there a 401 is about what was typed.
const atDoor = (path: string) =>
  path.startsWith("/sessions") || path === "/activations" || path === "/administrators/first";

interface Written {
  method?: string;
  asNobody?: boolean; // without the session of whoever is signed in
}
export async function write<R>(
  path: string,
  body: unknown,
  key = newKey(),
  { method = "POST", asNobody = false }: Written = {},
): Promise<R> {
  const raw = body instanceof Blob;
  try {
    return await call<R>(address(path), {
      method,
      credentials: asNobody ? "omit" : "same-origin",
      headers: {
        ...accept(),
        "content-type": raw ? body.type.split(";")[0]! : "application/json",
        "idempotency-key": key,
      },
      body: raw ? body : JSON.stringify(body),
    });
  } catch (error) {
    if (error instanceof Refusal && error.status === 401 && !atDoor(path)) {
      onSessionEnd();
    }
    throw error;
  }
}

export interface Items<I> {
  items: I[];
}
const id = encodeURIComponent;
// The same keys give the same bytes on every system (ADR 0020).
export const composed = (password: string): string => password.normalize("NFC");

export const api = {
  me: () => get<T.Me>("/me"),
  ownPhones: () => get<Items<T.OwnPhoneCheck>>("/me/phone-checks"),
  decideOwnPhone: (id: string, hers: boolean, key: string) =>
    write(`/me/phone-checks/${encodeURIComponent(id)}/${hers ? "confirm" : "object"}`, {}, key),
  lookups: () => get<Items<T.LookupView>>("/me/lookups"),
  households: () => get<Items<T.HouseholdDoor>>("/me/households"),

  units: (parent?: string) => get<Items<T.UnitView>>("/units", { parent }),
  unit: (unit: string) => get<T.PlacedUnit>(`/units/${id(unit)}`),
  searchUnits: (q: string) => get<Items<T.PlacedUnit>>("/units/search", { q }),
  seats: (unit: string) => get<Items<T.SeatView>>(`/units/${id(unit)}/desks`),
  categories: () => get<Items<T.CategoryView>>("/categories"),
  choices: (list: string) => get<Items<T.ChoiceView>>(`/choices/${id(list)}`),

  sendCode: (phone: string) => write("/codes", { phone }),
  signInByCode: (phone: string, code: string) => write("/sessions/code", { phone, code }),
  signInByPassword: (login: string, password: string, second_factor?: string) =>
    write("/sessions/password", { login, password: composed(password), second_factor }),
  signOut: () => write("/sessions/current", {}, newKey(), { method: "DELETE" }),
  activate: (login: string, code: string, known: string, password: string) =>
    write("/activations", { login, code, known, password: composed(password) }),
  firstAdministrator: (first: T.FirstAdministrator) =>
    write("/administrators/first", { ...first, password: composed(first.password) }),
  county: () => get<T.County>("/county"),
  ssoProviders: () => get<{ items: T.SsoProvider[] }>("/sso"),
  ssoBegin: (provider: string) =>
    write<T.SsoBegun>(`/sso/${encodeURIComponent(provider)}/begin`, {}),
  ssoFinish: (back: { waiting: string; code: string; state: string; iss?: string }) =>
    write<T.SsoKnown>("/sso/finish", back),

  // What the outbox carries.
  send: write,
  openingForm: (procedure: string, unit?: string) =>
    get<T.OpeningForm>(`/procedures/${id(procedure)}/form`, { unit }),
  desksOf: (procedure: string, unit: string) =>
    get<Items<T.DeskView>>(`/procedures/${id(procedure)}/desks`, { unit }),
  sections: () => get<{ sections: T.SectionView[] }>("/me/sections"),
  about: (text: T.AboutAsk) => write<T.AboutQuestion>("/requests/about", text),
  // What I filed, or what I entered for others.
  mine: (scope: "filer" | "opener", cursor?: string) =>
    get<T.InboxView>("/requests/mine", { scope, cursor }),
  follow: (number: string, code: string) => write<T.MatterView>("/follow", { number, code }),
  followAct: (number: string, code: string, act: string, form: T.Form, key: string) =>
    write<T.ActReceipt>(`/follow/acts/${id(act)}`, { number, code, form }, key),

  inbox: (scope: T.Scope | "shared", sort: "until" | "since", cursor?: string) =>
    get<T.InboxView>("/inbox", { scope, sort, cursor }),
  matter: (matter: string) => get<T.MatterView>(`/matters/${id(matter)}`),
  act: (matter: string, act: string, form: T.Form, key: string) =>
    write<T.ActReceipt>(`/matters/${id(matter)}/acts/${id(act)}`, { form }, key),
  desksFor: (matter: string, act: string) =>
    get<Items<T.DeskView>>(`/matters/${id(matter)}/desks`, { act }),
  // `reason` is a key of the list look_reasons.
  reveal: (matter: string, what: "name" | "phone", reason: string) =>
    write<{ value: string }>(`/matters/${id(matter)}/reveal`, { what, reason }),
  keepFile: (bytes: Blob, key: string, asNobody = false) =>
    write<T.FileView>("/files", bytes, key, { asNobody }),
  fileAddress: (matter: string, file: string) =>
    address(`/matters/${id(matter)}/files/${id(file)}`),
  drawingAddress: (procedure: string) => address(`/procedures/${id(procedure)}/drawing.svg`),

  publicMatters: (unit?: string, cursor?: string) =>
    get<T.PublicList>("/public/matters", { unit, cursor }),
  publicMatter: (number: string) => get<T.PublicDetail>(`/public/matters/${id(number)}`),
  // Public matters like `q`, for the report form.
  similar: (unit: string, q: string) => get<Items<T.PublicMatter>>("/public/similar", { unit, q }),
  notices: (unit: string, cursor?: string) =>
    get<T.NoticeList>("/public/notices", { unit, cursor }),
  notice: (number: string) => get<T.Notice>(`/public/notices/${id(number)}`),
  figures: (unit: string) => get<T.PublicFigures>(`/public/units/${id(unit)}/figures`),
  exportAddress: () => address("/me/export"),
  exported: () => get<T.Exported>("/me/export"),

  samplePeople: () => get<Items<T.SamplePerson>>("/sample/people"),
  sampleSignIn: (key: string) => write("/sample/sign-in", { key }),
  sampleMessages: () => get<Items<T.SampleMessage>>("/sample/messages"),
  sampleNow: () => get<{ now_at: number }>("/sample"),
  forwardClock: (hours: number) => write("/sample/clock", { forward_hours: hours }),
};
