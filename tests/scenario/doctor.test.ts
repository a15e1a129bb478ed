// linli doctor on a county in PostgreSQL: what is wrong with it and around it is named. What it
// finds in any folder is tested beside it (src/app/doctor_test.cc).
import assert from "node:assert/strict";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { Client, unit, until } from "./client";
import { drop, folder, meddle, pack, place, rows, run, Server, twin } from "./house";
import { database_of, postgres } from "./postgres";

const folders: string[] = [];
after(() => folders.forEach(drop));

// The codes of what is found, those of notes in brackets. Nothing is found of who is well.
function found(data: string, ...more: string[]): string[] {
  const said = run("doctor", "--data", data, "--lang", "en", ...more);
  assert.ok(said.code === 0 || said.code === 1, said.err);
  return said.out
    .split("\n")
    .filter((line) => /^\S/.test(line) && line !== "All is well.")
    .map((line) => {
      const code = /\[([a-z._]+)\]/.exec(line)?.[1] ?? line;
      return line.startsWith("note") ? `(${code})` : code;
    })
    .filter((code) => !/doctor\.(sample|no_backup|holidays_missing)/.test(code));
}
// Another folder that names the same county in other words.
function pointing(data: string, database: string, schema = "linli"): string {
  const other = twin(data);
  writeFileSync(join(other, "database"), `${database}\n${schema}\n`);
  return other;
}

if (postgres) {
  const data = folder();
  folders.push(data);
  const database = database_of(data);

  test("a county that is well, and one in use", async () => {
    assert.deepEqual(found(data), []);
    const server = await Server.start(data);
    const resident = await Client.as(server, "resident");
    await resident.file({ title: "体检", unit: await unit(resident, "向巷村") });
    await until(async () => rows(data, "SELECT id FROM journal_queue LIMIT 1").length === 0);
    assert.deepEqual(found(data), ["(doctor.in_use)"]);
    await server.stop();
    assert.deepEqual(found(data), []);
  });

  test("a database that is not there, a schema that is not in it", () => {
    const nowhere = pointing(data, `host=${place()} user=linli dbname=postgres`);
    assert.deepEqual(found(nowhere), ["store.unreachable"]);
    assert.deepEqual(found(pointing(data, database, "another")), ["store.absent"]);
    assert.deepEqual(found(pointing(data, database.replace(/dbname=\w+/, "dbname=nobody"))), [
      "store.unreachable",
    ]);
  });

  test("keys of another county, heads that are gone", () => {
    const other = join(place(), "data");
    assert.equal(run("init", "--data", other, "--pack", pack).code, 0);
    folders.push(other);
    assert.deepEqual(found(data, "--keys", other + "-keys"), ["app.keys_of_another"]);
    renameSync(data + "-heads", data + "-heads-away");
    assert.deepEqual(found(data), ["(doctor.heads_missing)"]);
    renameSync(data + "-heads-away", data + "-heads");
  });

  test("a role that may only read", () => {
    meddle(data, "CREATE ROLE doctor_reader LOGIN");
    meddle(data, "GRANT USAGE ON SCHEMA linli TO doctor_reader");
    meddle(data, "GRANT SELECT ON ALL TABLES IN SCHEMA linli TO doctor_reader");
    const reading = pointing(data, database.replace("user=linli", "user=doctor_reader"));
    const codes = found(reading);
    assert.ok(codes.includes("doctor.database_read_only"), codes.join(" "));
    assert.equal(run("serve", "--data", reading, "--port", "0").code, 1, "nothing can be written");
    meddle(data, "REVOKE SELECT ON ALL TABLES IN SCHEMA linli FROM doctor_reader");
    const blind = found(reading);
    assert.ok(blind.some((code) => code.startsWith("store.")), blind.join(" "));
    meddle(data, "DROP OWNED BY doctor_reader");
    meddle(data, "DROP ROLE doctor_reader");
  });

  test("a schema of another program, and one that was not filled to its end", () => {
    meddle(data, "COMMENT ON SCHEMA linli IS 'linli: filling'");
    assert.deepEqual(found(data), ["doctor.filling_broken_off"]);
    meddle(data, "COMMENT ON SCHEMA linli IS 'linli'");
    meddle(data, "UPDATE store_schema SET number = number + 10000 WHERE number = 1");
    assert.deepEqual(found(data), ["store.newer"]);
    meddle(data, "UPDATE store_schema SET number = number - 10000 WHERE number = 10001");
    assert.deepEqual(found(data), []);
    meddle(data, "DELETE FROM store_schema WHERE number = (SELECT max(number) FROM store_schema)");
    assert.deepEqual(found(data), ["(doctor.schema_older)"]);
  });
} else {
  test("runs with the scenarios on PostgreSQL", { skip: true }, () => {});
}
