// bench/ceilings.ts – what the program is put beside: nginx with a file of the answer's size, the
// rows of one real filing through the bare handler (bench/bare_handler.cc) and through the bare
// pipeline to PostgreSQL (bench/bare_pipeline.h), the statements of one matter without a server.
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { ask, ask_one, cpu_seconds_of_all, free_port, on_postgres, root, Server } from "./county";

const bare = join(root, "build/release/bench_bare_handler");
const pipeline = join(root, "build/release/bench_postgres");

// What a ceiling does, and what it costs.
export interface Beside {
  per_second: number;
  cpu_us?: number; // of each, where it was measured
}

interface Column {
  name: string;
  kind: "id" | "unique" | "key" | "integer" | "text" | "blob" | "null";
  value: string;
}

// The columns that must be unique across filings although they are no ids.
const UNIQUE: Record<string, "unique" | "key"> = {
  "matter.number": "unique",
  "receipt.idempotency_key": "key",
};

function column_of(table: string, name: string, literal: string, ids: Set<string>): Column {
  if (literal === "NULL") return { name, kind: "null", value: "" };
  if (/^X'/.test(literal)) return { name, kind: "blob", value: literal.slice(2, -1) };
  if (!literal.startsWith("'"))
    return { name, kind: ids.has(literal) ? "id" : "integer", value: literal };
  const value = literal.slice(1, -1).replaceAll("''", "'");
  return { name, kind: UNIQUE[`${table}.${name}`] ?? "text", value };
}

// The newest id of anything: what has one after it is what one filing wrote.
export function newest_id(data: string): string {
  return ask_one<{ id: string }>(data, "SELECT CAST(max(id) AS TEXT) AS id FROM receipt").id;
}

interface Named {
  in_table: string;
  name: string;
  kind: string;
}

// Every column of every table that has ids. What the engines build for themselves is no row of a
// filing.
function columns(data: string): Map<string, Named[]> {
  const all = ask<Named>(
    data,
    on_postgres(data)
      ? `SELECT table_name AS in_table, column_name AS name, data_type AS kind
         FROM information_schema.columns WHERE table_schema = 'linli' ORDER BY 1, ordinal_position`
      : `SELECT m.name AS in_table, c.name AS name, c.type AS kind
         FROM sqlite_schema m, pragma_table_info(m.name) c
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY 1, c.cid`,
  );
  const tables = new Map<string, Named[]>();
  for (const column of all)
    tables.set(column.in_table, [...(tables.get(column.in_table) ?? []), column]);
  for (const [table, its] of [...tables])
    if (/^(store_|journal_queue)/.test(table) || !its.some((column) => column.name === "id"))
      tables.delete(table);
  return tables;
}

// A value as SQLite writes it: 'text', X'AB', 12, NULL.
function literal(data: string, { name, kind }: Named): string {
  if (!on_postgres(data)) return `quote(${name}) AS ${name}`;
  let written = `${name}::text`;
  if (kind === "bytea") written = `'X''' || encode(${name}, 'hex') || ''''`;
  if (kind === "text") written = `'''' || replace(${name}, '''', '''''') || ''''`;
  return `coalesce(${written}, 'NULL') AS ${name}`;
}

// Writes down, for the bare ones, every row that came after the id `before`, and the answer. Gives
// the tables it went to.
export function capture_filing(
  data: string,
  before: string,
  answer: string,
  file: string,
): string[] {
  const found: { table: string; row: Record<string, string> }[] = [];
  for (const [table, its] of columns(data)) {
    const values = its.map((column) => literal(data, column)).join(", ");
    const asked = `SELECT ${values} FROM ${table} WHERE id > ${before}`;
    for (const row of ask<Record<string, string>>(data, asked)) found.push({ table, row });
  }
  // The tree may have taken it in already.
  for (const entry of found.filter(({ table }) => table === "journal_entry")) {
    found.push({ table: "journal_queue", row: { id: entry.row["id"]!, version: "1" } });
  }
  // Where the key is refused, nothing else is written in vain.
  found.sort((a, b) => Number(b.table === "receipt") - Number(a.table === "receipt"));
  const ids = new Set(found.map(({ row }) => row["id"]!));
  const rows = found.map(({ table, row }) => ({
    table,
    columns: Object.entries(row).map(([name, value]) => column_of(table, name, value, ids)),
  }));
  writeFileSync(file, JSON.stringify({ answer, rows }));
  return rows.map((row) => row.table);
}

async function said_by(program: string, words: string[]): Promise<Beside> {
  const { stdout } = await promisify(execFile)(program, words);
  const said = JSON.parse(stdout) as { requests: number; seconds: number; cpu?: number };
  return {
    per_second: said.requests / said.seconds,
    cpu_us: said.cpu === undefined ? undefined : (said.cpu / said.requests) * 1e6,
  };
}

// The captured rows behind a bare handler, on a database file of its own.
export function bare_handler(database: string, filing: string): Promise<Server> {
  return Server.start(bare, ["serve", database, filing]);
}

// The statements of one matter after another in a loop, without a server.
export function direct(database: string, matters: string[], seconds: number): Promise<Beside> {
  return said_by(bare, ["read", database, "2", String(seconds), ...matters]);
}

// The captured rows by the bare pipeline, on a database of its own; `run`: a number of its own.
export function bare_pipeline(
  database: string,
  filing: string,
  run: number,
  seconds: number,
): Promise<Beside> {
  return said_by(pipeline, [database, "linli", filing, String(run), String(seconds)]);
}

// An nginx of our own, with a folder, a port and a log of its own.
export class Nginx {
  private constructor(
    readonly address: string,
    private readonly server: Server,
  ) {}

  // `files`: the path of each, and how long it is to be.
  static async start(folder: string, files: Record<string, number>): Promise<Nginx> {
    mkdirSync(join(folder, "www"), { recursive: true });
    for (const [name, bytes] of Object.entries(files)) {
      writeFileSync(join(folder, "www", name), "x".repeat(bytes));
    }
    const port = await free_port();
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map((name) => `${name}_temp_path ${folder}/${name};`)
      .join(" ");
    writeFileSync(
      join(folder, "nginx.conf"),
      `
${process.getuid!() === 0 ? "user root;" : ""}
daemon off; worker_processes 2; pid ${folder}/nginx.pid; error_log stderr crit;
events { worker_connections 512; }
http {
  ${temporary}
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
  open_file_cache max=100; types { application/json json; }
  server { listen 127.0.0.1:${port} reuseport; root ${folder}/www; }
}`,
    );
    // nginx says nothing when it is ready; the shell does, before it becomes nginx.
    const address = `http://127.0.0.1:${port}`;
    const server = await Server.start("/bin/sh", [
      "-c",
      `echo serves ${address}; exec /usr/sbin/nginx -p ${folder} -e stderr -c ${folder}/nginx.conf`,
    ]);
    for (let tries = 0; tries < 50; ++tries) {
      const there = await fetch(address).then(
        () => true,
        () => false,
      );
      if (there) return new Nginx(address, server);
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error("nginx does not answer");
  }

  cpu_seconds(): number {
    return cpu_seconds_of_all(this.server.pid);
  }
  stop(): Promise<void> {
    return this.server.stop();
  }
}
