// Everybody's own messages: hers alone, in pages, read and unread, never a code; and what she chose
// not to get is not sent, lies on her page and stands in the log as such. ADR 0033; guards RISK-3,
// RISK-4.
import assert from "node:assert/strict";
import { createServer, type Server as Gateway } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { set_up } from "./authenticator";
import { Client, refusal, unit, until } from "./client";
import { drop, folder, rows, run, Server } from "./house";
import { sink, type Mail } from "./mail_sink";
import { CHIEF, new_county, open_county, sleeps } from "./opening";

const PASSWORD = "lotus ponds after the autumn rain";
const HERS = "13800000071";

interface Message {
  id: string;
  kind: string;
  code: string;
  text: { zh: string; en: string };
  matter: string;
  unread: boolean;
}
interface Page {
  unread: number;
  items: Message[];
  next: string;
}
interface Choice {
  channel: string;
  kind: string;
  wanted: boolean;
  fixed: boolean;
}
const page = (who: Client, before = ""): Promise<Page> =>
  who.get(`/api/v1/me/messages${before ? `?before=${before}` : ""}`);
const choose = (who: Client, channel: string, kind: string, wanted: boolean) =>
  who.post<{ items: Choice[] }>("/api/v1/me/message-choices", { channel, kind, wanted });
const unread = async (who: Client): Promise<number> =>
  (await who.get<{ unread: number }>("/api/v1/me")).unread;

let server: Server;
let village = "";
before(async () => {
  server = await Server.start(folder());
  village = await unit(new Client(server), "向巷村");
});
after(async () => {
  await server.stop();
  drop(server.data);
});

test("each sees what was sent to her, of both kinds, and nobody else's", async () => {
  const resident = await Client.as(server, "resident");
  const cadre = await Client.as(server, "village_intake");
  const before_her = await unread(resident);
  const receipt = await resident.file({
    title: "村口路灯坏了",
    unit: village,
    category: "village.lighting",
  });
  const hers = (await page(resident)).items[0]!;
  assert.equal(hers.code, "message.filed");
  assert.equal(hers.kind, "word", "it promises a date");
  assert.equal(hers.matter, receipt.matter);
  assert.ok(hers.text.zh.includes(receipt.number), hers.text.zh);
  assert.match(hers.text.en, /in touch by (Mon|Tue|Wed|Thu|Fri) \d+ March, \d\d:\d\d/);
  assert.equal(await unread(resident), before_her + 1);

  const his = (await page(cadre)).items[0]!;
  assert.equal(his.kind, "work");
  assert.equal(his.matter, receipt.matter);
  for (const other of ["town_intake", "liaison", "administrator"]) {
    const { items } = await page(await Client.as(server, other));
    assert.ok(!items.some((one) => one.id === his.id || one.id === hers.id), other);
  }
  assert.equal((await refusal(page(new Client(server)))).code, "http.sign_in");

  await cadre.act(receipt.matter!, "hand_up", { reason: "需要镇里协调" });
  const town = await Client.as(server, "town_intake");
  await town.act(receipt.matter!, "take_over");
  assert.equal((await page(resident)).items[0]!.kind, "progress", "how it goes on");
});

test("what is read is not new, and a page has an end and a next one", async () => {
  const resident = await Client.as(server, "resident");
  for (let i = 0; i < 22; ++i) {
    await resident.file({ title: `路灯${i}`, unit: village, category: "village.lighting" });
  }
  const first = await page(resident);
  assert.equal(first.items.length, 20);
  const second = await page(resident, first.next);
  const ids = [...first.items, ...second.items].map((one) => BigInt(one.id));
  assert.ok(ids.every((id, n) => n === 0 || id < ids[n - 1]!), "newest first, none twice");
  assert.ok(first.items.every((one) => one.unread));
  await resident.post("/api/v1/me/messages/read", { to: first.items[3]!.id });
  assert.equal((await page(resident)).unread, 3);
  // Ahead of what there is: what comes later is new all the same.
  await resident.post("/api/v1/me/messages/read", { to: "9000000000000000000" });
  assert.equal(await unread(resident), 0);
  await resident.file({ title: "又坏了", unit: village, category: "village.lighting" });
  assert.equal(await unread(resident), 1);
});

