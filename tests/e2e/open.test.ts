// Opening a matter of any procedure, drawn by the kit from what the server says: every kind of
// field by hand and by keyboard, what is wrong said before it is sent, kept while it is half
// written, sent once although the network fails. Shows REQ-1, UNIT-57; guards RISK-26.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { everyKind, opening } from "../../web/dev/opening";
import { Client, unit } from "../scenario/client";
import { examine } from "./axe";
import { receipt } from "./receipt";
import {
  becomes,
  desk,
  looks,
  phoneLooks,
  server,
  show,
  smallPhone,
  t,
  titled,
  type Visitor,
} from "./scene";

// The kit's own part in it: a procedure that asks everything, and what arrives of it.
interface Told {
  bodies: Record<string, unknown>[];
  keys: Set<string>;
  away: boolean;
}
async function madeUp(page: Page): Promise<Told> {
  const told: Told = { bodies: [], keys: new Set(), away: false };
  const client = await Client.as(server, "resident");
  const village = await unit(client, "向巷村");
  const placed = await client.get<{ unit: object }>(`/api/v1/units/${village}`);
  await page.route("**/api/v1/procedures/made_up/form*", (route) =>
    told.away ? route.abort() : route.fulfill({ json: opening(placed.unit as never) }),
  );
  await page.route("**/api/v1/procedures/made_up/matters", async (route) => {
    if (told.away) return route.abort();
    // As the server does: what comes again under its key is the same.
    const key = route.request().headers()["idempotency-key"] ?? "";
    if (!told.keys.has(key)) told.bodies.push(route.request().postDataJSON() as Told["bodies"][0]);
    told.keys.add(key);
    return route.fulfill({ json: receipt });
  });
  return told;
}
const kPage = "/open/made_up";
const send = (who: Visitor) => who.press(t("open.send"));

for (const [name, look, large] of [...phoneLooks, ["desktop", desk, false]] as const)
  show(`on a ${name} every kind of field is filled in, sent and received`, async (scene) => {
    const her = await scene.visitor(look, "resident");
    if (large) await her.largeType();
    const told = await madeUp(her.page);
    await her.open(kPage);
    await her.fill("事项名称", "修一条水渠");
    await her.page.getByRole("radio", { name: "长期的" }).check();
    await her.page.getByLabel("到什么时候").fill("2027-03-02");
    await her.page.getByRole("checkbox", { name: "上门" }).check();
    await her.page.getByRole("checkbox", { name: "网上" }).check();
    await her.page.getByLabel("人数").fill("１２");
    await her.page.getByLabel("随事经费").fill("1,234.5");
    await her.page.getByLabel("面积").fill("2.25");
    await her.page.getByLabel("几点开始").fill("09:30");
    await her.page.getByRole("combobox", { name: "承接单位" }).fill("合作");
    await her.page.getByRole("option", { name: "向巷村经济合作社" }).click();
    await her.page.getByLabel("相关事项").fill("202600012346");
    await her.press(new RegExp(`^${t("form.row_add")}`));
    await her.page.getByLabel("用途").fill("沙石");
    await her.page.getByLabel("金额").fill("100");
    await her.page.getByRole("checkbox", { name: "同意公开" }).check();
    await her.picture(`open-${name.replaceAll(" ", "-")}`);
    await her.sees(t("report.saved")); // what was kept is what goes out
    await send(her);
    await her.page.waitForURL("**/receipt");
    await her.sees("2026 0001 2346");
    await her.sees(t("slip.lead_open"));
    assert.equal(told.bodies.length, 1);
    assert.deepEqual(told.bodies[0]!["form"], {
      title: "修一条水渠",
      size: "long",
      until: "2027-03-02",
      choices: ["visit", "online"],
      number: 12,
      money: 123450,
      quantity: 2250,
      time: "09:30",
      organisation: "3",
      matter: "2026 0001 2346",
      costs: [{ what: "沙石", cost: 10000 }],
      agreed: true,
    });
  });

