// scenario/record.ts – the record as its rows say it, read beside the program: only docs/formats.md
// ("How an entry is kept") is followed, and its list of words used.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root, rows } from "./house";

export interface Entry {
  id: bigint;
  at: number;
  act: string;
  facts: Record<string, string>;
}

const formats = readFileSync(join(root, "docs/formats.md"), "utf8");
export const words = /<!-- words -->\n```\n([^]*?)\n```/.exec(formats)![1]!.split(/\s+/);

// The facts of a packed body.
function facts_of(bytes: Buffer, id: bigint): Record<string, string> {
  let at = 0;
  const number = (): bigint => {
    let out = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++]!;
      out |= BigInt(byte & 127) << shift;
      if (byte < 128) return out;
    }
  };
  const signed = (): bigint => {
    const value = number();
    return BigInt.asIntN(64, value & 1n ? ~(value >> 1n) : value >> 1n);
  };
  const string = (): string => {
    const form = Number(number());
    if (form >= 8) {
      const word = words[form - 8]!;
      return /[:/.]$/.test(word) ? word + string() : word;
    }
    if (form === 1) return String(signed());
    if (form === 2) return String(BigInt.asIntN(64, signed() + id));
    if (form === 3) return String(number()).padStart(12, "0").replace(/(.{4})(.{4})/, "$1 $2 ");
    assert.equal(form, 0);
    const size = Number(number());
    return bytes.subarray(at, (at += size)).toString();
  };
  assert.ok([1, 2].includes(bytes[at++]!), "the version of the entry");
  const has = bytes[at++]!;
  if (has & 1) number(); // actor
  if (has & 2) number(); // term
  const facts: Record<string, string> = {};
  for (let left = number(); left > 0n; --left) {
    const name = string();
    facts[name] = string();
  }
  return facts;
}

// Every entry about matters, by matter in the order of the record.
export function entries(data: string): Map<string, Entry[]> {
  const out = new Map<string, Entry[]>();
  for (const row of rows<{ id: string; matter: string; at: number; act: string; body: string }>(
    data,
    `SELECT CAST(id AS TEXT) AS id, CAST(matter_id AS TEXT) AS matter, at, act, hex(body) AS body
     FROM journal_entry WHERE matter_id IS NOT NULL ORDER BY journal_entry.id`,
  )) {
    const all = out.get(row.matter) ?? [];
    const id = BigInt(row.id);
    const facts = facts_of(Buffer.from(row.body, "hex"), id);
    all.push({ id, at: Number(row.at), act: row.act, facts });
    out.set(row.matter, all);
  }
  return out;
}
