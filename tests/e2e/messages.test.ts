// Her own messages: a badge leads to them, what is new is marked, each leads to what it speaks of,
// and she chooses what else is sent. At phone and desktop, small and large, in both languages.
import assert from "node:assert/strict";
import { Client, unit } from "../scenario/client";
import { messagesEn } from "../../web/src/account/messages_en";
import { examine } from "./axe";
import { becomes, looks, server, show, smallPhone, t, titled } from "./scene";

const file = async (who: Client, title: string) =>
  who.file({ title, unit: await unit(who, "向巷村"), category: "village.lighting" });

for (const [name, look] of looks) {
  show(`on a ${name} a resident reads her messages and follows them`, async (scene) => {
    const api = await Client.as(server, "resident");
    const receipt = await file(api, titled("消息里的路灯"));
    const her = await scene.visitor(look, "resident");
    await her.open("/");
    const badge = her.page.locator("nav.tabs a", { hasText: /\d\+? 条新消息/ });
    await badge.waitFor();
    await her.picture(`messages-badge-${name}`);
    await badge.click();
    await her.seesHeading(t("me.title"));
    await her.link(new RegExp(t("messages.title"))).click();
    await her.seesHeading(t("messages.title"));
    // Other tests write to her, too: of her messages, the one of this matter.
    const told = her.page.locator(".messages > li", { hasText: receipt.number }).first();
    await told.getByText(t("messages.new"), { exact: true }).waitFor();
    await badge.waitFor({ state: "detached" });
    await her.picture(`messages-${name}`);
    await told.getByRole("link", { name: t("messages.to_matter") }).click();
    await her.page.waitForURL(`**/follow/${receipt.matter}`);

    // The choice is kept, and what is always sent cannot be switched off.
    await her.open("/me/messages");
    const sms = her.page.getByRole("group", { name: t("choices.sms") });
    const progress = sms.getByLabel(t("choices.progress"));
    assert.equal(await sms.getByLabel(new RegExp(t("choices.account"))).isDisabled(), true);
    await progress.uncheck();
    await her.hears(t("choices.saved"));
    await her.open("/me/messages");
    await progress.waitFor();
    await becomes(() => progress.isChecked(), false);
    await progress.check();
    await her.hears(t("choices.saved"));
    await told.waitFor();
    const fresh = her.page.locator(".messages > li.unread", { hasText: receipt.number });
    await becomes(() => fresh.count(), 0, "what was read is not new");
  });
}

show("a cadre's messages lead to work, in large type and in English", async (scene) => {
  const api = await Client.as(server, "resident");
  const receipt = await file(api, titled("干部看到的路灯"));
  const cadre = await scene.visitor(smallPhone, "village_intake");
  await cadre.largeType();
  await cadre.open("/me/messages");
  const first = cadre.page.locator(".messages > li", { hasText: receipt.number });
  await first.getByRole("link").waitFor();
  await cadre.picture("messages-small-large");
  const wide = await cadre.page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= smallPhone.width, `as wide as ${wide}`);
  await examine(cadre, "messages");
  await cadre.open("/me/messages");
  await cadre.press("English");
  await first.getByText(/is waiting for you until/).waitFor();
  await cadre.picture("messages-small-large-english");
  await first.getByRole("link", { name: messagesEn["messages.to_matter"] }).click();
  await cadre.page.waitForURL(`**/matters/${receipt.matter}`);
});

for (const [name, look] of looks) {
  show(`on a ${name} she gives an e-mail address by its code, and takes it back`, async (scene) => {
    const address = `she.${name}@example.cn`;
    const her = await scene.visitor(look, name === "phone" ? "resident" : "liaison");
    await her.open("/me/messages");
    const box = (name: string) => her.page.getByRole("textbox", { name, exact: true });
    await box(t("mail.address")).fill(address);
    await her.press(t("mail.send"));
    await her.sees(t("mail.sent", { address }));
    const { items } = await new Client(server).get<{ items: { kind: string; text: string }[] }>(
      "/api/v1/sample/messages",
    );
    const code = /(\d{6})/.exec(items.find((one) => one.kind === "message.mail_code")!.text)![1]!;
    await box(t("mail.code")).fill(code === "000000" ? "000001" : "000000");
    await her.press(t("mail.confirm"));
    await her.sees("验证码不对或已过期。");
    await box(t("mail.code")).fill(code);
    await her.press(t("mail.confirm"));
    await her.sees(t("mail.here", { address }));
    const mail = her.page.getByRole("group", { name: t("choices.mail") });
    await mail.getByLabel(t("choices.progress")).waitFor();
    await her.picture(`messages-mail-${name}`);
    await her.press(t("mail.remove"));
    await her.hears(t("mail.removed"));
    await becomes(() => mail.count(), 0);
  });
}
