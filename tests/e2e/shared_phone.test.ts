// Phones are shared: who signs out leaves nothing behind for who comes next, and who comes next
// sees at once whose phone-side it is. Guards RISK-4, RISK-26.
import assert from "node:assert/strict";
import { code } from "../scenario/client";
import { becomes, looks, phone, server, show, t, titled, type Visitor } from "./scene";

// Everything that this browser keeps for the site: names of cookies, both storages, every record
// of every database, every cached answer.
async function left(who: Visitor): Promise<string> {
  const kept = await who.page.evaluate(async () => {
    const ask = <R>(request: IDBRequest<R>) =>
      new Promise<R>((done, failed) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => failed(request.error);
      });
    const records: unknown[] = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await ask(indexedDB.open(name!));
      for (const store of database.objectStoreNames) {
        const reading = database.transaction(store).objectStore(store);
        records.push(...(await ask(reading.getAll())));
      }
      database.close();
    }
    const cached: string[] = [];
    for (const name of await caches.keys())
      for (const request of await (await caches.open(name)).keys()) cached.push(request.url);
    return {
      local: { ...localStorage },
      session: { ...sessionStorage },
      records,
      cached: cached.filter((url) => url.includes("/api/")),
    };
  });
  const cookies = (await who.context.cookies()).map((one) => one.name);
  return JSON.stringify({ ...kept, cookies });
}

for (const [name, look] of looks)
  show(`signing out on a ${name} leaves nothing of hers behind`, async (scene) => {
    const title = titled("水沟堵了");
    const her = await scene.visitor(look, "resident", true);
    await her.open("/report");
    await her.fill(t("report.what"), title);
    await her.press(t("report.send"));
    await her.seesHeading(t("slip.title"));
    const number = await her.page.locator("dl.big dd").first().innerText();
    // A second one is begun and not sent.
    await her.link(t("slip.another")).click();
    await her.fill(t("report.what"), "还有一件没写完的事");
    await her.sees(t("report.saved"));
    assert.match(await left(her), /没写完/, "the draft is on the phone before she leaves");

    await her.open("/me");
    const who = await her.page.locator(".who .name strong").innerText();
    assert.ok(who.length > 1, "the page says who is signed in");
    await her.press(t("do.sign_out"));
    await her.seesHeading(t("home.title_nobody"));
    const rest = await left(her);
    for (const trace of [title, number, "没写完", who]) assert.ok(!rest.includes(trace), rest);
    assert.ok(!rest.includes("linli_slip"), rest);
    assert.ok(!/"cookies":\[[^\]]*"linli"/.test(rest), `the session is gone: ${rest}`);

    // Back in the history, and by the address itself: nothing of hers is shown.
    await her.page.goBack();
    await her.page.locator("main h1").waitFor();
    assert.ok(!(await her.page.locator("body").innerText()).includes(who));
    await her.open("/receipt");
    await her.sees(t("slip.none"));
    await her.open("/follow");
    await her.sees(t("follow.by_slip"));
    await becomes(() => her.page.getByText(title).count(), 0);
    await her.open("/report");
    await becomes(() => her.box(t("report.what")).inputValue(), "");
  });

show("the code of a receipt is kept nowhere on the phone, not for a reload", async (scene) => {
  const her = await scene.visitor(phone);
  await her.open("/report");
  await her.fill(t("report.what"), titled("桥栏松了"));
  await her.fill(t("pick.search"), "向巷");
  await her.press(/向巷村/);
  await her.sees("仙女镇 向巷村");
  await her.press(t("report.send"));
  await her.seesHeading(t("slip.title"));
  const [, code] = await her.page.locator("dl.big dd").allInnerTexts();
  assert.match(code ?? "", /^\S{4}-?\S{4}$/, "the slip shows a code");
  const bare = code!.replace("-", "");
  const nowhere = async (): Promise<void> => {
    const kept = await left(her);
    assert.ok(!kept.includes(code!) && !kept.includes(bare), kept);
  };
  await nowhere();
  await her.page.reload();
  await her.page.locator("main h1").waitFor();
  assert.ok(!(await her.page.content()).includes(code!));
  await nowhere();
});

show("the next person on the phone signs in with a code and finds only what is hers", async (s) => {
  const first = await s.visitor(phone, "resident");
  await first.open("/report");
  await first.fill(t("report.what"), "不给别人看的话");
  await first.sees(t("report.saved"));
  await first.open("/me");
  await first.press(t("do.sign_out"));
  await first.seesHeading(t("home.title_nobody"));

  const number = `139${String(process.pid).padStart(8, "0")}`;
  await first.open("/sign-in");
  await first.fill(t("sign.phone"), number);
  await first.press(t("sign.get_code"));
  await first.sees(t("sign.code_sent"));
  await first.page.getByLabel(t("sign.code"), { exact: true }).fill(await code(server, number));
  await first.page
    .locator("main form")
    .getByRole("button", { name: t("do.sign_in") })
    .click();
  await first.seesHeading(t("home.title_nobody"));
  await first.open("/report");
  await becomes(() => first.box(t("report.what")).inputValue(), "");
  await first.open("/follow");
  await first.sees(t("follow.none"));
});
