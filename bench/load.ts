// bench/load.ts – our own client (bench/load.cc) for everything that writes: a life of one or more
// requests, again and again on 32 connections, or beginning at a given rate.
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "./county";
import { CONNECTIONS, too_many, type Measured } from "./wrk";

const program = join(root, "build/release/bench_load");

// See bench/load_plan.h.
export interface Step {
  name: string;
  method: "GET" | "POST";
  path: string;
  cookie: string;
  bodies?: string[];
  take?: string[];
  expect?: string;
}
export interface Plan {
  steps: Step[];
  conflict_every?: number;
  connections?: number;
  warm_up?: number;
  seconds?: number;
  arrivals?: { per_second: number; seconds: number }[];
  spacing?: "even" | "poisson";
}

interface Times {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}
export interface Counts {
  done: number;
  conflicts: number;
  overloaded: number;
  failed: number;
  ms: Times;
}
export interface Seen {
  seconds: number;
  answers: number;
  lives: Counts;
  requests: Times;
  steps: Record<string, Times>;
  by_second: (Counts & { second: number })[];
  failures: Record<string, number>;
  cpu_seconds: number;
}

let runs = 0;

export async function send(work: string, address: string, plan: Plan): Promise<Seen> {
  const { hostname: host, port } = new URL(address);
  const file = join(work, "plan.json");
  const run = `bench-${process.pid}-${Date.now()}-${++runs}`;
  const whole = { connections: CONNECTIONS, ...plan, host, port: Number(port), run };
  writeFileSync(file, JSON.stringify(whole));
  const { stdout } = await promisify(execFile)(program, [file], { maxBuffer: 1 << 28 });
  return JSON.parse(stdout) as Seen;
}

// Lives a second in a closed loop, after a time that is not counted; the times are those of whole
// lives. Errors: too many that failed, with what they were answered.
export async function measure(
  work: string,
  address: string,
  plan: Plan,
  seconds: number,
): Promise<Measured> {
  const seen = await send(work, address, { warm_up: 0.5, seconds, ...plan });
  const { done, conflicts, overloaded, failed, ms } = seen.lives;
  const refused = overloaded + failed;
  if (done === 0) throw new Error(`nothing was done in ${seconds} s`);
  if (too_many(refused, done + conflicts))
    throw new Error(`${refused} besides ${done} failed: ${JSON.stringify(seen.failures)}`);
  return {
    per_second: (done + conflicts) / seen.seconds,
    p50_ms: ms.p50,
    p95_ms: ms.p95,
    p99_ms: ms.p99,
    answers: seen.answers,
    refused,
    client_us: (seen.cpu_seconds / seen.answers) * 1e6,
  };
}
