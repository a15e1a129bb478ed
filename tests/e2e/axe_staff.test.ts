// Every page and state of those who serve, and what goes wrong for anybody, in both languages, 大字版
// and dark, held against WCAG 2.2 AA.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Client, unit } from "../scenario/client";
import { examine, examine_alone } from "./axe";
import { BoundCounty } from "./bound_county";
import { desk, phone, server, show, t, titled, type Look, type Visitor } from "./scene";

const at: Record<string, string> = {};
before(async () => {
  const her = await Client.as(server, "resident");
  const village = await unit(her, "向巷村");
  const cadre = await Client.as(server, "village_intake");
  for (const state of ["new", "accepted", "taken"]) {
    const title = titled(`路面有坑${state}`);
    const detail = "小学门口的路面有个大坑，摩托车摔过两次。";
    const filed = { title, detail, unit: village, category: "village.lighting" };
    at[state] = (await her.file({ ...filed, wish_public: true })).matter!;
  }
  await cadre.act(at["accepted"]!, "accept", { grade: "small" });
  await cadre.act(at["accepted"]!, "note", { text: "约了周三去看。" });
});

const opens = (act: string) => async (who: Visitor) => {
  const wanted = who.button(act).first();
  const folded = who.page.locator(".acts details summary");
  await who.page.locator(".acts").waitFor();
  if (!(await wanted.isVisible()) && (await folded.count())) await folded.click();
  await wanted.click();
  await who.page.locator(".panel").waitFor();
};

interface State {
  name: string;
  who?: string;
  path: () => string;
  look?: Look;
  before?: (who: Visitor) => Promise<unknown>;
  then?: (who: Visitor) => Promise<void>;
}
const states: State[] = [
  { name: "home-staff", who: "village_intake", path: () => "/", look: phone },
  { name: "inbox", who: "village_intake", path: () => "/inbox" },
  { name: "inbox-phone", who: "village_intake", path: () => "/inbox", look: phone },
  { name: "inbox-empty", who: "village_handler", path: () => "/inbox?scope=assist" },
  { name: "inbox-nobody", path: () => "/inbox" },
  { name: "matter", who: "village_intake", path: () => `/matters/${at["accepted"]}` },
  {
    name: "matter-phone",
    who: "village_intake",
    path: () => `/matters/${at["accepted"]}`,
    look: phone,
  },
  {
    name: "matter-accepting",
    who: "village_intake",
    path: () => `/matters/${at["new"]}`,
    then: opens("受理"),
  },
  {
    name: "matter-inviting",
    who: "village_intake",
    path: () => `/matters/${at["accepted"]}`,
    then: opens("请求协办"),
  },
  {
    name: "matter-refused",
    who: "village_intake",
    path: () => `/matters/${at["accepted"]}`,
    then: async (who) => {
      await opens("答复")(who);
      await who.page.locator(".panel").getByRole("button", { name: "答复", exact: true }).click();
      await who.page.locator(".panel .wrong:not(:empty)").first().waitFor();
    },
  },
  {
    name: "matter-looking",
    who: "village_intake",
    path: () => `/matters/${at["accepted"]}`,
    then: (who) => who.press(t("matter.reveal_phone")),
  },
  {
    name: "matter-conflict",
    who: "village_intake",
    path: () => `/matters/${at["taken"]}`,
    then: async (who) => {
      await opens("受理")(who);
      await who.page.getByRole("radio", { name: /小/ }).first().check();
      const other = await Client.as(server, "village_intake");
      await other.act(at["taken"]!, "accept", { grade: "small" });
      await who.page.locator(".panel").getByRole("button", { name: "受理", exact: true }).click();
      await who.page.getByRole("alert").waitFor();
    },
  },
  { name: "matter-not-yours", who: "department_handler", path: () => `/matters/${at["new"]}` },
  { name: "matter-nobody", path: () => `/matters/${at["new"]}` },
  {
    name: "notice-empty",
    who: "village_intake",
    path: () => "/notices/new",
    then: async (who) => {
      await who.page.locator("select").nth(1).waitFor();
      await who.press("发出");
      await who.page.locator("[aria-invalid=true]").first().waitFor();
    },
  },
  { name: "notice-not-yours", who: "department_handler", path: () => "/notices/new" },
  { name: "notice-nobody", path: () => "/notices/new" },
  {
    name: "imports",
    who: "administrator",
    path: () => "/imports",
    then: async (who) => {
      await who.page.getByLabel(t("imports.kind.units"), { exact: true }).check();
      const buffer = Buffer.from("代码,上级编码,级别,名称\n1,2,村,没有上级\n");
      const file = { name: "村.csv", mimeType: "text/csv", buffer };
      await who.page.getByLabel(t("imports.file")).setInputFiles(file);
      await who.press(t("imports.try"));
      await who.page.locator("main tbody tr").first().waitFor();
    },
  },
  {
    name: "registry",
    who: "administrator",
    path: () => "/registry",
    then: async (who) => {
      await who.fill(t("pick.search"), "五通庙村");
      await who.page.locator("ul.found").getByRole("button").first().click();
      await who.page
        .getByRole("button", { name: /填电话|改电话/ })
        .first()
        .click();
    },
  },
  { name: "organisations", who: "administrator", path: () => "/organisations" },
  { name: "dispatch", who: "town_intake", path: () => "/dispatch" },
  { name: "figures", who: "town_supervisor", path: () => "/figures" },
  { name: "procedures", who: "village_intake", path: () => "/procedures" },
  { name: "audit", who: "audit_administrator", path: () => "/audit" },
  { name: "senders", who: "administrator", path: () => "/senders" },
  { name: "alarms", who: "security_administrator", path: () => "/alarms" },
  { name: "alarms-not-yours", who: "village_intake", path: () => "/alarms" },
  { name: "accounts", who: "administrator", path: () => "/accounts" },
  { name: "accounts-phone", who: "security_administrator", path: () => "/accounts", look: phone },
  { name: "phone-checks", who: "security_administrator", path: () => "/phone-checks" },
  { name: "bindings-none", who: "administrator", path: () => "/bindings" },
  { name: "setup", who: "administrator", path: () => "/setup" },
  { name: "audit-not-yours", who: "village_intake", path: () => "/audit" },
  { name: "me-staff", who: "village_intake", path: () => "/me", look: phone },
  { name: "households", who: "liaison", path: () => "/me/households", look: phone },
  {
    name: "report-for-somebody",
    who: "liaison",
    path: () => "/me/households",
    look: phone,
    then: async (who) => {
      await who.page.locator("main .door a").first().click();
      await who.seesHeading(t("report.title_for"));
      await who.press(t("report.send"));
      await who.sees(t("report.need_consent"));
    },
  },
  {
    name: "offline",
    who: "resident",
    path: () => "/public",
    look: phone,
    before: (who) => who.page.route("**/api/v1/public/**", (route) => route.abort()),
    then: (who) => who.sees(t("state.offline_title")),
  },
  {
    name: "report-waiting",
    who: "resident",
    path: () => "/report",
    look: phone,
    then: async (who) => {
      await who.fill(t("report.what"), titled("等网络的"));
      await who.page.route("**/api/v1/requests", (route) => route.abort());
      await who.press(t("report.send"));
      await who.sees(t("report.waiting"));
    },
  },
  {
    name: "session-ended",
    who: "resident",
    path: () => "/report",
    look: phone,
    then: async (who) => {
      await who.fill(t("report.what"), titled("登录到期的"));
      await (await who.client()).call("DELETE", "/api/v1/sessions/current", {});
      await who.press(t("report.send"));
      await who.page.getByRole("dialog").waitFor();
    },
  },
];

