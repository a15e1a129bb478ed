// text/number.ts – the public number of a matter, 2026 0001 2346, as somebody types it
// (src/model/public_number.h): its last digit checks the others.
import { foldNumber } from "./fold";

// Damm's quasigroup of order 10 (src/model/check_digit.cc).
const kDamm = [
  "0317598642",
  "7092154863",
  "4206871359",
  "1750983426",
  "6123045978",
  "3674209581",
  "5869720134",
  "8945362017",
  "9438617205",
  "2581436790",
];

// In its groups of four, or undefined when it cannot be one.
export function publicNumber(text: string): string | undefined {
  const digits = foldNumber(text);
  if (!/^[2-9]\d{3}(\d{8}|\d{12})$/.test(digits)) return undefined;
  const check = [...digits].reduce((row, digit) => Number(kDamm[row]![Number(digit)]), 0);
  return check === 0 ? digits.replace(/(\d{4})(?=\d)/g, "$1 ") : undefined;
}
