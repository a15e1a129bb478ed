// api/work.ts – the calls of the API that only the workbench makes.
import { download, get, write, type Items } from "./client";
import type { Scope } from "./types";
import type * as W from "./work_types";

const id = encodeURIComponent;
const ms = (at: number | undefined): string | undefined => (at ? String(at) : undefined);

export interface InboxQuestion {
  scope: Scope;
  sort?: W.InboxSort | undefined;
  unit?: string | undefined;
  category?: string | undefined;
  procedure?: string | undefined;
  step?: string | undefined;
  grade?: string | undefined;
  q?: string | undefined;
  filed_from?: number | undefined;
  filed_to?: number | undefined;
  state?: W.InboxState | undefined;
  cursor?: string | undefined;
  limit?: string | undefined;
}

export interface OverviewQuestion {
  unit?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
  by: W.By;
}

export interface AuditQuestion {
  kind?: W.AuditKind | undefined;
  result?: W.AuditResult | undefined;
  from?: number | undefined;
  to?: number | undefined;
}

export interface Appointment {
  phone: string; // of the person, or the name of an account
  from_at: number;
  deputy: boolean;
  name?: string; // of somebody who may be in no register yet
}

const asked = ({ filed_from, filed_to, ...question }: InboxQuestion) => ({
  ...question,
  filed_from: ms(filed_from),
  filed_to: ms(filed_to),
});

