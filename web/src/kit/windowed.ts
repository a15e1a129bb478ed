// kit/windowed.ts – a long list of which only what is near the window stands in the page. Rows
// may have any height: they are counted in chunks, measured once shown and guessed before.
import { computed, nextTick, onBeforeUnmount, onMounted, ref, watch, type Ref } from "vue";

const kChunk = 16; // rows
const kAround = 1; // chunks beyond the window on each side
const kGuessPx = 84; // of a row nobody has measured yet

export interface Windowed {
  from: Ref<number>; // the first row in the page
  to: Ref<number>; // the row after the last one
  before: Ref<number>; // px above it
  after: Ref<number>; // px below
  reveal: (row: number) => Promise<void>; // brings a row into the page
  heights: () => number[]; // what was measured, to come back to the same view
  restore: (known: number[]) => void;
}

export function useWindowed(
  list: Ref<HTMLElement | undefined>,
  count: () => number,
  nearEnd: () => void,
): Windowed {
  const chunks = computed(() => Math.ceil(count() / kChunk));
  let known: number[] = [];
  const first = ref(0);
  const last = ref(0);
  const before = ref(0);
  const after = ref(0);
  const from = computed(() => first.value * kChunk);
  const to = computed(() => Math.min(count(), (last.value + 1) * kChunk));

  const guess = (): number => {
    const measured = known.filter(Boolean);
    return measured.length
      ? measured.reduce((sum, one) => sum + one, 0) / measured.length
      : kGuessPx * kChunk;
  };
  const span = (start: number, end: number): number => {
    const each = guess();
    let sum = 0;
    for (let n = start; n < end; ++n) sum += known[n] || each;
    return sum;
  };

  function measure(): void {
    const rows = list.value?.querySelectorAll<HTMLElement>(":scope > li") ?? [];
    for (let chunk = first.value; chunk <= last.value; ++chunk) {
      const start = rows[chunk * kChunk - from.value];
      const next = rows[(chunk + 1) * kChunk - from.value];
      if (start && next) known[chunk] = next.offsetTop - start.offsetTop;
    }
  }

  function look(): void {
    const element = list.value;
    if (!element || !chunks.value) return;
    measure();
    const top = -element.getBoundingClientRect().top;
    const each = guess();
    let chunk = 0;
    let y = 0;
    while (chunk < chunks.value - 1 && y + (known[chunk] || each) < top) {
      y += known[chunk++] || each;
    }
    const start = chunk;
    while (chunk < chunks.value - 1 && y < top + window.innerHeight) y += known[chunk++] || each;
    first.value = Math.max(0, start - kAround);
    last.value = Math.min(chunks.value - 1, chunk + kAround);
    before.value = span(0, first.value);
    after.value = span(last.value + 1, chunks.value);
    if (last.value >= chunks.value - 1) nearEnd();
  }

  let frame = 0;
  const soon = (): void => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(look);
  };
  const widthChanged = (): void => {
    known = [];
    soon();
  };
  onMounted(() => {
    window.addEventListener("scroll", soon, { passive: true });
    window.addEventListener("resize", widthChanged);
  });
  onBeforeUnmount(() => {
    cancelAnimationFrame(frame);
    window.removeEventListener("scroll", soon);
    window.removeEventListener("resize", widthChanged);
  });
  watch(count, () => void nextTick(look));

  async function reveal(row: number): Promise<void> {
    if (row >= from.value && row < to.value) return;
    const top = (list.value?.getBoundingClientRect().top ?? 0) + window.scrollY;
    const chunk = Math.floor(row / kChunk);
    const inside = ((row % kChunk) / kChunk) * (known[chunk] || guess());
    window.scrollTo({ top: top + span(0, chunk) + inside - window.innerHeight / 3 });
    look();
    await nextTick();
  }

  return {
    from,
    to,
    before,
    after,
    reveal,
    heights: () => [...known],
    restore: (heights) => {
      known = [...heights];
    },
  };
}
