// bench/crash_crew.ts – clients that file requests and do acts until what they talk to is killed,
// and remember every request they sent and the answer, if one came.
import { Client, patiently, Refused } from "./client";

const ROLES = ["resident", "village_intake", "town_intake"] as const;
export type Role = (typeof ROLES)[number];

// One writing request, sent once or more often with the same key.
export interface Sent {
  role: Role;
  path: string;
  body: unknown;
  key: string;
  answer?: string; // if one came
  refused?: string; // the last refusal that says for certain that this try wrote nothing
  open?: boolean; // a try of which nobody knows
}

// No answer, and nobody left who could give one.
class Killed extends Error {}

const PAUSE_MS = 50;

// A commit whose outcome is not known is as good as no answer.
const is_unknown = (refused: Refused): boolean => refused.message.includes('"store.unknown"');

let keys = 0;

// The people of one round, at every node.
export class Crew {
  readonly sent: Sent[] = [];
  // Two answers to one key.
  readonly disagreed: string[] = [];
  over = false;
  private constructor(
    private readonly people: Map<Role, Client>[],
    private readonly random: () => number,
  ) {}

  static async on(addresses: string[], random: () => number): Promise<Crew> {
    const at = async (address: string) => {
      const known = ROLES.map(
        async (role) => [role, await patiently(() => Client.as(address, role))] as const,
      );
      return new Map(await Promise.all(known));
    };
    return new Crew(await Promise.all(addresses.map(at)), random);
  }

  // Somebody's client at this node, or at any.
  client(role: Role, node = Math.floor(this.random() * this.people.length)): Client {
    return this.people[node % this.people.length]!.get(role)!;
  }

  // Matters one after another until everything is killed or it is over.
  async work(village: string, node: number): Promise<void> {
    while (!this.over) {
      try {
        await this.one_matter(village, node);
      } catch (error) {
        if (error instanceof Killed) return;
        if (!(error instanceof Refused)) throw error;
        if (error.status === 503) await new Promise((done) => setTimeout(done, PAUSE_MS));
      }
    }
  }

  // Sends it once or, like an impatient finger, twice with the same key, each where it likes.
  private async write<R>(role: Role, node: number, path: string, body: unknown): Promise<R> {
    const key = `crash-${++keys}-${Math.floor(this.random() * 1e9)}`;
    const sent: Sent = { role, path, body, key };
    this.sent.push(sent);
    const answers =
      this.random() < 0.1
        ? await Promise.all([this.send<R>(sent, node), this.send<R>(sent, node + 1)])
        : [await this.send<R>(sent, node)];
    if (JSON.stringify(answers[0]) !== JSON.stringify(answers.at(-1))) this.disagreed.push(key);
    return answers[0]!;
  }

  // To the one node and, when no answer comes from it, to the other with the same key.
  private async send<R>(sent: Sent, node: number): Promise<R> {
    for (let at = node; at < node + this.people.length; ++at) {
      try {
        const answer = await this.client(sent.role, at).post<R>(sent.path, sent.body, sent.key);
        sent.answer = JSON.stringify(answer);
        return answer;
      } catch (error) {
        if (!(error instanceof Refused)) {
          sent.open = true;
          continue;
        }
        if (is_unknown(error)) sent.open = true;
        else sent.refused = error.message;
        throw error;
      }
    }
    throw new Killed();
  }

  private async one_matter(village: string, node: number): Promise<void> {
    const { matter: id } = await this.write<{ matter: string }>(
      "resident",
      node,
      "/api/v1/requests",
      {
        title: `村口路灯坏了 ${keys}`,
        detail: "村口小桥边的路灯坏了半个月,晚上看不见路。",
        unit: village,
        category: "village.lighting",
        wish_public: this.random() < 0.5,
      },
    );
    const act = (role: Role, act: string, form: Record<string, unknown> = {}): Promise<unknown> =>
      this.write(role, node, `/api/v1/matters/${id}/acts/${act}`, { form });
    await a_part_of_its_way(act, this.random);
  }
}

type Act = (role: Role, act: string, form?: Record<string, unknown>) => Promise<unknown>;

async function a_part_of_its_way(act: Act, random: () => number): Promise<void> {
  const way = random();
  if (way < 0.3) return;
  if (way < 0.45) {
    await act("village_intake", "hand_up", { reason: "需要镇里协调" });
    await act("town_intake", "take_over");
    return;
  }
  await act("village_intake", "accept", { grade: "small" });
  if (way < 0.6) {
    await act("village_intake", "ask_filer", { question: "是桥东还是桥西?" });
    await act("resident", "add", { text: "桥东第二盏。" });
  }
  await act("village_intake", "reply", { reply: "灯已换好,请您看看。" });
  if (way < 0.8) {
    await act("resident", "not_solved", { reason: "还是不亮" });
    await act("village_intake", "reply", { reply: "线路已修复。" });
  }
  await act("resident", "solved");
  await act("resident", "rate", { rating: 1 + Math.floor(random() * 5) });
}
