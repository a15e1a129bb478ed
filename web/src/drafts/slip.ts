// drafts/slip.ts – the receipt slip just given, in the memory of this page alone. The follow-up
// code on it is shown once and written nowhere: a reload loses it, and the slip says so.
import type { FilingReceipt, Receipt } from "../api/types";

export interface Slip {
  receipt: Receipt & Partial<FilingReceipt>;
  title: string;
  place: string; // "" when it has none
  page: string; // where the next one is written
  forSomebody: boolean; // then the slip is hers, not the one's who entered it
  codeGone?: boolean; // it was shown, and is kept nowhere
}

let kept: Slip | undefined;

// What was just entered for somebody – what happened, nothing of whom it happened to –, to enter it
// for the next household without typing it again.
let again: Record<string, unknown> | undefined;

export function keepAgain(what: Record<string, unknown>): void {
  again = what;
}
export const readAgain = <T extends object>(): T | undefined => again as T | undefined;

export function keepSlip(slip: Slip): void {
  kept = slip;
}

export const readSlip = (): Slip | undefined => kept;

export function forgetSlip(): void {
  kept = undefined;
  again = undefined;
}

// What may stay on the phone once it was shown.
export function withoutCode(slip: Slip): Slip {
  const { follow_up_code: code, ...receipt } = slip.receipt;
  return code ? { ...slip, receipt, codeGone: true } : slip;
}
