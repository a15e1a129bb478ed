// What those who serve do at the desk and on the phone: filters that are kept, giving a matter to
// another desk, figures that lead to their cases, the procedures, the registry with its imports,
// the audit, the wall. Shows REQ-10; guards RISK-33 (figures are no ranking).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client, unit, until } from "../scenario/client";
import { pictures } from "./chromium";
import { becomes, looks, server, show, t, titled, type Visitor } from "./scene";

async function filed(title: string, category = "village.lighting"): Promise<string> {
  const resident = await Client.as(server, "resident");
  const village = await unit(resident, "向巷村");
  return (await resident.file({ title, unit: village, category })).matter!;
}
const rows = (who: Visitor) => who.page.locator("main ul.list > li");

for (const [name, look] of looks) {
  show(`on a ${name} an inbox is searched, filtered, and the filter kept`, async (scene) => {
    const [lamp, ditch] = [titled("筛选的路灯"), titled("筛选的水沟")];
    await filed(lamp);
    await filed(ditch, "village.ditches");
    const cadre = await scene.visitor(look, "village_intake");
    const api = await Client.as(server, "village_intake");
    const counted = async (): Promise<boolean> => {
      await cadre.open("/inbox");
      const mine = cadre.page.getByRole("button", { name: /^我的 \d+/ });
      await mine.waitFor();
      const shown = Number(/\d+/.exec(await mine.innerText())![0]);
      return shown > 0 && shown === (await api.inbox("mine")).counts.mine;
    };
    await until(counted); // others file meanwhile
    if (look.phone) await cadre.press(t("inbox.tools"));
    await cadre.fill(t("inbox.search"), lamp);
    await cadre.page.waitForFunction(
      () => document.querySelectorAll("main ul.list > li").length === 1,
    );
    await rows(cadre).getByText(lamp).waitFor();
    await cadre.fill(t("inbox.search"), "");
    await cadre.press(new RegExp(`^${t("filter.title")}`));
    await cadre.page.locator("#inbox-filters select").filter({ hasText: "沟渠" }).first().waitFor();
    await cadre.page.getByLabel(t("filter.state")).selectOption({ label: t("filter.state.all") });
    await cadre.page
      .locator("#inbox-filters select")
      .filter({ hasText: "沟渠疏通" })
      .selectOption({ label: "沟渠疏通" });
    await rows(cadre).getByText(lamp).waitFor({ state: "detached" });
    await rows(cadre).getByText(ditch).waitFor();
    await cadre.press(t("saved.save"));
    await cadre.fill(t("saved.name"), "水沟");
    await cadre.press(t("saved.keep"));
    await cadre.picture(`filters-${name}`);

    // Next morning: one tap, and the same matters.
    await cadre.open("/inbox");
    await cadre.press("水沟");
    await rows(cadre).getByText(lamp).waitFor({ state: "detached" });
    await rows(cadre).getByText(ditch).waitFor();
  });

  show(`on a ${name} what lies below is found newest first until she orders it`, async (scene) => {
    const lamp = titled("先后的路灯");
    for (const which of ["甲处", "乙处"]) await filed(lamp + which);
    const cadre = await scene.visitor(look, "county_dispatch");
    await cadre.open("/inbox?scope=below");
    if (look.phone) await cadre.press(t("inbox.tools"));
    const order = cadre.page.getByLabel(t("inbox.sort"));
    await becomes(() => order.inputValue(), "until");
    await cadre.fill(t("inbox.search"), lamp);
    await cadre.page.waitForFunction(
      () => document.querySelectorAll("main ul.list > li").length === 2,
    );
    await becomes(() => order.inputValue(), "filed");
    await rows(cadre).first().getByText("乙处").waitFor();
    const asked = cadre.page.waitForRequest(/inbox\?.*sort=until/);
    await order.selectOption("until");
    await asked;
    await rows(cadre).first().getByText("甲处").waitFor();
    assert.match(cadre.page.url(), /sort=until/);
    await order.selectOption("filed");
    await rows(cadre).first().getByText("乙处").waitFor();
    assert.doesNotMatch(cadre.page.url(), /sort=/);
  });

  show(`RISK-5 on a ${name} what is listed is saved as a table by the keyboard`, async (scene) => {
    const [lamp, ditch] = [titled("导出的路灯"), titled("导出的水沟")];
    await filed(lamp);
    await filed(ditch, "village.ditches");
    const cadre = await scene.visitor(look, "village_intake");
    await cadre.open("/inbox");
    if (look.phone) await cadre.press(t("inbox.tools"));
    await cadre.fill(t("inbox.search"), lamp);
    await cadre.page.waitForFunction(
      () => document.querySelectorAll("main ul.list > li").length === 1,
    );
    const { keyboard } = cadre.page;
    await cadre.tabTo(cadre.button(t("export.title")));
    await keyboard.press("Enter");
    await cadre.tabTo(cadre.button(t("export.go")));
    await keyboard.press("Enter");
    await cadre.sees(t("export.missing"));
    await cadre.page.getByRole("radio").first().focus();
    await keyboard.press("Space");
    await cadre.picture(`export-${name}`);
    await cadre.tabTo(cadre.button(t("export.go")));
    const arriving = cadre.page.waitForEvent("download");
    await keyboard.press("Enter");
    const download = await arriving;
    assert.match(download.suggestedFilename(), /^inbox-mine-\d{4}-\d\d-\d\d\.csv$/);
    const file = join(pictures, `export-${name}.csv`);
    await download.saveAs(file);
    const table = readFileSync(file, "utf8");
    assert.ok(table.startsWith("\uFEFF编号,标题,"), table.slice(0, 60));
    assert.ok(table.includes(lamp) && !table.includes(ditch), "what is listed and nothing else");
    await cadre.hears(t("export.done"));
    await cadre.tabTo(cadre.button(t("export.title"))); // which has the keyboard again
  });

  show(`on a ${name} a matter is given to another desk from the dispatch`, async (scene) => {
    const title = titled("该局里管的");
    const matter = await filed(title);
    const village = await Client.as(server, "village_intake");
    await village.act(matter, "accept", { grade: "small" });
    const town = await Client.as(server, "town_intake");
    await village.act(matter, "hand_up", { reason: "村里没有路灯维护的车。" });
    await town.act(matter, "take_over");
    const before = (await town.inbox("mine")).counts.mine;

    const clerk = await scene.visitor(look, "town_intake");
    await clerk.open("/dispatch");
    await clerk.page.getByRole("button", { name: new RegExp(title) }).click();
    await clerk.page.getByRole("heading", { level: 2, name: title }).waitFor();
    await clerk.page.getByRole("combobox").fill("受理");
    await clerk.page.getByRole("option").first().waitFor();
    await clerk.page.keyboard.press("ArrowDown");
    await clerk.page.keyboard.press("Enter");
    const reason = clerk.page.locator("#dispatch-reason");
    if (await reason.count()) await reason.fill("按职责清单。");
    await clerk.picture(`dispatch-${name}`);
    await clerk.press(/^交给/);
    await clerk.page.getByRole("heading", { name: t("dispatch.done") }).waitFor();
    await clerk.sees(title);
    const view = await village.matter(matter);
    assert.ok(
      view.offered || (await town.inbox("mine")).counts.mine < before,
      "the matter has gone on, or waits to be signed for",
    );
  });

  show(`RISK-33 on a ${name} figures lead to their cases and are no ranking`, async (scene) => {
    for (let i = 0; i < 5; ++i) await filed(titled("数一数"));
    const supervisor = await scene.visitor(look, "town_supervisor");
    await supervisor.open("/figures");
    const table = supervisor.page.locator("main table").first();
    await table.waitFor();
    const places = await table.locator("tbody th").allInnerTexts();
    const api = await Client.as(server, "town_supervisor");
    const overview = await api.get<{ rows: { words: { zh: string }; unit?: { code: string } }[] }>(
      "/api/v1/overview?by=unit",
    );
    const codes = overview.rows.map((row) => row.unit?.code ?? "");
    assert.deepEqual(codes, [...codes].sort(), "in the order of the county's list");
    assert.equal(places.length, codes.length);
    await table
      .getByRole("link", { name: /向巷村，.* \d+ 件/ })
      .first()
      .click();
    await supervisor.seesHeading("待办");
    await rows(supervisor).first().waitFor();
    assert.match(supervisor.page.url(), /scope=within/);
    for (const place of await rows(supervisor).locator(".title .soft").allInnerTexts())
      assert.match(place, /向巷村/);
    await supervisor.page.goBack();
    await supervisor.press(t("figures.by.category"));
    await table
      .getByRole("link", { name: /，反映 \d+ 件/ })
      .first()
      .waitFor();
    await supervisor.press(t("figures.by.time"));
    await table.locator("tbody tr").first().waitFor();
    await supervisor.picture(`figures-time-${name}`);
  });

  show(`RISK-33 on a ${name} figures open, an administrator sees no case`, async (scene) => {
    const title = titled("等一等再办");
    const matter = await filed(title);
    const intake = await Client.as(server, "village_intake");
    await intake.act(matter, "ask_filer", { question: "是哪一盏？" });
    const supervisor = await scene.visitor(look, "town_supervisor");
    await supervisor.open("/figures");
    await supervisor.page.getByRole("heading", { level: 2, name: t("figures.trend") }).waitFor();
    await supervisor.picture(`figures-${name}`);
    const row = supervisor.page.getByRole("row", { name: /向巷村/ });
    await row.getByRole("link", { name: new RegExp(t("figure.waiting")) }).click();
    await supervisor.page.waitForURL(/state=waiting/);
    await rows(supervisor).getByText(title).waitFor();
    const administrator = await scene.visitor(look, "security_administrator");
    await administrator.open("/figures");
    await administrator.page.locator("main h2, main .nothing").first().waitFor();
    await becomes(() => administrator.page.locator("main table a").count(), 0);
    await administrator.open("/procedures");
    await administrator.page.getByRole("heading", { level: 3, name: /受理分办/ }).waitFor();
  });

  show(`on a ${name} the procedures are drawn and explained`, async (scene) => {
    const cadre = await scene.visitor(look, "village_intake");
    await cadre.open("/procedures");
    await cadre.page.locator("summary").nth(1).click();
    await cadre.page.waitForFunction(() =>
      [...document.querySelectorAll<HTMLImageElement>("details[open] img")].some(
        (one) => one.complete && one.naturalWidth > 0,
      ),
    );
    await cadre.page.getByRole("heading", { level: 3, name: /受理分办/ }).waitFor();
    await cadre.sees(/1个工作日/);
  });

  show(`on a ${name} the administrator finds a village and changes a telephone`, async (scene) => {
    const administrator = await scene.visitor(look, "administrator");
    await administrator.open("/registry");
    await administrator.fill(t("pick.search"), "五通庙村");
    await administrator.page.locator("ul.found").getByRole("button").first().click();
    await administrator.page.getByRole("heading", { level: 2, name: /五通庙村/ }).waitFor();
    const positions = administrator.page.locator("ul.positions > li");
    await positions.first().waitFor();
    const change = positions.getByRole("button", { name: /填电话|改电话/ }).first();
    await change.click();
    const phone = `0717-42${String(Date.now()).slice(-5)}`;
    await administrator.fill(t("positions.phone"), phone);
    await administrator.press(t("saved.keep"));
    await positions.getByText(phone).waitFor();
    // It is on the record who changed the registry.
    const auditor = await scene.visitor(look, "audit_administrator");
    await auditor.open("/audit");
    await auditor.page.getByLabel(t("audit.kind")).selectOption("account");
    await auditor.page.getByRole("row", { name: /电话/ }).first().waitFor();
  });

  show(`on a ${name} a table is tried first, its faults shown, then taken in`, async (scene) => {
    const administrator = await scene.visitor(look, "administrator");
    const api = await Client.as(server, "administrator");
    const village = await unit(api, "向巷村");
    const { unit: home } = await api.get<{ unit: { code: string } }>(`/api/v1/units/${village}`);
    const own = titled("新联组").slice(-12);
    const code = `${home.code}-${look.phone ? "91" : "92"}`;
    const table = [
      "代码,上级编码,级别,名称,英文名称",
      `${code},${home.code},group,${own},New group`,
      `${home.code}-93,000000,group,没有上级,No parent`,
    ].join("\n");
    await administrator.open("/imports");
    await administrator.page.getByLabel(t("imports.kind.units"), { exact: true }).check();
    await administrator.page
      .getByLabel(t("imports.file"))
      .setInputFiles({ name: "组.csv", mimeType: "text/csv", buffer: Buffer.from(table) });
    await administrator.press(t("imports.try"));
    await administrator.page.getByRole("heading", { name: t("imports.preview") }).waitFor();
    await administrator.page.locator("main tbody tr").first().waitFor();
    await administrator.picture(`imports-${name}`);
    const found = () =>
      api.get<{ items: { unit: { code: string } }[] }>(
        `/api/v1/units/search?q=${encodeURIComponent(own)}`,
      );
    assert.equal((await found()).items.length, 0, "trying changes nothing");
    await administrator.press(t("imports.go", { n: 1 }));
    await administrator.sees(t("imports.done", { n: 1 }));
    assert.equal((await found()).items[0]?.unit.code, code);
  });

  show(`on a ${name} the audit says who looked at whom and why`, async (scene) => {
    const matter = await filed(titled("看过的"));
    const cadre = await scene.visitor(look, "village_intake");
    await cadre.open(`/matters/${matter}`);
    await cadre.press(t("matter.reveal_phone"));
    const reasons = cadre.page.getByRole("group", { name: t("matter.reveal_title") });
    const reason = (await reasons.locator("label").first().innerText()).trim();
    await reasons.getByRole("radio").first().check();
    await cadre.press(t("matter.reveal_go"));
    await cadre.sees(/142\d{8}/);
    const administrator = await scene.visitor(look, "audit_administrator");
    await administrator.open("/audit");
    await administrator.page.getByLabel(t("audit.kind")).selectOption("look");
    await administrator.page
      .getByRole("row", { name: new RegExp(`向巷村.*${reason}`) })
      .first()
      .waitFor();
  });

  show(`on a ${name} the audit tells refused sign-ins from others`, async (scene) => {
    const nobody = new Client(server);
    const password = "not her password at all";
    await nobody.post("/api/v1/sessions/password", { login: "nobody", password }).catch(() => 0);
    const administrator = await scene.visitor(look, "audit_administrator");
    const row = administrator.page
      .getByRole("row")
      .filter({ hasText: t("audit.result.refused") });
    await until(async () => {
      await administrator.open("/audit");
      await administrator.page.getByLabel(t("audit.kind")).selectOption("sign_in");
      await administrator.page.getByLabel(t("audit.result")).selectOption("refused");
      await administrator.page.waitForTimeout(300);
      return (await row.count()) > 0;
    });
    await administrator.page.getByRole("cell", { name: "127.0.0.1" }).first().waitFor();
    await administrator.picture(`audit-refused-${name}`);
    await administrator.page.getByLabel(t("audit.result")).selectOption("done");
    await row.first().waitFor({ state: "detached" });
  });

  show(`on a ${name} an alarm is read and noted, and a limit set`, async (scene) => {
    const before = await Client.as(server, "security_administrator");
    await before.post("/api/v1/sample/clock", { forward_hours: 1 });
    // An administrator who did nothing for that hour is signed out.
    const api = await Client.as(server, "security_administrator");
    await until(async () => {
      const { items } = await api.get<{ items: { rule: string }[] }>("/api/v1/alarms");
      return items.some((one) => one.rule === "clock_jump");
    });
    const administrator = await scene.visitor(look, "security_administrator");
    await administrator.open("/");
    await administrator.sees(/\d+ 条还没有看/);
    await administrator.picture(`home-alarms-${name}`);
    await administrator.link(new RegExp(t("home.alarms"))).click();
    const alarm = administrator.page.getByRole("listitem").filter({ hasText: "服务器时间" });
    await alarm.first().waitFor();
    await administrator.picture(`alarms-${name}`);
    await alarm.first().getByRole("button").click();
    await alarm.first().waitFor({ state: "detached" });
    const limit = administrator.page.getByLabel(t("limits.reveals_day")).first();
    await limit.fill("61");
    await administrator.page
      .getByRole("button", { name: `${t("limits.set")}: ${t("limits.reveals_day")}` })
      .click();
    await administrator.sees(/默认值是 60/);
    await api.post("/api/v1/audit/limits/reveals_day", { value: 60 });
  });

  show(`on a ${name} who administers a sample reads that it sends nothing`, async (scene) => {
    const administrator = await scene.visitor(look, "administrator");
    await administrator.open("/senders");
    await administrator.sees(t("senders.sample"));
    await administrator.doesNotSee(t("senders.test"));
    await administrator.picture(`senders-${name}`);
  });

  show(`on a ${name} the wall shows the county without names`, async (scene) => {
    await filed(titled("大屏上的"));
    const county = await scene.visitor(look, "county_dispatch");
    await county.open("/wall");
    await county.page.locator(".tiles dd.num").first().waitFor();
    const filedToday = await county.page.locator(".tiles dd.num").allInnerTexts();
    assert.ok(filedToday.some((text) => Number(text) > 0));
    await county.doesNotSee(/大屏上的/);
    await county.picture(`wall-${name}`);
  });
}
