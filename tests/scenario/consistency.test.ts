// What clients append is there in one order for everybody, whatever is killed; and the checker that
// says so finds each kind of fault in histories made for it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { check, components, type Operation, type Outcome } from "./append_check";
import { run } from "./append_run";
import { drop, folder, Server, twin } from "./house";
import { postgres } from "./postgres";

// A history in one line each: begun, ended, what.
function append(begun: number, ended: number, value: string, outcome: Outcome = "ok"): Operation {
  return { process: 0, list: "x", append: value, begun, ended, outcome };
}
function read(begun: number, ended: number, ...seen: string[]): Operation {
  return { process: 1, list: "x", read: seen, begun, ended, outcome: "ok" };
}
const kinds = (...history: Operation[]): string[] => check(history).map(({ kind }) => kind);

test("a history that some order explains is without anomaly", () => {
  assert.deepEqual(kinds(), []);
  assert.deepEqual(kinds(append(1, 2, "a"), read(3, 4, "a")), []);
  assert.deepEqual(kinds(append(1, 9, "a"), read(2, 3), read(4, 5, "a")), []);
  assert.deepEqual(kinds(append(1, 9, "a"), append(2, 8, "b"), read(10, 11, "b", "a")), []);
});

test("an unknown outcome may have happened or not", () => {
  const unknown = append(1, Infinity, "a", "unknown");
  assert.deepEqual(kinds(unknown, read(5, 6)), []);
  assert.deepEqual(kinds(unknown, read(5, 6), read(7, 8, "a")), []);
  assert.deepEqual(kinds(unknown, read(5, 6, "a"), read(7, 8)), ["stale or lost"]);
});

test("an acknowledged append that a later read does not show is found", () => {
  assert.deepEqual(kinds(append(1, 2, "a"), read(3, 4)), ["stale or lost"]);
  assert.deepEqual(kinds(append(1, 2, "a"), read(3, 4), read(5, 6, "a")), ["stale or lost"]);
});

test("a value that goes away again is found", () => {
  assert.deepEqual(kinds(append(1, 9, "a"), read(2, 3, "a"), read(4, 5)), ["stale or lost"]);
});

test("a refused append that is there is found", () => {
  assert.deepEqual(kinds(append(1, 2, "a", "fail"), read(3, 4, "a")), ["refused, yet there"]);
});

test("a value twice, or of nobody, is found", () => {
  assert.deepEqual(kinds(append(1, 2, "a"), read(3, 4, "a", "a")), ["duplicate"]);
  assert.deepEqual(kinds(read(3, 4, "z")), ["out of nowhere"]);
});

test("two reads that disagree about the order are found", () => {
  const writes = [append(1, 9, "a"), append(1, 9, "b")];
  assert.ok(kinds(...writes, read(2, 8, "a", "b"), read(2, 8, "b", "a")).includes("two orders"));
});

test("an order against the clock is found", () => {
  assert.deepEqual(kinds(append(1, 2, "a"), append(3, 4, "b"), read(5, 6, "b", "a")), [
    "write cycle",
  ]);
});

test("components finds cycles of any length and no others", () => {
  const graph = (...to: number[][]) => to.map((list) => list.map((it) => ({ to: it })));
  assert.deepEqual(components(graph([1], [2], [])), []);
  assert.deepEqual(components(graph([1], [2], [0], [0, 4], [3])), [
    [0, 1, 2],
    [3, 4],
  ]);
});

test("clients that append and read while the program is killed see one order", async () => {
  const data = folder();
  // On PostgreSQL two nodes; clients go to either, also to one that was just killed.
  const folders = postgres ? [data, twin(data)] : [data];
  const servers = await Promise.all(folders.map((each) => Server.start(each)));
  let state = 7;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const any = () => Math.floor(random() * servers.length);
  const place = {
    address: () => servers[any()]!.address,
    restart: async () => {
      const at = any();
      await servers[at]!.stop("SIGKILL");
      servers[at] = await Server.start(folders[at]!);
    },
  };
  const { history, anomalies } = await run(place, {
    seconds: 6,
    clients: 6,
    matters: 3,
    kills: 4,
    random,
  });
  for (const server of servers) await server.stop();
  folders.forEach(drop);
  assert.deepEqual(anomalies, []);
  const acknowledged = history.filter((it) => it.append && it.outcome === "ok").length;
  const reads = history.filter((it) => it.read).length;
  assert.ok(acknowledged > 50 && reads > 50, `${acknowledged} appends, ${reads} reads`);
});
