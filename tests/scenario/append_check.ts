// scenario/append_check.ts – finds what no order of events explains in a history of appends and
// reads. Each list grows by values that are written once; a read shows a whole list.
//
// Which append came before which is read off the lists themselves (a value's place), who saw whom
// follows from that, and the clock adds that what ended before another began came first. A cycle of
// these is an anomaly. After Kingsbury and Alvaro, "Elle", VLDB 2020. Knows nothing of the program.

// How it ended: done; refused, so it must have no effect; or nobody knows.
export type Outcome = "ok" | "fail" | "unknown";

export interface Operation {
  process: number;
  list: string;
  // An append has a value; a read that ended well has what it saw.
  append?: string;
  read?: string[];
  begun: number; // of one clock, increasing
  ended: number; // Infinity when it is not known
  outcome: Outcome;
}

export interface Anomaly {
  kind: string;
  what: string;
}

// Why one operation comes before another.
type Why = "next value" | "saw it" | "did not see it yet" | "ended before it began";
interface Edge {
  to: number;
  why: Why;
}

class Checker {
  readonly anomalies: Anomaly[] = [];
  private readonly edges: Edge[][];
  private readonly writer = new Map<string, number>(); // list and value → the append
  private readonly order = new Map<string, string[]>(); // list → its values as they came

  constructor(private readonly history: Operation[]) {
    this.edges = history.map(() => []);
  }

  run(): Anomaly[] {
    this.know_appends();
    this.look_at_reads();
    for (const list of this.order.keys()) this.follow(list);
    this.follow_time();
    for (const cycle of components(this.edges)) this.tell(cycle);
    return this.anomalies;
  }

  private say(kind: string, what: string): void {
    this.anomalies.push({ kind, what });
  }
  private name(at: number): string {
    const { process, list, append, read, outcome } = this.history[at]!;
    const did = append === undefined ? `reads [${read?.join(" ")}]` : `appends ${append}`;
    return `${at}: process ${process} ${did} in ${list} (${outcome})`;
  }

  private know_appends(): void {
    this.history.forEach((operation, at) => {
      if (operation.append === undefined) return;
      const key = `${operation.list} ${operation.append}`;
      if (this.writer.has(key)) throw new Error(`${key} is appended twice by the test itself`);
      this.writer.set(key, at);
    });
  }

  // Every value was written, by somebody who was not refused, and once; all reads of a list agree.
  private look_at_reads(): void {
    this.history.forEach((operation, at) => {
      if (!operation.read || operation.outcome !== "ok") return;
      const { list, read } = operation;
      if (new Set(read).size < read.length) this.say("duplicate", this.name(at));
      for (const value of read) {
        const by = this.writer.get(`${list} ${value}`);
        if (by === undefined) this.say("out of nowhere", `${value} in ${this.name(at)}`);
        else if (this.history[by]!.outcome === "fail")
          this.say("refused, yet there", `${value} in ${this.name(at)}`);
      }
      const known = this.order.get(list) ?? [];
      const longer = read.length > known.length ? read : known;
      const shorter = read.length > known.length ? known : read;
      if (shorter.some((value, place) => longer[place] !== value))
        this.say("two orders", `[${known.join(" ")}] and ${this.name(at)}`);
      this.order.set(list, longer);
    });
  }

  private edge(from: number | undefined, to: number | undefined, why: Why): void {
    if (from !== undefined && to !== undefined && from !== to) this.edges[from]!.push({ to, why });
  }

  private follow(list: string): void {
    const order = this.order.get(list)!;
    const writers = order.map((value) => this.writer.get(`${list} ${value}`));
    for (let place = 1; place < writers.length; ++place)
      this.edge(writers[place - 1], writers[place], "next value");
    const seen = new Set(order);
    this.history.forEach((operation, at) => {
      if (operation.list !== list) return;
      if (operation.read && operation.outcome === "ok") {
        const length = operation.read.length;
        if (length > 0) this.edge(writers[length - 1], at, "saw it");
        if (length < writers.length) this.edge(at, writers[length], "did not see it yet");
      }
      // Acknowledged, and in no read at all: every read came before it.
      if (
        operation.append !== undefined &&
        operation.outcome === "ok" &&
        !seen.has(operation.append)
      )
        this.history.forEach((reader, other) => {
          if (reader.list === list && reader.read && reader.outcome === "ok")
            this.edge(other, at, "did not see it yet");
        });
    });
  }

  // Only to what began next: what lies further follows from there.
  private follow_time(): void {
    const there = this.history
      .map((operation, at) => ({ ...operation, at }))
      .filter((it) => it.outcome === "ok" || (it.append !== undefined && this.was_seen(it)));
    const by_begin = [...there].sort((a, b) => a.begun - b.begun);
    for (const earlier of there) {
      if (earlier.outcome !== "ok") continue;
      let until = Infinity;
      for (const later of by_begin) {
        if (later.begun <= earlier.ended) continue;
        if (later.begun > until) break;
        this.edge(earlier.at, later.at, "ended before it began");
        if (later.outcome === "ok") until = Math.min(until, later.ended);
      }
    }
  }

  private was_seen({ list, append }: Operation): boolean {
    return append !== undefined && (this.order.get(list) ?? []).includes(append);
  }

  private tell(component: number[]): void {
    const inside = new Set(component);
    const whys = new Set<Why>();
    for (const from of component)
      for (const { to, why } of this.edges[from]!) if (inside.has(to)) whys.add(why);
    const kind = whys.has("did not see it yet")
      ? whys.has("ended before it began")
        ? "stale or lost"
        : "read skew"
      : whys.has("saw it")
        ? "circular information flow"
        : "write cycle";
    this.say(kind, component.map((at) => this.name(at)).join("; "));
  }
}

// Tarjan's strongly connected components with more than one member, without recursion.
export function components(edges: { to: number }[][]): number[][] {
  const index = edges.map(() => -1);
  const low = edges.map(() => -1);
  const on_stack = edges.map(() => false);
  const stack: number[] = [];
  const found: number[][] = [];
  let count = 0;
  for (let root = 0; root < edges.length; ++root) {
    if (index[root] !== -1) continue;
    const path: { at: number; next: number }[] = [{ at: root, next: 0 }];
    while (path.length > 0) {
      const here = path.at(-1)!;
      const { at } = here;
      if (here.next === 0) {
        index[at] = low[at] = count++;
        stack.push(at);
        on_stack[at] = true;
      }
      const edge = edges[at]![here.next++];
      if (edge) {
        if (index[edge.to] === -1) path.push({ at: edge.to, next: 0 });
        else if (on_stack[edge.to]) low[at] = Math.min(low[at]!, index[edge.to]!);
        continue;
      }
      path.pop();
      const above = path.at(-1)?.at;
      if (above !== undefined) low[above] = Math.min(low[above]!, low[at]!);
      if (low[at] !== index[at]) continue;
      const component: number[] = [];
      for (let member = -1; member !== at;) {
        member = stack.pop()!;
        on_stack[member] = false;
        component.push(member);
      }
      if (component.length > 1) found.push(component.sort((a, b) => a - b));
    }
  }
  return found;
}

export function check(history: Operation[]): Anomaly[] {
  return new Checker(history).run();
}
