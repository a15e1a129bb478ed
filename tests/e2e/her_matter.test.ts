// What she sees of her own matter on a phone: how far it is in five stages, and her two buttons
// above everything when it waits for her; the report button at once on the home page – also on the
// smallest phone and in 大字版. Shows REQ-1, REQ-13.
import { Client, unit } from "../scenario/client";
import { becomes, looks, phoneLooks, server, show, t, titled, type Visitor } from "./scene";

async function filed(title: string): Promise<string> {
  const resident = await Client.as(server, "resident");
  const village = await unit(resident, "向巷村");
  return (await resident.file({ title, unit: village, category: "village.lighting" })).matter!;
}

type Stage = "received" | "accepted" | "handling" | "answered" | "confirmed";
async function isAt(her: Visitor, done: Stage[], now?: Stage): Promise<void> {
  const bar = her.page.getByRole("list", { name: t("follow.stages") });
  await bar.waitFor();
  const said = async (part: string) =>
    (await bar.locator(part).allInnerTexts()).map((one) => one.replace(t("stage.done"), "").trim());
  await becomes(
    async () => [await said("li.done"), await said("[aria-current=step]")],
    [done.map((one) => t(`stage.${one}`)), now ? [t(`stage.${now}`)] : []],
  );
}

for (const [name, look] of looks)
  show(`REQ-13 on a ${name} she sees how far her matter is, stage by stage`, async (scene) => {
    const title = titled("走到哪一步");
    const id = await filed(title);
    const her = await scene.visitor(look, "resident");
    const seesItAt = async (done: Stage[], now?: Stage): Promise<void> => {
      await her.open(`/follow/${id}`);
      await her.seesHeading(title);
      await isAt(her, done, now);
    };
    await seesItAt(["received"], "accepted");
    const cadre = await Client.as(server, "village_intake");
    await cadre.act(id, "accept", { grade: "small" });
    await seesItAt(["received", "accepted"], "handling");
    await cadre.act(id, "reply", { reply: "灯已换好。" });
    await seesItAt(["received", "accepted", "handling", "answered"], "confirmed");
    // Not solved: it is in hand again.
    await her.press("没解决");
    await her.press("没解决");
    await her.hears("“没解决”办好了");
    await isAt(her, ["received", "accepted"], "handling");
    await cadre.act(id, "reply", { reply: "线路修好了。" });
    await her.page.reload();
    await her.press("解决了");
    await her.hears("“解决了”办好了");
    await isAt(her, ["received", "accepted", "handling", "answered", "confirmed"]);
  });

show("REQ-13 what she takes back was never accepted, nor does the bar say so", async (scene) => {
  const id = await filed(titled("撤回的"));
  const resident = await Client.as(server, "resident");
  await resident.act(id, "withdraw");
  const her = await scene.visitor(looks[0]![1], "resident");
  await her.open(`/follow/${id}`);
  await isAt(her, ["received"]);
});

for (const [name, look, large] of phoneLooks) {
  show(`REQ-13 on a ${name} her two buttons stand above everything`, async (scene) => {
    const id = await filed(titled("村委会后面那条路边的水沟堵了好多天一下雨就漫到各家门口"));
    const cadre = await Client.as(server, "village_intake");
    await cadre.act(id, "accept", { grade: "small" });
    await cadre.act(id, "reply", { reply: "水沟已经清好，淤泥拉走了，请您去看看。" });
    const her = await scene.visitor(look, "resident");
    if (large) await her.largeType();
    await her.open(`/follow/${id}`);
    for (const word of ["解决了", "没解决"]) await her.seesAtOnce(her.button(word));
    await her.sees("水沟已经清好");
    await her.picture(`her-word-${name.replaceAll(" ", "-")}`);
  });

  show(`REQ-1 on a ${name} the home page shows the report button at once`, async (scene) => {
    for (const who of [null, "resident"]) {
      const her = await scene.visitor(look, who);
      if (large) await her.largeType();
      await her.open("/");
      await her.seesAtOnce(her.page.locator("main").getByRole("link", { name: t("home.report") }));
    }
  });
}
