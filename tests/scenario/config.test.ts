// The configuration file: what it says is served, what is wrong in it is said with its line.
import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { drop, folder, run, Server } from "./house";

let data = "";
before(() => {
  data = folder();
});
after(() => drop(data));

const written = (text: string): string => {
  const file = join(data, "../linli.toml");
  writeFileSync(file, text);
  return file;
};
const check = (text: string): { code: number; said: string } => {
  const it = run("config", "check", written(text));
  return { code: it.code, said: it.out + it.err };
};

test("a configuration file is served, and the command line wins over it", async () => {
  const file = written(`data = "/nowhere"\nport = 1\npublic-url = "https://linli.example"\n`);
  const server = await Server.start(data, null, "--config", file);
  try {
    const refused = await fetch(server.address + "/api/v1/county");
    assert.equal(refused.status, 421, "another host than public-url names");
  } finally {
    await server.stop();
  }
});

test("config check says what would be served, and what is wrong where", () => {
  const good = check(`data = "${data}"\nport = 8421\n`);
  assert.deepEqual([good.code, /good; serves .*:8421/.test(good.said)], [0, true], good.said);
  const unknown = check(`data = "${data}"\nprot = 8421\n`);
  assert.equal(unknown.code, 1);
  assert.match(unknown.said, /linli\.toml:2:\d+: prot/);
  assert.ok(unknown.said.includes("app.config_unknown"));
  const malformed = check("port = \n");
  assert.ok(malformed.said.includes("app.config_malformed"), malformed.said);
  assert.match(check("port = 70000\n").said, /--port/);
  assert.match(check("port = 1\n").said, /data: it names no folder/);
  assert.match(check(`data = "${data}-none"\n`).said, /there is no .*linli init makes it/);
});

test("a file with secrets that others can read is told", () => {
  const senders = join(data, "../senders.yaml");
  writeFileSync(
    senders,
    "senders:\n  own:\n    kind: program\n    program: /bin/true\n    seconds: 5\n",
  );
  chmodSync(senders, 0o644);
  const open = check(`data = "${data}"\nsenders = "${senders}"\n`);
  assert.equal(open.code, 1);
  assert.match(open.said, /senders: others can read/);
  chmodSync(senders, 0o640);
  assert.equal(check(`data = "${data}"\nsenders = "${senders}"\n`).code, 0);
});
