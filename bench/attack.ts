// bench/attack.ts – `./dev bench attack [--connections N] [--addresses N] [--seconds N]
// [--tools 0]`: hostile clients on a private server of the loopback, while others ask. Each part
// ends by itself; prints what the server held and how the others fared. Exit code 1: a bound is
// broken, somebody else was refused or waited too long, an attack got in, or one of the programs
// found something.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { clock_at, drop, folder, idle, option, Server, say } from "./county";

const CONNECTIONS = option("connections", 10_000);
const ADDRESSES = option("addresses", 200); // of 127.0.0.0/8, at most 254 × 254
const SECONDS = option("seconds", 40);
const TOOLS = option("tools", 1);
const MEMORY_MAX = 300e6; // bytes, of an idle server under half-requests
const AGAIN_MAX = 500; // that come back in a second
const PROBE_MS_MAX = 3_000;
const TOOL_MS_MAX = 120_000;

const resident = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) * 1024;
const mb = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

interface Seen {
  asked: number;
  failed: number; // refused, or not answered in time
  worst_ms: number;
  memory: number; // bytes, the most
}
let verdict = true;
let got_in = 0; // hostile clients that were answered as if they had asked properly

function judge(what: string, seen: Seen, memory_max: number): void {
  const fared = seen.asked > 0 && seen.failed === 0 && seen.worst_ms < PROBE_MS_MAX;
  const good = fared && seen.memory < memory_max && got_in === 0;
  verdict &&= good;
  console.log(
    `${what}: ${mb(seen.memory)} at most (bound ${mb(memory_max)}), ` +
      `${seen.asked} probes of others, ${seen.failed} refused, ` +
      `worst ${Math.round(seen.worst_ms)} ms, ${got_in} hostile ones got in: ` +
      (good ? "good" : "BROKEN"),
  );
  got_in = 0;
}

// Another client asks for a page, for data and with a small body, again and again, until told.
async function probe(server: Server, while_true: () => boolean): Promise<Seen> {
  const seen: Seen = { asked: 0, failed: 0, worst_ms: 0, memory: 0 };
  const follow = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ number: "ZJ0000000", code: "0000-0000" }),
  };
  // Nobody has that number: the answer to it is a refusal of what was said, not of who asks.
  const questions: [string, RequestInit, number[]][] = [
    ["/", {}, [200]],
    ["/api/v1/public/matters", {}, [200]],
    ["/api/v1/follow", follow, [400, 404]],
  ];
  for (; while_true(); await pause(100)) {
    for (const [path, request, wanted] of questions) {
      const begin = performance.now();
      ++seen.asked;
      try {
        const answer = await fetch(server.address + path, {
          ...request,
          signal: AbortSignal.timeout(PROBE_MS_MAX),
        });
        await answer.arrayBuffer();
        if (!wanted.includes(answer.status)) ++seen.failed;
      } catch {
        ++seen.failed;
      }
      seen.worst_ms = Math.max(seen.worst_ms, performance.now() - begin);
      seen.memory = Math.max(seen.memory, resident(server.pid));
    }
  }
  return seen;
}

const HEAD = "GET /api/v1/units HTTP/1.1\r\nHost: x\r\nX: ";
const CHUNKED =
  "POST /api/v1/follow HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" +
  "Transfer-Encoding: chunked\r\n\r\n";
const UPLOAD =
  "POST /api/v1/files HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n" +
  "Content-Length: 8000000\r\n\r\n";
const STARTS = [
  HEAD + "a".repeat(12_000),
  CHUNKED + "2;x=" + "a".repeat(12_000),
  CHUNKED + "0\r\nX: " + "a".repeat(12_000),
  UPLOAD + "x".repeat(300_000),
];

// One hostile client: says a start, and no more than is written to its socket later.
function keep_open(server: Server, n: number, start: string, sockets: Set<Socket>): void {
  const which = n % ADDRESSES;
  const localAddress = `127.0.${Math.floor(which / 254) + 1}.${(which % 254) + 1}`;
  const port = Number(new URL(server.address).port);
  const socket = connect({ port, host: "127.0.0.1", localAddress }, () => socket.write(start));
  sockets.add(socket);
  socket.once("data", (answer: Buffer) => {
    if (/^HTTP\/1\.1 [123]/.test(answer.toString("latin1", 0, 12))) ++got_in;
  });
  socket.on("data", () => undefined);
  socket.on("error", () => undefined);
  socket.on("close", () => sockets.delete(socket));
}

