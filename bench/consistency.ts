// bench/consistency.ts – `./dev bench consistency [--engine sqlite|postgres] [--seconds N]
// [--kills N] [--clients N] [--seed N] [--address URL --restart COMMAND]`: appends and reads over
// HTTP while the program is killed – on PostgreSQL one of two nodes or both, every fifth time the
// database –; a checker looks for what no order explains. With --address it looks at what serves
// there and runs COMMAND to kill it and start it again. See docs/bench.md.
import { execSync } from "node:child_process";
import { run, type Place } from "../tests/scenario/append_run";
import { option, random_of, say, word } from "./county";
import { OneProgram, TwoNodes } from "./kills";

const DATABASE_EVERY = 5;

const random = random_of(option("seed", 20));

interface Judged {
  place: Place;
  // Answers what is wrong with pages and record in the end.
  end: () => Promise<string[]>;
}

async function own(): Promise<Judged> {
  const on_postgres = word("engine", "sqlite") === "postgres";
  const killed = on_postgres
    ? await TwoNodes.start(random, DATABASE_EVERY)
    : await OneProgram.start();
  let kills = 0;
  const place = {
    // Clients go to any node, also to one that was just killed.
    address: () => {
      const all = killed.addresses();
      return all[Math.floor(random() * all.length)]!;
    },
    restart: async () => {
      await killed.kill(++kills);
      await killed.start_again();
    },
  };
  const end = async () => {
    const wrong = await killed.end();
    await killed.drop();
    return wrong;
  };
  return { place, end };
}

function elsewhere(address: string, command: string): Judged {
  const place = {
    address: () => address,
    restart: async () => void execSync(command, { stdio: "inherit" }),
  };
  return { place, end: async () => [] };
}

const address = word("address", "");
const { place, end } = address ? elsewhere(address, word("restart", "")) : await own();
const seconds = option("seconds", 120);
const kills = option("kills", 60);
const plan = { seconds, kills, clients: option("clients", 8), matters: option("matters", 6) };
say(`${plan.clients} clients on ${plan.matters} matters for ${seconds} s, ${kills} kills`);
const { history, anomalies } = await run(place, { ...plan, random });
const wrong = await end();
const count = (outcome: string) =>
  history.filter((it) => it.append !== undefined && it.outcome === outcome).length;
const reads = history.filter((it) => it.read).length;
console.log(
  `appends: ${count("ok")} acknowledged, ${count("fail")} refused, ${count("unknown")} unknown; ` +
    `reads: ${reads}; kills ${kills}; anomalies ${anomalies.length}`,
);
for (const { kind, what } of anomalies.slice(0, 20)) console.log(`${kind}: ${what.slice(0, 2000)}`);
wrong.forEach((what) => console.log(what));
process.exit(anomalies.length + wrong.length > 0 ? 1 : 0);
