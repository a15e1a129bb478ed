// scenario/opening.ts – a county that is no sample from its making: the first system administrator
// comes in by the token, names the other two, and they come in, each with a second factor.
import assert from "node:assert/strict";
import { join } from "node:path";
import { set_up } from "./authenticator";
import { Client, type Served } from "./client";
import { pack, place, run, Server } from "./house";

export const CHIEF = { name: "李一", phone: "14300000911", login: "chief" };

// An empty county's folder, and the token that `linli init` printed; `words` are more of its
// options.
export function empty_county(...words: string[]): { data: string; token: string; said: string } {
  const data = join(place(), "data");
  const made = run("init", "--data", data, "--pack", pack, ...words);
  assert.equal(made.code, 0, made.err);
  return { data, token: /one-time token: (\S+)/.exec(made.out)![1]!, said: made.out };
}

// A real county has no clock to set: from nine in the evening to eight in the morning what can wait
// is sent to nobody (delivery/courier.h).
export function sleeps(): boolean {
  const hour = (new Date().getUTCHours() + 8) % 24;
  return hour >= 21 || hour < 8;
}

// An empty county that is served, and its first administrator, who has only come in yet.
export async function new_county(
  password: string,
  ...words: string[]
): Promise<{ data: string; server: Server; chief: Client }> {
  return first_day(empty_county(...words), password);
}

// The first day of a county that is set up, and perhaps got a pack of its own meanwhile.
export async function first_day(
  { data, token }: { data: string; token: string },
  password: string,
): Promise<{ data: string; server: Server; chief: Client }> {
  const server = await Server.start(data, null);
  const chief = new Client(server);
  await chief.post("/api/v1/administrators/first", { token, ...CHIEF, password });
  return { data, server, chief };
}

export const ADMINISTRATORS = {
  security: { name: "王二", phone: "14300000922", login: "guard" },
  audit: { name: "赵三", phone: "14300000933", login: "auditor" },
};

export async function open_county(
  server: Served,
  chief: Client,
  password: string,
): Promise<{ security: Client; audit: Client }> {
  const come_in = async (kind: keyof typeof ADMINISTRATORS): Promise<Client> => {
    const who = ADMINISTRATORS[kind];
    const letter = await chief.post<{ activation: string }>("/api/v1/administrators", {
      kind,
      ...who,
    });
    const client = new Client(server);
    await client.post("/api/v1/activations", {
      login: who.login,
      code: letter.activation,
      known: who.phone.slice(-4),
      password,
    });
    await set_up(client, password);
    return client;
  };
  return { security: await come_in("security"), audit: await come_in("audit") };
}

// What a county lacks, as its administrators read it.
export interface Readiness {
  items: {
    key: string;
    done: boolean;
    have: number;
    all: number;
    findings: { level: string; code: string; words: { zh: string; en: string }; detail: string }[];
  }[];
  left: number;
  duty_desk?: string;
}
export const readiness = (who: Client): Promise<Readiness> => who.get("/api/v1/county/readiness");
// The keys of the steps that are not done.
export const steps_left = async (who: Client): Promise<string[]> =>
  (await readiness(who)).items.filter((one) => !one.done).map((one) => one.key);

// A list taken in over HTTP; each of its rows has to be.
export async function take_in(who: Client, kind: string, lines: string[]): Promise<void> {
  const path = `/api/v1/registry/imports/${kind}?dry_run=false&name=${kind}.csv`;
  const answer = await fetch(who.server.address + path, {
    method: "POST",
    headers: { cookie: who.session, "content-type": "text/csv" },
    body: lines.join("\n") + "\n",
  });
  const done = (await answer.json()) as { imported: number; refused: number };
  assert.deepEqual([done.imported, done.refused], [lines.length - 1, 0], JSON.stringify(done));
}

// A first account: asked by a system administrator, confirmed by a security one, who gets the
// letter.
export interface Letter {
  account: string;
  login: string;
  activation: string;
  known: string;
}
export async function first_account(
  system: Client,
  security: Client,
  words: { login: string; person?: string; phone?: string },
): Promise<Letter> {
  const asked = await system.post<Letter & { request: string }>("/api/v1/accounts", words);
  assert.equal(asked.activation, "", "whoever asks has no code");
  return security.post<Letter>(`/api/v1/account-requests/${asked.request}/confirm`);
}
