// text/amounts.ts – whole numbers that people write with decimals: money in fen, quantities in
// thousandths. Never by a floating number: 0.1 + 0.2 is 0.3 here.
export const kFenDecimals = 2;
export const kThousandths = 3;
const kDigitsMax = 15; // what a number of the JSON holds exactly

// "1,234.5" with two decimals is 123450; undefined for what is no such number.
export function wholeOf(text: string, decimals: number): number | undefined {
  const plain = text.normalize("NFKC").replace(/[\s,]/g, "").replace("−", "-").replace("。", ".");
  const found = /^(-?)¥?(\d+)(?:\.(\d*))?$/.exec(plain);
  if (!found) return undefined;
  const [, minus, whole = "", part = ""] = found;
  if (part.length > decimals) return undefined;
  const digits = whole + part.padEnd(decimals, "0");
  if (digits.replace(/^0+/, "").length > kDigitsMax) return undefined;
  return minus && Number(digits) ? -Number(digits) : Number(digits);
}

// As it stands in a box: 123450 is "1234.50" with both decimals of money, "1234.5" of a quantity.
export function boxText(value: number, decimals: number): string {
  const digits = String(Math.abs(value)).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const part = digits.slice(digits.length - decimals);
  const shown = decimals === kFenDecimals ? part : part.replace(/0+$/, "");
  return (value < 0 ? "-" : "") + whole + (shown ? `.${shown}` : "");
}

// As it is read: 1,234.50.
export function amountWords(value: number, decimals: number): string {
  const [whole = "", part] = boxText(value, decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return part ? `${grouped}.${part}` : grouped;
}
