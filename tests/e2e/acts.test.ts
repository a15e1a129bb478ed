// Forms of acts: what the county's rules suggest is done with one tap; what else a form asks for is
// said before it is sent; what was begun is there again, for its writer and nobody else. Shows
// REQ-10, REQ-11; guards RISK-4, RISK-26.
import assert from "node:assert/strict";
import { Client, unit } from "../scenario/client";
import { becomes, looks, phone, phoneLooks, server, show, t, titled, type Visitor } from "./scene";

async function filed(title: string): Promise<string> {
  const resident = await Client.as(server, "resident");
  const village = await unit(resident, "向巷村");
  return (await resident.file({ title, unit: village })).matter!;
}
const panel = (who: Visitor) => who.page.locator(".panel");

for (const [name, look, large] of phoneLooks)
  show(`on a ${name} a matter is accepted as suggested with one tap`, async (scene) => {
    const id = await filed(titled("村口路灯坏了"));
    const cadre = await scene.visitor(look, "village_intake");
    if (large) await cadre.largeType();
    await cadre.open(`/matters/${id}`);
    await cadre.sees(t("matter.suggested"));
    const api = await Client.as(server, "village_intake");
    const before = await api.matter(id);
    assert.match(before.grade_basis, /^suggested/);
    assert.match(before.category_basis, /^suggested/);
    const tap = cadre.button(new RegExp(`^${t("matter.as_suggested", { act: "受理" })}`));
    for (const one of [before.grade, before.category])
      assert.ok((await tap.innerText()).includes(one!.words.zh), "it says what it decides");
    await cadre.picture(`suggested-${name.replaceAll(" ", "-")}`);
    await tap.click();
    await cadre.hears("“受理”办好了");
    await cadre.doesNotSee(t("matter.suggested"));
    const after = await api.matter(id);
    assert.deepEqual([after.grade_basis, after.category_basis], ["confirmed", "confirmed"]);
    assert.deepEqual([after.grade, after.category], [before.grade, before.category]);
  });

for (const [name, look] of looks) {
  show(`on a ${name} the form starts as suggested and may decide else`, async (scene) => {
    const id = await filed(titled("组里水沟堵了"));
    const api = await Client.as(server, "village_intake");
    const { grade, category } = await api.matter(id);
    const cadre = await scene.visitor(look, "village_intake");
    await cadre.open(`/matters/${id}`);
    await cadre.press("受理");
    await panel(cadre).getByRole("radio", { name: grade!.words.zh }).waitFor();
    assert.ok(await panel(cadre).getByRole("radio", { name: grade!.words.zh }).isChecked());
    await becomes(() => panel(cadre).getByLabel("类别").inputValue(), category!.key);
    await panel(cadre).getByRole("radio", { name: "大事" }).check();
    await panel(cadre).getByRole("button", { name: "受理", exact: true }).click();
    await cadre.hears("“受理”办好了");
    await cadre.doesNotSee(t("matter.suggested"));
    assert.equal((await api.matter(id)).grade?.key, "large");
  });

  show(`on a ${name} what a choice makes necessary is said before it is sent`, async (scene) => {
    const id = await filed(titled("组里水沟有淤泥"));
    const cadre = await scene.visitor(look, "village_intake");
    await cadre.open(`/matters/${id}`);
    await cadre.press("受理");
    let sent = 0;
    cadre.page.on("request", (one) => (sent += Number(/acts\/accept/.test(one.url()))));
    const consent = panel(cadre).getByRole("checkbox", { name: "反映人同意邻里自办" });
    const optional = panel(cadre)
      .locator("label", { hasText: "反映人同意邻里自办" })
      .getByText(t("do.optional"));
    await panel(cadre).getByRole("radio", { name: "小事" }).check();
    await becomes(() => optional.count(), 1);
    await panel(cadre).getByRole("radio", { name: "微事" }).check();
    await becomes(() => optional.count(), 0, "nothing says that it may be left out");
    const go = panel(cadre).getByRole("button", { name: "受理", exact: true });
    await go.click();
    await panel(cadre).getByText(t("form.required", { field: "反映人同意邻里自办" })).waitFor();
    assert.equal(sent, 0);
    await consent.check();
    await go.click();
    await cadre.hears("“受理”办好了");
  });

  show(`on a ${name} a half-written form is there again, and gone once sent`, async (scene) => {
    const id = await filed(titled("组里水沟要清淤"));
    const other = await filed(titled("二组水沟要清淤"));
    const cadre = await scene.visitor(look, "village_intake");
    await cadre.open(`/matters/${id}`);
    await cadre.page.getByText(t("matter.acts_more")).click();
    await cadre.press("上报");
    await panel(cadre).getByRole("textbox").first().fill("村里修不了，");
    await cadre.open(`/matters/${other}`);
    await cadre.page.getByText(t("matter.acts_more")).click();
    await cadre.press("上报");
    await becomes(() => panel(cadre).getByRole("textbox").first().inputValue(), "");
    await cadre.open(`/matters/${id}`);
    await cadre.button(new RegExp(`上报\\s*${t("matter.begun")}`)).click();
    await panel(cadre).getByText(t("report.restored")).waitFor();
    const box = panel(cadre).getByRole("textbox").first();
    await becomes(() => box.inputValue(), "村里修不了，");
    await cadre.picture(`begun-${name}`);
    await box.fill("村里修不了，请镇里看看。");
    await panel(cadre).getByRole("button", { name: "上报", exact: true }).click();
    await cadre.hears("“上报”办好了");
    assert.doesNotMatch(JSON.stringify(await kept(cadre)), /修不了/);
  });
}

const kept = (who: Visitor): Promise<Record<string, string>> =>
  who.page.evaluate(() => ({ ...sessionStorage }));

show("RISK-26 on a shared phone nothing begun is left for who comes next", async (scene) => {
  const id = await filed(titled("共用手机上写的"));
  const her = await scene.visitor(phone, "resident");
  const begins = async (): Promise<void> => {
    await her.open(`/follow/${id}`);
    await her.press("补充");
    await her.page.locator("main textarea").first().fill("其实是我家老人摔了");
    assert.match(JSON.stringify(await kept(her)), /摔了/);
  };
  await begins();
  await her.open("/me");
  await her.press(t("do.sign_out"));
  await her.seesHeading(t("home.title_nobody"));
  assert.doesNotMatch(JSON.stringify(await kept(her)), /摔了/, "signing out clears it");

  // Without signing out: somebody else comes to the same tab.
  await her.signIn("resident");
  await begins();
  await her.signIn("village_intake");
  await her.open(`/matters/${id}`);
  assert.doesNotMatch(JSON.stringify(await kept(her)), /摔了/, "another person clears it");

  // Her session is over and nobody has signed in.
  await her.signIn("resident");
  await begins();
  await her.context.clearCookies({ name: "linli" });
  await her.open("/");
  assert.doesNotMatch(JSON.stringify(await kept(her)), /摔了/, "nobody keeps nothing");
});
