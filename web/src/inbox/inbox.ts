// inbox/inbox.ts – the inbox as it is being read: pages are added as she goes down, the counts are
// those of the server, and the whole view is kept while she looks at a matter and comes back.
import { ref, shallowRef } from "vue";
import type { LocationQueryRaw } from "vue-router";
import type { InboxCounts } from "../api/types";
import { work, type InboxQuestion } from "../api/work";
import type { WorkInbox, WorkItem } from "../api/work_types";
import { questionOf, queryOf, type Filters } from "./filters";
import { owner } from "../frame/me";

// The next page that holds anything: the server may look at many matters and find none of them
// hers, and then says where to go on.
const kPagesMax = 20;
async function page(
  question: InboxQuestion,
  cursor: string,
  wanted: () => boolean = () => true,
): Promise<WorkInbox> {
  let answer = await work.inbox({ ...question, cursor });
  for (let pages = 1; pages < kPagesMax && answer.next && !answer.items.length; ++pages) {
    if (!wanted()) break;
    answer = await work.inbox({ ...question, cursor: answer.next });
  }
  return answer;
}

interface Kept {
  owner: string;
  query: LocationQueryRaw;
  words: string;
  items: WorkItem[];
  next: string;
  counts: InboxCounts | undefined;
  active: number;
  heights: number[];
  top: number;
}
let kept: Kept | undefined;
const mine = (): Kept | undefined => (kept?.owner === owner() ? kept : undefined);

// Where 待办 leads: back to the view she came from.
export const inboxAgain = () => ({ path: "/inbox", query: mine()?.query ?? {} });

// The matters before and after one of the list she came from.
export function neighbours(id: string): { before: string; after: string } {
  const items = mine()?.items ?? [];
  const at = items.findIndex((item) => item.id === id);
  return {
    before: (at > 0 && items[at - 1]?.id) || "",
    after: (at >= 0 && items[at + 1]?.id) || "",
  };
}
export function visit(id: string): void {
  const at = mine()?.items.findIndex((item) => item.id === id) ?? -1;
  if (kept && at >= 0) kept.active = at;
}

// The clock stands while the filer is asked; the server lists these behind what has a deadline.
export const waitsForFiler = (item: WorkItem): boolean => item.paused && !item.ended_at;

const kNewsMax = "20";

export function useInbox() {
  const items = shallowRef<WorkItem[]>([]);
  const next = ref("");
  const counts = ref<InboxCounts>();
  const busy = ref(false);
  const read = ref(false); // true once an answer is here
  const error = shallowRef<unknown>();
  let asked = 0;

  async function ask(filters: Filters, words: string, cursor: string): Promise<void> {
    const mineNow = ++asked;
    busy.value = true;
    error.value = undefined;
    try {
      const question = questionOf(filters, words);
      const answer = await page(question, cursor, () => mineNow === asked);
      if (mineNow !== asked) return;
      items.value = cursor ? [...items.value, ...answer.items] : answer.items;
      next.value = answer.next;
      counts.value = answer.counts ?? counts.value;
      read.value = true;
      if (!counts.value) await count();
    } catch (problem) {
      if (mineNow === asked) error.value = problem;
    } finally {
      if (mineNow === asked) busy.value = false;
    }
  }

  // What words were asked for says no counts.
  async function count(): Promise<void> {
    const answer = await work.inbox({ scope: "mine", limit: "1" });
    counts.value = answer.counts ?? counts.value;
  }

  const start = (filters: Filters, words: string) => ask(filters, words, "");
  async function more(filters: Filters, words: string): Promise<void> {
    if (next.value && !busy.value && !error.value) await ask(filters, words, next.value);
  }

  // Read again what is shown, without emptying it: a matter that was dealt with leaves the list.
  async function refresh(filters: Filters, words: string): Promise<void> {
    const pagesMax = 4;
    const shown = items.value.length;
    const found: WorkItem[] = [];
    let cursor = "";
    try {
      for (let pages = 0; pages < pagesMax && (pages === 0 || cursor); ++pages) {
        const answer = await page(questionOf(filters, words), cursor);
        counts.value = answer.counts ?? counts.value;
        found.push(...answer.items);
        cursor = answer.next;
        if (found.length >= shown) break;
      }
      if (words) await count();
    } catch {
      return; // what stands there stays; the next thing she does says what is wrong
    }
    if (items.value.length !== shown) return;
    if (found.length < shown && cursor) {
      const fresh = new Map(found.map((item) => [item.id, item]));
      items.value = items.value.map((item) => fresh.get(item.id) ?? item);
      return;
    }
    items.value = found;
    next.value = cursor;
  }

  // What has come to her since then, and whether anything else changed: asked of the counts and the
  // newest alone, so that nothing is read again for nothing.
  async function news(since: number): Promise<{ came: WorkItem[]; changed: boolean }> {
    const answer = await work.inbox({ scope: "mine", sort: "filed", limit: kNewsMax });
    const came = answer.items.filter((item) => item.since_at > since);
    const told = JSON.stringify(answer.counts) !== JSON.stringify(counts.value);
    return { came, changed: !!came.length || told };
  }

  function keep(filters: Filters, words: string, view: Pick<Kept, "active" | "heights" | "top">) {
    kept = {
      ...view,
      owner: owner(),
      query: queryOf(filters),
      words,
      items: items.value,
      next: next.value,
      counts: counts.value,
    };
  }
  // The kept view, when it is of these filters; what changed meanwhile is read again at once.
  function restore(filters: Filters): Kept | undefined {
    const was = mine();
    if (!was || JSON.stringify(was.query) !== JSON.stringify(queryOf(filters))) return undefined;
    items.value = was.items;
    next.value = was.next;
    counts.value = was.counts;
    read.value = true;
    return was;
  }

  return { items, next, counts, busy, read, error, start, more, refresh, news, keep, restore };
}
