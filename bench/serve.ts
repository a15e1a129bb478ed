// bench/serve.ts – `./dev bench serve [--sizes 0,10k,100k,1m] [--engines sqlite,postgres]
// [--rounds N] [--seconds S]`: what people do, at counties with ever more matters behind them, on
// both engines, beside what the same machine can do at most in the same run. Prints tables and
// whether each aim is met, and writes bench/RESULTS.md; parts of a run add up. See docs/bench.md.
import { Cluster } from "./cluster";
import { number_of, option, say, word } from "./county";
import { measure_county } from "./one_county";
import { aims_of, table_of, write_report } from "./report";
import { keep_result, kept_results, new_result, type Engine } from "./results";

const rounds = option("rounds", 5);
const seconds = Math.max(1, Math.round(option("seconds", 3)));
const sizes = word("sizes", "0,10k,100k,1m").split(",").map(number_of);
const engines = word("engines", "sqlite,postgres").split(",") as Engine[];

let broken = 0;
for (const engine of engines) {
  if (!["sqlite", "postgres"].includes(engine)) throw new Error(`no engine ${engine}`);
  const cluster = engine === "postgres" ? await Cluster.start() : undefined;
  for (const size of sizes) {
    const result = new_result(engine, size, rounds, seconds);
    const began = Date.now();
    try {
      await measure_county(result, cluster, keep_result);
    } catch (error) {
      say(`${size} matters on ${engine}: ${(error as Error).stack}`);
      result.problems.push((error as Error).message.slice(0, 400));
    }
    if (result.problems.length > 0) ++broken;
    if (Object.keys(result.operations).length > 0) keep_result(result);
    console.log(`\n${engine}, ${size} matters\n\n${table_of(result)}`);
    write_report();
    say(`${size} matters on ${engine} took ${Math.round((Date.now() - began) / 1000)} s in all`);
  }
  await cluster?.stop();
}
console.log(`\n${aims_of(kept_results())}`);
process.exit(broken === 0 ? 0 : 1);