export const work = {
  inbox: (question: InboxQuestion) => get<W.WorkInbox>("/inbox", asked(question)),
  exportInbox: (question: InboxQuestion, reason: string) =>
    download("/inbox.csv", { ...asked(question), reason }),
  related: (matter: string) => get<Items<W.RelatedItem>>(`/matters/${id(matter)}/related`),
  duty: (matter: string) => get<W.DutyView>(`/matters/${id(matter)}/duty`),

  overview: ({ unit, from, to, by }: OverviewQuestion) =>
    get<W.Overview>("/overview", { unit, from: ms(from), to: ms(to), by }),

  postNotice: (notice: W.NoticeBody, key: string) =>
    write<W.NoticeReceipt>("/notices", notice, key),

  slipBatches: () => get<Items<W.SlipBatch>>("/slips/batches"),
  askSlips: (body: { count: number; desk: string }, key: string) =>
    write<W.SlipBatch>("/slips/batches", body, key),
  printSlips: (batch: string, key: string) =>
    write<W.SlipSheet>(`/slips/batches/${id(batch)}/print`, {}, key),
  voidSlips: (batch: string, body: { reason: string; slip?: string }, key: string) =>
    write(`/slips/batches/${id(batch)}/void`, body, key),

  replies: (matter: string) => get<Items<W.ReplyTemplate>>(`/matters/${id(matter)}/replies`),
  procedures: () => get<Items<W.ProcedureView>>("/procedures"),

  audit: (question: AuditQuestion, cursor = "") =>
    get<W.Page<W.AuditItem>>("/audit", {
      kind: question.kind,
      result: question.result,
      from: ms(question.from),
      to: ms(question.to),
      cursor,
    }),

  senders: () => get<W.SendersView>("/senders"),
  // To a phone, or to a mailbox when it has an @.
  testSender: (to: string, key: string) =>
    write<W.SenderTest>(
      "/senders/test",
      to.includes("@") ? { phone: "", email: to } : { phone: to },
      key,
    ),
  alarms: (which: "open" | "all", cursor = "") => get<W.AlarmsView>("/alarms", { which, cursor }),
  seeAlarm: (alarm: string, key: string) => write(`/alarms/${id(alarm)}/seen`, {}, key),
  setLimit: (name: string, value: number, key: string) =>
    write(`/audit/limits/${id(name)}`, { value }, key),

  registryUnit: (unit: string) => get<W.RegistryUnit>(`/registry/units/${id(unit)}`),
  positions: (of: { unit: string } | { organisation: string }) =>
    get<Items<W.PositionView>>("/registry/positions", of),
  organisations: (q: string, kind: string, cursor = "") =>
    get<W.Page<W.OrganisationView>>("/registry/organisations", { q, kind, cursor }),
  people: (unit: string, cursor = "") =>
    get<W.Page<W.PersonRow>>("/registry/people", { unit, cursor }),
  setPhone: (position: string, phone: string, key: string) =>
    write(`/registry/positions/${id(position)}`, { phone }, key),
  appoint: (position: string, appointment: Appointment, key: string) =>
    write(`/registry/positions/${id(position)}/terms`, appointment, key),
  endTerm: (term: string, key: string) => write(`/registry/terms/${id(term)}/end`, {}, key),
  openAccount: (person: string, login: string) =>
    write<W.AccountReceipt>("/accounts", { person, login }),
  makeAccount: (phone: string, login: string) =>
    write<W.AccountReceipt>("/accounts", { phone, login }),
  accounts: (login: string, cursor: string) =>
    get<W.Page<W.AccountView>>("/accounts", { login, cursor }),
  readiness: () => get<W.Readiness>("/county/readiness"),
  lacking: (unit: string, position: string) =>
    get<W.LackingList>("/accounts/lacking", {
      unit: unit || undefined,
      position: position || undefined,
    }),
  askAccounts: (people: string[], way: W.CodeWay, key: string) =>
    write<W.ManyAsked>("/accounts/many", { people, way }, key),
  administrators: () => get<W.Page<W.AccountView>>("/administrators"),
  nameAdministrator: (one: W.NewAdministrator) =>
    write<W.AccountReceipt>("/administrators", one),
  ownName: (body: { name: string; phone: string }, key: string) =>
    write<W.AccountReceipt>("/administrators/own-name", body, key),
  resetAccount: (account: string, way: W.CodeWay, key: string) =>
    write<W.AccountReceipt>(`/accounts/${id(account)}/reset`, { way }, key),
  closeAccount: (account: string, key: string) =>
    write<W.AccountReceipt>(`/accounts/${id(account)}`, {}, key, { method: "DELETE" }),
  endSessions: (account: string, key: string) =>
    write<W.AccountReceipt>(`/accounts/${id(account)}/end-sessions`, {}, key),
  accountRequests: () => get<Items<W.AccountRequest>>("/account-requests"),
  confirmRequest: (request: string) =>
    write<W.AccountReceipt>(`/account-requests/${id(request)}/confirm`, {}),
  confirmRequests: (ids: string[]) =>
    write<Items<W.AccountReceipt>>("/account-requests/confirm", { ids }),
  phoneChecks: (cursor: string) => get<W.PhoneChecks>("/phone-checks", { cursor }),
  decidePhones: (ids: string[], yes: boolean, key: string) =>
    write<{ decided: number }>(`/phone-checks/${yes ? "confirm" : "decline"}`, { ids }, key),
  declineRequest: (request: string, key: string) =>
    write<W.AccountReceipt>(`/account-requests/${id(request)}/decline`, {}, key),
  bindings: () => get<Items<W.SsoBinding>>("/sso/bindings"),
  nameBinding: (body: { code: string; account: string }, key: string) =>
    write("/sso/bindings", body, key),
  confirmBinding: (binding: string, key: string) =>
    write(`/sso/bindings/${id(binding)}/confirm`, {}, key),
  removeBinding: (binding: string, key: string) =>
    write(`/sso/bindings/${id(binding)}`, {}, key, { method: "DELETE" }),
  ownAccounts: () => get<Items<W.OwnAccount>>("/me/accounts"),
  importKinds: () => get<Items<W.ImportKindView>>("/registry/import-kinds"),
  importTemplate: (kind: W.ImportKind) =>
    download(`/registry/import-kinds/${id(kind)}/template.xlsx`, {}),
  importPiece: (table: W.ImportTable, at: number, piece: Blob) =>
    write<W.ImportState>(
      `/registry/imports/${id(table.kind)}/pieces?name=${id(table.file.name)}` +
        `&size=${table.file.size}&at=${at}&platform=${id(table.platform)}`,
      new Blob([piece], { type: "application/octet-stream" }),
    ),
  importRun: (dry: boolean) => write<W.ImportState>(`/registry/import/run?dry_run=${dry}`, {}),
  importState: () => get<W.ImportState>("/registry/import"),
  importResult: () => get<W.ImportResult>("/registry/import/result"),
};
