// Two at one matter, and a session that ends in the middle of a form: what happened is said
// plainly, and nothing that was typed is lost. Shows REQ-1, REQ-4.
import assert from "node:assert/strict";
import { Client, code, unit } from "../scenario/client";
import { becomes, desk, looks, phone, server, show, t, titled, type Visitor } from "./scene";

async function filed(title: string): Promise<string> {
  const resident = await Client.as(server, "resident");
  const village = await unit(resident, "向巷村");
  const receipt = await resident.file({ title, unit: village, category: "village.lighting" });
  return receipt.matter!;
}

show("what another tab has already done is told, and the page shows how it stands", async (s) => {
  const title = titled("两个窗口");
  const id = await filed(title);
  const cadre = await s.visitor(desk, "village_intake");
  await cadre.open(`/matters/${id}`);
  await cadre.press("受理");
  await cadre.page.getByRole("radio", { name: /小/ }).first().check();
  // The same matter in a second tab, meanwhile: handed up to the town.
  const other = await Client.as(server, "village_intake");
  await other.act(id, "accept", { grade: "small" });
  const panel = cadre.page.locator(".panel");
  await panel.getByRole("button", { name: "受理", exact: true }).click();
  await panel.getByRole("alert").waitFor();
  await cadre.picture("conflict");
  const said = await panel.getByRole("alert").innerText();
  assert.match(said, /[一-龥]{6,}/, `a sentence, not a code: ${said}`);
  assert.ok(!/procedure\.|desk\.|409|undefined/.test(said), said);
  await cadre.page.reload();
  await cadre.sees("正在办理");
  assert.equal((await other.matter(id)).record.filter((act) => act.act === "accept").length, 1);
});

// The server forgets the session; the browser does not know yet.
async function sessionEnds(who: Visitor): Promise<void> {
  await (await who.client()).call("DELETE", "/api/v1/sessions/current", {});
}

for (const [name, look] of looks)
  show(`on a ${name} a session that ends in mid-form is renewed over the page`, async (scene) => {
    const title = titled("写到一半");
    const number = `138${String(process.pid % 1e6).padStart(6, "0")}${look.phone ? "01" : "02"}`;
    const her = await scene.visitor(look);
    const signIn = async () => {
      await her.fill(t("sign.phone"), number);
      await her.press(t("sign.get_code"));
      await her.page.getByText(t("sign.code_sent")).first().waitFor();
      await her.page.getByLabel(t("sign.code"), { exact: true }).fill(await code(server, number));
      await her.page
        .locator("form")
        .getByRole("button", { name: t("do.sign_in") })
        .last()
        .click();
    };
    await her.open("/sign-in");
    await signIn();
    await her.seesHeading(t("home.title_nobody"));

    await her.open("/report");
    await her.fill(t("report.what"), title);
    await her.fill(t("pick.search"), "向巷");
    await her.press(/向巷村/);
    await her.fill(t("report.where_words"), "村口");
    await sessionEnds(her);
    await her.press(t("report.send"));
    const dialog = her.page.getByRole("dialog");
    await dialog.waitFor();
    await her.picture(`session-ended-${name}`);
    await becomes(() => her.box(t("report.what")).inputValue(), title, "what she typed is there");
    await signIn();
    await dialog.waitFor({ state: "detached" });
    await becomes(() => her.box(t("report.what")).inputValue(), title);
    await becomes(() => her.box(t("report.where_words")).inputValue(), "村口");
    await her.press(t("report.send"));
    await her.seesHeading(t("slip.title"));
    const mine = await (
      await her.client()
    ).get<{ items: { title: string }[] }>("/api/v1/requests/mine?scope=filer");
    assert.deepEqual(
      mine.items.map((item) => item.title),
      [title],
      "it is hers, and once",
    );
  });

show("an act's form stays filled while a cadre signs in again", async (scene) => {
  const title = titled("办到一半");
  const id = await filed(title);
  await (await Client.as(server, "village_intake")).act(id, "accept", { grade: "small" });
  const cadre = await scene.visitor(phone, "village_intake");
  await cadre.open(`/matters/${id}`);
  await cadre.press("答复");
  const panel = cadre.page.locator(".panel");
  await panel.getByRole("textbox").first().fill("写了很久的答复。");
  await sessionEnds(cadre);
  await panel.getByRole("button", { name: "答复", exact: true }).click();
  const dialog = cadre.page.getByRole("dialog");
  await dialog.waitFor();
  // The way in of a sample is another tab; a real county's is the password in this dialog.
  await cadre.signIn("village_intake");
  await dialog.getByRole("button", { name: t("do.cancel") }).click();
  await becomes(() => panel.getByRole("textbox").first().inputValue(), "写了很久的答复。");
  await panel.getByRole("button", { name: "答复", exact: true }).click();
  await cadre.hears("“答复”办好了");
});
