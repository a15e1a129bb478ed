// A resident's matter from her phone, through the village's desk, back to her own word – in the
// browser, on the real program. Shows REQ-1, REQ-6, REQ-10, REQ-13; guards RISK-8, RISK-13.
import assert from "node:assert/strict";
import { Client } from "../scenario/client";
import { becomes, desk, looks, server, show, t, titled, type Visitor } from "./scene";

async function writesAndSends(her: Visitor, title: string): Promise<void> {
  await her.open("/");
  await her.page
    .locator("main")
    .getByRole("link", { name: t("home.report") })
    .click();
  await her.seesHeading(t("report.title"));
  await her.fill(t("report.what"), `${title}。晚上老人走路看不见。`);
  await her.press(t("report.send"));
  await her.seesHeading(t("slip.title"));
}

// The line of a list that leads to the matter of this title.
const line = (who: Visitor, title: string) =>
  who.page.locator("main").getByRole("link", { name: title }).first();

async function acceptsAndReplies(cadre: Visitor, title: string, reply: string): Promise<void> {
  await cadre.open("/inbox?scope=mine&sort=filed");
  await line(cadre, title).click();
  await cadre.seesHeading(title);
  await cadre.press("受理");
  await cadre.page.getByRole("radio", { name: /小/ }).first().check();
  await cadre.page.locator(".panel").getByRole("button", { name: "受理", exact: true }).click();
  await cadre.hears("“受理”办好了");
  await replies(cadre, reply);
}

async function replies(cadre: Visitor, reply: string): Promise<void> {
  await cadre.press("答复");
  const panel = cadre.page.locator(".panel");
  await panel.getByRole("textbox").first().fill(reply);
  await panel.getByRole("button", { name: "答复", exact: true }).click();
  await cadre.hears("“答复”办好了");
}

for (const [name, look] of looks)
  show(`REQ-1 REQ-13 on a ${name}: reported, answered, 没解决, 解决了, rated`, async (scene) => {
    const title = titled("村口路灯坏了");
    const her = await scene.visitor(look, "resident");
    await writesAndSends(her, title);
    await her.sees("向巷村");
    await her.picture(`receipt-${name}`);
    await her.link(t("slip.follow")).click();
    await her.seesHeading(title);
    await her.sees(t("follow.now"));
    await her.sees(/向巷村/);
    await her.picture(`follow-${name}`);

    const cadre = await scene.visitor(desk, "village_intake");
    await acceptsAndReplies(cadre, title, "灯已换好，请您看看。");
    await cadre.picture(`matter-${name}`);

    await her.page.reload();
    await her.sees("灯已换好，请您看看。");
    // First her word, the rating only after it is closed.
    await becomes(() => her.page.getByText(t("follow.rate"), { exact: true }).count(), 0);
    await her.press("没解决");
    await her.page.locator("main textarea").first().fill("还是不亮");
    await her.press("没解决");
    await her.hears("“没解决”办好了");
    await her.sees("正在办理");

    await cadre.page.reload();
    await cadre.sees("还是不亮");
    await replies(cadre, "线路修好了。");
    await her.page.reload();
    await her.sees("线路修好了。");
    await her.press("解决了");
    await her.hears("“解决了”办好了");
    await her.sees(t("follow.rate"));
    await her.page.getByRole("radio").nth(1).check();
    await her.press("评价");
    await her.hears("“评价”办好了");
    await her.sees(/您的评价/);

    // RISK-8: who was rated sees neither the mark nor that there is one.
    await cadre.page.reload();
    await cadre.seesHeading(title);
    await cadre.doesNotSee(/评价/);
  });

for (const [name, look] of looks)
  show(`REQ-6 on a ${name}: without an account, by number and code alone`, async (scene) => {
    const title = titled("村口路灯坏了");
    const her = await scene.visitor(look);
    await her.open("/report");
    await her.fill(t("report.what"), title);
    await her.fill(t("pick.search"), "向巷");
    await her.press(/向巷村/);
    await her.sees("仙女镇 向巷村");
    await her.press(t("report.send"));
    await her.seesHeading(t("slip.title"));
    const slip = her.page.locator("dl.big dd");
    const [number, code] = await slip.allInnerTexts();
    assert.ok(number && code);

    // On another phone, days later: nothing but the slip of paper.
    const later = await scene.visitor(look);
    await later.open("/follow");
    await later.fill(t("follow.number"), number);
    await later.fill(t("follow.code"), "22222222");
    await later.press(t("follow.go"));
    await later.page.getByRole("alert").waitFor();
    await later.fill(t("follow.code"), code);
    await later.press(t("follow.go"));
    await later.seesHeading(title);
    await later.sees(t("follow.now"));
    await later.press("补充");
    await later.page.locator("main textarea").first().fill("在小学门口。");
    await later.press("补充");
    await later.hears("“补充”办好了");

    // The village reads what she added.
    const village = await Client.as(server, "village_intake");
    const inbox = await village.get<{ items: { id: string; title: string }[] }>(
      "/api/v1/inbox?scope=mine&sort=filed",
    );
    const found = inbox.items.find((item) => item.title === title);
    assert.ok(found);
    const view = await village.matter(found.id);
    assert.ok(view.record.some((act) => act.texts.some((text) => text.text === "在小学门口。")));
  });
