// scenario/on_postgres.ts – runs the scenarios again with every county in PostgreSQL.
//
// One server of its own serves them all; it does not wait for the disk, since no scenario takes the
// power away. Words: names of scenarios (time), or none for all.
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { installed, PostgresServer } from "./postgres";

const scenarios = import.meta.dirname;

async function main(): Promise<number> {
  if (!installed()) {
    console.log("skipped: scenarios on PostgreSQL, the package postgresql-15 is not installed");
    console.log("# skipped 1");
    return 0;
  }
  const wanted = process.argv.slice(2);
  const files = readdirSync(scenarios)
    .filter((name) => name.endsWith(".test.mjs"))
    .filter((name) => wanted.length === 0 || wanted.includes(name.replace(".test.mjs", "")))
    .map((name) => join(scenarios, name));
  const server = PostgresServer.make();
  try {
    await server.start("fsync=off", "full_page_writes=off", "synchronous_commit=on");
    const words = ["--test", "--test-concurrency=1", "--test-timeout=600000", ...files];
    const child = spawn(process.execPath, words, {
      stdio: "inherit",
      env: { ...process.env, LINLI_POSTGRES: server.address },
    });
    return await new Promise<number>((done) => child.once("exit", (code) => done(code ?? 1)));
  } finally {
    await server.drop();
  }
}

process.exit(await main());
