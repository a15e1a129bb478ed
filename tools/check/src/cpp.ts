// cpp.ts – just enough C++ to find comments, strings and functions without a compiler.
import { line_of } from "./tree.js";

export enum Strings {
  Keep,
  Blank,
}

const blank = (text: string) => text.replace(/[^\n]/g, " ");

// The end of the token (comment, string, character) that starts at `i`, or `i` if none does.
function token_end(text: string, i: number): number {
  const rest = (mark: string, from: number) => {
    const at = text.indexOf(mark, from);
    return at === -1 ? text.length : at + mark.length;
  };
  if (text.startsWith("//", i)) return rest("\n", i) - 1;
  if (text.startsWith("/*", i)) return rest("*/", i + 2);
  if (text[i] === '"') {
    const raw = /(?:^|[^\w])(?:u8|[uUL])?R$/.test(text.slice(Math.max(0, i - 4), i));
    if (raw) {
      const open = text.indexOf("(", i);
      return rest(")" + text.slice(i + 1, open) + '"', open);
    }
    return quoted_end(text, i);
  }
  if (text[i] === "'" && !is_digit_separator(text, i)) return quoted_end(text, i);
  return i;
}

function quoted_end(text: string, i: number): number {
  for (let end = i + 1; end < text.length; end += 1) {
    if (text[end] === "\\") end += 1;
    else if (text[end] === text[i] || text[end] === "\n") return end + 1;
  }
  return text.length;
}

function is_digit_separator(text: string, i: number): boolean {
  const before = /[\w']*$/.exec(text.slice(Math.max(0, i - 40), i))?.[0] ?? "";
  return /^\d/.test(before);
}

// The text with comments, and if asked the insides of strings, replaced by blanks; offsets and
// lines stay what they were.
export function strip(text: string, strings: Strings): string {
  let out = "";
  let i = 0;
  while (i < text.length) {
    const end = token_end(text, i);
    if (end <= i) {
      out += text[i];
      i += 1;
      continue;
    }
    const token = text.slice(i, end);
    const comment = token.startsWith("/");
    if (comment) out += blank(token);
    else if (strings === Strings.Keep) out += token;
    else out += token[0] + blank(token.slice(1, -1)) + token.at(-1);
    i = end;
  }
  return out;
}

export interface FunctionSpan {
  name: string;
  first_line: number; // of its head
  last_line: number; // of its closing brace
}

// The functions, tests and named lambdas at namespace or class level; what is nested in one counts
// as part of it.
export function functions(text: string): FunctionSpan[] {
  const code = strip(text, Strings.Blank).replace(/^[ \t]*#(?:.*\\\n)*.*/gm, blank);
  const spans: FunctionSpan[] = [];
  scan(code, 0, code.length, spans);
  return spans;
}

function closing_brace(code: string, open: number): number {
  let depth = 0;
  for (let i = open; i < code.length; i += 1) {
    if (code[i] === "{") depth += 1;
    else if (code[i] === "}" && --depth === 0) return i;
  }
  return code.length;
}

function scan(code: string, from: number, to: number, spans: FunctionSpan[]): void {
  let head_start = from;
  let parens = 0;
  for (let i = from; i < to; i += 1) {
    const c = code[i];
    if (c === "(") parens += 1;
    if (c === ")") parens -= 1;
    if (c === ";" && parens === 0) head_start = i + 1;
    if (c === ":" && /^\s*(public|private|protected)\s*$/.test(code.slice(head_start, i))) {
      head_start = i + 1;
    }
    if (c !== "{") continue;
    const close = Math.min(closing_brace(code, i), to);
    const head = trim_head(code.slice(head_start, i));
    const kind = parens > 0 ? Kind.Data : classify(head);
    if (kind === Kind.Function) {
      const start = i - head.length;
      spans.push({
        name: name_of(head),
        first_line: line_of(code, start),
        last_line: line_of(code, close),
      });
    }
    if (kind === Kind.Scope) scan(code, i + 1, close, spans);
    if (kind !== Kind.Data) head_start = close + 1;
    i = close;
  }
}

enum Kind {
  Scope, // namespace or type: look inside
  Function,
  Data, // braces of an initialiser: the head goes on after them
}

// The head without what a macro without semicolon left before it.
function trim_head(head: string): string {
  for (;;) {
    head = head.trimStart();
    const macro = /^[A-Z][A-Z0-9_]+\s*\(/.exec(head);
    if (macro === null) return head;
    let depth = 0;
    let end = macro[0].length - 1;
    for (; end < head.length; end += 1) {
      if (head[end] === "(") depth += 1;
      if (head[end] === ")" && --depth === 0) break;
    }
    if (head.slice(end + 1).trim() === "") return head;
    head = head.slice(end + 1);
  }
}

// Without template<…>, attributes and the symbols of operator names.
function plain(head: string): string {
  let out = head.replace(/\[\[[^\]]*\]\]/g, " ");
  out = out.replace(/operator\s*(\(\s*\)|[^\s\w(]+)/g, "operator_");
  out = out.replace(/\balignas\s*\([^)]*\)/g, " ").trim();
  while (/^template\s*</.test(out)) {
    let depth = 0;
    let end = out.indexOf("<");
    for (; end < out.length; end += 1) {
      if (out[end] === "<") depth += 1;
      if (out[end] === ">" && --depth === 0) break;
    }
    out = out.slice(end + 1).trim();
  }
  return out;
}

function classify(head: string): Kind {
  const h = plain(head);
  if (/^(inline\s+)?namespace\b/.test(h) || /^extern\s*"\s*"$/.test(h)) return Kind.Scope;
  const ends_like_function = /\)\s*(const|noexcept|override|final|&|\s|->.*)*$/s.test(h);
  if (/^((inline|static|constexpr|const|typedef)\s+)*(class|struct|union|enum)\b/.test(h)) {
    if (!ends_like_function) return Kind.Scope;
  }
  const outer = outside_brackets(h);
  if (/(^|[^=!<>])=([^=]|$)/.test(outer)) return /=\s*\[/.test(h) ? Kind.Function : Kind.Data;
  if (!outer.includes("(")) return Kind.Data;
  const initialisers = /\)[^:()]*[^:]:[^:]/s.test(outer + " ");
  if (initialisers && /[\w>]$/.test(h)) return Kind.Data;
  return Kind.Function;
}

// The head with everything inside (…) and [ …] removed, the brackets kept.
function outside_brackets(head: string): string {
  let depth = 0;
  let out = "";
  for (const c of head) {
    if (c === ")" || c === "]") depth -= 1;
    if (depth === 0) out += c;
    if (c === "(" || c === "[") depth += 1;
  }
  return out;
}

function name_of(head: string): string {
  const h = plain(head);
  const test = /^[A-Z][A-Z0-9_]*\s*\(([^)]*)\)\s*$/.exec(h);
  if (test) return (test[1] ?? "").replace(/\s+/g, " ");
  return /([\w:~]+)\s*(\(|=)/.exec(h)?.[1] ?? h.slice(0, 40);
}
