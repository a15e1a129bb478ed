// Small things that residents and cadres met: a notice opens as one, a refusal does not ask to try
// again, a place is chosen where it is missed – also without a network –, what cannot be done is
// told once, the county's name is its pack's, figures lead to their cases, names are whole, and a
// liaison types once for several households. Shows REQ-1, REQ-6, REQ-10; guards RISK-13, RISK-33.
import assert from "node:assert/strict";
import { Client, unit } from "../scenario/client";
import {
  becomes,
  desk,
  looks,
  phone,
  phoneLooks,
  server,
  show,
  site,
  smallPhone,
  t,
  titled,
} from "./scene";

async function filed(title: string): Promise<string> {
  const resident = await Client.as(server, "resident");
  const village = await unit(resident, "向巷村");
  return (await resident.file({ title, unit: village, category: "village.ditches" })).matter!;
}

for (const [name, look] of looks)
  show(`RISK-13 on a ${name} a notice opens as a notice and is taken down there`, async (scene) => {
    const title = titled("停水通知");
    const intake = await Client.as(server, "village_intake");
    const { now_at } = await intake.get<{ now_at: number }>("/api/v1/me");
    const kDaysMs = 3 * 86_400_000;
    const notice = { title, text: "周四上午检修水管。", until_at: now_at + kDaysMs };
    const village = await unit(intake, "向巷村");
    const posted = await intake.post<{ matter: string; number: string }>("/api/v1/notices", {
      ...notice,
      unit: village,
    });
    const cadre = await scene.visitor(look, "village_intake");
    await cadre.open(`/matters/${posted.matter}`);
    await cadre.seesHeading(title);
    await cadre.sees(notice.text);
    await cadre.sees(t("notice.shown"));
    for (const words of [t("matter.asked"), t("matter.filer"), t("matter.public_no")])
      await cadre.doesNotSee(words);
    await cadre.picture(`notice-matter-${name}`);
    await cadre.link(t("notice.as_read")).click();
    await cadre.page.waitForURL(/\/notices\//);
    await cadre.sees(notice.text);
    await cadre.open(`/matters/${posted.matter}`);
    await cadre.press("撤下");
    await cadre.page.locator(".panel textarea").fill("日期写错了");
    await cadre.page.locator(".panel").getByRole("button", { name: "撤下" }).click();
    await cadre.hears("“撤下”办好了");
    await cadre.seesHeading(title);
  });

show("what is not hers to see does not ask to try again", async (scene) => {
  const her = await scene.visitor(phone, "resident");
  await her.open("/senders");
  await her.page.getByRole("alert").waitFor();
  await becomes(() => her.button(t("do.retry")).count(), 0);
  // Another trouble does.
  await her.page.route("**/api/v1/senders", (route) => route.fulfill({ status: 500 }));
  await her.page.reload();
  await her.button(t("do.retry")).waitFor();
});

for (const [name, look, large] of phoneLooks)
  show(`on a ${name} the notices ask for a village in place`, async (scene) => {
    const her = await scene.visitor(look);
    if (large) await her.largeType();
    await her.open("/notices");
    await her.sees(t("home.choose_first"));
    await her.fill(t("pick.search"), "向巷");
    await her.picture(`notices-choose-${name.replaceAll(" ", "-")}`);
    await her.press(/向巷村/);
    await her.page.getByText(t("home.choose_first")).waitFor({ state: "detached" });
    await her.sees("向巷村");
    assert.match(her.page.url(), /\/notices$/);
  });

show("that a browser cannot read aloud is told once, not on each step", async (scene) => {
  const her = await scene.visitor(smallPhone, "resident");
  await her.largeType();
  await her.open("/report");
  const told = her.page.getByText(t("aloud.none"));
  await told.waitFor();
  await her.fill(t("report.what"), titled("大字版写的"));
  for (const step of ["where", "who"] as const) {
    await her.press(t("report.step_next"));
    await her.sees(t(`report.step.${step}`));
    await becomes(() => told.count(), 0, step);
  }
});

show("REQ-1 an installed site knows the villages without a network", async (scene) => {
  const her = await scene.visitor(phone, null, true);
  await her.open("/");
  await her.page.waitForFunction(() => !!localStorage.getItem("linli_villages"));
  await her.page.reload();
  await her.page.waitForFunction(() => !!navigator.serviceWorker.controller);
  await her.context.setOffline(true);
  await her.open("/report");
  await her.fill(t("pick.search"), "向巷");
  await her.press(/向巷村/);
  await her.sees("仙女镇 向巷村");
  await her.picture("offline-village");
  // By walking down as well.
  await her.press(t("report.where_change"));
  await her.page.locator(".picker").getByRole("button", { name: "问安镇" }).click();
  await her.page.locator(".picker ul").getByRole("button").first().click();
  await her.sees(/^问安镇 /);
});

show("the county has the name that its pack gives it", async (scene) => {
  const who = await scene.visitor(desk);
  const name = who.page.locator("header .county");
  await who.open("/");
  await name.getByText("枝江市").waitFor();
  await who.page.route("**/api/v1/units", async (route) => {
    const answer = await route.fetch();
    const text = (await answer.text()).replaceAll("枝江市", "别的县");
    await route.fulfill({ response: answer, body: text });
  });
  await who.page.reload();
  await name.getByText("别的县").waitFor();
  assert.ok(!(await who.page.locator("body").innerText()).includes("枝江"));
});

for (const language of ["zh", "en"])
  show(`the names of the drawn way are whole in ${language}`, async (scene) => {
    const id = await filed(titled("画出来的"));
    const cadre = await scene.visitor(desk, "village_intake");
    await cadre.context.addCookies([{ name: "linli_lang", value: language, url: site }]);
    await cadre.open(`/matters/${id}`);
    const drawn = cadre.page.locator("svg.drawn");
    await drawn.waitFor();
    const matter = await (await cadre.client()).matter(id);
    const names = await drawn.locator("text.name").allTextContents();
    for (const { name, level } of matter.place)
      if (["county", "town", "village"].includes(level))
        assert.ok(names.includes(language === "en" ? name.en : name.zh), names.join());
    const rooms = await drawn.locator("g:has(> text.level)").evaluateAll((lanes) =>
      lanes.map((lane) => {
        const [level, name] = [...lane.querySelectorAll("text")].map((one) => one.getBBox());
        return name!.width ? name!.x - (level!.x + level!.width) : 1;
      }),
    );
    assert.ok(rooms.every((room) => room > 0), rooms.join());
    await cadre.picture(`drawn-${language}`);
  });

for (const [name, look] of looks)
  show(`RISK-33 on a ${name} filed, open and ended lead to their cases`, async (scene) => {
    const title = titled("数得到的");
    const id = await filed(title);
    const api = await Client.as(server, "village_intake");
    await api.act(id, "done_on_spot", { reply: "办好了。" });
    await (await Client.as(server, "resident")).act(id, "solved");
    const cadre = await scene.visitor(look, "town_supervisor");
    await cadre.open("/figures");
    const ended = cadre.page.locator("dl.totals").getByRole("link", {
      name: new RegExp(`${t("figure.ended")} \\d+ 件`),
    });
    await ended.click();
    await cadre.page.waitForURL(/state=ended/);
    await cadre.page.locator("main ul.list > li").first().waitFor();
    await cadre.page.goBack();
    await cadre.page
      .getByRole("row", { name: /向巷村/ })
      .getByRole("link", { name: new RegExp(t("figure.ended")) })
      .click();
    await cadre.page.waitForURL(/state=ended/);
    await cadre.page.locator("main ul.list").getByText(title).waitFor();
  });

for (const [name, look] of looks)
  show(`REQ-6 on a ${name} a liaison enters the same for the next household`, async (scene) => {
    const title = titled("几家门前的水沟都堵了");
    const liaison = await scene.visitor(look, "liaison");
    const doors = liaison.page.locator("main .door");
    const nameAt = (n: number) => doors.nth(n).locator("strong").innerText();
    await liaison.open("/me/households");
    await doors.nth(0).getByRole("link").click();
    await liaison.seesHeading(t("report.title_for"));
    await liaison.fill(t("report.what"), title);
    const agrees = async (): Promise<void> => {
      await liaison.page.getByLabel(t("report.read_back")).check();
      await liaison.page.getByLabel(t("report.consent")).check();
      await liaison.press(t("report.send"));
      await liaison.seesHeading(t("slip.title"));
    };
    await agrees();
    await liaison.link(t("slip.again")).click();
    await liaison.sees(t("households.again", { title }));
    await liaison.picture(`again-${name}`);
    const second = await nameAt(1);
    await doors.nth(1).getByRole("link").click();
    await liaison.seesHeading(t("report.title_for"));
    await becomes(() => liaison.box(t("report.what")).inputValue(), title);
    await becomes(() => liaison.box(t("report.somebody_name")).inputValue(), second);
    // Her neighbour's consent is nobody else's.
    assert.ok(!(await liaison.page.getByLabel(t("report.consent")).isChecked()));
    await agrees();
    const mine = await (
      await liaison.client()
    ).get<{ items: { title: string }[] }>("/api/v1/requests/mine?scope=opener");
    assert.equal(mine.items.filter((item) => item.title === title).length, 2);
  });
