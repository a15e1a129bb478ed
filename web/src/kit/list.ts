// kit/list.ts – a list that is read page by page, each page by the server's `next`.
import { computed, ref, shallowRef } from "vue";
import { useLoad } from "./load";

export interface Column<Row> {
  key: string;
  title: string;
  words: (row: Row) => string;
  amount?: boolean;
}

interface Page<Row> {
  items: Row[];
  next: string;
}

export function useList<Row>(read: (cursor: string) => Promise<Page<Row>>) {
  const items = shallowRef<Row[]>([]);
  const next = ref("");
  const page = useLoad(() => read(next.value));

  async function more(): Promise<void> {
    await page.reload();
    const answer = page.value.value;
    if (page.error.value || !answer) return;
    items.value = [...items.value, ...answer.items];
    next.value = answer.next;
  }
  // From the first page: another question.
  async function start(): Promise<void> {
    items.value = [];
    next.value = "";
    page.value.value = undefined;
    await more();
  }
  const none = computed(() => !!page.value.value && !items.value.length && !next.value);
  return { items, next, busy: page.busy, error: page.error, none, more, start };
}