for (const [name, look] of looks) {
  show(`on a ${name} what is wrong in an opening is said, and nothing is sent`, async (scene) => {
    const her = await scene.visitor(look, "resident");
    const told = await madeUp(her.page);
    await her.open(kPage);
    await her.page.getByRole("radio", { name: "长期的" }).check();
    await her.page.getByLabel("随事经费").fill("12.345");
    await her.page.getByLabel("人数").fill("51");
    await her.page.getByLabel("相关事项").fill("202600012345");
    await her.press(new RegExp(`^${t("form.row_add")}`));
    await send(her);
    await her.sees(t("form.required", { field: "事项名称" }));
    await her.sees(t("form.required", { field: "到什么时候" }));
    await her.sees(t("form.required", { field: "用途" }));
    await her.sees(t("form.money"));
    await her.sees(t("form.bounds", { field: "人数", bounds: "1 到 50 人" }));
    await her.sees(t("form.matter"));
    const focused = await her.page.evaluate(() => document.activeElement?.id);
    assert.equal(focused, "open-title", "the first wrong box has the focus");
    assert.equal(told.bodies.length, 0);
    await her.page.getByRole("radio", { name: "一次性的" }).check();
    await her.doesNotSee(t("form.required", { field: "到什么时候" }));
  });

  show(`on a ${name} a half-written opening is there again`, async (scene) => {
    const her = await scene.visitor(look, "resident");
    await madeUp(her.page);
    await her.open(kPage);
    await her.fill("事项名称", "修一条水渠");
    await her.press(new RegExp(`^${t("form.row_add")}`));
    await her.page.getByLabel("用途").fill("沙石");
    await her.sees(t("report.saved"));
    await her.open("/drafts");
    await her.sees("修一条水渠");
    await her.page.getByRole("link", { name: t("drafts.go_on") }).click();
    await her.sees(t("report.restored"));
    await becomes(() => her.page.getByLabel("事项名称").inputValue(), "修一条水渠");
    await becomes(() => her.page.getByLabel("用途").inputValue(), "沙石");
    // It is no report, and does not stand in the form of one.
    await her.open("/report");
    await becomes(() => her.page.getByLabel(t("report.what")).inputValue(), "");
  });

  show(`on a ${name} an opening written without a network goes out once`, async (scene) => {
    const her = await scene.visitor(look, "resident");
    const told = await madeUp(her.page);
    await her.open(kPage);
    await her.box("事项名称").waitFor();
    told.away = true;
    await her.open(kPage); // what it asks is at hand
    await her.fill("事项名称", "修一条水渠");
    await her.page.getByLabel("随事经费").fill("1");
    await her.context.setOffline(true);
    await send(her);
    await her.sees(t("report.waiting"));
    told.away = false;
    await her.context.setOffline(false);
    await her.page.waitForURL("**/receipt");
    assert.equal(told.bodies.length, 1);
    await her.open("/drafts");
    await her.sees(t("drafts.none"));
  });
}

show("a table of rows is written by the keyboard alone", async (scene) => {
  const her = await scene.visitor(desk, "resident");
  await madeUp(her.page);
  await her.open(kPage);
  const { keyboard } = her.page;
  await her.page.getByRole("button", { name: new RegExp(`^${t("form.row_add")}`) }).press("Enter");
  for (const text of ["沙石", "人工", "运费"]) {
    await keyboard.type(text);
    if (text !== "运费") await keyboard.press("Enter");
  }
  const boxes = her.page.getByLabel("用途");
  const what = () =>
    boxes.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
  assert.deepEqual(await what(), ["沙石", "人工", "运费"]);
  await her.sees(t("form.rows_most", { n: 3 }));
  const remove = t("form.row_remove", { n: 2 });
  await her.page.getByRole("button", { name: new RegExp(`^${remove}`) }).press("Enter");
  assert.deepEqual(await what(), ["沙石", "运费"]);
  const focused = await her.page.evaluate(() => document.activeElement?.id);
  assert.equal(focused, "open-costs-1-what", "the focus is in the row that took its place");
});

// On the running program: the way of a procedure that also asks those who have no account.
show("who has no account gets her code although the first answer was lost", async (scene) => {
  const title = titled("没有登录也能报的");
  const her = await scene.visitor(smallPhone);
  let deaf = true;
  const kept: string[] = [];
  await her.page.route("**/api/v1/procedures/request/matters", async (route) => {
    const answer = await route.fetch();
    kept.push(((await answer.json()) as { number: string }).number);
    return deaf ? route.abort("connectionreset") : route.fulfill({ response: answer });
  });
  await her.open("/open/request");
  await her.fill(t("pick.search"), "向巷");
  await her.press(/向巷村/);
  await her.fill("标题", title);
  await send(her);
  await her.sees(t("report.waiting"));
  deaf = false;
  await her
    .button(t("report.send_again"))
    .click({ timeout: 5_000 })
    .catch(() => undefined);
  await her.page.waitForURL("**/receipt");
  await her.sees(kept[0]!);
  await her.sees(/[A-Z0-9]{4}-[A-Z0-9]{4}/);
  assert.equal(new Set(kept).size, 1, "sent twice, opened once");
});

