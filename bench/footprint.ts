// bench/footprint.ts – how soon the program answers, how much memory and disk it takes.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { ask, ask_one, free_port, linli, on_postgres } from "./county";

// Whether a page that is read from the database comes back now.
function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write("GET /api/v1/public/matters HTTP/1.1\r\nHost: localhost\r\n\r\n");
    });
    socket.once("data", (bytes) => {
      socket.destroy();
      done(bytes.toString("latin1").startsWith("HTTP/1.1 200"));
    });
    socket.once("error", () => done(false));
  });
}

// From exec to the first answer out of the database; then the program is killed (kill -9).
export async function first_answer_ms(data: string, clock: string): Promise<number> {
  const port = await free_port();
  const began = performance.now();
  const child = spawn(linli, ["serve", "--data", data, "--port", `${port}`, "--clock", clock], {
    stdio: "ignore",
  });
  const ended = new Promise((done) => child.once("exit", done));
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`linli serve ended with ${child.exitCode}`);
    await new Promise((done) => setTimeout(done, 5));
  }
  const took = Math.round(performance.now() - began);
  child.kill("SIGKILL");
  await ended;
  return took;
}

// Memory that belongs to the process alone and to no file.
export function anonymous_mb(pid: number): number {
  const found = /^Anonymous:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"));
  return Math.round(Number(found?.[1] ?? 0) / 1024);
}

export interface Storage {
  bytes: Record<string, number>; // of one matter, by what they are for
  overhead: number; // all but the texts as they are stored
}

// Which table or index is for what; what people and places take is not a matter's.
const PARTS: [string, RegExp][] = [
  ["texts as stored", /^vault_text$/],
  ["indexes of texts", /^(vault_text_|sqlite_autoindex_vault_text)/],
  ["words of titles", /^store_text/],
  ["record", /^(journal_entry|journal_leaf|journal_head|journal_queue|journal_tree)$/],
  ["indexes of the record", /journal_/],
  ["figures", /store_counter/],
  ["the matter", /^matter$/],
  ["its indexes", /^(matter_(?!hand|about|serial)|sqlite_autoindex_matter_\d)/],
  ["history", /(participant|stay|matter_hand|matter_about|timer)/],
  ["messages and receipts", /(delivery_|receipt)/],
];

// By table and index; on PostgreSQL what is too long for a row counts with its table.
const SIZES_SQLITE = "SELECT name, sum(pgsize) AS size FROM dbstat GROUP BY name";
const SIZES_POSTGRES = `SELECT relname AS name, CASE relkind WHEN 'i' THEN pg_relation_size(c.oid)
    ELSE pg_table_size(c.oid) END AS size
  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
  WHERE nspname = 'linli' AND relkind IN ('r', 'i')`;

// Of a county with at least one matter, while nobody writes to it.
export function storage(data: string): Storage {
  const { n } = ask_one<{ n: number }>(data, "SELECT count(*) AS n FROM matter");
  const bytes: Record<string, number> = {};
  const sizes = on_postgres(data) ? SIZES_POSTGRES : SIZES_SQLITE;
  for (const { name, size } of ask<{ name: string; size: number }>(data, sizes)) {
    const part = PARTS.find(([, names]) => names.test(name));
    if (part) bytes[part[0]] = (bytes[part[0]] ?? 0) + size;
  }
  for (const part of Object.keys(bytes)) bytes[part] = Math.round(bytes[part]! / n);
  const all = Object.values(bytes).reduce((sum, one) => sum + one, 0);
  return { bytes, overhead: all - (bytes["texts as stored"] ?? 0) };
}
