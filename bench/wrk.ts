// bench/wrk.ts – wrk as the client of plain GETs: what it sends is a Lua script written here, ready
// before it begins, so that the client never is what holds back.
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

export const CONNECTIONS = 32;

export interface Measured {
  per_second: number;
  p50_ms: number;
  p95_ms: number;
  p99_ms: number;
  answers: number; // all that came, what CPU time is divided by
  refused: number; // 503 or worse among them
  client_us: number; // CPU time of the client, each
}

// Paths that are asked for one after another.
export interface Gets {
  cookie?: string;
  paths: string[];
}

// A machine that stands still for a second makes the program refuse what waited
// (store.read_too_long); that is counted and printed. More than this share is no measurement.
export const too_many = (refused: number, answers: number): boolean =>
  refused > Math.max(3, answers * 0.002);

const lua = (text: string): string => `[==[${text}]==]`;

// Each of the two threads begins elsewhere, so that none follows in the other's steps.
function script(gets: Gets): string {
  const cookie = gets.cookie ? `["Cookie"] = ${lua(gets.cookie)}` : "";
  return `
local paths = {${gets.paths.map(lua).join(",")}}
local threads = 0
function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end
local count, ready = 0, {}
function init(args)
  count = math.floor(number * #paths / 2)
  for at, path in ipairs(paths) do ready[at] = wrk.format("GET", path, {${cookie}}) end
end
function request()
  count = count + 1
  return ready[count % #ready + 1]
end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    'RESULT {"answers":%d,"micros":%d,"p50":%d,"p95":%d,"p99":%d,"bad":%d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(95),
    latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
`;
}

// Asks for `seconds` (whole ones). Errors: too many answers that are no 2xx.
export async function get(
  work: string,
  address: string,
  gets: Gets,
  seconds: number,
  connections = CONNECTIONS,
): Promise<Measured> {
  const file = join(work, "get.lua");
  writeFileSync(file, script(gets));
  const words = [`-t${Math.min(2, connections)}`, `-c${connections}`, `-d${seconds}s`];
  const { stdout, stderr } = await promisify(execFile)("bash", [
    "-c",
    'TIMEFORMAT="CPU %U %S"; time wrk "$@"',
    "bash",
    ...words,
    "--timeout",
    "10s",
    "-s",
    file,
    address,
  ]);
  const found = /^RESULT (.*)$/m.exec(stdout);
  if (!found) throw new Error(`wrk: ${stdout} ${stderr}`);
  const result = JSON.parse(found[1]!) as Record<
    "answers" | "micros" | "p50" | "p95" | "p99" | "bad",
    number
  >;
  if (too_many(result.bad, result.answers))
    throw new Error(`${result.bad} of ${result.answers} requests for ${gets.paths[0]} failed`);
  const cpu = /^CPU ([\d.]+) ([\d.]+)$/m.exec(stderr)!;
  return {
    per_second: result.answers / (result.micros / 1e6),
    p50_ms: result.p50 / 1000,
    p95_ms: result.p95 / 1000,
    p99_ms: result.p99 / 1000,
    answers: result.answers,
    refused: result.bad,
    client_us: ((Number(cpu[1]) + Number(cpu[2])) / result.answers) * 1e6,
  };
}
