// bench/lighthouse.ts – `./dev bench lighthouse [--rounds N]`: Google's Lighthouse, mobile profile
// (slow 4G and a phone's processor, simulated), on the pages a resident opens first. Prints the
// median of each score and ends with 1 when one is below 95. See docs/bench.md.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { flags, program } from "./chromium";
import { Client, village } from "./client";
import { clock_at, drop, folder, option, root, say, Server, work } from "./county";

const rounds = option("rounds", 3);
const SCORE_MIN = 95;
const PAGES: [string, string][] = [
  ["home", "/"],
  ["report", "/report"],
  ["follow", "/follow"],
  ["public list", "/public"],
];
const KINDS = ["performance", "accessibility", "best-practices", "seo"] as const;
type Kind = (typeof KINDS)[number];

interface Report {
  categories: Record<Kind, { score: number | null; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, { title: string; score: number | null; displayValue?: string }>;
}
type Lighthouse = (
  url: string,
  flags: Record<string, unknown>,
) => Promise<{ lhr: Report; report: string } | undefined>;

// A Chromium of its own, with a fresh profile, and the port at which it takes orders.
async function browser(): Promise<{ child: ChildProcess; port: number; profile: string }> {
  const profile = mkdtempSync(join(work, "profile-"));
  const words = [...flags, "--headless=new", "--remote-debugging-port=0"];
  const child = spawn(program, [...words, `--user-data-dir=${profile}`, "about:blank"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  process.once("exit", () => child.kill("SIGKILL"));
  const port = await new Promise<number>((done, failed) => {
    let text = "";
    child.stderr!.on("data", (bytes: Buffer) => {
      text += bytes.toString();
      const found = /DevTools listening on ws:\/\/[^:]+:(\d+)/.exec(text);
      if (found) done(Number(found[1]));
    });
    child.once("exit", () => failed(new Error(`${program} ended: ${text}`)));
  });
  return { child, port, profile };
}

async function lighthouse(): Promise<Lighthouse> {
  const file = join(root, "bench/node_modules/lighthouse/core/index.js");
  return ((await import(pathToFileURL(file).href)) as { default: Lighthouse }).default;
}

// What keeps a score below full: "title (value)" of each audit that counts and is not met.
function lacking({ categories, audits }: Report): string[] {
  return KINDS.flatMap((kind) =>
    categories[kind].auditRefs
      .filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 0.9)
      .map(({ id }) => `${kind}: ${audits[id]!.title} ${audits[id]!.displayValue ?? ""}`.trim()),
  );
}

const median = (of: number[]): number => [...of].sort((a, b) => a - b)[of.length >> 1]!;

// A county with something on its public page.
async function fill(address: string): Promise<void> {
  const resident = await Client.as(address, "resident");
  const home = await village(resident, "向巷村");
  for (const title of ["村口路灯坏了", "沟渠堵了", "垃圾没人收", "路面有坑"]) {
    await resident.post("/api/v1/requests", { title, detail: "", unit: home, wish_public: true });
  }
}

async function main(): Promise<number> {
  const data = folder();
  const server = await Server.serve(data, clock_at(0));
  await fill(server.address);
  const run = await lighthouse();
  const { child, port, profile } = await browser();
  const reports = join(root, "build/bench/lighthouse");
  mkdirSync(reports, { recursive: true });
  let below = 0;
  console.log(`| page | ${KINDS.join(" | ")} | first paint | largest paint | blocked |`);
  console.log("|---|---|---|---|---|---|---|---|");
  for (const [name, path] of PAGES) {
    const seen: Report[] = [];
    for (let round = 0; round < rounds; ++round) {
      say(`${name}, round ${round + 1}, load ${loadavg()[0]!.toFixed(1)}`);
      const how = { port, output: "html", logLevel: "error", onlyCategories: KINDS };
      const done = await run(server.address + path, how);
      if (!done) throw new Error(`no report of ${path}`);
      seen.push(done.lhr);
      writeFileSync(join(reports, `${name.replace(" ", "-")}.html`), done.report);
    }
    const scores = KINDS.map((kind) =>
      Math.round(100 * median(seen.map((one) => one.categories[kind].score ?? 0))),
    );
    below += scores.filter((score) => score < SCORE_MIN).length;
    const value = (id: string): string => seen.at(-1)!.audits[id]?.displayValue ?? "–";
    const times = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time"];
    console.log(`| ${name} | ${scores.join(" | ")} | ${times.map(value).join(" | ")} |`);
    for (const one of lacking(seen.at(-1)!)) say(`${name}: ${one}`);
  }
  child.kill("SIGTERM");
  await new Promise((ended) => child.once("exit", ended));
  rmSync(profile, { recursive: true, force: true });
  await server.stop();
  drop(data);
  return below ? 1 : 0;
}

process.exitCode = await main();
