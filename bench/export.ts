// bench/export.ts – `./dev bench export [--engine sqlite|postgres] [--size 10k] [--rounds N]`: the
// inbox as a table, all of a county, as the county's dispatch reads it. Rows and bytes a second
// beside the database's own tool writing the bare rows in the same run, what memory it takes beside
// the idle server, and what a read costs others meanwhile. Ends with 1 when the table is not whole
// or takes more than MORE_MB_MAX.
import { execFileSync } from "node:child_process";
import { loadavg } from "node:os";
import { dirname, join } from "node:path";
import { database_of } from "../tests/scenario/postgres";
import { Client } from "./client";
import { ask, ask_one, cpu_seconds, idle, median, option, say, type Server } from "./county";
import { anonymous_mb } from "./footprint";
import { engine, size, with_county } from "./with_county";
import { get, type Measured } from "./wrk";

const MORE_MB_MAX = 64;
const LOOK_MS = 100; // between looks at the memory
const READERS = 4; // connections that read one matter after another
const QUESTION = "scope=below&state=all&sort=number&reason=meeting";

const rounds = option("rounds", 5);

interface Table {
  rows: number;
  bytes: number;
  seconds: number;
  cpu: number; // of the server
  peak_mb: number;
}

// One export to its end; a body that was cut is an error.
async function exported(server: Server, cookie: string): Promise<Table> {
  let peak_mb = 0;
  const look = setInterval(() => (peak_mb = Math.max(peak_mb, anonymous_mb(server.pid))), LOOK_MS);
  const [began, cpu] = [performance.now(), cpu_seconds(server.pid)];
  try {
    const answer = await fetch(`${server.address}/api/v1/inbox.csv?${QUESTION}`, {
      headers: { cookie },
    });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    let [lines, bytes] = [0, 0];
    for await (const piece of answer.body as unknown as AsyncIterable<Uint8Array>) {
      bytes += piece.length;
      for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) ++lines;
    }
    const seconds = (performance.now() - began) / 1000;
    peak_mb = Math.max(peak_mb, anonymous_mb(server.pid));
    return { rows: lines - 1, bytes, seconds, cpu: cpu_seconds(server.pid) - cpu, peak_mb };
  } finally {
    clearInterval(look);
  }
}

// The rows of the table as they lie there, titles sealed, written by the database's own tool.
function bare_seconds(data: string): number {
  const began = performance.now();
  const bare = "SELECT * FROM matter ORDER BY number";
  const quietly = { stdio: ["ignore", "ignore", "inherit"] as ["ignore", "ignore", "inherit"] };
  if (engine === "postgres") {
    const sql = `COPY (${bare.replace("matter", "linli.matter")}) TO STDOUT CSV`;
    execFileSync("psql", ["-X", "-q", "-d", database_of(data), "-c", sql], quietly);
  } else {
    execFileSync("sqlite3", ["-readonly", "-csv", join(data, "linli.db"), bare], quietly);
  }
  return (performance.now() - began) / 1000;
}

async function run(server: Server, data: string): Promise<boolean> {
  const dispatch = await Client.as(server.address, "county_dispatch");
  const { n } = ask_one<{ n: number }>(data, "SELECT count(*) AS n FROM matter");
  await idle(server.pid);
  const idle_mb = anonymous_mb(server.pid);
  const tables: Table[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds; ++round) {
    tables.push(await exported(server, dispatch.cookie));
    bare.push(bare_seconds(data));
  }
  const ids = ask<{ id: string }>(
    data,
    "SELECT CAST(id AS TEXT) AS id FROM matter WHERE confidential = 0 ORDER BY id DESC LIMIT 50",
  );
  const gets = { cookie: dispatch.cookie, paths: ids.map(({ id }) => `/api/v1/matters/${id}`) };
  const reads = (): Promise<Measured> => get(dirname(data), server.address, gets, 5, READERS);
  const alone = await reads();
  let reading = true;
  const meanwhile = (async () => {
    while (reading) await exported(server, dispatch.cookie);
  })();
  const beside = await reads();
  reading = false;
  await meanwhile;
  return report(n, idle_mb, tables, bare, alone, beside);
}

function report(
  matters: number,
  idle_mb: number,
  tables: Table[],
  bare: number[],
  alone: Measured,
  beside: Measured,
): boolean {
  const { rows, bytes } = tables[0]!;
  const speed = median(tables.map((one) => one.rows / one.seconds));
  const spread = tables.map((one) => Math.round(one.rows / one.seconds)).sort((a, b) => a - b);
  const cpu_us = median(tables.map((one) => (one.cpu / one.rows) * 1e6));
  const more_mb = Math.max(...tables.map((one) => one.peak_mb)) - idle_mb;
  const ratio = speed / (matters / median(bare));
  const load = loadavg()[0]!.toFixed(1);
  console.log(
    [
      `${engine}, ${matters} matters, ${rounds} rounds, load of the machine ${load}`,
      `${rows} rows, ${(bytes / 1e6).toFixed(1)} MB`,
      `${speed.toFixed(0)} rows/s (${spread[0]}–${spread.at(-1)}), ` +
        `${((speed * bytes) / rows / 1e6).toFixed(1)} MB/s, ${cpu_us.toFixed(0)} µs CPU a row`,
      `${ratio.toFixed(2)} of the bare rows by the database's own tool`,
      `${more_mb} MB anonymous more than idle (${idle_mb} MB); at most ${MORE_MB_MAX}`,
      `reading one by ${READERS}: p99 ${alone.p99_ms.toFixed(1)} ms alone, ` +
        `${beside.p99_ms.toFixed(1)} ms beside the export; ` +
        `${alone.per_second.toFixed(0)} and ${beside.per_second.toFixed(0)} /s`,
    ].join("\n"),
  );
  return rows > 0 && tables.every((one) => one.rows === rows) && more_mb < MORE_MB_MAX;
}

const good = await with_county((server, data) => {
  say(`exporting ${size} matters on ${engine}`);
  return run(server, data);
});
process.exit(good ? 0 : 1);