test("codes lie on nobody's page", async () => {
  const her = await Client.byPhone(server, HERS);
  await her.file({ title: "井盖松了", unit: village, category: "village.lighting" });
  const { items } = await page(her);
  assert.ok(items.length > 0);
  assert.ok(items.every((one) => !/验证码|查询码/.test(one.text.zh)));
  assert.deepEqual(
    rows(
      server.data,
      "SELECT id FROM delivery_message WHERE person_id IS NOT NULL AND kind > 0" +
        " AND code IN ('message.code', 'message.follow_code', 'message.mail_code')",
    ),
    [],
  );
});

test("she chooses by channel and kind; what guards her account always goes out", async () => {
  const her = await Client.byPhone(server, HERS);
  const { items } = await her.get<{ items: Choice[] }>("/api/v1/me/message-choices");
  assert.deepEqual(
    items.filter((one) => one.fixed).map((one) => `${one.channel} ${one.kind}`),
    ["sms account"],
  );
  assert.ok(!items.some((one) => one.channel === "sms" && one.kind === "work"));
  const after = await choose(her, "sms", "progress", false);
  assert.equal(
    after.items.find((one) => one.channel === "sms" && one.kind === "progress")!.wanted,
    false,
  );
  const fixed = await refusal(choose(her, "sms", "account", false));
  assert.equal(fixed.code, "sending.always_sent");
  for (const [channel, kind] of [
    ["pigeon", "word"],
    ["sms", "weather"],
    ["sms", "work"],
  ] as const) {
    assert.equal((await refusal(choose(her, channel, kind, true))).code, "sending.no_such_choice");
  }
  const entries = rows<{ detail: string }>(
    server.data,
    "SELECT detail FROM audit_entry WHERE route = 'my_message_choose' AND code = '' ORDER BY id",
  );
  assert.ok(entries.some((one) => one.detail === "sms=progress refused"));
});

