// e2e/run.ts – runs the browser tests: one program with the sample and one Chromium for all of
// them. Words after the command choose test files by a part of their names.
import { spawn } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { drop, folder, Server } from "../scenario/house";
import { launchServer, pictures } from "./chromium";

const kFilesAtOnce = "2"; // two cores: while one page waits for the server, the other is drawn

async function main(wanted: string[]): Promise<number> {
  for (const name of readdirSync(pictures)) if (name.endsWith(".png")) rmSync(join(pictures, name));
  const files = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith(".test.mjs"))
    .filter((name) => !wanted.length || wanted.some((part) => name.includes(part)))
    .map((name) => `${import.meta.dirname}/${name}`);
  const server = await Server.start(folder());
  const browser = await launchServer();
  const tests = spawn(
    process.execPath,
    ["--test", `--test-concurrency=${kFilesAtOnce}`, "--test-timeout=600000", ...files],
    {
      stdio: "inherit",
      env: { ...process.env, LINLI_SITE: server.address, LINLI_BROWSER: browser.wsEndpoint() },
    },
  );
  const code = await new Promise<number>((done) => tests.once("exit", (one) => done(one ?? 1)));
  await browser.close();
  await server.stop();
  drop(server.data);
  return code;
}

process.exitCode = await main(process.argv.slice(2));
