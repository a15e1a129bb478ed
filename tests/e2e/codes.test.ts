// Code slips: asked for by a village, printed above it, handed to somebody without a phone, used.
import assert from "node:assert/strict";
import { Client } from "../scenario/client";
import { becomes, desk, looks, server, show, t, titled, type Visitor } from "./scene";

interface Sheet {
  slips: { number: string; code: string }[];
}
async function printed(): Promise<Sheet> {
  const intake = await Client.as(server, "village_intake");
  const batch = await intake.post<{ id: string }>("/api/v1/slips/batches", { count: 2 });
  const town = await Client.as(server, "town_intake");
  return town.post<Sheet>(`/api/v1/slips/batches/${batch.id}/print`);
}

// In 大字版 everything is larger; nothing may fall off the side of a small phone.
async function fits(who: Visitor): Promise<void> {
  const over = await who.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(over <= 0, `${over} px stand over the edge`);
}

for (const [name, look] of looks) {
  show(`on a ${name} a slip's number is typed, and its code lets her follow`, async (scene) => {
    const [slip] = (await printed()).slips;
    const title = titled("帮邻居登记");
    const liaison = await scene.visitor(look, "liaison");
    await liaison.open("/me/households");
    await liaison.page.locator("main .door a").first().click();
    await liaison.seesHeading(t("report.title_for"));
    await liaison.fill(t("report.what"), title);
    await liaison.fill(t("report.somebody_slip"), "123 456 780");
    await liaison.page.getByLabel(t("report.read_back")).check();
    await liaison.page.getByLabel(t("report.consent")).check();
    await liaison.press(t("report.send"));
    await liaison.sees("信封外面的编号不对");
    await fits(liaison);
    await liaison.picture(`slip-wrong-${name}`);
    await liaison.fill(t("report.somebody_slip"), slip!.number);
    await liaison.press(t("report.send"));
    await liaison.seesHeading(t("slip.title"));
    await liaison.sees(slip!.number);
    assert.ok(!(await liaison.page.content()).includes(slip!.code));
    await fits(liaison);
    await liaison.picture(`slip-receipt-${name}`);
    const number = await liaison.page.locator(".slip .big dd").first().innerText();

    const her = await scene.visitor(look);
    await her.open(`/follow#${slip!.code}`);
    await becomes(() => her.box(t("follow.code")).inputValue(), slip!.code);
    await her.fill(t("follow.number"), number);
    await her.press(t("follow.go"));
    await her.seesHeading(title);
    const cadre = await Client.as(server, "village_intake");
    const found = (await cadre.inbox("mine&sort=filed")).items.find((one) => one.title === title);
    await cadre.act(found!.id, "done_on_spot", { reply: "已办好。" });
    await her.press(t("do.back"));
    await her.press(t("follow.go"));
    await her.sees(t("follow.unconfirmed"));
    await fits(her);
    await her.picture(`slip-word-${name}`);
    await her.press(/^解决了/);
    await her.sees("正在回访");
    await her.picture(`slip-callback-${name}`);
  });

  show(`on a ${name} one asks for a batch, another prints it once`, async (scene) => {
    const asks = await scene.visitor(look, "village_intake");
    await asks.open("/codes");
    await asks.fill(t("codes.count"), "7");
    await asks.press(t("codes.ask_go"));
    await asks.hears(t("codes.asked"));
    await asks.sees(t("codes.waits"));
    await becomes(() => asks.button(t("codes.print")).count(), 0);
    await fits(asks);
    await asks.picture(`codes-asked-${name}`);

    const prints = await scene.visitor(look, "town_intake");
    await prints.open("/codes");
    const batch = prints.page.locator("article").filter({ hasText: "，7 个" }).first();
    await batch.getByRole("checkbox").check();
    await batch.getByRole("button", { name: t("codes.print") }).click();
    await prints.sees(t("codes.once"));
    await becomes(() => prints.page.locator("article.slip").count(), 7);
    await fits(prints);
    await prints.picture(`codes-sheet-${name}`);
    if (look === desk) {
      await prints.page.emulateMedia({ media: "print" });
      await prints.page.setViewportSize({ width: 718, height: 1047 }); // A4 less its margins
      await prints.picture("codes-paper");
      const boxes = await prints.page.locator("article.slip").evaluateAll((all) =>
        all.map((one) => [one.scrollHeight - one.clientHeight, one.clientHeight]),
      );
      for (const [over] of boxes) assert.ok(over! <= 1, "nothing is cut off a printed slip");
      await prints.page.emulateMedia({ media: null });
      await prints.page.setViewportSize({ width: look.width, height: look.height });
    }
    await prints.press(t("codes.done"));
    await becomes(() => prints.page.locator("article.slip").count(), 0);
    await asks.page.reload();
    await asks.sees(t("codes.left"));
    await asks.picture(`codes-left-${name}`);
  });
}
