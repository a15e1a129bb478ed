// bench/consistency.ts – `./dev bench consistency [--seconds N] [--kills N] [--clients N]
// [--seed N] [--address URL --restart COMMAND]`: appends and reads over HTTP while the program is
// killed; a checker looks for what no order explains. With --address it looks at what serves there
// and runs COMMAND to kill it and start it again. See docs/bench.md.
import { execSync } from "node:child_process";
import { run, type Place } from "../tests/scenario/append_run";
import { clock_at, drop, folder, option, random_of, say, Server } from "./county";

function word(name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
}

async function own(): Promise<{ place: Place; end: () => Promise<void> }> {
  const data = folder();
  let server = await Server.serve(data, clock_at(0));
  const place = {
    address: () => server.address,
    restart: async () => {
      server.kill("SIGKILL");
      await server.ended;
      server = await Server.serve(data, clock_at(0));
    },
  };
  const end = async () => {
    await server.stop();
    drop(data);
  };
  return { place, end };
}

async function elsewhere(address: string, command: string) {
  const place = {
    address: () => address,
    restart: async () => void execSync(command, { stdio: "inherit" }),
  };
  return { place, end: async () => {} };
}

const address = word("address");
const { place, end } = address ? await elsewhere(address, word("restart")!) : await own();
const seconds = option("seconds", 120);
const kills = option("kills", 60);
const plan = { seconds, kills, clients: option("clients", 8), matters: option("matters", 6) };
say(`${plan.clients} clients on ${plan.matters} matters for ${seconds} s, ${kills} kills`);
const { history, anomalies } = await run(place, { ...plan, random: random_of(option("seed", 20)) });
await end();
const count = (outcome: string) =>
  history.filter((it) => it.append !== undefined && it.outcome === outcome).length;
const reads = history.filter((it) => it.read).length;
console.log(
  `appends: ${count("ok")} acknowledged, ${count("fail")} refused, ${count("unknown")} unknown; ` +
    `reads: ${reads}; kills ${kills}; anomalies ${anomalies.length}`,
);
for (const { kind, what } of anomalies.slice(0, 20)) console.log(`${kind}: ${what.slice(0, 2000)}`);
if (anomalies.length > 0) process.exitCode = 1;