for (const { name, who, path, look, before: first, then } of states)
  show(`${name} can be read and used by everybody`, async (scene) => {
    const visitor = await scene.visitor(look ?? desk, who);
    if (first) await first(visitor);
    await visitor.open(path());
    if (then) await then(visitor);
    await visitor.page.waitForLoadState("networkidle");
    await examine(visitor, name);
  });

const bound = (async () => {
  const county = await BoundCounty.start();
  await county.name("zhou.jianguo", "s-zhou");
  await county.confirm("zhou.jianguo");
  await county.name("wu.xiulan", "s-wu");
  return county;
})();
after(async () => (await bound).stop());

for (const [kind, look] of [
  ["system", desk],
  ["security", phone],
  ["audit", desk],
] as const)
  show(`bindings to an identity provider can be read and used by ${kind}`, async (scene) => {
    const county = await bound;
    const who = await county.visitor(scene, look, kind);
    await who.open(`${county.site}/bindings`);
    await who.sees("周建国");
    if (kind === "system") {
      await who.fill(t("bindings.code"), "AAAA-AAAA");
      await who.fill(t("sign.login"), "chen.guangming");
      await who.press(t("bindings.check"));
      await who.press(t("bindings.ask"));
      await who.page.getByRole("alert").waitFor();
    }
    if (kind === "security") await who.press(new RegExp(`^${t("bindings.remove")} zhou`));
    await who.page.waitForLoadState("networkidle");
    await examine(who, `bindings-${kind}`);
  });

show("the wall of the county's centre can be read by everybody", async (scene) => {
  const visitor = await scene.visitor(desk, "county_dispatch");
  await visitor.open("/wall");
  await examine_alone(visitor, "wall");
});

show(
  "the examination finds what cannot be read, what has no name and what is too wide",
  async (s) => {
    const visitor = await s.visitor(phone);
    await visitor.open("/nowhere");
    await visitor.page.locator("main").evaluate((main) => {
      const pale = main.appendChild(document.createElement("p"));
      pale.textContent = "看不清";
      pale.className = "soft";
      pale.style.opacity = "0.4";
      main.appendChild(document.createElement("button"));
      const wide = main.appendChild(document.createElement("p"));
      wide.textContent = "太宽";
      wide.style.width = "30rem";
    });
    const refusal = await examine(visitor, "faulty").then(() => "", String);
    for (const fault of ["color-contrast", "button-name", "wider than 320 px"])
      assert.ok(refusal.includes(fault), `${fault} in ${refusal}`);
  },
);
