// bench/with_county.ts – a bench of one county: made, served, and gone when it has ended.
import { Cluster } from "./cluster";
import { drop, filled, idle, number_of, Server, word } from "./county";
import { clock_after } from "./one_county";
import type { Engine } from "./results";

// As the words of the command say it: --engine sqlite|postgres, --size 10k.
export const engine = word("engine", "sqlite") as Engine;
export const size = number_of(word("size", "10k"));

// What `measure` found good of a county with so many matters on this engine.
export async function with_county(
  measure: (server: Server, data: string) => Promise<boolean>,
): Promise<boolean> {
  const cluster = engine === "postgres" ? await Cluster.start() : undefined;
  const data = cluster ? cluster.county(size) : filled(size);
  try {
    const server = await Server.serve(data, clock_after(data));
    try {
      await idle(server.pid);
      return await measure(server, data);
    } finally {
      await server.stop();
    }
  } finally {
    drop(data);
    await cluster?.stop();
  }
}
