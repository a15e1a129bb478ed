// bench/client.ts – one person at the API: a cookie, an idempotency key, an answer.
import { randomUUID } from "node:crypto";

// An answer that is no 2xx.
export class Refused extends Error {
  constructor(
    readonly status: number,
    text: string,
  ) {
    super(`${status} ${text}`);
  }
}

export class Client {
  cookie = "";
  constructor(private readonly address: string) {}

  // Signed in as one of the sample's people.
  static async as(address: string, key: string): Promise<Client> {
    const client = new Client(address);
    await client.post("/api/v1/sample/sign-in", { key });
    return client;
  }

  get<R>(path: string): Promise<R> {
    return this.call(path, { headers: { cookie: this.cookie } });
  }
  post<R>(path: string, body: unknown, key: string = randomUUID()): Promise<R> {
    const headers = {
      cookie: this.cookie,
      "content-type": "application/json",
      "idempotency-key": key,
    };
    return this.call(path, { method: "POST", headers, body: JSON.stringify(body) });
  }
  act(matter: string, act: string, form: Record<string, unknown>): Promise<unknown> {
    return this.post(`/api/v1/matters/${matter}/acts/${act}`, { form });
  }

  private async call<R>(path: string, request: RequestInit): Promise<R> {
    const answer = await fetch(this.address + path, request);
    const cookie = answer.headers.get("set-cookie");
    if (cookie) this.cookie = cookie.split(";")[0]!;
    const text = await answer.text();
    if (!answer.ok) throw new Refused(answer.status, text);
    return JSON.parse(text) as R;
  }
}

const PATIENCE_MS_MAX = 15_000;
const PAUSE_MS = 100;

// Asks again as long as the answer is an honest "later": what was just started finds its way back.
export async function patiently<R>(ask: () => Promise<R>): Promise<R> {
  const until = performance.now() + PATIENCE_MS_MAX;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const later = error instanceof Refused && error.status === 503;
      if (!later || performance.now() > until) throw error;
      await new Promise((done) => setTimeout(done, PAUSE_MS));
    }
  }
}

// The id of the village-level unit of this name.
export async function village(client: Client, name: string): Promise<string> {
  const { items } = await client.get<{ items: { unit: { id: string; name: { zh: string } } }[] }>(
    `/api/v1/units/search?q=${encodeURIComponent(name)}`,
  );
  const found = items.find((item) => item.unit.name.zh === name);
  if (!found) throw new Error(`no village ${name}`);
  return found.unit.id;
}
