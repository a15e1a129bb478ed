// Several nodes on one PostgreSQL: what one writes the other reads, either may die at any moment,
// and so may the database. Runs with ./dev test's second round of scenarios.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { Client, Refused, refusal, unit, until } from "./client";
import { drop, folder, keys_beside, place, rows, run, Server, twin } from "./house";
import { postgres, PostgresServer } from "./postgres";

const folders: string[] = [];
const nodes: Server[] = [];
after(async () => {
  for (const node of nodes) await node.stop("SIGKILL");
  folders.forEach(drop);
});

async function start(data: string): Promise<Server> {
  const node = await Server.start(data);
  nodes.push(node);
  return node;
}

const VILLAGE = "向巷村";

// Files until told to stop, each with a key of its own; a refusal that may have been done is sent
// again with the same key. Answers what was acknowledged, and how often that was the second time.
async function file_on(
  client: Client,
  going: () => boolean,
): Promise<{ ids: string[]; refused: Map<string, number> }> {
  const village = await unit(client, VILLAGE);
  const ids: string[] = [];
  const refused = new Map<string, number>();
  while (going()) {
    const key = randomUUID();
    for (;;) {
      const body = { title: "节点", detail: "", unit: village };
      try {
        ids.push((await client.post<{ matter: string }>("/api/v1/requests", body, key)).matter);
        break;
      } catch (error) {
        const code = error instanceof Refused ? error.code : "connection";
        refused.set(code, (refused.get(code) ?? 0) + 1);
        if (code === "connection" && !going()) break; // its node was killed for good
        if (code === "connection") await new Promise((done) => setTimeout(done, 100));
      }
    }
  }
  return { ids, refused };
}

function check_all_there(data: string, ids: string[]): void {
  const there = new Set(
    rows<{ id: string }>(data, "SELECT CAST(id AS TEXT) AS id FROM matter").map((row) => row.id),
  );
  assert.ok(ids.length > 0);
  for (const id of ids) assert.ok(there.has(id), `${id} was acknowledged and is gone`);
  assert.equal(new Set(ids).size, ids.length, "no id was given twice");
  const keys = rows<{ n: number }>(
    data,
    `SELECT count(*) AS n FROM
     (SELECT number FROM matter GROUP BY number HAVING count(*) > 1) AS twice`,
  );
  assert.equal(keys[0]!.n, 0, "no number was given twice");
}

async function intact(data: string): Promise<void> {
  const verified = run("verify", "--data", data);
  assert.match(verified.out, /intact\n$/, verified.err);
}

