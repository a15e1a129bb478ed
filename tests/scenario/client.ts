// scenario/client.ts – a browser's worth of the API: cookies, idempotency keys, refusals as values.
import { randomUUID } from "node:crypto";
import type {
  ActReceipt,
  FileRequest,
  FilingReceipt,
  InboxView,
  MatterView,
} from "../../web/src/api/types";
import { holdToErrors, holdToSchema } from "./schema";

// Where the program serves.
export interface Served {
  readonly address: string;
}

const TRIES_MAX = 4;

export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly body: Record<string, unknown>,
  ) {
    super(`${status} ${code} ${JSON.stringify(body)}`);
  }
}

export class Client {
  constructor(
    readonly server: Served,
    private cookie = "",
    private readonly from?: string, // an address of 127.0.0.0/8, or one that a proxy names
  ) {}
  private device = ""; // the cookie that names this browser

  // The session as the browser sends it.
  get session(): string {
    return this.cookie;
  }

  async call<R>(
    method: string,
    path: string,
    body?: unknown,
    key: string = randomUUID(),
  ): Promise<R> {
    const headers: Record<string, string> = { "accept-language": "zh-CN" };
    const cookies = [this.cookie, this.device].filter((one) => one !== "");
    if (cookies.length) headers["cookie"] = cookies.join("; ");
    if (this.from) headers["x-forwarded-for"] = this.from;
    if (method !== "GET") {
      headers["content-type"] = "application/json";
      headers["idempotency-key"] = key;
    }
    const send = (): Promise<Response> =>
      fetch(this.server.address + path, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
      });
    let answer = await send();
    // As the pages do: come back when told to. The key makes it once.
    for (let tries = 1; answer.status === 503 && tries < TRIES_MAX; ++tries) {
      await new Promise((done) => setTimeout(done, 1000));
      answer = await send();
    }
    for (const set of answer.headers.getSetCookie()) {
      const cookie = set.split(";")[0]!;
      if (cookie.includes("linli_device=")) this.device = cookie;
      else this.cookie = cookie;
    }
    const text = await answer.text();
    const json = text.startsWith("{") ? (JSON.parse(text) as Record<string, unknown>) : { text };
    if (!answer.ok) {
      const refused = new Refused(answer.status, String(json["code"] ?? ""), json);
      if (refused.code) await holdToErrors(this.server.address, method, path, refused.code);
      throw refused;
    }
    await holdToSchema(this.server.address, method, path, json);
    return json as R;
  }

  get<R>(path: string): Promise<R> {
    return this.call<R>("GET", path);
  }
  post<R>(path: string, body: unknown = {}, key?: string): Promise<R> {
    return this.call<R>("POST", path, body, key);
  }

  // Signs in as one of the sample's people.
  static async as(server: Served, key: string): Promise<Client> {
    const client = new Client(server);
    await client.post("/api/v1/sample/sign-in", { key });
    return client;
  }

  // Signs in a resident by the one-time code that her phone would get; the sample shows it.
  static async byPhone(server: Served, phone: string): Promise<Client> {
    const client = new Client(server);
    await client.post("/api/v1/codes", { phone });
    await client.post("/api/v1/sessions/code", { phone, code: await code(server, phone) });
    return client;
  }

  file(request: Partial<FileRequest>): Promise<FilingReceipt> {
    return this.post("/api/v1/requests", { detail: "", ...request });
  }
  matter(id: string): Promise<MatterView> {
    return this.get(`/api/v1/matters/${id}`);
  }
  act(
    id: string,
    act: string,
    form: Record<string, unknown> = {},
    key?: string,
  ): Promise<ActReceipt> {
    return this.post(`/api/v1/matters/${id}/acts/${act}`, { form }, key);
  }
  inbox(scope = "mine"): Promise<Required<InboxView>> {
    return this.get(`/api/v1/inbox?scope=${scope}`);
  }
}

// The refusal that a promise ends with; fails when it does not.
export async function refusal(promise: Promise<unknown>): Promise<Refused> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
  throw new Error("a refusal was expected");
}

export async function forward(server: Served, hours: number): Promise<void> {
  await new Client(server).post("/api/v1/sample/clock", { forward_hours: hours });
}

// Waits until `test` holds: what the program does by itself takes up to a second or two.
export async function until(test: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 100; ++i) {
    if (await test()) return;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error("waited twenty seconds in vain");
}

// The id of the unit whose name is exactly this.
export async function unit(client: Client, name: string): Promise<string> {
  const found = await client.get<{ items: { unit: { id: string; name: { zh: string } } }[] }>(
    `/api/v1/units/search?q=${encodeURIComponent(name)}`,
  );
  const unit = found.items.find((item) => item.unit.name.zh === name);
  if (!unit) throw new Error(`no unit ${name}`);
  return unit.unit.id;
}

// The desk whose words hold `words`, among those an act may name.
export async function desk(
  client: Client,
  matter: string,
  act: string,
  words: string,
): Promise<string> {
  const { items } = await client.get<{ items: { desk: string; words: { zh: string } }[] }>(
    `/api/v1/matters/${matter}/desks?act=${act}`,
  );
  const found = items.find((item) => item.words.zh.includes(words));
  if (!found) throw new Error(`no desk ${words} for ${act} among ${items.length}`);
  return found.desk;
}

// The newest one-time code that was sent to this phone.
export async function code(server: Served, phone: string): Promise<string> {
  const { items } = await new Client(server).get<{ items: { to: string; text: string }[] }>(
    "/api/v1/sample/messages",
  );
  const found = items.find((item) => item.to === phone && /\d{6,9}/.test(item.text));
  if (!found) throw new Error(`no code was sent to ${phone}`);
  return /\d{6,9}/.exec(found.text)![0];
}