test("what she refused is not sent, lies on her page, and the log says why", async () => {
  const taken: { phone: string; text: string }[] = [];
  const gateway: Gateway = createServer((request, response) => {
    let body = "";
    request.on("data", (piece: Buffer) => (body += piece.toString()));
    request.on("end", () => {
      taken.push(JSON.parse(body) as { phone: string; text: string });
      response.end("{}");
    });
  });
  await new Promise<void>((done) => gateway.listen(0, "127.0.0.1", done));
  const { port } = gateway.address() as AddressInfo;
  const mail: Mail[] = [];
  const post = sink(mail);
  let { data, server: real, chief } = await new_county(PASSWORD);
  try {
    await set_up(chief, PASSWORD);
    await open_county(real, chief, PASSWORD);
    const file = join(data, "../senders.yaml");
    writeFileSync(
      file,
      `senders:
  gateway:
    kind: http
    url: http://127.0.0.1:${port}/send
    body: '{"phone":"{phone}","text":"{text}"}'
`,
    );
    await real.stop();
    real = await Server.start(data, null, "--senders", file);
    chief = new Client(real, chief.session);
    await chief.post("/api/v1/senders/test", { phone: CHIEF.phone });
    let her = new Client(real);
    await her.post("/api/v1/codes", { phone: HERS });
    const of_hers = () => taken.filter((one) => one.phone === HERS);
    await until(() => Promise.resolve(of_hers().length > 0));
    const code = /(\d{6})/.exec(of_hers()[0]!.text)![1]!;
    await her.post("/api/v1/sessions/code", { phone: HERS, code });
    await choose(her, "sms", "word", false);
    const receipt = await her.file({
      title: "村口路灯不亮",
      unit: await unit(her, "向巷村"),
      category: "village.lighting",
    });
    interface Sent {
      recent: { text: string; state: string; channel: string }[];
    }
    const filed = async () =>
      (await chief.get<Sent>("/api/v1/senders")).recent.find((one) => one.text === "message.filed");
    await until(async () => (await filed())?.state === "declined");
    assert.equal((await filed())!.channel, "sms");
    assert.equal(of_hers().length, 1, "the code alone was sent");
    const { items } = await page(her);
    assert.ok(items[0]!.text.zh.includes(receipt.number), "it lies on her page");

    // The county begins to send e-mail, and she gives an address by the code that it got.
    interface OwnMail {
      offered: boolean;
      address: string;
    }
    const own = (): Promise<OwnMail> => her.get("/api/v1/me/mail");
    assert.equal((await own()).offered, false);
    const address = "she@example.cn";
    const ask = (): Promise<unknown> => her.post("/api/v1/me/mail/code", { address });
    assert.equal((await refusal(ask())).code, "access.no_mail");
    await new Promise<void>((done) => post.listen(0, "127.0.0.1", done));
    appendFileSync(
      file,
      `  readers:
    kind: mail
    server: smtp://127.0.0.1:${(post.address() as AddressInfo).port}
    from: linli@zhijiang.example
    to: "{email}"
    subject: 枝江邻里
`,
    );
    await real.stop();
    real = await Server.start(data, null, "--senders", file);
    chief = new Client(real, chief.session);
    her = new Client(real, her.session);
    const tried = await chief.post<{ taken: boolean }>("/api/v1/senders/test", {
      phone: "",
      email: "Chief@example.cn",
    });
    assert.equal(tried.taken, true);
    assert.equal(mail.at(-1)!.to, "chief@example.cn");
    await chief.post("/api/v1/senders/test", { phone: CHIEF.phone });
    await ask();
    const mails_of_hers = () => mail.filter((one) => one.to === address);
    await until(() => Promise.resolve(mails_of_hers().length > 0));
    const digits = /(\d{6})/.exec(mails_of_hers()[0]!.text)![1]!;
    const give = (code: string): Promise<OwnMail> =>
      her.post("/api/v1/me/mail", { address, code });
    const wrong = digits === "000000" ? "000001" : "000000";
    assert.equal((await refusal(give(wrong))).code, "access.wrong_mail_code");
    assert.equal((await own()).address, "");
    assert.equal((await give(digits)).address, address);
    // She is told on her phone, and it lies in no file in the clear.
    const told = () => of_hers().some((one) => /s\*\*\*@example\.cn/.test(one.text));
    await until(() => Promise.resolve(told()));
    if (existsSync(join(data, "linli.db")))
      assert.ok(!readFileSync(join(data, "linli.db")).includes(address));

    // A message that she wants no SMS of comes by e-mail; not one that she wants no e-mail of.
    const again = await her.file({
      title: "路灯还是不亮",
      unit: await unit(her, "向巷村"),
      category: "village.lighting",
    });
    const copy = async () =>
      (await chief.get<Sent>("/api/v1/senders")).recent.find(
        (one) => one.text === "message.filed" && one.channel === "mail",
      )?.state;
    const came = () => mails_of_hers().some((one) => one.text.includes(again.number));
    // At night it waits for the morning.
    await until(async () => came() || (sleeps() && (await copy()) === "waiting"));
    assert.ok(!of_hers().some((one) => one.text.includes(again.number)));
    await her.call("DELETE", "/api/v1/me/mail", {});
    await until(() => Promise.resolve(of_hers().some((one) => /邮箱已经删除/.test(one.text))));
    const before = mails_of_hers().length;
    const last = await her.file({
      title: "路灯又不亮",
      unit: await unit(her, "向巷村"),
      category: "village.lighting",
    });
    assert.ok((await page(her)).items[0]!.text.zh.includes(last.number));
    await until(async () => (await filed())?.state === "declined");
    assert.equal(mails_of_hers().length, before);
    const out = run("erase", "--data", data, "--phone", HERS, "--reason", "request");
    assert.equal(out.code, 0, out.err);
    assert.deepEqual(rows(data, "SELECT id FROM delivery_reader"), []);
    const kept =
      "SELECT id FROM delivery_message WHERE code = 'message.filed' AND length(body) > 0";
    assert.deepEqual(rows(data, kept), []);
  } finally {
    await real.stop();
    gateway.close();
    post.close();
    drop(data);
  }
});