if (postgres) {
  test("what one node says the other knows, and a killed one takes nothing with it", async () => {
    const data = folder();
    folders.push(data);
    const one = await start(data);
    const two = await start(twin(data));
    const here = await Client.as(one, "resident");
    const there = await Client.as(two, "resident");
    const lamp = { unit: await unit(here, VILLAGE), category: "village.lighting", kind: "help" };
    const { matter } = await here.file({ title: "一处报", ...lamp });
    assert.equal((await there.matter(matter!)).title, "一处报");
    // The session of one node is good at the other, and an act is seen at once.
    const intake = await Client.as(two, "village_intake");
    await intake.act(matter!, "accept", { grade: "small" });
    assert.ok((await here.matter(matter!)).record.some((act) => act.act === "accept"));

    assert.equal(run("rebuild", "--data", data).code, 1, "a county in use is nobody's alone");
    let going = true;
    const both = Promise.all([file_on(here, () => going), file_on(there, () => going)]);
    for (let kills = 0; kills < 3; ++kills) {
      await new Promise((done) => setTimeout(done, 500));
      await one.stop("SIGKILL");
    }
    await new Promise((done) => setTimeout(done, 500));
    going = false;
    const [first, second] = await both;
    assert.equal(second.refused.size, 0, "the other node did not notice");
    check_all_there(data, [...first.ids, ...second.ids]);
    // The survivor leads: it gives every entry its place in the record.
    await until(async () => rows(data, "SELECT id FROM journal_queue LIMIT 1").length === 0);
    await two.stop();
    await intact(data);
  });

  // Each node keeps in memory who asks and what she may see (ADR 0011).
  test("a session, a hat and an act of one node count at once on the other", async () => {
    const data = folder();
    folders.push(data);
    // The clock of a sample begins with its node: what one did is not in the future of two.
    const two = await start(twin(data));
    const one = await start(data);
    const there = (who: Client): Client => new Client(two, who.session);
    const administrator = await Client.as(one, "administrator");
    const resident = await Client.as(one, "resident");
    const handler = await Client.as(one, "village_handler");
    const intake = await Client.as(one, "village_intake");
    const village = await unit(resident, VILLAGE);
    const lamp = { unit: village, category: "village.lighting", kind: "help" };
    const { matter } = await resident.file({ title: "两处看", ...lamp });
    for (let twice = 0; twice < 2; ++twice) {
      for (const who of [resident, intake]) assert.ok((await there(who).matter(matter!)).title);
      assert.ok((await there(handler).inbox()).counts);
    }
    await intake.act(matter!, "accept", { grade: "small" });
    assert.ok((await there(resident).matter(matter!)).record.some((act) => act.act === "accept"));
    const { items } = await administrator.get<{
      items: { key: string; holders: { term: string }[] }[];
    }>(`/api/v1/registry/positions?unit=${village}`);
    const { term } = items.find((one) => one.key === "handler")!.holders[0]!;
    await administrator.post(`/api/v1/registry/terms/${term}/end`);
    assert.equal((await refusal(there(handler).inbox())).status, 403, "her term is over");
    await resident.call("DELETE", "/api/v1/sessions/current");
    assert.equal((await refusal(there(resident).matter(matter!))).status, 401, "signed out");
    await one.stop();
    await two.stop();
    await intact(data);
  });

  test("a paused node cannot fork the record, and another does its work meanwhile", async () => {
    const data = folder();
    folders.push(data);
    const one = await start(data);
    const two = await start(twin(data));
    const there = await Client.as(two, "resident");
    const village = await unit(there, VILLAGE);
    const waiting = () => rows(data, "SELECT id FROM journal_queue LIMIT 1").length;
    one.signal("SIGSTOP");
    await there.file({ title: "停顿", unit: village });
    await until(async () => waiting() === 0);
    one.signal("SIGCONT");
    await there.file({ title: "继续", unit: village });
    await until(async () => waiting() === 0);
    await one.stop();
    await two.stop();
    await intact(data);
  });

  test("a killed database: honest refusals, each resolved by its key, nothing lost", async () => {
    const server = PostgresServer.make();
    await server.start();
    const data = place() + "/data";
    try {
      const from = folder();
      folders.push(from);
      const where = ["--database", `${server.address} dbname=postgres`];
      const moved = run("move", "--from", from, "--to", data, ...where);
      assert.equal(moved.code, 0, moved.err);
      keys_beside(from, data);
      const node = await start(data);
      const client = await Client.as(node, "resident");
      let going = true;
      const filing = file_on(client, () => going);
      for (let kills = 0; kills < 3; ++kills) {
        await new Promise((done) => setTimeout(done, 700));
        await server.stop("SIGKILL");
        await new Promise((done) => setTimeout(done, 500));
        await server.start();
      }
      await new Promise((done) => setTimeout(done, 1000));
      going = false;
      const { ids, refused } = await filing;
      for (const code of refused.keys()) assert.match(code, /^store\.(unreachable|unknown)$/);
      check_all_there(data, ids);
      await until(async () => rows(data, "SELECT id FROM journal_queue LIMIT 1").length === 0);
      await node.stop();
      await intact(data);
    } finally {
      await server.drop();
    }
  });
}
