// bench/spike.ts – `./dev bench spike [--engine sqlite|postgres] [--size 10k] [--seconds S]
// [--rounds N]`: the profile under which DIGIT failed more than half of all requests – 15, 25, 35
// lifecycles a second where its peak is 37 – scaled to our own peak, which is measured first. Lives
// begin when their time has come, whoever waits. Ends with 1 when there was an error that is no
// honest 503, or p95 was not normal again within five seconds.
import { dirname } from "node:path";
import { cpu_seconds, idle, median, option, say, type Server } from "./county";
import { measure, send } from "./load";
import { lifecycle } from "./operations";
import { write_report } from "./report";
import { keep_json } from "./results";
import {
  errors_of,
  NORMAL_WITHIN_SECONDS,
  recovered_in,
  section_of,
  type Phase,
  type Spike,
} from "./spike_report";
import { engine, size, with_county } from "./with_county";

const PEAK_OF_DIGIT = 37; // lifecycles a second
const CONNECTIONS = 256; // as many lives may be on their way

const seconds = option("seconds", 8);
const rounds = option("rounds", 3);

function phases_of(peak: number): Phase[] {
  const phase = (name: string, lives: number, times = 1): Phase => ({
    name,
    per_second: (lives * peak) / PEAK_OF_DIGIT,
    seconds: seconds * times,
  });
  return [
    phase("base 15", 15),
    phase("spike 25", 25),
    phase("spike 35", 35),
    phase("base again", 15, 1.5),
  ];
}

async function spike_on(server: Server, work: string): Promise<Spike> {
  const plan = await lifecycle(server.address);
  const peaks: number[] = [];
  for (let round = 0; round < rounds; ++round) {
    peaks.push((await measure(work, server.address, plan, 3)).per_second);
    await idle(server.pid, 20);
  }
  const peak = median(peaks);
  const phases = phases_of(peak);
  say(`peak ${peak.toFixed(0)} lifecycles/s; now ${phases.map((one) => one.name).join(", ")}`);
  const before = cpu_seconds(server.pid);
  const seen = await send(work, server.address, {
    ...plan,
    connections: CONNECTIONS,
    arrivals: phases.map((phase) => ({ per_second: phase.per_second, seconds: phase.seconds })),
    spacing: "poisson",
  });
  const server_us = ((cpu_seconds(server.pid) - before) / seen.answers) * 1e6;
  const when = new Date().toISOString().slice(0, 16).replace("T", " ") + " UTC";
  return { engine, size, when, peak, phases, seen, server_us };
}

const good = await with_county(async (server, data) => {
  const spike = await spike_on(server, dirname(data));
  keep_json(`spike-${engine}-${size}`, spike);
  console.log(section_of(spike));
  write_report();
  const within = recovered_in(spike);
  return errors_of(spike) === 0 && within !== undefined && within <= NORMAL_WITHIN_SECONDS;
});
process.exit(good ? 0 : 1);
