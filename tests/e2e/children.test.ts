// Several places and several desks in a form, by hand and by keyboard alone; and what was opened
// out of a matter, read on its page by those who serve and by who filed it. Shows UNIT-57; guards
// RISK-26.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { children } from "../../web/dev/children";
import { opening } from "../../web/dev/opening";
import type { FieldView } from "../../web/src/api/types";
import { Client, unit } from "../scenario/client";
import { examine } from "./axe";
import { receipt } from "./receipt";
import {
  becomes,
  desk,
  looks,
  phone,
  phoneLooks,
  server,
  show,
  smallPhone,
  t,
  titled,
  type Visitor,
} from "./scene";

const words = (zh: string, en = zh) => ({ zh, en });
function field(key: string, kind: FieldView["kind"], zh: string, most: number): FieldView {
  return {
    key,
    kind,
    title: words(zh),
    required: true,
    length_max: most,
    choices: [],
    when_field: "",
    when_value: "",
    ...(kind === "places" ? { levels: ["village"] } : {}),
  };
}
const kForm = [
  field("title", "text", "事项名称", 60),
  field("villages", "places", "参加的村", 3),
  field("called", "desks", "请到的岗位", 2),
];
const kDesks = Array.from({ length: 12 }, (_, n) => ({
  desk: String(9000 + n),
  words: words(`第${n + 1}科 · 承办`, `Section ${n + 1} · Handler`),
  level: "department",
}));

// The kit's own part in it: an opening that asks for both, and what arrives of it.
interface Told {
  bodies: { form: Record<string, unknown> }[];
  asked: URLSearchParams[]; // whose desks
  village: string; // where it is opened: 向巷村
}
async function madeUp(page: Page, more: object = {}): Promise<Told> {
  const client = await Client.as(server, "resident");
  const village = await unit(client, "向巷村");
  const placed = await client.get<{ unit: object }>(`/api/v1/units/${village}`);
  const told: Told = { bodies: [], asked: [], village };
  const asks = { ...opening(placed.unit as never), form: kForm, on_behalf: false, ...more };
  await page.route("**/api/v1/procedures/made_up/form*", (route) => route.fulfill({ json: asks }));
  await page.route("**/api/v1/procedures/made_up/desks*", (route) => {
    told.asked.push(new URL(route.request().url()).searchParams);
    return route.fulfill({ json: { items: kDesks } });
  });
  await page.route("**/api/v1/procedures/made_up/matters", (route) => {
    told.bodies.push(route.request().postDataJSON() as Told["bodies"][0]);
    return route.fulfill({ json: receipt });
  });
  return told;
}
const kPage = "/open/made_up";
const group = (her: Visitor, title: string) => her.page.getByRole("group", { name: title });
const villages = (her: Visitor) => group(her, "参加的村");
const called = (her: Visitor) => group(her, "请到的岗位");
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const now = document.activeElement;
    return now?.getAttribute("aria-label") ?? now?.textContent?.trim() ?? "";
  });
const more = new RegExp(`^${t("form.more")}`);
const remove = (name: string) => `${t("do.remove")} ${name}`;