async function half_requests(server: Server): Promise<void> {
  const sockets = new Set<Socket>();
  let going = true;
  const seen = probe(server, () => going);
  for (let n = 0; n < CONNECTIONS; ++n) {
    keep_open(server, n, STARTS[n % STARTS.length]!, sockets);
    if (n % 100 === 99) await pause(20);
  }
  const until = performance.now() + SECONDS * 1000;
  for (let n = 0; performance.now() < until; await pause(1000)) {
    for (const socket of sockets) socket.write("a");
    for (let again = 0; again < AGAIN_MAX && sockets.size < CONNECTIONS; ++again, ++n)
      keep_open(server, n, STARTS[n % STARTS.length]!, sockets);
  }
  going = false;
  judge(`${CONNECTIONS} half-requests from ${ADDRESSES} addresses`, await seen, MEMORY_MAX);
  for (const socket of sockets) socket.destroy();
  await pause(1000);
}

async function endless_lines(server: Server): Promise<void> {
  const before = resident(server.pid);
  const sockets = new Set<Socket>();
  let going = true;
  const seen = probe(server, () => going);
  for (const start of [CHUNKED + "2;x=", CHUNKED, CHUNKED + "0\r\nX: "]) {
    for (let n = 0; n < 10; ++n) keep_open(server, n, start + "a".repeat(10_000_000), sockets);
  }
  for (const size of ["FFFFFFFFFFFFFFFF", "7FFFFFFFFFFFFFFF"])
    keep_open(server, 1, `${CHUNKED}${size}\r\n`, sockets);
  await pause(10_000);
  going = false;
  judge("300 MB of endless chunk lines and trailers", await seen, before + 50e6);
  for (const socket of sockets) socket.destroy();
}

// What a program prints when it got in (sqlmap, wapiti), and when nobody else did (slowhttptest).
const FOUND = /is vulnerable|appears to be injectable|injection point\(s\)|Evil request:/i;
const DOWN = /service available:\s*(?:\x1b\[[\d;]*m)*NO/;

// Programs that others attack with, each for two minutes at most; what they find is printed.
async function tools(server: Server): Promise<void> {
  const at = server.address;
  const slow = "-c 1000 -i 5 -r 200 -l 30 -u";
  const runs = [
    `slowhttptest -H ${slow} ${at}/`,
    `slowhttptest -B ${slow} ${at}/api/v1/follow`,
    `slowhttptest -X ${slow} ${at}/openapi.json`,
    `sqlmap --batch --flush-session --level=2 --risk=1 -u ${at}/api/v1/units/search?q=a`,
    `wapiti --flush-session --max-scan-time 60 -m sql,xss,file,exec -u ${at}/`,
  ].map((line) => line.split(" "));
  for (const [program = "", ...words] of runs) {
    if (spawnSync("which", [program]).status !== 0) {
      console.log(`${program}: not installed, left out`);
      continue;
    }
    const done = spawnSync("timeout", [String(TOOL_MS_MAX / 1000), program, ...words], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C", LANGUAGE: "C" }, // FOUND is English
      maxBuffer: 1 << 28,
    });
    const text = done.stdout + done.stderr;
    const [found, down] = [FOUND.test(text), DOWN.test(text)];
    const well = await fetch(at + "/healthz", { signal: AbortSignal.timeout(PROBE_MS_MAX) }).then(
      (answer) => answer.ok,
      () => false,
    );
    verdict &&= !found && !down && well;
    const said = found ? `FOUND\n${text}` : down || !well ? "DOWN" : "nothing";
    console.log(`${program} ${words.slice(0, 3).join(" ")}: ${said}`);
  }
}

async function main(): Promise<void> {
  const data = folder();
  const server = await Server.serve(data, clock_at(1));
  try {
    await idle(server.pid);
    say(`idle: ${mb(resident(server.pid))}`);
    await endless_lines(server);
    await half_requests(server);
    if (TOOLS) await tools(server);
  } finally {
    await server.stop();
  }
  const program = process.env["LINLI"] ?? "build/release/linli";
  const verified = spawnSync(program, ["verify", "--data", data], { encoding: "utf8" });
  verdict &&= verified.status === 0 && /intact/.test(verified.stdout);
  console.log(`record afterwards: ${verified.stdout.trim().split("\n").at(-1)}${verified.stderr}`);
  drop(data);
  console.log(verdict ? "good" : "BROKEN");
  process.exit(verdict ? 0 : 1);
}

await main();
