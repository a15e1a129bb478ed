// state/slip.ts – the receipt slip just given, for as long as this tab lives. The follow-up code on
// it is shown once, so a reload must not lose it; sign-out forgets it.
import type { FilingReceipt } from "../api/types";

const kName = "linli_slip";

export interface Slip {
  receipt: FilingReceipt;
  title: string;
  place: string;
  forSomebody: boolean; // then the slip is hers, not the one's who entered it
}

export function keepSlip(slip: Slip): void {
  sessionStorage.setItem(kName, JSON.stringify(slip));
}

export function readSlip(): Slip | undefined {
  const text = sessionStorage.getItem(kName);
  return text ? (JSON.parse(text) as Slip) : undefined;
}

export function forgetSlip(): void {
  sessionStorage.removeItem(kName);
}
