// report/title.ts – a title out of what she wrote, so that nobody has to invent one.
export const kTitleMax = 60;
const kTitleAim = 30;

export function titleOf(detail: string): string {
  const text = detail
    .trim()
    .replace(/^(尊敬的[^:：,，]{0,12}[:：,，]|你好[,，。!！]?|您好[,，。!！]?)\s*/, "");
  const first = text.split(/[\n。！？!?；;]/, 1)[0]?.trim() ?? "";
  const letters = [...first];
  if (letters.length <= kTitleMax && letters.length <= kTitleAim * 1.5) return first;
  const cut = letters.slice(0, kTitleAim).join("");
  const comma = Math.max(cut.lastIndexOf("，"), cut.lastIndexOf(","));
  return comma > 8 ? cut.slice(0, comma) : `${cut}…`;
}