for (const [name, look, large] of [...phoneLooks, ["desktop", desk, false]] as const)
  show(`on a ${name} several places and desks are added, removed and sent`, async (scene) => {
    const her = await scene.visitor(look, "resident");
    if (large) await her.largeType();
    const told = await madeUp(her.page);
    await her.open(kPage);
    await her.fill("事项名称", "秋季防火");
    const places = villages(her);
    // One found by its name; the next is its neighbour, and the first is not offered again.
    await places.getByRole("searchbox").fill("向巷");
    await places.getByRole("button", { name: /向巷村/ }).click();
    await her.hears(t("form.added", { name: "仙女镇 向巷村", n: 1 }));
    await places.getByRole("button", { name: more }).click();
    await places.getByRole("button", { name: "仙女镇", exact: true }).waitFor();
    const neighbour = places.locator(".options").getByRole("button", { name: "鲁港村" });
    await neighbour.waitFor();
    await becomes(() => places.locator(".options").getByText("向巷村").count(), 0);
    await neighbour.click();
    await places.getByRole("button", { name: more }).click();
    await places.getByRole("searchbox").fill("向巷");
    await her.sees(t("pick.nothing"));
    await places.getByRole("searchbox").fill("");
    await places.locator(".options").getByRole("button", { name: "青狮村" }).click();
    // As many as may be.
    await her.sees(t("form.choices_most", { n: 3 }));
    await becomes(() => places.getByRole("button", { name: more }).count(), 0);
    assert.equal(await focused(her.page), remove("仙女镇 青狮村"));
    await places.getByRole("button", { name: remove("仙女镇 鲁港村") }).click();
    await her.hears(t("form.removed", { name: "仙女镇 鲁港村", n: 2 }));
    assert.equal(await focused(her.page), remove("仙女镇 青狮村"), "the one in its place");
    for (const button of await places.getByRole("button").all()) {
      const box = (await button.boundingBox())!;
      assert.ok(box.height >= 44 && box.width >= 44, `${await button.innerText()} is small`);
    }

    const desks = called(her);
    await desks.getByRole("button", { name: "第3科 · 承办" }).click();
    await desks.getByRole("button", { name: more }).click();
    await becomes(() => desks.locator(".options").getByText("第3科").count(), 0);
    await desks.getByRole("searchbox").fill("第12");
    await desks.getByRole("button", { name: "第12科 · 承办" }).click();
    await her.sees(t("form.choices_most", { n: 2 }));
    assert.equal(told.asked.at(-1)!.get("unit"), told.village, "desks of the place of the opening");
    await her.picture(`several-${name.replaceAll(" ", "-")}`);

    await her.sees(t("report.saved")); // what was kept is what goes out
    await her.press(t("open.send"));
    await her.page.waitForURL("**/receipt");
    assert.equal(told.bodies.length, 1);
    const { title, villages: sent, called: whom } = told.bodies[0]!.form;
    assert.equal(title, "秋季防火");
    const client = await Client.as(server, "resident");
    assert.deepEqual(sent, [told.village, await unit(client, "青狮村")]);
    assert.deepEqual(whom, ["9002", "9011"]);
  });

show("several places and desks are written by the keyboard alone", async (scene) => {
  const her = await scene.visitor(desk, "resident");
  const told = await madeUp(her.page);
  await her.open(kPage);
  const { keyboard } = her.page;
  await her.tabTo(her.box("事项名称"));
  await keyboard.type("秋季防火");
  const places = villages(her);
  await her.tabTo(places.getByRole("searchbox"));
  await keyboard.type("向巷");
  await her.tabTo(places.getByRole("button", { name: /向巷村/ }));
  await keyboard.press("Enter");
  await places.locator(".chosen").waitFor();
  assert.match(await focused(her.page), more, "where the next one is added");
  await keyboard.press("Enter");
  await her.tabTo(places.locator(".options").getByRole("button", { name: "鲁港村" }));
  await keyboard.press("Enter");
  await places.getByText("仙女镇 鲁港村").first().waitFor();
  await keyboard.press("Shift+Tab");
  assert.equal(await focused(her.page), remove("仙女镇 鲁港村"));
  await keyboard.press("Enter");
  await her.hears(t("form.removed", { name: "仙女镇 鲁港村", n: 1 }));
  assert.equal(await focused(her.page), remove("仙女镇 向巷村"), "the last one that is left");
  await keyboard.press("Enter");
  await her.hears(t("form.removed", { name: "仙女镇 向巷村", n: 0 }));
  const search = places.getByRole("searchbox");
  assert.ok(await search.evaluate((one) => one === document.activeElement), "one must be chosen");
  await her.tabTo(places.locator(".options").getByRole("button", { name: "青狮村" }));
  await keyboard.press("Enter");
  await places.locator(".chosen").waitFor();

  const desks = called(her);
  await her.tabTo(desks.getByRole("searchbox"));
  await keyboard.type("第7");
  await her.tabTo(desks.getByRole("button", { name: "第7科 · 承办" }));
  await keyboard.press("Enter");
  await desks.locator(".chosen").waitFor();
  await her.tabTo(her.button(t("open.send")));
  await keyboard.press("Enter");
  await her.page.waitForURL("**/receipt");
  const client = await Client.as(server, "resident");
  assert.deepEqual(told.bodies[0]!.form, {
    title: "秋季防火",
    villages: [await unit(client, "青狮村")],
    called: ["9006"],
  });
});

