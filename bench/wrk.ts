// bench/wrk.ts – wrk as the client: what it sends is a Lua script written here, so that every
// request can be different and the client never is what holds back.
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

export const CONNECTIONS = 32;

// What wrk is to send, again and again.
export interface Load {
  name: string;
  cookie?: string;
  paths: string[]; // one after another
  bodies?: string[]; // with them it is POST, each time with an Idempotency-Key of its own
  conflict_every?: number; // so often the key of the one before, with another body: refused
}

export interface Measured {
  per_second: number;
  p50_ms: number;
  p99_ms: number;
  requests: number;
  refused: number;
}

// A machine that stands still for a second makes the program refuse what waited
// (store.read_too_long); that is counted and printed. More than this share is no measurement.
const REFUSED_MAX = 0.002;

const lua = (text: string): string => `[==[${text}]==]`;
const list = (texts: string[]): string => `{${texts.map(lua).join(",")}}`;

function script(load: Load, run: string): string {
  const cookie = load.cookie ? `, ["Cookie"] = ${lua(load.cookie)}` : "";
  return `
local paths, bodies = ${list(load.paths)}, ${load.bodies ? list(load.bodies) : "nil"}
local fields = {["Content-Type"] = "application/json"${cookie}}
local threads = 0
function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end
local count = 0
local ready = {}
function init(args)
  count = number * 7
  if bodies then return end
  for at, path in ipairs(paths) do ready[at] = wrk.format("GET", path, fields) end
end
function request()
  count = count + 1
  if not bodies then return ready[count % #ready + 1] end
  local key = count
  if ${load.conflict_every ?? 0} > 0 and count % ${load.conflict_every ?? 1} == 0 then
    key = count - 1
  end
  fields["Idempotency-Key"] = "${run}-" .. number .. "-" .. key
  return wrk.format("POST", paths[count % #paths + 1], fields, bodies[count % #bodies + 1])
end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('RESULT {"requests":%d,"micros":%d,"p50":%d,"p99":%d,"bad":%d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
`;
}

// Runs a script that ends with a line RESULT and JSON: requests, micros, p50, p99 and bad.
export async function run(file: string, seconds: number, address: string): Promise<Measured> {
  const words = ["-t2", `-c${CONNECTIONS}`, `-d${seconds}s`, "--timeout", "10s", "-s", file];
  const { stdout } = await promisify(execFile)("wrk", [...words, address]);
  const found = /^RESULT (.*)$/m.exec(stdout);
  if (!found) throw new Error(`wrk: ${stdout}`);
  const result = JSON.parse(found[1]!) as Record<
    "requests" | "micros" | "p50" | "p99" | "bad",
    number
  >;
  return {
    per_second: result.requests / (result.micros / 1e6),
    p50_ms: result.p50 / 1000,
    p99_ms: result.p99 / 1000,
    requests: result.requests,
    refused: result.bad,
  };
}

let runs = 0;

// Runs it for `seconds`. Errors: too many answers that are no 2xx.
export async function measure(
  work: string,
  address: string,
  load: Load,
  seconds: number,
): Promise<Measured> {
  const file = join(work, "load.lua");
  writeFileSync(file, script(load, `bench-serve-${process.pid}-${++runs}`));
  const measured = await run(file, seconds, address);
  const wanted = load.conflict_every ? 1 / load.conflict_every : 0;
  if (measured.refused > measured.requests * (REFUSED_MAX + 1.2 * wanted)) {
    throw new Error(`${load.name}: ${measured.refused} of ${measured.requests} failed`);
  }
  return measured;
}
