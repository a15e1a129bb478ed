// rules_layout.ts – where code may stand, how big it may be and what it may be called.
import { Strings, functions, strip } from "./cpp.js";
import { type Problem, type Tree, find_all, is_for_tests } from "./tree.js";

const CPP = /^(src|bench|fuzz)\/.*\.(cc|h)$/;
const CODE = /^(dev|CMakeLists\.txt|.*\.(cc|h|ts|vue|css|cmake|sql))$/;
const WIDE = /^(dev|CMakeLists\.txt|.*\.(cc|h|ts|vue|cmake))$/;
// The pages' sentences, one a line, are data like the YAML of src/pack/texts.
const SENTENCES = /^web\/src\/\w+\/\w+_(zh|en)\.ts$/;
const FILE_LINES_ASK = 400;
const FILE_LINES_MAX = 800;
const FUNCTION_LINES_MAX = 70;
const PICTURE_BYTES_MAX = 300_000;
const COLUMNS_MAX = 100;
// The path of an SVG, or the bytes of a picture: one word however long.
const UNBREAKABLE = /["'][Mm]\d[\d. ]*[A-Za-z]|^\s*"[\w+/=]{80,}"/;

// Files that a program wrote say so in their first lines.
function is_generated(tree: Tree, path: string): boolean {
  return /generated|do not edit/i.test(tree.lines(path).slice(0, 3).join("\n"));
}

// Tests of every room may include what is on no line above them: a whole county.
const TESTING = "testing";

// The layers from top to bottom; every folder of src/ stands in src/LAYERS.
export function layer_names(tree: Tree): string[] {
  return tree.lines("src/LAYERS").filter((line) => /^[a-z_]+$/.test(line));
}

// Capabilities stand between exchange and overview; they never include each other.
export function capabilities(layers: string[]): string[] {
  return layers.slice(layers.indexOf("exchange") + 1, layers.indexOf("overview"));
}

export function layers(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  const order = layer_names(tree);
  const equals = new Set(capabilities(order));
  for (const path of tree.paths(/^src\/.*\.(cc|h)$/)) {
    const own = path.split("/")[1] ?? "";
    const say = (line: number, message: string) =>
      problems.push({ rule: "layers", path, line, message });
    if (!order.includes(own)) {
      say(0, `the folder ${own} is not in src/LAYERS`);
      continue;
    }
    const code = strip(tree.text(path), Strings.Keep);
    for (const { match, line } of find_all(code, /^[ \t]*#[ \t]*include\s+"([^"]+)"/gm)) {
      const header = match[1] ?? "";
      const other = header.split("/")[0] ?? "";
      if (!header.includes("/")) say(line, `"${header}" does not start with its folder`);
      else if (!tree.has("src/" + header)) say(line, `there is no src/${header}`);
      else if (is_for_tests(header) && !is_for_tests(path)) say(line, `${header} is for tests`);
      else if (other === TESTING) continue;
      else if (order.indexOf(other) > order.indexOf(own)) say(line, `${own} is above ${other}`);
      else if (other !== own && equals.has(own) && equals.has(other)) {
        say(line, `the capabilities ${own} and ${other} meet through matters, not includes`);
      }
    }
  }
  return problems;
}

// What pages of every noun are made of knows none of them (web/DESIGN.md).
const KIT = /^web\/src\/(kit|text)\//;
const BELOW_KIT = ["api", "drafts", "frame", "kit", "text", "words"];
export function kit(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  for (const path of tree.paths(/^web\/src\/.*\.(ts|vue)$/)) {
    if (!KIT.test(path)) continue;
    const imports = /(?:from |import\()"((?:\.\.\/)+)([^"/]+)\/[^"]+"/g;
    for (const { match, line } of find_all(tree.text(path), imports)) {
      const folder = path.split("/").slice(0, -1);
      const room = [...folder.slice(0, folder.length - (match[1] ?? "").length / 3), match[2]];
      const noun = room[2] ?? "";
      if (BELOW_KIT.includes(noun)) continue;
      const message = `the kit is below ${noun}`;
      problems.push({ rule: "kit", path, line, message });
    }
  }
  return problems;
}

export function file_sizes(tree: Tree): Problem[] {
  return tree
    .paths(CODE)
    .filter((path) => !is_generated(tree, path))
    .map((path) => ({ path, count: tree.lines(path).length }))
    .filter(({ count }) => count > FILE_LINES_MAX)
    .map(({ path, count }) => ({
      rule: "file-size",
      path,
      line: 0,
      message: `${count} lines; ${FILE_LINES_MAX} is the limit`,
    }));
}

// Nobody commits what a program left behind: a memory image, a database, a built file. Only
// pictures are not text.
export function strays(tree: Tree): Problem[] {
  return Object.entries(tree.no_texts)
    .filter(([path, bytes]) => !/\.png$/.test(path) || bytes > PICTURE_BYTES_MAX)
    .map(([path, bytes]) => ({
      rule: "strays",
      path,
      line: 0,
      message: `${bytes} bytes that are no text; only a .png may be, to ${PICTURE_BYTES_MAX}`,
    }));
}

// Not refused, only asked about.
export function large_files(tree: Tree): string[] {
  return tree
    .paths(CODE)
    .map((path) => ({ path, count: tree.lines(path).length }))
    .filter(({ count }) => count > FILE_LINES_ASK && count <= FILE_LINES_MAX)
    .map(({ path, count }) => `${path} has ${count} lines: is it one topic?`);
}

export function function_sizes(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  for (const path of tree.paths(CPP)) {
    for (const { name, first_line, last_line } of functions(tree.text(path))) {
      const count = last_line - first_line + 1;
      if (count <= FUNCTION_LINES_MAX) continue;
      const message = `${name} has ${count} lines; ${FUNCTION_LINES_MAX} is the limit`;
      problems.push({ rule: "function-size", path, line: first_line, message });
    }
  }
  return problems;
}

export function columns(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  for (const path of tree.paths(WIDE)) {
    if (is_generated(tree, path) || SENTENCES.test(path)) continue;
    tree.lines(path).forEach((text, index) => {
      const count = [...text].length;
      if (count <= COLUMNS_MAX || UNBREAKABLE.test(text)) return;
      const message = `${count} columns; ${COLUMNS_MAX} is the limit`;
      problems.push({ rule: "columns", path, line: index + 1, message });
    });
  }
  return problems;
}

const SPEAKING = /^(src|tests|bench|fuzz|tools|law|packs|web\/src|docs)\//;
const VAGUE = /(^|_|\.)(?:(utils?|helpers?|manager|misc)(_|\.|$)|common(\.|$))/i;
const VAGUE_TYPE = new RegExp(
  String.raw`\b(class|struct|namespace|interface|enum)\s+(?:class\s+)?` +
    String.raw`(\w*(?:Utils?|Common|Helpers?|Manager|Misc)\w*|utils?|common|helpers?)\b`,
  "g",
);

export function names(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  const say = (path: string, line: number, message: string) =>
    problems.push({ rule: "names", path, line, message });
  for (const path of tree.paths(SPEAKING)) {
    const parts = path.split("/");
    const vague = parts.find((part) => VAGUE.test(part));
    if (vague) say(path, 0, `${vague} does not say what is in it`);
    const file = parts.at(-1) ?? "";
    if (/\.(cc|h)$/.test(file) && !/^[a-z][a-z0-9_]*\.(cc|h)$/.test(file)) {
      say(path, 0, "file names are snake_case");
    }
  }
  for (const path of tree.paths(/\.(cc|h)$/)) {
    const code = strip(tree.text(path), Strings.Blank);
    for (const { line } of find_all(code, /\busing\s+namespace\s+std\s*;/g)) {
      say(path, line, "no using namespace std");
    }
    for (const { match, line } of find_all(code, VAGUE_TYPE)) {
      say(path, line, `${match[2]} does not say what it is`);
    }
  }
  return problems;
}

// Headers are the manual: the first line names the header, and threads are spoken of.
export function manuals(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  for (const path of tree.paths(/^src\/.*\.h$/)) {
    const text = tree.text(path);
    const say = (message: string) => problems.push({ rule: "manual", path, line: 1, message });
    const expected = `// ${path.slice("src/".length)} – `;
    if (!text.startsWith(expected)) say(`the first line begins "${expected}" and says the purpose`);
    const top = text.slice(0, Math.max(0, text.indexOf("#pragma once")));
    if (top === "") say("#pragma once is missing");
    else if (!/thread safety/i.test(top)) say("the opening comment is silent on thread safety");
  }
  return problems;
}
