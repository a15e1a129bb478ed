// What a household and its liaison do on a phone or at a desk: a photo and a voice note, like
// matters shown while typing, showing a matter to the liaison and taking it back, a neighbour's
// report read back to him, her data as a file, a notice of the village. Shows REQ-6; guards RISK-4,
// RISK-13.
import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, unit } from "../scenario/client";
import { becomes, desk, looks, server, show, t, titled, type Visitor } from "./scene";

// The county's word for an act, as its pack has it.
const kShare = "让联户长查看";
const kUnshare = "不再让联户长查看";
const kHumMs = 1500;

// A photo as a phone gives it: a picture of what is on the screen.
async function photo(who: Visitor): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const buffer = await who.page.screenshot({ type: "jpeg" });
  return { name: "水沟.jpg", mimeType: "image/jpeg", buffer };
}

async function filed(title: string, more: Record<string, unknown> = {}): Promise<string> {
  const resident = await Client.as(server, "resident");
  const village = await unit(resident, "向巷村");
  const category = "village.ditches";
  return (await resident.file({ title, unit: village, category, ...more })).matter!;
}

// Opens an act of her matter and does it.
async function does(who: Visitor, act: string): Promise<void> {
  await who.press(act);
  await who.page.locator("main form").getByRole("button", { name: act, exact: true }).click();
  await who.hears(`“${act}”办好了`);
}

for (const [name, look] of looks) {
  show(`on a ${name} a photo and a voice note travel with a report to the desk`, async (scene) => {
    const title = titled("水沟又堵了");
    const her = await scene.visitor(look, "resident");
    await her.context.grantPermissions(["microphone"]);
    await her.open("/report");
    await her.fill(t("report.what"), title);
    await her.page.locator("input[type=file][accept='image/*']").setInputFiles(await photo(her));
    await her.page.locator(".kept img").waitFor();
    await her.press(t("report.record"));
    await her.button(new RegExp(t("report.stop"))).waitFor();
    // A note of some length: there is nothing else to wait for.
    await her.page.waitForTimeout(kHumMs);
    await her.press(new RegExp(t("report.stop")));
    await her.page.locator(".kept audio").waitFor();
    await her.press(t("report.send"));
    await her.seesHeading(t("slip.title"));

    const cadre = await scene.visitor(desk, "village_intake");
    await cadre.open("/inbox?scope=mine&sort=filed");
    await cadre.link(title).first().click();
    await cadre.seesHeading(title);
    const image = cadre.page.locator("main img[alt]:not([alt=''])").first();
    await image.waitFor();
    await cadre.page.waitForFunction(() =>
      [...document.querySelectorAll<HTMLImageElement>("main img")].some(
        (one) => one.naturalWidth > 100,
      ),
    );
    await cadre.page.locator("main audio").first().waitFor();
  });

  show(`on a ${name} like matters near her are shown while she types`, async (scene) => {
    const shown = titled("小学门口的水沟堵了");
    const matter = await filed(shown, { wish_public: true });
    const cadre = await Client.as(server, "village_intake");
    await cadre.act(matter, "accept", { grade: "small" });
    await cadre.act(matter, "publish", { public_title: shown });
    const her = await scene.visitor(look, "resident");
    await her.open("/report");
    await her.fill(t("report.what"), "小学门口的水沟堵了，一下雨就漫出来");
    const similar = her.page.locator(".similar");
    await similar.locator("summary").click();
    await similar.getByRole("link", { name: shown }).waitFor();
    await her.picture(`similar-${name}`);
  });

  show(`on a ${name} she shows a matter to her liaison and takes it back`, async (scene) => {
    const title = titled("屋后的沟");
    const matter = await filed(title);
    const liaison = await scene.visitor(look, "liaison");
    await liaison.open("/me/households");
    await liaison.doesNotSee(title);

    const her = await scene.visitor(look, "resident");
    await her.open(`/follow/${matter}`);
    await does(her, kShare);
    await liaison.open("/me/households");
    await liaison.sees(title);
    await liaison.picture(`shared-${name}`);
    await liaison.link(title).first().click();
    await liaison.seesHeading(title);
    // He reads how far it is, and decides nothing.
    await becomes(() => liaison.button("受理").count(), 0);

    await her.open(`/follow/${matter}`);
    await does(her, kUnshare);
    await liaison.open("/me/households");
    await liaison.doesNotSee(title);
    await liaison.page.goto(`/matters/${matter}`);
    await liaison.sees(t("state.no_right_text"));
  });

  show(`on a ${name} a liaison reports for a neighbour, read back and agreed to`, async (scene) => {
    const title = titled("帮邻居反映");
    const liaison = await scene.visitor(look, "liaison");
    await liaison.open("/me/households");
    const door = liaison.page.locator("main .door").first();
    const neighbour = await door.locator("strong").innerText();
    await door.getByRole("link").click();
    await liaison.seesHeading(t("report.title_for"));
    await becomes(() => liaison.box(t("report.somebody_name")).inputValue(), neighbour);
    await liaison.fill(t("report.what"), title);
    await liaison.press(t("report.send"));
    await liaison.sees(t("report.need_consent"));
    await liaison.page.getByLabel(t("report.read_back")).check();
    await liaison.page.getByLabel(t("report.consent")).check();
    await liaison.press(t("report.send"));
    await liaison.seesHeading(t("slip.title"));

    const cadre = await Client.as(server, "village_intake");
    const inbox = await cadre.inbox("mine&sort=filed");
    const found = inbox.items.find((item) => item.title === title);
    assert.ok(found, "the desk has it");
    const { filer } = await cadre.matter(found.id);
    assert.ok(filer && !JSON.stringify(filer).includes(neighbour), "his name is masked");
  });

  show(`on a ${name} her data comes as a file with her matters in it`, async (scene) => {
    const title = titled("要带走的");
    await filed(title);
    const her = await scene.visitor(look, "resident");
    await her.open("/me/data");
    const arriving = her.page.waitForEvent("download");
    await her.link(t("data.export")).click();
    const file = await arriving;
    assert.equal(file.suggestedFilename(), "linli-export.json");
    const kept = join(tmpdir(), `linli-export-${name}-${process.pid}.json`);
    await file.saveAs(kept);
    const data = JSON.parse(readFileSync(kept, "utf8")) as object;
    rmSync(kept);
    assert.ok(JSON.stringify(data).includes(title), "what she wrote is in it");
  });

  show(`RISK-13 on a ${name} a village posts a notice and its people read it`, async (scene) => {
    const title = titled("周四停水");
    const cadre = await scene.visitor(look, "village_intake");
    await cadre.open("/notices/new");
    await cadre.page.locator("select").nth(1).waitFor();
    await cadre.press("发出");
    await cadre.sees("请写标题。");
    await cadre.fill("标题", title);
    await cadre.fill("内容", "周四上午检修，停水半天。电话13812345678");
    await cadre.press("发出");
    // A private telephone is no part of a notice.
    await cadre.page
      .getByRole("alert")
      .filter({ hasText: /电话|号码/ })
      .first()
      .waitFor();
    await cadre.fill("内容", "周四上午检修，停水半天。");
    await cadre.press("发出");
    await cadre.sees(/已经贴出/);
    await cadre.picture(`posted-${name}`);

    const her = await scene.visitor(look, "resident");
    await her.open("/notices/new");
    await her.sees(t("state.no_right"));
    await becomes(() => her.button("发出").count(), 0, "no form that would be refused");
    await her.open("/notices");
    await her.link(title).click();
    await her.seesHeading(title);
    await her.sees("周四上午检修，停水半天。");
    await her.sees(/向巷村/);
  });
}
