// Every page and state that a resident can meet, in both languages, 大字版 and dark, held against
// WCAG 2.2 AA. Guards RISK-26.
import { before } from "node:test";
import { Client, unit } from "../scenario/client";
import { examine } from "./axe";
import { desk, phone, server, show, t, titled, type Look, type Visitor } from "./scene";

// Matters of hers, one in each state.
const at: Record<string, string> = {};
let slip = { number: "", code: "" };
let told = ""; // the number of one on the public page
before(async () => {
  const her = await Client.as(server, "resident");
  const village = await unit(her, "向巷村");
  const cadre = await Client.as(server, "village_intake");
  const file = async (state: string, ...acts: [Client, string, Record<string, unknown>?][]) => {
    const title = titled(`沟渠堵了${state}`);
    const detail = "湾子东头的沟渠堵了，一下雨水就进院子。";
    const receipt = await her.file({ title, detail, unit: village, wish_public: true });
    at[state] = receipt.matter!;
    for (const [who, act, form] of acts) await who.act(receipt.matter!, act, form);
    return receipt.number;
  };
  const accept: [Client, string, object] = [cadre, "accept", { grade: "small" }];
  const reply: [Client, string, object] = [cadre, "reply", { reply: "清好了，请您看看。" }];
  await file("new");
  await file("asked", accept as never, [cadre, "ask_filer", { question: "是东头还是西头？" }]);
  await file("answered", accept as never, reply as never);
  await file("solved", accept as never, reply as never, [her, "solved"]);
  const rated: [Client, string, object] = [her, "rate", { rating: 4 }];
  told = await file("rated", accept as never, reply as never, [her, "solved"], rated as never);
  const reveal = { what: "phone", reason: "call_filer" };
  await cadre.post(`/api/v1/matters/${at["new"]}/reveal`, reveal);
  const receipt = await new Client(server).file({ title: titled("凭单查的"), unit: village });
  slip = { number: receipt.number, code: receipt.follow_up_code! };
});

interface State {
  name: string;
  who?: string;
  path: () => string;
  look?: Look;
  then?: (who: Visitor) => Promise<void>;
}
const states: State[] = [
  { name: "home-nobody", path: () => "/" },
  { name: "home", who: "resident", path: () => "/" },
  { name: "home-desk", who: "resident", path: () => "/", look: desk },
  { name: "report-nobody", path: () => "/report" },
  {
    name: "report-searching",
    path: () => "/report",
    then: async (who) => {
      await who.fill(t("pick.search"), "向巷");
      await who
        .button(/向巷村/)
        .first()
        .waitFor();
    },
  },
  {
    name: "report-refused",
    path: () => "/report",
    then: async (who) => {
      await who.press(t("report.send"));
      await who.sees(t("report.need_what"));
    },
  },
  {
    name: "report-all-open",
    who: "resident",
    path: () => "/report",
    then: async (who) => {
      await who.fill(t("report.what"), "办事态度差");
      await who.page.locator("details.more summary").click();
      await who.press(t("report.title_edit"));
      await who.page.locator("details.more select").first().selectOption({ index: 1 });
    },
  },
  {
    name: "receipt",
    path: () => "/report",
    then: async (who) => {
      await who.fill(t("report.what"), titled("看看回执单"));
      await who.fill(t("pick.search"), "向巷");
      await who.press(/向巷村/);
      await who.press(t("report.send"));
      await who.seesHeading(t("slip.title"));
    },
  },
  { name: "receipt-none", path: () => "/receipt" },
  { name: "follow-nobody", path: () => "/follow" },
  {
    name: "follow-refused",
    path: () => "/follow",
    then: async (who) => {
      await who.fill(t("follow.number"), "2026 0000 0012");
      await who.fill(t("follow.code"), "22222222");
      await who.press(t("follow.go"));
      await who.page.getByRole("alert").waitFor();
    },
  },
  {
    name: "follow-by-slip",
    path: () => "/follow",
    then: async (who) => {
      await who.fill(t("follow.number"), slip.number);
      await who.fill(t("follow.code"), slip.code);
      await who.press(t("follow.go"));
      await who.sees(t("follow.now"));
    },
  },
  { name: "follow", who: "resident", path: () => "/follow" },
  ...["new", "asked", "answered", "solved", "rated"].map((state) => ({
    name: `mine-${state}`,
    who: "resident",
    path: () => `/follow/${at[state]}`,
    then: (who: Visitor) => who.sees(t("follow.asked")),
  })),
  {
    name: "mine-record-open",
    who: "resident",
    look: desk,
    path: () => `/follow/${at["answered"]}`,
    then: async (who) => {
      await who.page.locator("details.record summary").click();
      await who.press("没解决");
      await who.page.locator("main textarea").first().waitFor();
    },
  },
  { name: "public", who: "resident", path: () => "/public" },
  {
    name: "public-none",
    path: () => "/public",
    then: async (who) => {
      await who.press(t("report.where_change"));
      await who.fill(t("pick.search"), "董市");
      await who.page.locator(".picker .options button").first().click();
      await who.sees(t("public.none"));
    },
  },
  {
    name: "public-one",
    path: () => `/public/${encodeURIComponent(told)}`,
    then: (who) => who.sees(t("public.steps")),
  },
  { name: "public-gone", path: () => "/public/ZJ26-0000000-0" },
  { name: "sign-in", path: () => "/sign-in" },
  {
    name: "sign-in-refused",
    path: () => "/sign-in",
    then: async (who) => {
      await who.fill(t("sign.phone"), "14200000077");
      await who.press(t("sign.get_code"));
      await who.sees(t("sign.code_sent"));
      await who.page.getByLabel(t("sign.code"), { exact: true }).fill("000000");
      await who.page
        .locator("main form")
        .getByRole("button", { name: t("do.sign_in") })
        .click();
      await who.page.getByRole("alert").waitFor();
    },
  },
  { name: "sign-in-staff", path: () => "/sign-in", then: (w) => w.press(t("sign.by_password")) },
  {
    name: "sign-in-activation",
    path: () => "/sign-in",
    then: (who) => who.press(t("sign.by_activation")),
  },
  { name: "sign-in-first", path: () => "/sign-in#first" },
  { name: "me", who: "resident", path: () => "/me" },
  {
    name: "drafts",
    who: "resident",
    path: () => "/report",
    then: async (who) => {
      await who.fill(t("report.what"), titled("写了一半的"));
      await who.sees(t("report.saved"));
      await who.open("/drafts");
      await who.sees(t("drafts.go_on"));
    },
  },
  { name: "drafts-none", path: () => "/drafts" },
  { name: "notices", who: "resident", path: () => "/notices" },
  { name: "card", who: "resident", path: () => "/card" },
  { name: "card-nobody", path: () => "/card" },
  { name: "way-in-wrong", path: () => "/v/000000000000" },
  { name: "me-nobody", path: () => "/me" },
  {
    name: "my-data",
    who: "resident",
    path: () => "/me/data",
    then: (who) => who.page.locator(".lookups li").first().waitFor(),
  },
  {
    name: "sample",
    path: () => "/sample",
    then: (who) => who.page.locator(".roles li").last().waitFor(),
  },
  { name: "not-there", path: () => "/nowhere" },
];

for (const { name, who, path, look, then } of states)
  show(`${name} can be read and used by everybody`, async (scene) => {
    const visitor = await scene.visitor(look ?? phone, who);
    await visitor.open(path());
    if (then) await then(visitor);
    await visitor.page.waitForLoadState("networkidle");
    await examine(visitor, name);
  });
