// 吹哨报到 in a browser: a village calls a department from a phone, the department claims and hands
// back, and the town takes it and closes. Shows REQ-12, REQ-18 in part (docs/coverage.tsv).
import assert from "node:assert/strict";
import { Client, until } from "../scenario/client";
import { examine } from "./axe";
import { desk, phone, server, show, smallPhone, t, titled, type Visitor } from "./scene";

const panel = (who: Visitor) => who.page.locator(".panel");
async function does(who: Visitor, act: string, fill?: () => Promise<void>): Promise<void> {
  await who.press(act);
  if (fill) {
    await fill();
    await panel(who).getByRole("button", { name: act, exact: true }).click();
  }
  await who.hears(`“${act}”办好了`);
}
async function own_desk(role: string): Promise<string> {
  const me = await (await Client.as(server, role)).get<{
    hats: { desk: { words: { zh: string } } }[];
  }>("/api/v1/me");
  return me.hats[0]!.desk.words.zh;
}

for (const [name, look, large] of [
  ["phone", phone, false],
  ["small phone in large type", smallPhone, true],
] as const)
  show(`on a ${name} a village calls a department, which claims and hands back`, async (scene) => {
    const title = titled("电线杆歪了");
    const called = await own_desk("department_intake");
    const village = await scene.visitor(look, "village_intake");
    if (large) await village.largeType();
    await village.open("/open/whistle");
    await village.sees("仙女镇 向巷村");
    const departments = village.page.getByRole("group", { name: "请哪些部门报到" });
    await village.fill(/什么事/, title);
    await village.fill("具体情况和需要做什么", "压到了水管，请来扶正。");
    await village.press(t("open.send"));
    await village.sees(t("form.required", { field: "请哪些部门报到" }));
    await departments.getByRole("searchbox").fill(called);
    await departments.getByRole("button", { name: called }).click();
    await village.picture(`whistle-open-${name.replaceAll(" ", "-")}`);
    await examine(village, "the opening of a call-in");
    const answer = village.page.waitForResponse("**/procedures/whistle/matters");
    await village.press(t("open.send"));
    const { matter } = (await (await answer).json()) as { matter: string };
    await village.page.waitForURL("**/receipt");
    await village.sees(/仙女镇/);
    await village.open(`/matters/${matter}`);
    await village.sees(t("children.count", { n: 1, ended: 0 }));

    const department = await scene.visitor(desk, "department_intake");
    await department.open("/inbox");
    await department.page
      .getByRole("link", { name: new RegExp(title) })
      .first()
      .click();
    await department.sees("压到了水管，请来扶正。");
    const url = department.page.url();
    await does(department, "认领");
    await does(department, "处置完，交回镇(街道)", async () => {
      await panel(department).getByLabel("做了什么，结果怎样").fill("扶正了。");
    });
    await department.doesNotSee("反映人");
    await department.picture(`whistle-department-${name.replaceAll(" ", "-")}`);

    const town = await scene.visitor(look, "town_intake");
    if (large) await town.largeType();
    await town.open(new URL(url).pathname);
    await town.sees("扶正了。");
    await does(town, "核对无误", async () => undefined);
    const api = await Client.as(server, "town_intake");
    await until(async () => (await api.matter(matter)).step === "looked_at");
    await town.open(`/matters/${matter}`);
    await town.sees(t("children.count", { n: 1, ended: 1 }));
    await town.picture(`whistle-town-${name.replaceAll(" ", "-")}`);
    await examine(town, "a call-in that came back");
    await does(town, "核实办好，办结", async () => {
      await panel(town).getByLabel("内容").fill("看过了，通了。");
    });
    assert.equal((await api.matter(matter)).outcome, "done");
  });

show("on a desktop what villages are asked for is applied for", async (scene) => {
  const api = await Client.as(server, "department_intake");
  const who = await scene.visitor(desk, "department_intake");
  await who.open("/open/admission");
  // Whom her desk serves, not where she lives.
  await who.page.getByRole("group", { name: "在哪里" }).getByText("枝江市").waitFor();
  const villages = who.page.getByRole("group", { name: "涉及哪些村(社区)" });
  await who.fill("事项名称", titled("农田核查"));
  await who.fill("要村(社区)做什么", "核对地块四至。");
  await who.fill("法律法规或文件依据(文号)", "枝政办发〔2026〕8号");
  await who.page.getByLabel("做到哪天为止").fill("2026-12-31");
  await who.fill("随事经费", "2000");
  await who.fill("随事人员", "每村一名技术员");
  await villages.getByRole("searchbox").fill("向巷");
  await villages.getByRole("button", { name: /向巷村/ }).click();
  await who.picture("admission-open");
  await examine(who, "an application for admission");
  const answer = who.page.waitForResponse("**/procedures/admission/matters");
  await who.press(t("open.send"));
  const { matter } = (await (await answer).json()) as { matter: string };
  const seen = await api.get<{ step: string; fields: { key: string; words?: { zh: string } }[] }>(
    `/api/v1/matters/${matter}`,
  );
  assert.equal(seen.step, "checked");
  assert.equal(seen.fields.find((one) => one.key === "pay")?.words?.zh, "2,000.00元");
});
