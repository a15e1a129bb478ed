// The way in for everybody: the home of a village without an account, the card by the door, and
// several reports written where there is no network. Shows REQ-5, REQ-6; guards RISK-4, RISK-26.
import assert from "node:assert/strict";
import { looks, phone, server, show, t, titled } from "./scene";

const kVillage = "420583105215"; // 向巷村

for (const [name, look] of looks)
  show(`on a ${name} the code of a household card opens the home of its village`, async (scene) => {
    const her = await scene.visitor(look);
    await her.page.goto(`/v/${kVillage}`);
    await her.seesHeading(t("home.title", { village: "向巷村" }));
    assert.equal(new URL(her.page.url()).pathname, "/", "the way in is not the page");
    await her.page.getByRole("heading", { name: t("home.serves") }).waitFor();
    await her.sees(/受理分办/);
    await her.picture(`village-${name}`);
    // A report starts in this village, and next time the phone still knows it.
    await her.open("/report");
    await her.sees("仙女镇 向巷村");
    await her.open("/");
    await her.seesHeading(t("home.title", { village: "向巷村" }));
  });

show("a code of no village says so", async (scene) => {
  const her = await scene.visitor(phone);
  await her.open("/v/999999999999");
  await her.sees(t("card.no_village"));
});

show("the household card holds the way in and nothing about a household", async (scene) => {
  const liaison = await scene.visitor(phone, "liaison");
  await liaison.open("/card");
  const card = liaison.page.locator("article.paper").first();
  await card.locator("path.cells").waitFor();
  await card.getByText(`${new URL(server.address).host}/v/${kVillage}`).waitFor();
  const me = await (await liaison.client()).get<{ name: string; door: string }>("/api/v1/me");
  const said = await card.innerText();
  for (const trace of [me.name, me.door].filter(Boolean)) assert.ok(!said.includes(trace), said);
  await liaison.picture("card");
});

show("a liaison writes two reports without a network and both go out once", async (scene) => {
  const titles = [titled("田埂上写的"), titled("坡上写的")];
  const liaison = await scene.visitor(phone, "liaison");
  await liaison.open("/drafts");
  await liaison.open("/report");
  await liaison.context.setOffline(true);
  for (const title of titles) {
    await liaison.fill(t("report.what"), title);
    await liaison.press(t("report.send"));
    await liaison.sees(t("report.waiting"));
    await liaison.press(t("slip.another"));
  }
  await liaison.page
    .getByRole("navigation")
    .getByRole("link", { name: t("nav.home") })
    .click();
  await liaison.sees(t("drafts.news_waiting", { n: 2 }));
  await liaison.context.setOffline(false);
  await liaison.sees(t("drafts.news_sent", { n: 2 }));
  await liaison.link(t("drafts.news_sent", { n: 2 })).click();
  await liaison.seesHeading(t("drafts.title"));
  const mine = await (
    await liaison.client()
  ).get<{ items: { title: string }[] }>("/api/v1/requests/mine?scope=filer");
  for (const title of titles) {
    await liaison.sees(title);
    assert.equal(mine.items.filter((item) => item.title === title).length, 1, title);
  }
  await liaison.press(t("drafts.show_slip"));
  await liaison.seesHeading(t("slip.title"));
});

show(
  "in large type a report is four steps, and what is missing is asked for at once",
  async (s) => {
    const title = titled("一步一步写的");
    const her = await s.visitor(phone, "resident");
    await her.open("/");
    await her.press(t("site.large"));
    await her.open("/report");
    await her.press(t("report.step_next"));
    await her.sees(t("report.need_what"));
    await her.fill(t("report.what"), title);
    for (const step of ["where", "who", "check"] as const) {
      await her.press(t("report.step_next"));
      await her.page.getByRole("heading", { name: t(`report.step.${step}`) }).waitFor();
    }
    await her.sees(title);
    await her.picture("steps");
    await her.press(t("report.send"));
    await her.seesHeading(t("slip.title"));
  },
);

show("my data shows who looked, and asking to correct it is a report", async (scene) => {
  const her = await scene.visitor(phone, "resident");
  await her.open("/me/data");
  await her.sees(t("me.lookups"));
  await her.sees(t("data.rights"));
  await her.picture("my-data");
  await her.link(t("data.correct")).click();
  await her.seesHeading(t("report.title"));
  const written = await her.box(t("report.what")).inputValue();
  assert.equal(written, t("data.correct_text"));
});
