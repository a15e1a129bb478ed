// scenario/append_run.ts – clients append to the record of matters and read it back, while the
// program is killed and started again; what each saw becomes a history for append_check.ts.
//
// It needs an address and somebody who restarts what answers there, whatever database is behind it.
import { check, type Anomaly, type Operation } from "./append_check";

export interface Place {
  // Where it serves now; it may change with a restart.
  address(): string;
  // Kills it without warning and starts it again; returns when it answers.
  restart(): Promise<void>;
}

export interface Plan {
  seconds: number;
  clients: number;
  matters: number;
  kills: number;
  random: () => number;
}

export interface Run {
  history: Operation[];
  anomalies: Anomaly[];
}

// A page of one matter shows at most 500 entries: a long list is left and a new one begun.
const LIST_MAX = 400;

interface View {
  record: { act: string; texts: { text?: string }[] }[];
}

class Broken extends Error {}
class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(`${status} ${code}`);
  }
}

class Person {
  private cookie = "";
  constructor(private readonly place: Place) {}

  async call<R>(method: string, path: string, body?: unknown, key = ""): Promise<R> {
    const headers: Record<string, string> = { "content-type": "application/json" };
    if (this.cookie) headers["cookie"] = this.cookie;
    if (key) headers["idempotency-key"] = key;
    const send = { method, headers, body: body === undefined ? null : JSON.stringify(body) };
    const answer = await fetch(this.place.address() + path, send).catch(() => {
      throw new Broken();
    });
    const text = await answer.text().catch(() => {
      throw new Broken();
    });
    this.cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? this.cookie;
    if (answer.ok) return JSON.parse(text) as R;
    throw new Refused(answer.status, (JSON.parse(text) as { code: string }).code);
  }

  // As often as it takes until the place answers.
  async insist<R>(method: string, path: string, body?: unknown, key = ""): Promise<R> {
    for (;;) {
      try {
        return await this.call<R>(method, path, body, key);
      } catch (error) {
        const later = error instanceof Broken || (error instanceof Refused && error.status === 503);
        if (!later) throw error;
        await new Promise((done) => setTimeout(done, 50));
      }
    }
  }
}

async function person(place: Place, key: string): Promise<Person> {
  const out = new Person(place);
  await out.insist("POST", "/api/v1/sample/sign-in", { key });
  return out;
}

// Matters that wait for what the filer adds.
async function file_matters(place: Place, count: number): Promise<string[]> {
  const resident = await person(place, "resident");
  const { items } = await resident.insist<{ items: { unit: { id: string } }[] }>(
    "GET",
    `/api/v1/units/search?q=${encodeURIComponent("向巷村")}`,
  );
  const out: string[] = [];
  for (let i = 0; i < count; ++i) {
    const body = {
      title: "一起补充",
      detail: "",
      unit: items[0]!.unit.id,
      category: "village.lighting",
    };
    const key = `append-${i}-${Date.now()}`;
    const slip = await resident.insist<{ matter: string }>("POST", "/api/v1/requests", body, key);
    out.push(slip.matter);
  }
  return out;
}

async function read_values(reader: Person, matter: string): Promise<string[]> {
  const view = await reader.call<View>("GET", `/api/v1/matters/${matter}`);
  return view.record
    .filter((entry) => entry.act.endsWith("add"))
    .flatMap((entry) => entry.texts.map((text) => text.text ?? ""));
}

export async function run(place: Place, plan: Plan): Promise<Run> {
  const all = await file_matters(place, plan.matters);
  const lists = all.map((matter) => ({ matter: Promise.resolve(matter), appends: 0 }));
  const history: Operation[] = [];
  const until = performance.now() + plan.seconds * 1000;
  let values = 0;

  const any = () => lists[Math.floor(plan.random() * lists.length)]!;

  // The list to append to; whoever fills one up begins the next, and the others wait for it.
  function to_append(): Promise<string> {
    const list = any();
    if (++list.appends === LIST_MAX) {
      list.appends = 0;
      list.matter = file_matters(place, 1).then(([fresh]) => {
        all.push(fresh!);
        return fresh!;
      });
    }
    return list.matter;
  }

  async function append(who: Person, process: number, list: string): Promise<void> {
    const value = `v${++values}`;
    const key = `${list}-${value}-${Math.floor(plan.random() * 1e9)}`;
    const operation: Operation = {
      process,
      list,
      append: value,
      begun: performance.now(),
      ended: Infinity,
      outcome: "unknown",
    };
    history.push(operation);
    const path = `/api/v1/matters/${list}/acts/add`;
    try {
      await who.call("POST", path, { form: { text: value } }, key);
      operation.outcome = "ok";
    } catch (error) {
      if (error instanceof Refused && error.code !== "store.unknown") operation.outcome = "fail";
      else if (plan.random() < 0.5) {
        // The same key: done now, or known to be done before; never twice.
        await who.insist("POST", path, { form: { text: value } }, key);
        operation.outcome = "ok";
      } else return;
    }
    operation.ended = performance.now();
  }

  async function read(who: Person, process: number, list: string): Promise<void> {
    const begun = performance.now();
    const seen = await read_values(who, list).catch(() => undefined);
    if (!seen) return;
    history.push({ process, list, read: seen, begun, ended: performance.now(), outcome: "ok" });
  }

  async function client(process: number): Promise<void> {
    const resident = await person(place, "resident");
    const clerk = await person(place, "village_intake");
    while (performance.now() < until) {
      if (plan.random() < 0.5) await append(resident, process, await to_append());
      else await read(plan.random() < 0.5 ? resident : clerk, process, await any().matter);
    }
  }

  async function killer(): Promise<void> {
    for (let i = 0; i < plan.kills; ++i) {
      const pause = (plan.seconds * 1000 * (0.5 + plan.random())) / (plan.kills + 1);
      await new Promise((done) => setTimeout(done, pause));
      await place.restart();
    }
  }

  const clients = Array.from({ length: plan.clients }, (_, process) => client(process));
  await Promise.all([killer(), ...clients]);
  const last = await person(place, "village_intake");
  for (const list of all) await read(last, plan.clients, list);
  return { history, anomalies: check(history) };
}
