// The main flows without a mouse: report, follow, inbox, one act – by Tab, Enter, Space, arrows and
// the inbox's j and k. Guards RISK-26.
import assert from "node:assert/strict";
import { Client, unit } from "../scenario/client";
import { becomes, desk, server, show, t, titled } from "./scene";

show("a report is written, sent and followed by the keyboard alone", async (scene) => {
  const title = titled("只用键盘");
  const her = await scene.visitor(desk, "resident");
  const { keyboard } = her.page;
  await her.open("/");
  // The first Tab leads to the link past the menus.
  await keyboard.press("Tab");
  await becomes(() => her.page.locator(":focus").innerText(), t("site.skip"));
  await keyboard.press("Enter");
  await her.tabTo(her.page.locator("main").getByRole("link", { name: t("home.report") }));
  await keyboard.press("Enter");
  await her.seesHeading(t("report.title"));
  await becomes(() => her.page.locator("h1:focus").count(), 1, "a new page begins at its heading");

  // Sent empty, the keyboard goes to the box that is missing.
  await her.tabTo(her.button(t("report.send")));
  await keyboard.press("Enter");
  await her.sees(t("report.need_what"));
  const detail = her.box(t("report.what"));
  assert.ok(await detail.evaluate((one) => one === document.activeElement));
  await keyboard.type(title);
  await her.tabTo(her.box(t("report.where_words")));
  await keyboard.type("桥头");
  // The radio buttons: into the group by Tab, along it by an arrow.
  await her.tabTo(her.page.getByRole("radio", { name: t("report.for.self") }));
  await keyboard.press("ArrowDown");
  assert.ok(await her.page.getByRole("radio", { name: t("report.for.household") }).isChecked());
  await her.tabTo(her.button(t("report.send")));
  await keyboard.press("Enter");
  await her.seesHeading(t("slip.title"));
  await her.tabTo(her.link(t("slip.follow")));
  await keyboard.press("Enter");
  await her.seesHeading(title);
  await her.tabTo(her.button("补充"));
  await keyboard.press("Enter");
  // The form opens with the keyboard in its first box.
  await her.page.locator("main textarea:focus").waitFor();
  await keyboard.type("桥东第二盏。");
  await her.tabTo(her.page.locator("main form").getByRole("button", { name: "补充" }));
  await keyboard.press("Enter");
  await her.hears("“补充”办好了");
  await her.page.locator("h1:focus").waitFor();
});

show("the inbox is read with j and k, a matter opened and accepted by the keyboard", async (s) => {
  const resident = await Client.as(server, "resident");
  const village = await unit(resident, "向巷村");
  const title = titled("键盘受理");
  for (const one of [title, titled("键盘另一件")])
    await resident.file({ title: one, unit: village, category: "village.lighting" });

  const cadre = await s.visitor(desk, "village_intake");
  const { keyboard } = cadre.page;
  await cadre.open("/inbox?scope=mine&sort=filed");
  const wanted = cadre.page.getByRole("link", { name: title });
  await wanted.waitFor();
  const focused = () => cadre.page.locator("a.open:focus").innerText();
  await keyboard.press("j");
  const first = await focused();
  await keyboard.press("j");
  assert.notEqual(await focused(), first);
  await keyboard.press("k");
  assert.equal(await focused(), first, "k goes back");
  for (let i = 0; (await focused()) !== title; ++i) {
    assert.ok(i < 60, "j leads to every matter");
    await keyboard.press("j");
  }
  await keyboard.press("Enter");
  await cadre.seesHeading(title);
  await cadre.tabTo(cadre.button("受理"));
  await keyboard.press("Enter");
  const panel = cadre.page.locator(".panel");
  await panel.waitFor();
  await cadre.tabTo(panel.getByRole("radio").first());
  await keyboard.press("ArrowDown");
  await cadre.tabTo(panel.getByRole("button", { name: "受理", exact: true }));
  await keyboard.press("Enter");
  await cadre.hears("“受理”办好了");
  await cadre.page.locator("h1:focus").waitFor();
});

show("signing in, another language and large type by the keyboard", async (scene) => {
  const her = await scene.visitor(desk);
  const { keyboard } = her.page;
  await her.open("/sign-in");
  await her.tabTo(her.button(t("site.large")));
  await keyboard.press("Space");
  await her.page.locator("html[data-type=large]").waitFor();
  await her.tabTo(her.button(t("site.language")));
  await keyboard.press("Enter");
  await her.page.locator("html[lang=en]").waitFor();
  await her.seesHeading("Sign in");
});
