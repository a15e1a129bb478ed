// text/csv.ts – a table as a CSV file that a spreadsheet opens with its Chinese intact, made in the
// browser. A cell that a spreadsheet would read as a formula is kept a text.
const kMark = "\uFEFF";

// Spreadsheets look past spaces and what is not seen, and take full-width signs for the plain ones.
const kUnseen =
  " \\n\\v\\f\\u00A0\\u00AD\\u180E\\u200B-\\u200F\\u2028-\\u202E" +
  "\\u2060\\u2066-\\u2069\\u3000\\uFEFF";
const kFormula = new RegExp(`^[${kUnseen}]*[-=+@\\t\\r＝＋－＠﹢﹣﹦﹫]`);
const cell = (value: string | number): string => {
  const text = typeof value === "string" && kFormula.test(value) ? `'${value}` : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
};
export const csv = (rows: (string | number)[][]): string =>
  kMark + rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";

export const saveFile = (name: string, text: string): void =>
  saveBlob(name, new Blob([text], { type: "text/csv;charset=utf-8" }));

export function saveBlob(name: string, data: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(data);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
