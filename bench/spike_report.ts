// bench/spike_report.ts – what a spike did, as a table, and how soon it was over.
import { median } from "./county";
import type { Seen } from "./load";
import type { Engine } from "./results";

export interface Phase {
  name: string;
  per_second: number; // lives that begin
  seconds: number;
}
export interface Spike {
  engine: Engine;
  size: number;
  when: string;
  peak: number; // lives a second in a closed loop, same run
  phases: Phase[]; // the first is the base, the last the base again
  seen: Seen;
  server_us: number; // CPU time of a request
}

const NORMAL_TIMES = 2; // p95 is normal again below so many times that of the base …
const NORMAL_MS = 5; // … or so little above it
export const NORMAL_WITHIN_SECONDS = 5;
const FIRST_SECONDS = 2; // of the base, in which connections are made, are not looked at

export function errors_of(spike: Spike): number {
  return spike.seen.lives.failed;
}

// What p95 may be to be normal, milliseconds.
export function normal_of(spike: Spike): number {
  const base = spike.seen.by_second
    .filter((one) => one.second >= FIRST_SECONDS && one.second < spike.phases[0]!.seconds)
    .map((one) => one.ms.p95);
  const usual = median(base);
  return Math.max(usual * NORMAL_TIMES, usual + NORMAL_MS);
}

// Seconds from the end of the spike until p95 is normal for two seconds; undefined: never.
export function recovered_in(spike: Spike): number | undefined {
  const ended = spike.phases.slice(0, -1).reduce((sum, phase) => sum + phase.seconds, 0);
  const normal = normal_of(spike);
  const after = spike.seen.by_second.filter((one) => one.second >= ended);
  const calm = after.map((one) => one.ms.p95 <= normal);
  const at = calm.findIndex((now, index) => now && (calm[index + 1] ?? true));
  return at < 0 ? undefined : after[at]!.second - ended;
}

function phase_at(spike: Spike, second: number): Phase {
  let end = 0;
  return spike.phases.find((phase) => second < (end += phase.seconds)) ?? spike.phases.at(-1)!;
}

export function section_of(spike: Spike): string {
  const { seen } = spike;
  const rows = seen.by_second.map((one) => {
    const phase = phase_at(spike, one.second);
    const begun = one.done + one.overloaded + one.failed;
    return (
      `| ${one.second} | ${phase.name} | ${begun} | ${one.done} | ${one.overloaded} | ` +
      `${one.failed} | ${one.ms.p50.toFixed(1)} | ${one.ms.p95.toFixed(1)} |`
    );
  });
  const within = recovered_in(spike);
  const errors = errors_of(spike);
  const calm = within !== undefined && within <= NORMAL_WITHIN_SECONDS;
  return [
    `## Spike on ${spike.engine}, ${spike.size.toLocaleString("en")} matters\n`,
    `Peak in the same run ${spike.peak.toFixed(0)} lifecycles/s, ` +
      `${(spike.peak / 37).toFixed(1)} times DIGIT's 37; so ` +
      spike.phases.map((one) => `${one.name} ${one.per_second.toFixed(0)}/s`).join(", ") +
      `. Lives begin by chance at these rates, and a life's time counts from then. ` +
      `Measured ${spike.when}.\n`,
    `Errors ${errors} (aim 0, **${errors === 0 ? "met" : "missed"}**); honest 503s ` +
      `${seen.lives.overloaded}; p95 normal (≤ ${normal_of(spike).toFixed(1)} ms) ` +
      `${within === undefined ? "never again" : `${within} s`} after the spike (aim 5 s, ` +
      `**${calm ? "met" : "missed"}**). CPU of a request ${spike.server_us.toFixed(0)} µs, ` +
      `of the client ${((seen.cpu_seconds / seen.answers) * 1e6).toFixed(0)} µs.\n`,
    "| second | | begun | done | 503 | errors | p50 ms | p95 ms |",
    "|---|---|---|---|---|---|---|---|",
    ...rows,
    ...Object.entries(seen.failures).map(([how, times]) => `\n${times} × ${how}`),
    "",
  ].join("\n");
}
