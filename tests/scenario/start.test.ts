// How fast the program answers after it starts: its first request that reads the database, on the
// whole sample county, after a good end and after SIGKILL under load. Prints its figures.
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { after, before, test } from "node:test";
import { Client, unit } from "./client";
import { drop, folder, linli, Server, START } from "./house";

const ROUNDS = 5;
let data = "";
before(() => {
  data = folder();
});
after(() => drop(data));

interface Begun {
  child: ChildProcess;
  ms: number; // from spawn to the whole first answer
}

// Asks a fixed port from the first moment on until the first answer, as a proxy would.
async function begin(port: number): Promise<Begun> {
  const from = performance.now();
  const child = spawn(linli, ["serve", "--data", data, "--port", String(port), "--clock", START], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  for (;;) {
    if (child.exitCode !== null) throw new Error(`serve ended with ${child.exitCode}`);
    try {
      const answer = await fetch(
        `http://127.0.0.1:${port}/api/v1/units/search?q=${encodeURIComponent("向巷村")}`,
      );
      const text = await answer.text();
      assert.ok(answer.ok && text.includes("向巷村"), text);
      return { child, ms: performance.now() - from };
    } catch (error) {
      if (error instanceof assert.AssertionError || performance.now() - from > 30000) throw error;
      await new Promise((done) => setTimeout(done, 5));
    }
  }
}

async function end(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  const ended = new Promise((done) => child.once("exit", done));
  child.kill(signal);
  await ended;
}

function report(what: string, all: number[]): void {
  const sorted = [...all].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)]!;
  console.log(
    `${what}: median ${median.toFixed(0)} ms of ${all.map((ms) => ms.toFixed(0)).join(", ")}`,
  );
  assert.ok(median < 1000, `${what}: median ${median.toFixed(0)} ms`);
}

const port = 20000 + (process.pid % 20000);

test("serve answers its first database-backed request within a second of its start", async () => {
  const all: number[] = [];
  for (let i = 0; i < ROUNDS; ++i) {
    const { child, ms } = await begin(port);
    await end(child, "SIGTERM");
    all.push(ms);
  }
  report("after a good end", all);
});

test("and within a second after SIGKILL under load", async () => {
  const all: number[] = [];
  for (let i = 0; i < ROUNDS; ++i) {
    const server = await Server.start(data);
    const residents = await Promise.all(
      Array.from({ length: 8 }, () => Client.as(server, "resident")),
    );
    const village = await unit(residents[0]!, "向巷村");
    let filed = 0;
    const load = Promise.allSettled(
      residents.map(async (resident) => {
        for (;;) {
          await resident.file({ title: "负载", detail: "压".repeat(500), unit: village });
          ++filed;
        }
      }),
    );
    await new Promise((done) => setTimeout(done, 1500));
    await server.stop("SIGKILL");
    await load;
    assert.ok(filed > 20, `${filed} filed under load`);
    const { child, ms } = await begin(port);
    await end(child, "SIGKILL");
    all.push(ms);
  }
  report("after SIGKILL under load", all);
});