for (const [name, look] of looks) {
  show(`on a ${name} required places and desks are asked for, and nothing is sent`, async (s) => {
    const her = await s.visitor(look, "resident");
    const told = await madeUp(her.page);
    await her.open(kPage);
    await her.fill("事项名称", "秋季防火");
    await her.press(t("open.send"));
    await her.sees(t("form.required", { field: "请到的岗位" }));
    assert.equal(await focused(her.page), t("form.required", { field: "参加的村" }));
    assert.equal(told.bodies.length, 0);
    await examine(her, `several-wrong-${name}`);
  });

  show(`on a ${name} half-written places and desks are there again by name`, async (scene) => {
    const her = await scene.visitor(look, "resident");
    const told = await madeUp(her.page);
    await her.open(kPage);
    await her.fill("事项名称", "秋季防火");
    // Not where it is opened: that one the page knows anyway.
    await villages(her).getByRole("searchbox").fill("青狮");
    await villages(her).getByRole("button", { name: /青狮村/ }).click();
    await called(her).getByRole("button", { name: "第3科 · 承办" }).click();
    await her.sees(t("report.saved"));
    await her.open(kPage);
    await her.sees(t("report.restored"));
    await villages(her).locator(".chosen").getByText("仙女镇 青狮村").first().waitFor();
    await called(her).locator(".chosen").getByText("第3科 · 承办").first().waitFor();
    await becomes(() => her.page.locator(".picker").count(), 0, "what was chosen asks no more");
    await examine(her, `several-${name}`);
    await her.press(t("open.send"));
    await her.page.waitForURL("**/receipt");
    assert.deepEqual(told.bodies[0]!.form["called"], ["9002"]);
    const client = await Client.as(server, "resident");
    assert.deepEqual(told.bodies[0]!.form["villages"], [await unit(client, "青狮村")]);
  });
}

// A real matter, of which the answer says more.
async function changed(page: Page, matter: string, more: object): Promise<void> {
  await page.route(`**/api/v1/matters/${matter}`, async (route) => {
    const answer = await route.fetch();
    return route.fulfill({ json: { ...((await answer.json()) as object), ...more } });
  });
}
async function filed(): Promise<string> {
  const resident = await Client.as(server, "resident");
  const where = { unit: await unit(resident, "向巷村"), category: "village.lighting" };
  return (await resident.file({ title: titled("村口路灯坏了"), ...where })).matter!;
}

show("places and desks are asked in an act, too, of the desks that it may name", async (scene) => {
  const matter = await filed();
  const who = await scene.visitor(desk, "village_intake");
  const act = { key: "call_in", kind: "note", title: words("请人到场"), form: kForm.slice(1) };
  await changed(who.page, matter, { acts: [act] });
  const bodies: unknown[] = [];
  await who.page.route(`**/api/v1/matters/${matter}/desks?act=call_in`, (route) =>
    route.fulfill({ json: { items: kDesks.slice(0, 3) } }),
  );
  await who.page.route(`**/api/v1/matters/${matter}/acts/call_in`, (route) => {
    bodies.push((route.request().postDataJSON() as { form: unknown }).form);
    return route.fulfill({ json: {} });
  });
  await who.open(`/matters/${matter}`);
  await who.press("请人到场");
  await villages(who).getByRole("searchbox").fill("向巷");
  await villages(who).getByRole("button", { name: /向巷村/ }).click();
  await becomes(() => called(who).getByRole("searchbox").count(), 0, "few need no looking for");
  await called(who).getByRole("button", { name: "第2科 · 承办" }).click();
  // Leaving the page loses nothing.
  await who.open(`/matters/${matter}`);
  await who.press(/^请人到场/);
  await villages(who).locator(".chosen").getByText("仙女镇 向巷村").first().waitFor();
  await called(who).locator(".chosen").getByText("第2科 · 承办").first().waitFor();
  await who.page.locator("form").getByRole("button", { name: "请人到场" }).click();
  await who.hears(t("matter.done", { act: "请人到场" }));
  const village = await unit(await Client.as(server, "resident"), "向巷村");
  assert.deepEqual(bodies, [{ villages: [village], called: ["9001"] }]);
});

show("an opening for somebody else reads places and desks back by name", async (scene) => {
  const her = await scene.visitor(phone, "resident");
  await madeUp(her.page, { on_behalf: true });
  await her.open(kPage);
  await her.page.getByRole("radio", { name: "帮别人办" }).check();
  await villages(her).getByRole("searchbox").fill("向巷");
  await villages(her).getByRole("button", { name: /向巷村/ }).click();
  await villages(her).getByRole("button", { name: more }).click();
  await villages(her).locator(".options").getByRole("button", { name: "青狮村" }).click();
  await called(her).getByRole("button", { name: "第3科 · 承办" }).click();
  const back = her.page.locator("blockquote");
  await back.getByText("向巷村、青狮村").waitFor();
  await back.getByText("第3科 · 承办").waitFor();
});

