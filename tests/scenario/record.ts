// scenario/record.ts – the record as its bytes say it (docs/formats.md), read beside the program.
import { rows } from "./house";

export interface Entry {
  id: bigint;
  at: number;
  act: string;
  facts: Record<string, string>;
}

export function parse(bytes: Buffer): Entry {
  let at = 14; // after the format line
  const int = (): bigint => bytes.readBigInt64BE((at += 8) - 8);
  const string = (): string => {
    const size = bytes.readUInt32BE(at);
    at += 4 + size;
    return bytes.subarray(at - size, at).toString();
  };
  const entry: Entry = { id: int(), at: Number(int()), act: string(), facts: {} };
  at += 32; // actor, term, matter, previous
  const count = bytes.readUInt32BE((at += 4) - 4);
  for (let i = 0; i < count; ++i) {
    const key = string();
    entry.facts[key] = string();
  }
  return entry;
}

// Every entry about matters, by matter in the order of the record.
export function entries(data: string): Map<string, Entry[]> {
  const out = new Map<string, Entry[]>();
  for (const row of rows<{ matter: string; body: string }>(
    data,
    `SELECT CAST(matter_id AS TEXT) AS matter, hex(body) AS body FROM journal_entry
     WHERE matter_id IS NOT NULL ORDER BY id`,
  )) {
    const all = out.get(row.matter) ?? [];
    all.push(parse(Buffer.from(row.body, "hex")));
    out.set(row.matter, all);
  }
  return out;
}
