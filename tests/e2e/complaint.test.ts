// A report that names somebody in office: asked before it goes out, looked at above when she is not
// sure, and nowhere for him – in the browser, on the real program. Guards RISK-3; docs/adr/0024.
import { becomes, desk, looks, show, t, titled, type Visitor } from "./scene";

const small = { width: 360, height: 640, phone: true };

// Who sits at the village's first desk, as everybody may read it.
async function his_name(her: Visitor): Promise<string> {
  const client = await her.client();
  const found = await client.get<{ items: { unit: { id: string; name: { zh: string } } }[] }>(
    `/api/v1/units/search?q=${encodeURIComponent("向巷村")}`,
  );
  interface Desk {
    names: string;
    desk: { words: { zh: string } };
  }
  const { items } = await client.get<{ items: Desk[] }>(
    `/api/v1/units/${found.items[0]!.unit.id}/desks`,
  );
  return items.find((one) => one.desk.words.zh.includes("受理"))!.names.split("、")[0]!;
}

async function writes(her: Visitor, text: string): Promise<void> {
  await her.open("/report");
  await her.fill(t("report.what"), text);
  await her.press(t("report.send"));
}

for (const [name, look] of [...looks, ["small", small]] as const)
  show(`RISK-3 on a ${name}: asked about whom, her yes keeps it from him`, async (scene) => {
    const her = await scene.visitor(look, "resident");
    const him = await his_name(her);
    const title = titled(`${him}把修路灯的钱拿了`);
    await writes(her, title);
    await her.page.getByRole("heading", { name: new RegExp(`您反映的是不是.*${him}`) }).waitFor();
    await her.sees(t("about.hint"));
    await her.picture(`about-${name}`);
    await her.press(t("about.yes"));
    await her.seesHeading(t("slip.title"));
    const cadre = await scene.visitor(desk, "village_intake");
    await cadre.open("/inbox?scope=mine&sort=filed");
    await cadre.doesNotSee(title);
  });

show("RISK-3: not sure, so a desk above says with one tap it is not about him", async (scene) => {
  const her = await scene.visitor(looks[0]![1], "resident");
  const him = await his_name(her);
  const title = titled(`找过${him}，路灯还没修`);
  await writes(her, title);
  await her.press(t("about.unsure"));
  await her.seesHeading(t("slip.title"));
  await her.sees(t("slip.about_asked"));
  await her.picture("about-receipt");
  const above = await scene.visitor(desk, "town_intake");
  await above.open("/inbox?scope=mine&sort=filed");
  await above.page.locator("main").getByRole("link", { name: title }).first().click();
  await above.sees(t("named.title_asked"));
  await above.sees(him);
  await above.picture("about-review");
  await above.press("不是反映工作人员");
  await above.hears("“不是反映工作人员”办好了");
  // The directory has it now; whoever only looked has it no more.
  await above.open("/inbox?scope=mine&sort=filed");
  await above.doesNotSee(title);
});

show("RISK-3 in large type: the question is read aloud, answered, taken back", async (scene) => {
  const her = await scene.visitor(looks[0]![1], "resident");
  const him = await his_name(her);
  await her.open("/");
  await her.press(t("site.large"));
  await her.open("/report");
  await her.fill(t("report.what"), titled(`${him}不管事`));
  for (let step = 0; step < 3; ++step) await her.press(new RegExp(t("report.step_next")));
  await her.press(t("report.send"));
  await her.page.getByRole("heading", { name: new RegExp(`您反映的是不是.*${him}`) }).waitFor();
  await her.picture("about-large");
  await her.press(t("about.back"));
  await becomes(() => her.button(t("about.yes")).count(), 0);
  await her.press(t("report.send"));
  await her.press(t("about.no"));
  await her.seesHeading(t("slip.title"));
});

show("RISK-3: a liaison who writes it down asks, and cannot say no for her", async (scene) => {
  const liaison = await scene.visitor(desk, "liaison");
  const him = await his_name(liaison);
  await liaison.open("/report?name=王大娘");
  await liaison.fill(t("report.what"), titled(`${him}收了钱`));
  await liaison.box(t("report.read_back")).check();
  await liaison.box(t("report.consent")).check();
  await liaison.press(t("report.send"));
  await liaison.sees(t("about.hint_for"));
  await becomes(() => liaison.button(t("about.no")).count(), 0);
  await liaison.picture("about-for-somebody");
  await liaison.press(t("about.leave"));
  await liaison.seesHeading(t("slip.title"));
});