// ---- what was opened out of a matter

const card = (who: Visitor) => who.page.getByRole("region", { name: t("children.title") });

for (const [name, look] of [
  ["small phone", smallPhone],
  ["desktop", desk],
] as const) {
  show(`on a ${name} three children stand with desk, step, deadline and end`, async (scene) => {
    const matter = await filed();
    const other = await filed();
    const who = await scene.visitor(look, "village_intake");
    const given = children(3);
    given.items![1]!.id = other;
    const { number, procedure } = given.items![0]!;
    const parent = { id: other, number, procedure, title: "县里的防火" };
    await changed(who.page, matter, { children: given, parent });
    await who.open(`/matters/${matter}`);
    await card(who).getByText(t("children.count", { n: 3, ended: 1 })).waitFor();
    const rows = card(who).getByRole("listitem");
    await becomes(() => rows.count(), 3);
    // The one that is late stands in front, the ended one last.
    await rows.nth(0).getByText(t("days.over_today")).waitFor();
    await rows.nth(0).getByText("第1村 · 受理分办").waitFor();
    await rows.nth(1).getByText("村里办理").waitFor();
    await becomes(() => rows.nth(1).getByText(t("days.over_today")).count(), 0);
    await rows.nth(2).getByText("已完成").waitFor();
    await examine(who, `children-3-${name.replaceAll(" ", "-")}`);
    await card(who).getByLabel(t("children.only_open")).check();
    await becomes(() => rows.count(), 2);
    // Where it came from, and where one of them is.
    const from = who.page.locator("header").filter({ hasText: t("children.parent") });
    await becomes(() => from.getByRole("link").getAttribute("href"), `/matters/${other}`);
    await card(who).getByRole("link", { name: /第2村/ }).click();
    await who.page.waitForURL(`**/matters/${other}`);
    await who.page.waitForFunction(() => !document.getElementById("children-title"));
  });

  show(`on a ${name} 222 children are read part by part, those left open alone`, async (scene) => {
    const matter = await filed();
    const who = await scene.visitor(look, "village_intake");
    const given = children(222);
    const { id: _id, ...parent } = given.items![0]!;
    await changed(who.page, matter, { children: given, parent });
    await who.open(`/matters/${matter}`);
    await card(who).getByText(t("children.count", { n: 222, ended: 74 })).waitFor();
    const rows = card(who).getByRole("listitem");
    await becomes(() => rows.count(), 12);
    await examine(who, `children-222-${name.replaceAll(" ", "-")}`);
    await card(who).getByRole("button", { name: t("children.more", { n: 210 }) }).press("Enter");
    await becomes(() => rows.count(), 62);
    const row = rows.nth(12);
    const at = row.locator(":focus");
    await becomes(() => at.count(), 1, "the keyboard goes on with the first one that was folded");
    for (const n of [160, 110, 60, 10])
      await card(who).getByRole("button", { name: t("children.more", { n }) }).click();
    await becomes(() => rows.count(), 222);
    const late = await rows.evaluateAll(
      (all, words) => all.map((one) => one.textContent!.includes(words)),
      t("days.over_today"),
    );
    assert.equal(late.lastIndexOf(true) + 1, late.filter(Boolean).length, "late ones in front");
    await card(who).getByLabel(t("children.only_open")).check();
    await becomes(() => rows.count(), 148);
    await becomes(() => card(who).getByText("已完成").count(), 0);
    // Who may not open one, or where it came from, is led nowhere.
    await becomes(() => card(who).getByRole("link", { name: /^第5村/ }).count(), 0);
    await card(who).getByText(/^第5村/).first().waitFor();
    const from = who.page.locator("header").filter({ hasText: t("children.parent") });
    await becomes(() => from.getByRole("link").count(), 0);
  });

  show(`on a ${name} who filed it reads how many work on it, and nothing more`, async (scene) => {
    const matter = await filed();
    const her = await scene.visitor(look, "resident");
    const { items: _items, ...counted } = children(222);
    await changed(her.page, matter, { children: counted });
    await her.open(`/follow/${matter}`);
    await her.sees(t("follow.children", { n: 222, ended: 74 }));
    await examine(her, `children-filer-${name.replaceAll(" ", "-")}`);
    await changed(her.page, matter, { children: { total: 0, ended: 0 } });
    await her.open(`/follow/${matter}`);
    await her.doesNotSee(/个单位办理/);
  });
}
