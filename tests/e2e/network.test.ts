// The network is lost, slow or answers too late: nothing typed is lost and nothing is filed twice.
// Shows REQ-1, REQ-10; guards RISK-26.
import assert from "node:assert/strict";
import type { Page, Route } from "playwright-core";
import { looks, phone, show, t, titled, type Visitor } from "./scene";

const kFiling = "**/api/v1/requests";

// How many matters of this title the server keeps for her.
async function filed(her: Visitor, title: string): Promise<number> {
  const client = await her.client();
  const { items } = await client.get<{ items: { title: string }[] }>(
    "/api/v1/requests/mine?scope=filer",
  );
  return items.filter((item) => item.title === title).length;
}

async function writes(her: Visitor, title: string): Promise<void> {
  await her.open("/report");
  await her.fill(t("report.what"), title);
  await her.sees(t("report.saved"));
}

for (const [name, look] of looks)
  show(`on a ${name} without a network a report waits and goes out once`, async (scene) => {
    const title = titled("断网时写的");
    const her = await scene.visitor(look, "resident");
    await writes(her, title);
    await her.context.setOffline(true);
    await her.press(t("report.send"));
    await her.sees(t("report.waiting"));
    await her.picture(`offline-${name}`);
    // She presses again, and again.
    await her.press(t("report.send_again"));
    await her.sees(t("report.waiting"));
    assert.equal(await filed(her, title), 0);
    await her.context.setOffline(false);
    await her.seesHeading(t("slip.title"));
    assert.equal(await filed(her, title), 1);
  });

show("a report whose answer was lost on the way is not filed a second time", async (scene) => {
  const title = titled("回音没到的");
  const her = await scene.visitor(phone, "resident");
  await writes(her, title);
  // The server keeps it, however often it is sent; the phone never hears so.
  let deaf = true;
  await her.page.route(kFiling, async (route) => {
    if (!deaf) return route.continue();
    await route.fetch();
    await route.abort("connectionreset");
  });
  await her.press(t("report.send"));
  await her.sees(t("report.waiting"));
  assert.equal(await filed(her, title), 1);
  deaf = false;
  // She presses, or the page has tried again by itself before she does.
  const kSoonMs = 5_000;
  await her
    .button(t("report.send_again"))
    .click({ timeout: kSoonMs })
    .catch(() => undefined);
  await her.seesHeading(t("slip.title"));
  assert.equal(await filed(her, title), 1, "sent twice, filed once");
});

show("a report that is told to wait says how long, and goes out by itself once", async (scene) => {
  const title = titled("排队的");
  const her = await scene.visitor(phone, "resident");
  await writes(her, title);
  const kWaitS = 2;
  let told = 0;
  await her.page.route(kFiling, (route) => {
    if (told++ > 0) return route.continue();
    return route.fulfill({
      status: 429,
      headers: { "retry-after": String(kWaitS) },
      contentType: "application/problem+json",
      body: JSON.stringify({ code: "access.wait", title: "请稍等", status: 429 }),
    });
  });
  await her.press(t("report.send"));
  await her.sees(t("report.waiting_urgent"));
  await her.sees(t("report.waiting_turn", { time: t("state.seconds", { n: kWaitS }) }));
  await her.picture("told-to-wait");
  await her.seesHeading(t("slip.title"));
  assert.equal(await filed(her, title), 1);
});

show("a report that waits survives a phone that was closed", async (scene) => {
  const title = titled("关了又开的");
  const her = await scene.visitor(phone, "resident");
  await writes(her, title);
  await her.page.route(kFiling, (route) => route.abort("internetdisconnected"));
  await her.press(t("report.send"));
  await her.sees(t("report.waiting"));
  await her.page.close();
  const again = await her.tab();
  await again.goto("/report");
  await again.getByRole("heading", { level: 1, name: t("slip.title") }).waitFor();
  assert.equal(await filed(her, title), 1);
});

show("a page that cannot be read says so and reads again when asked", async (scene) => {
  const her = await scene.visitor(phone, "resident");
  await her.open("/");
  await her.page.route("**/api/v1/requests/mine**", (route) => route.abort());
  await her.page
    .getByRole("navigation")
    .getByRole("link", { name: t("nav.follow") })
    .click();
  await her.sees(t("state.offline_title"));
  await her.picture("not-reached");
  await her.page.unroute("**/api/v1/requests/mine**");
  await her.press(t("do.retry"));
  await her.page.getByRole("alert").waitFor({ state: "detached" });
});

// Lets requests of this kind wait until the returned function is called.
async function held(page: Page, pattern: string): Promise<() => void> {
  let open = (): void => undefined;
  const gate = new Promise<void>((done) => (open = done));
  await page.route(pattern, async (route: Route) => {
    await gate;
    await route.continue().catch(() => undefined);
  });
  return () => open();
}

show("while the server takes its time the page says that it waits", async (scene) => {
  const her = await scene.visitor(phone, "resident");
  await her.open("/");
  const open = await held(her.page, "**/api/v1/requests/mine**");
  await her.page
    .getByRole("navigation")
    .getByRole("link", { name: t("nav.follow") })
    .click();
  await her.hears(t("state.loading"));
  await her.picture("waiting");
  open();
  await her.page.locator(".waiting").first().waitFor({ state: "detached" });
});

show("while a report is on its way the button says so and takes no second tap", async (scene) => {
  const title = titled("慢慢发的");
  const her = await scene.visitor(phone, "resident");
  await writes(her, title);
  const open = await held(her.page, kFiling);
  await her.press(t("report.send"));
  const sending = her.button(t("state.sending"));
  await sending.waitFor();
  assert.ok(await sending.isDisabled());
  open();
  await her.seesHeading(t("slip.title"));
  assert.equal(await filed(her, title), 1);
});

show("an installed site opens without a network, and what was written then goes out", async (s) => {
  const title = titled("山沟里写的");
  const her = await s.visitor(phone, "resident", true);
  await her.open("/report");
  await her.page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await her.page.reload();
  await her.page.waitForFunction(() => !!navigator.serviceWorker.controller);
  await her.context.setOffline(true);
  await her.open("/report");
  await her.fill(t("report.what"), title);
  await her.press(t("report.send"));
  await her.page.getByRole("alert").getByText(title).waitFor();
  await her.picture("installed-offline");
  await her.context.setOffline(false);
  await her.seesHeading(t("slip.title"));
  assert.equal(await filed(her, title), 1);
});
