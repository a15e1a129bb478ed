// Erasing somebody while the county is served: attack report H5, over HTTP and in every file.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { cpSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Client, refusal, unit } from "./client";
import { drop, folder, root, rows, run, Server } from "./house";
import { postgres } from "./postgres";

const PHONE = "13971234567";
const NAME = "欧阳玉芬";
const HERS = "夜里有人敲铁门";
const ANONYMOUS = "晒谷场上堆了砖";
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

let data = "";
let server: Server;
before(async () => {
  data = folder();
  server = await Server.start(data);
});
after(async () => {
  await server.stop();
  drop(data);
});

function done(words: string[], code = 0): string {
  const said = run(...words);
  assert.equal(said.code, code, `linli ${words.join(" ")}: ${said.out}${said.err}`);
  return said.out + said.err;
}

// The files below a place that hold any of these words in the clear.
function holding(place: string, words: string[]): string[] {
  if (!existsSync(place)) return [];
  if (statSync(place).isDirectory())
    return readdirSync(place).flatMap((name) => holding(join(place, name), words));
  if (!statSync(place).isFile()) return [];
  const bytes = readFileSync(place);
  return words.filter((word) => bytes.includes(word)).map((word) => `${place}: ${word}`);
}

async function upload(client: Client): Promise<string> {
  const answer = await fetch(server.address + "/api/v1/files", {
    method: "POST",
    headers: {
      "content-type": "image/png",
      "idempotency-key": randomUUID(),
      cookie: client.session,
    },
    body: PNG,
  });
  assert.equal(answer.status, 200);
  return ((await answer.json()) as { file: string }).file;
}

test("what was erased comes by no key, code, session or file, and stays erased", async () => {
  const her = await Client.byPhone(server, PHONE);
  const nobody = new Client(server);
  const village = await unit(her, "向巷村");
  const about = { unit: village, category: "village.lighting", kind: "help" as const };
  const own = (await her.file({ ...about, title: HERS })).matter!;
  const filed = await nobody.file({ ...about, title: ANONYMOUS, name: NAME, phone: PHONE });
  const photo = await upload(her);
  const intake = await Client.as(server, "village_intake");
  const { items } = await intake.inbox();
  const anonymous = items.find((item) => item.number === filed.number)!.id;
  const look = () =>
    intake.post<{ value: string }>(
      `/api/v1/matters/${anonymous}/reveal`,
      { what: "phone", reason: "call_filer" },
      "the-same-key-again-and-again",
    );
  assert.equal((await look()).value, PHONE);
  assert.equal((await look()).value, PHONE, "the same key gives the same answer");
  const backup = join(data, "../before");
  done(["backup", "--data", data, "--to", backup]);

  const said = done(["erase", "--data", data, "--phone", PHONE, "--reason", "request"]);
  assert.match(said, /^erased \d+ texts and 1 files of 2 matters, 1 persons$/m);

  assert.equal((await refusal(look())).code, "desk.receipt_erased", "(a) kept answers");
  const sent = await nobody.get<{ items: { to: string; text: string }[] }>(
    "/api/v1/sample/messages",
  );
  assert.ok(!JSON.stringify(sent).includes(PHONE), "(b) messages");
  const view = await intake.matter(anonymous);
  assert.ok(!JSON.stringify(view).includes(ANONYMOUS), "(c) what was filed without an account");
  const fresh = intake.post(`/api/v1/matters/${anonymous}/reveal`, {
    what: "phone",
    reason: "call_filer",
  });
  assert.equal((await refusal(fresh)).code, "request.nothing_to_reveal");
  const resident = await Client.as(server, "resident");
  const taking = resident.file({ ...about, title: "拿别人的照片", files: [photo] });
  assert.equal((await refusal(taking)).status >= 400, true, "(d) what was handed in");
  assert.equal((await refusal(her.matter(own))).status, 401, "(e) her session");
  const words = [PHONE, NAME, HERS, ANONYMOUS];
  for (const part of ["", "-heads", "-erasures"])
    assert.deepEqual(holding(data + part, words), [], "nothing lies open");

  await server.stop();
  assert.match(done(["verify", "--data", data]), /intact/);
  if (postgres) return;
  // The backup from before, put back after the folder was lost: erased again before it serves.
  const restored = join(data, "../restored/data");
  cpSync(data + "-keys", restored + "-keys", { recursive: true });
  const words_of_restore = ["restore", "--from", backup, "--data", restored];
  const again = done([...words_of_restore, "--erasures", data + "-erasures"]);
  assert.match(again, /erased again what a backup had brought back: 2 erasures/);
  assert.match(done(["verify", "--data", restored]), /intact|head/);
  assert.ok(!existsSync(join(restored, "BACKUP")), "what lay beside the backup stays there");
  const people = "SELECT count(*) AS n FROM person WHERE erased_at IS NOT NULL";
  assert.equal(rows<{ n: number }>(restored, people)[0]!.n, 1);
  server = await Server.start(restored);
  const later = await Client.as(server, "village_intake");
  assert.ok(!JSON.stringify(await later.matter(anonymous)).includes(ANONYMOUS));
});

test("who is in office, and a phone that several people have, are not erased by mistake", () => {
  const holder = rows<{ id: string }>(
    data,
    "SELECT CAST(person_id AS TEXT) AS id FROM term WHERE valid_to IS NULL ORDER BY id LIMIT 1",
  )[0]!.id;
  const words = ["erase", "--data", data, "--reason", "request"];
  assert.ok(done([...words, "--person", holder], 1).includes("app.erase_in_office"));
  const shared = join(root, "build/scenario/shared-phone.csv");
  const file = "姓名,手机号,人员编号\n甲某,13971230000,s-1\n乙某,13971230000,s-2\n";
  writeFileSync(shared, file);
  done(["import", "people", "--data", data, shared]);
  const said = done([...words, "--phone", "13971230000"], 1);
  assert.ok(said.includes("app.erase_phone_shared"));
  const first = /--person (\d+) \d+/.exec(said)![1]!;
  assert.match(done([...words, "--person", first]), /0 matters, 1 persons/);
  assert.match(done([...words, "--phone", "13971230000"]), /1 persons/, "now it is one person's");
  assert.match(done(["erase", "--help"]), /delivery_message \(phone phone_blind body\)/);
});

test("a backup says until when it may be kept", () => {
  const to = join(data, "../kept");
  assert.match(
    done(["backup", "--data", data, "--to", to]),
    /keep it until \d{4}-\d\d-\d\d \(30 days, the default\)/,
  );
  assert.match(readFileSync(join(to, "BACKUP"), "utf8"), /^linli backup times 1\nmade \d+\n/);
  const words = ["backup", "--data", data, "--to", join(data, "../no")];
  assert.match(done([...words, "--keep-days", "0"], 2), /app\.option_value/);
});
