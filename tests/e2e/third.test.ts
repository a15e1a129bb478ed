// A procedure that only the pack knows, on the running program: a resident opens it on her phone,
// the village works it at its desk, and she gives the last word; the calendar opens a round at a
// town. Shows UNIT-57; guards RISK-5.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Client, until } from "../scenario/client";
import { drop, type Server } from "../scenario/house";
import { PROCEDURE, third_county } from "../scenario/third_county";
import { examine } from "./axe";
import { desk, phone, show, smallPhone, t, type Look, type Scene, type Visitor } from "./scene";

let county: Server;
before(async () => {
  county = await third_county();
});
after(async () => {
  await county.stop();
  drop(county.data);
});

async function comes(scene: Scene, look: Look, role: string): Promise<Visitor> {
  const visitor = await scene.visitor(look);
  const [name = "", value = ""] = (await Client.as(county, role)).session.split("=");
  await visitor.context.addCookies([{ name, value, url: county.address }]);
  return visitor;
}
const open = (who: Visitor, path: string) => who.open(county.address + path);

async function asks(her: Visitor, well: string): Promise<void> {
  await open(her, "/");
  await her.page.getByRole("link", { name: "公用水井修缮" }).first().click();
  await her.seesHeading("公用水井修缮");
  await her.fill("哪一口井", well);
  await her.fill("预计费用", "12500");
  await her.page.getByLabel("从哪天起不能用").fill("2026-02-10");
  await her.fill("用水户数", "17");
  await her.fill("井深", "12.5");
  await her.press(new RegExp(`^${t("form.row_add")}`));
  await her.fill("项目", "水泵");
  await her.page.getByLabel("金额").last().fill("4500");
  await her.fill("井主姓名", "王老汉");
}

for (const [name, look, large] of [
  ["phone", phone, false],
  ["small phone in large type", smallPhone, true],
] as const)
  show(`on a ${name} a matter of a procedure of the pack alone goes its way`, async (scene) => {
    const well = `老井${name}`;
    const her = await comes(scene, look, "resident");
    if (large)
      await her.context.addCookies([{ name: "linli_type", value: "large", url: county.address }]);
    await asks(her, well);
    await her.picture(`third-open-${name.replaceAll(" ", "-")}`);
    await examine(her, "the opening of a procedure of the pack");
    await her.press(t("open.send"));
    await her.page.waitForURL("**/receipt");
    await her.sees(/向巷村/);

    const clerk = await comes(scene, desk, "village_intake");
    await open(clerk, "/inbox");
    await clerk.page.getByRole("link", { name: new RegExp(well) }).first().click();
    await clerk.sees("12,500.00元");
    await clerk.sees("17户");
    await clerk.doesNotSee("类别"); // it has none
    await clerk.sees("水泵");
    await clerk.sees("王老汉");
    await clerk.picture(`third-matter-${name.replaceAll(" ", "-")}`);
    const id = clerk.page.url().split("/").at(-1)!;
    const desk_client = await Client.as(county, "village_intake");
    await desk_client.act(id, "agree", { granted: 1_000_000, start: "2026-03-20" });
    await desk_client.act(id, "repaired", { reply: "换了水泵" });

    await open(her, `/matters/${id}`);
    await her.sees("12,500.00元");
    await her.doesNotSee("王老汉");
    const said = her.page.waitForResponse("**/acts/runs");
    await her.press("能用了");
    assert.equal((await said).status(), 200);
    await her.sees("已办结");
    const ended = await desk_client.get<{ outcome: string; procedure: string }>(
      `/api/v1/matters/${id}`,
    );
    assert.deepEqual([ended.outcome, ended.procedure], ["solved", PROCEDURE]);
  });

for (const [name, look, large, month] of [
  ["small phone in large type", smallPhone, true, 4],
  ["desktop", desk, false, 6],
] as const)
  show(`on a ${name} a round that the calendar opened is done at its desk`, async (scene) => {
    const opens_at = Date.parse(`2026-0${month}-02T09:05:00+08:00`);
    await new Client(county).post("/api/v1/sample/clock", { to_at: opens_at });
    const clerk = await comes(scene, look, "town_intake");
    if (large)
      await clerk.context.addCookies([{ name: "linli_type", value: "large", url: county.address }]);
    const title = `闸口月查 2026年${month}月`;
    const own = await Client.as(county, "town_intake");
    await until(async () =>
      ((await own.inbox()).items as { title?: string }[]).some((one) => one.title === title),
    );
    await open(clerk, "/procedures");
    await clerk.sees("从2026年4月1日起，每月第2个工作日09:00由程序开启");
    await open(clerk, "/inbox");
    await clerk.page.getByRole("link", { name: new RegExp(title) }).first().click();
    await clerk.seesHeading(title);
    await clerk.sees("系统自动");
    await clerk.doesNotSee(t("matter.filer")); // nobody filed it
    await clerk.doesNotSee(t("matter.no_detail"));
    await examine(clerk, "a round");
    await clerk.picture(`third-round-${name.replaceAll(" ", "-")}`);
    await clerk.press("查完了");
    await clerk.fill("查了几个", "4");
    const said = clerk.page.waitForResponse("**/acts/checked");
    await clerk.page.getByRole("button", { name: "查完了" }).last().click();
    assert.equal((await said).status(), 200);
    await clerk.sees("4个");
  });
