// The inbox on a phone and by itself: matters first, what searches them folded; what waits for the
// filer behind what waits for her; what is new appears without a touch, with a number in the title,
// and nobody asks for a page that nobody looks at. Shows REQ-10; guards RISK-26 (a screen left
// alone does not keep its session).
import assert from "node:assert/strict";
import { Client, unit, until } from "../scenario/client";
import { desk, looks, phoneLooks, server, show, t, titled, type Visitor } from "./scene";

async function filed(title: string): Promise<string> {
  const resident = await Client.as(server, "resident");
  const village = await unit(resident, "向巷村");
  return (await resident.file({ title, unit: village, category: "village.ditches" })).matter!;
}
const rows = (who: Visitor) => who.page.locator("main ul.list > li");
const scopes = (who: Visitor) => who.page.getByRole("group", { name: t("inbox.scopes") });

for (const [name, look, large] of phoneLooks)
  show(`on a ${name} the matters stand first and what searches them is folded`, async (scene) => {
    await filed(titled("水沟要清"));
    const cadre = await scene.visitor(look, "village_intake");
    if (large) await cadre.largeType();
    await cadre.open("/inbox");
    await cadre.seesAtOnce(rows(cadre).first().getByRole("link"));
    for (const label of [t("inbox.search"), t("inbox.sort")])
      assert.ok(!(await cadre.box(label).isVisible()), label);
    // A group without any is no choice, unless it is the one she looks at.
    const shown = await scopes(cadre).getByRole("button").allInnerTexts();
    assert.ok(shown.length && !shown.some((words) => /\s0$/.test(words)), shown.join());
    await cadre.picture(`inbox-${name.replaceAll(" ", "-")}`);
    await cadre.press(t("inbox.tools"));
    for (const label of [t("inbox.search"), t("inbox.sort")])
      await cadre.box(label).waitFor({ state: "visible" });
    await cadre.open("/inbox?scope=assist");
    await scopes(cadre).getByRole("button", { pressed: true }).waitFor();
  });

show("at a desk nothing of the inbox is folded", async (scene) => {
  const cadre = await scene.visitor(desk, "village_intake");
  await cadre.open("/inbox");
  await cadre.box(t("inbox.search")).waitFor({ state: "visible" });
  await scopes(cadre).getByText(t("inbox.assist")).waitFor();
  assert.ok(!(await cadre.button(t("inbox.tools")).isVisible()));
});

for (const [name, look] of looks)
  show(`on a ${name} what waits for the filer stands behind what waits for her`, async (scene) => {
    const words = titled("分开放");
    const api = await Client.as(server, "village_intake");
    const asked = await filed(`${words}问过的`);
    await api.act(asked, "ask_filer", { question: "在哪一组？" });
    await filed(`${words}没问的`);
    const cadre = await scene.visitor(look, "village_intake");
    await cadre.open("/inbox");
    if (look.phone) await cadre.press(t("inbox.tools"));
    await cadre.fill(t("inbox.search"), words);
    await rows(cadre).nth(1).getByText(`${words}问过的`).waitFor();
    await rows(cadre).nth(0).getByText(`${words}没问的`).waitFor();
    const edges = await rows(cadre).evaluateAll((all) =>
      all.map((one) => getComputedStyle(one).borderLeftColor),
    );
    assert.notEqual(edges[0], edges[1], "and looks otherwise");
    await cadre.picture(`inbox-apart-${name}`);
    // An order that she chose is kept as it is.
    await cadre.page.getByLabel(t("inbox.sort")).selectOption("number");
    await rows(cadre).nth(0).getByText(`${words}问过的`).waitFor();
  });

// How often the page asks whether there is anything new. The server is away: what others do
// meanwhile makes the page read nothing besides.
async function asks(who: Visitor): Promise<{ times: number }> {
  const out = { times: 0 };
  await who.page.route(/inbox\?.*limit=20/, (route) => {
    out.times += 1;
    return route.abort();
  });
  return out;
}
const failed = (who: Visitor) => who.page.waitForEvent("requestfailed");
const kHalfMinuteMs = 31_000;

for (const [name, look] of looks)
  show(`on a ${name} what is new appears by itself, with a number in the title`, async (scene) => {
    const cadre = await scene.visitor(look, "village_intake");
    await cadre.page.clock.install();
    await cadre.open("/inbox");
    const title = titled("刚来的");
    if (look.phone) await cadre.press(t("inbox.tools"));
    const none = cadre.page.waitForResponse(/inbox\?.*q=/);
    await cadre.fill(t("inbox.search"), title);
    await none;
    await cadre.sees(t("inbox.none_found"));
    assert.doesNotMatch(await cadre.page.title(), /^\(/);
    await filed(title);
    await until(async () => {
      await cadre.page.clock.fastForward(kHalfMinuteMs);
      return /^\(\d+\) /.test(await cadre.page.title());
    });
    await cadre.hears(/新来了 \d+ 件/);
    const row = rows(cadre).filter({ hasText: title });
    await row.getByText(t("inbox.fresh"), { exact: true }).waitFor();
    await cadre.picture(`inbox-came-${name}`);
    // She touches the page: she has noticed.
    await cadre.page.mouse.click(5, 5);
    await cadre.page.waitForFunction(() => !document.title.startsWith("("));
  });

show("nobody asks for a page that is hidden, or that nobody has touched for long", async (s) => {
  const cadre = await s.visitor(desk, "village_intake");
  await cadre.page.clock.install();
  await cadre.open("/inbox");
  await cadre.button(/^我的 \d/).waitFor();
  const asked = await asks(cadre);
  const turns = (state: string) =>
    cadre.page.evaluate((to) => {
      Object.defineProperty(document, "visibilityState", { configurable: true, get: () => to });
      document.dispatchEvent(new Event("visibilitychange"));
    }, state);
  await turns("hidden");
  await cadre.page.clock.fastForward(10 * kHalfMinuteMs);
  assert.equal(asked.times, 0, "hidden");
  const first = failed(cadre);
  await turns("visible"); // she is back
  await first;
  assert.equal(asked.times, 1);

  const kLongMs = 31 * 60_000;
  await cadre.page.clock.fastForward(kLongMs);
  await cadre.page.clock.fastForward(kLongMs);
  assert.equal(asked.times, 1, "left alone");
  const again = failed(cadre);
  await cadre.page.keyboard.press("Shift");
  await again;
  assert.equal(asked.times, 2);
});

show("the less happens the less often the page asks", async (s) => {
  const cadre = await s.visitor(desk, "village_intake");
  await cadre.page.clock.install();
  await cadre.open("/inbox");
  await cadre.button(/^我的 \d/).waitFor();
  const asked = await asks(cadre);
  for (const pauseMs of [kHalfMinuteMs, 2 * kHalfMinuteMs]) {
    const once = failed(cadre);
    await cadre.page.clock.fastForward(pauseMs);
    await once;
  }
  await cadre.page.clock.fastForward(kHalfMinuteMs);
  assert.equal(asked.times, 2, "not yet");
});
