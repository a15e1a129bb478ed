// dev/slips.ts – what the stand-in answers about code slips. All made up; in no build.
import type * as W from "../src/api/work_types";
import * as data from "./data";

const kDay = 24 * 3600_000;
const village = data.words("向巷村 · 受理分办", "Xiangxiang Village · Intake desk");
const town = data.words("仙女镇 · 受理分办", "Xiannü Town · Intake desk");

const none = { printed_at: 0, voided_at: 0, ready: 0, used: 0, voided: 0, lost: 0 };
const batches: W.SlipBatch[] = [
  {
    ...none,
    id: "3",
    number: "048213",
    asked_by: village,
    asked_at: data.now - kDay,
    size: 7,
    may_print: true,
    may_void: true,
  },
  {
    ...none,
    id: "2",
    number: "730912",
    asked_by: village,
    asked_at: data.now - 30 * kDay,
    printed_by: town,
    printed_at: data.now - 29 * kDay,
    size: 20,
    ready: 12,
    used: 6,
    voided: 1,
    lost: 1,
    may_print: false,
    may_void: true,
  },
];

const sheet: W.SlipSheet = {
  batch: "048213",
  place: village,
  shown_before: false,
  slips: Array.from({ length: 7 }, (_, n) => ({
    number: `048 213 0${n + 1}${(n * 3) % 10}`,
    code: `K7QM-3XT${"ABCDEFG"[n]}`,
  })),
};

export function slipsAnswer(part: string | undefined): unknown {
  return part === "print" ? sheet : { items: batches };
}
