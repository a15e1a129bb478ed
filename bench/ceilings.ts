// bench/ceilings.ts – what the program is put beside: nginx with a file of the answer's size, and
// the rows of one real filing for the bare handler (bench/bare_handler.cc).
import { readdirSync, readFileSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { ask, cpu_seconds, root, Server } from "./county";

export const bare = join(root, "build/release/bench_bare_handler");

interface Column {
  name: string;
  kind: "id" | "unique" | "integer" | "text" | "blob" | "null";
  value: string;
}

// The columns that must be unique across filings although they are no ids.
const UNIQUE = new Set(["matter.number", "receipt.idempotency_key"]);

function column_of(table: string, name: string, literal: string, ids: Set<string>): Column {
  if (literal === "NULL") return { name, kind: "null", value: "" };
  if (/^X'/.test(literal)) return { name, kind: "blob", value: literal.slice(2, -1) };
  if (!literal.startsWith("'"))
    return { name, kind: ids.has(literal) ? "id" : "integer", value: literal };
  const value = literal.slice(1, -1).replaceAll("''", "'");
  return { name, kind: UNIQUE.has(`${table}.${name}`) ? "unique" : "text", value };
}

// The newest id of anything, and the rows with ids after it: what one filing wrote.
export function newest_id(data: string): string {
  return ask<{ id: string }>(data, "SELECT CAST(max(id) AS TEXT) AS id FROM receipt")[0]!.id;
}

// Writes down, for the bare handler, every row that came after the id `before`, and the answer.
export function capture_filing(
  data: string,
  before: string,
  answer: string,
  file: string,
): string[] {
  const tables = ask<{ name: string }>(
    data,
    `SELECT m.name FROM sqlite_schema m
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND EXISTS
      (SELECT 1 FROM pragma_table_info(m.name) c WHERE c.name = 'id' AND c.pk = 1)`,
  );
  const found: { table: string; row: Record<string, string> }[] = [];
  for (const { name } of tables) {
    if (name === "journal_queue") continue;
    const columns = ask<{ name: string }>(data, `SELECT name FROM pragma_table_info('${name}')`);
    const quoted = columns.map((column) => `quote(${column.name}) AS ${column.name}`).join(",");
    const rows = ask<Record<string, string>>(
      data,
      `SELECT ${quoted} FROM ${name} WHERE id > ${before}`,
    );
    for (const row of rows) found.push({ table: name, row });
  }
  // The tree may have taken it in already.
  for (const entry of found.filter(({ table }) => table === "journal_entry")) {
    found.push({ table: "journal_queue", row: { id: entry.row["id"]!, version: "1" } });
  }
  const ids = new Set(found.map(({ row }) => row["id"]!));
  const rows = found.map(({ table, row }) => ({
    table,
    columns: Object.entries(row).map(([name, literal]) => column_of(table, name, literal, ids)),
  }));
  writeFileSync(file, JSON.stringify({ answer, rows }));
  return rows.map((row) => row.table);
}

async function free_port(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
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
      if (
        await fetch(address).then(
          () => true,
          () => false,
        )
      )
        return new Nginx(address, server);
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error("nginx does not answer");
  }

  // Of all its processes.
  cpu_seconds(): number {
    const pids = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .filter((name) => {
        try {
          const text = readFileSync(`/proc/${name}/stat`, "utf8");
          return Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[1]) === this.server.pid;
        } catch {
          return false; // ended meanwhile
        }
      });
    return pids.reduce((sum, pid) => sum + cpu_seconds(Number(pid)), cpu_seconds(this.server.pid));
  }
  stop(): Promise<void> {
    return this.server.stop();
  }
}