show("an opening for somebody else is read back and agreed to first", async (scene) => {
  const her = await scene.visitor(smallPhone, "resident");
  const told = await madeUp(her.page);
  await her.open(kPage);
  await her.fill("事项名称", "修一条水渠");
  await her.page.getByLabel("随事经费").fill("1");
  await her.page.getByRole("radio", { name: "帮别人办" }).check();
  await send(her);
  await her.sees(t("form.required", { field: "本人姓名" }));
  assert.equal(told.bodies.length, 0);
  await her.page.getByLabel("本人姓名").fill("刘桂英");
  await her.page.locator("blockquote").getByText("1.00 元").waitFor();
  await her.page.getByRole("checkbox", { name: "念给本人听过" }).check();
  await her.page.getByRole("checkbox", { name: "本人同意" }).check();
  await send(her);
  await her.page.waitForURL("**/receipt");
  assert.deepEqual(told.bodies[0]!["on_behalf"], { name: "刘桂英", read_back: true, consent: true });
});

for (const [name, look] of [
  ["small phone", smallPhone],
  ["desktop", desk],
] as const)
  show(`on a ${name} an opening holds against WCAG, also with everything wrong`, async (scene) => {
    const her = await scene.visitor(look, "resident");
    await madeUp(her.page);
    await her.open(kPage);
    await her.press(new RegExp(`^${t("form.row_add")}`));
    await her.page.getByRole("radio", { name: "帮别人办" }).check();
    await send(her);
    await her.sees(t("form.required", { field: everyKind[0]!.title.zh }));
    await examine(her, `open-wrong-${name.replaceAll(" ", "-")}`);
  });

const words = (zh: string) => ({ zh, en: zh });
const sections = {
  sections: [
    { key: "open:made_up", title: words("村社事项准入"), path: kPage, group: "open" },
    { key: "open:request", title: words("民意诉求"), path: "/x", group: "open" },
  ],
};
for (const [name, look] of looks)
  show(`on a ${name} what the server lets her open is offered to start`, async (scene) => {
    for (const [who, from] of [
      ["resident", "/"],
      ["village_intake", "/inbox"],
    ] as const) {
      const her = await scene.visitor(look, who);
      await madeUp(her.page);
      await her.page.route("**/api/v1/me/sections", (route) => route.fulfill({ json: sections }));
      await her.open(from);
      // On a phone the sections of the workbench are one folded line.
      if (from === "/inbox" && look.phone) await her.page.locator("nav .fold").click();
      await her.page.getByText(t("open.title"), { exact: true }).first().waitFor();
      // A report has its own place, and is not named twice.
      await becomes(() => her.page.getByText("民意诉求").count(), 0);
      await her.page.getByRole("link", { name: "村社事项准入" }).click();
      await her.page.getByRole("heading", { level: 1, name: "村社事项准入" }).waitFor();
    }
  });

show("what a form held is read on the page of its matter, also a table of rows", async (scene) => {
  const resident = await Client.as(server, "resident");
  const village = await unit(resident, "向巷村");
  const { matter } = await resident.file({ title: titled("村口路灯坏了"), unit: village });
  const fields = [
    { key: "pay", kind: "money", title: words("随事经费"), value: 123450 },
    { key: "until", kind: "date", title: words("到什么时候"), value: "2027-03-02" },
    { key: "way", kind: "choice", title: words("方式"), value: "visit", words: words("上门") },
    {
      key: "costs",
      kind: "rows",
      title: words("费用清单"),
      value: [{ what: "沙石", cost: 10000 }],
      columns: everyKind.find((one) => one.key === "costs")!.columns,
    },
  ];
  for (const [look, who, path] of [
    [smallPhone, "resident", `/follow/${matter}`],
    [desk, "village_intake", `/matters/${matter}`],
  ] as const) {
    const her = await scene.visitor(look, who);
    await her.page.route(`**/api/v1/matters/${matter}`, async (route) => {
      const answer = await route.fetch();
      return route.fulfill({ json: { ...((await answer.json()) as object), fields } });
    });
    await her.open(path);
    for (const said of ["1,234.50 元", "2027年3月2日", "上门", "沙石", "100.00 元"])
      await her.sees(said);
    await examine(her, `facts-${who}`);
  }
});
