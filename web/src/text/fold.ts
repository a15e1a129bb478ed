// text/fold.ts – numbers and codes as people type and paste them, read as the program reads them
// (src/base/fold.h): full width, spaces of every kind, hyphens and what nobody sees do not count.
const UNSEEN = new RegExp(
  "[\\u0000-\\u001F\\u007F-\\u009F\\u00AD\\u034F\\u061C\\u115F\\u1160\\u180B-\\u180F" +
    "\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0]",
  "g",
);
const SPACES = /[\s\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g;
const HYPHENS = /[-\u2010-\u2015\u2043\u2212\uFE58\uFE63]/g;
const WIDE = /[\uFF01-\uFF5E]/g;

export const foldNumber = (text: string): string =>
  text
    .replace(UNSEEN, "")
    .replace(WIDE, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(SPACES, "")
    .replace(HYPHENS, "");

// A mobile number as 11 digits, the country's own code left out; what is none stays folded.
export const foldPhone = (text: string): string =>
  foldNumber(text)
    .replace(/[().]/g, "")
    .replace(/^(\+86|0086|86(?=\d{11}$))/, "");

export const isPhone = (text: string): boolean => /^1[3-9]\d{9}$/.test(foldPhone(text));
