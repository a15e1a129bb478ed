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

export interface Appointment {
  phone: string; // of the person, or the name of an account
  from_at: number;
  deputy: boolean;
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

  procedures: () => get<Items<W.ProcedureView>>("/procedures"),

  audit: (question: { kind?: W.AuditKind | undefined; from?: number; to?: number }, cursor = "") =>
    get<W.Page<W.AuditItem>>("/audit", {
      kind: question.kind,
      from: ms(question.from),
      to: ms(question.to),
      cursor,
    }),

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
  openAccount: (person: string, login: string, key: string) =>
    write<W.AccountReceipt>("/accounts", { person, login }, key),
  takeIn: (kind: W.ImportKind, file: File, dry: boolean, key: string) =>
    write<W.ImportResult>(
      `/registry/imports/${id(kind)}?dry_run=${dry}&name=${id(file.name)}`,
      new Blob([file], { type: mediaType(file) }),
      key,
    ),
};

const mediaType = (file: File): string =>
  /\.xlsx$/i.test(file.name)
    ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    : "text/csv";
