// dev/children.ts – made-up matters that were opened out of another, for the stand-in and for the
// browser tests. In no build.
import type { ChildrenView, ChildView, Words } from "../src/api/types";

const kDay = 24 * 3600_000;
const words = (zh: string, en: string): Words => ({ zh, en });

// Every third is ended, every seventh of the others late, and every fifth not the reader's to open.
function child(n: number, now: number): ChildView {
  const ended = n % 3 === 2;
  const late = !ended && n % 7 === 0;
  const village = words(`第${n + 1}村`, `Village ${n + 1}`);
  return {
    ...(n % 5 === 4 ? {} : { id: String(700 + n) }),
    number: `2026 ${String(7000 + n)} 0000`,
    procedure: words("村社事项准入", "Admission of a task"),
    title: n % 4 === 3 ? "" : "秋季防火巡查",
    place: village,
    ...(ended
      ? { outcome_words: words("已完成", "Done") }
      : {
          holder: {
            desk: String(1000 + n),
            words: words(`${village.zh} · 受理分办`, `${village.en} · Intake desk`),
            level: "village",
          },
        }),
    step_title: words("村里办理", "The village works"),
    public_title: words("正在办理", "In progress"),
    ended,
    until_at: ended ? 0 : now + (late ? -kDay : (1 + (n % 9)) * kDay),
    late,
    filed_at: now - 5 * kDay,
    ended_at: ended ? now - kDay : 0,
  };
}

export function children(total: number, now = Date.now()): ChildrenView {
  const items = Array.from({ length: total }, (_, n) => child(n, now));
  return { total, ended: items.filter((one) => one.ended).length, items };
}
