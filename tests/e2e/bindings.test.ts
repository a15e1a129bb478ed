// Accounts bound to the county's identity provider: the code that she is shown, two administrators
// with the page alone, and what each of them may; on a phone and at a desk.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { BoundCounty } from "./bound_county";
import { becomes, looks, phone, show, t, type Look, type Visitor } from "./scene";

const small: Look = { width: 360, height: 640, phone: true };
const PROVIDER = "枝江市统一身份认证";

let county: BoundCounty;
before(async () => {
  county = await BoundCounty.start();
});
after(() => county.stop());

// By the provider, as she does it; it knows her already.
async function sign_in(staff: Visitor, sub: string): Promise<void> {
  county.provider.who = { sub, id_number: "" };
  await staff.open(`${county.site}/sign-in`);
  await staff.press(new RegExp(PROVIDER));
}
// By the navigation, where it is folded on a phone.
async function go_there(who: Visitor, look: Look, from: string): Promise<void> {
  await who.open(`${county.site}${from}`);
  if (look.phone) await who.page.locator("nav.sections .fold").click();
  await who.link(t("work.bindings")).first().click();
  await who.seesHeading(t("bindings.title"));
}
const in_part = (who: Visitor, name: "waiting" | "bound") =>
  who.page.getByRole("region", { name: t(`bindings.${name}`) });

for (const [name, look] of looks) {
  const login = look.phone ? "zhou.jianguo" : "wu.xiulan";
  const owner = look.phone ? "周建国" : "吴秀兰";
  show(`on a ${name} two administrators bind an account, and one takes it away`, async (scene) => {
    const staff = await scene.visitor(look);
    await sign_in(staff, `s-${name}`);
    await staff.sees(t("sso.unbound"));
    const code = await staff.page.locator("main .code").innerText();
    assert.match(code, /^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    await staff.picture(`bindings-code-${name}`);

    const system = await county.visitor(scene, look, "system");
    await go_there(system, look, "/accounts");
    await system.sees(t("bindings.may.system"));
    await system.sees(t("bindings.waiting_none"));
    await system.fill(t("bindings.code"), "AAAA-AAAA");
    await system.fill(t("sign.login"), "nobody.here");
    await system.press(t("bindings.check"));
    await system.sees(t("bindings.no_account", { login: "nobody.here" }));
    await system.fill(t("sign.login"), login);
    await system.press(t("bindings.check"));
    await system.sees(t("bindings.sure", { who: owner, login }));
    await system.press(t("bindings.ask"));
    await system.sees("没有这个关联码，或者已经过期。");
    await system.picture(`bindings-refused-${name}`);
    await system.fill(t("bindings.code"), code.toLowerCase());
    await system.press(t("bindings.check"));
    await system.press(t("bindings.ask"));
    await system.hears(t("bindings.asked"));
    await in_part(system, "waiting").getByText(owner).waitFor();
    await becomes(() => system.button(new RegExp(`^${t("bindings.confirm")}`)).count(), 0);
    await system.picture(`bindings-asked-${name}`);
    // One administrator alone lets nobody in.
    await sign_in(staff, `s-${name}`);
    await staff.sees(t("sso.unbound"));
    const newer = await staff.page.locator("main .code").innerText();
    await system.fill(t("bindings.code"), newer);
    await system.fill(t("sign.login"), login);
    await system.press(t("bindings.check"));
    await system.press(t("bindings.ask"));
    await system.hears(t("bindings.asked"));
    await in_part(system, "waiting").getByText(owner).waitFor();

    const auditor = await county.visitor(scene, look, "audit");
    await go_there(auditor, look, "/audit");
    await auditor.sees(t("bindings.may.audit"));
    await in_part(auditor, "waiting").getByText(owner).waitFor();
    await becomes(() => auditor.page.locator("main").getByRole("button").count(), 0);

    const security = await county.visitor(scene, look, "security");
    await go_there(security, look, "/accounts");
    await security.sees(t("bindings.may.security"));
    await security.sees(t("bindings.verify", { who: owner }));
    await security.picture(`bindings-confirm-${name}`);
    // Another browser of hers was faster: why nothing more is to be done is said in words.
    const late = await county.visitor(scene, look, "security");
    await late.open(`${county.site}/bindings`);
    await security.press(new RegExp(`^${t("bindings.confirm")} ${login}`));
    await security.hears(t("bindings.confirmed"));
    await in_part(security, "bound").getByText(owner).waitFor();
    await late.press(new RegExp(`^${t("bindings.confirm")} ${login}`));
    await late.sees("没有这个关联码，或者已经过期。");
    await in_part(late, "bound").getByText(owner).waitFor();
    await sign_in(staff, `s-${name}`);
    // She is in; somebody without a desk is led home.
    await staff.page.waitForURL((url) => url.pathname === "/");
    await staff.page.getByRole("link", { name: t("nav.me") }).first().waitFor();

    const row = in_part(security, "bound").getByRole("listitem").filter({ hasText: owner });
    await row.getByRole("button", { name: t("bindings.remove") }).click();
    await security.sees(t("bindings.remove_means", { who: owner }));
    await security.picture(`bindings-remove-${name}`);
    if (look.phone) {
      await security.press(t("site.large"));
      for (const size of [small, phone]) {
        await security.page.setViewportSize(size);
        await security.picture(`bindings-large-${size.width}`);
        const wide = await security.page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.ok(wide <= 0, `sticks out by ${wide} px at ${size.width}`);
      }
    }
    await row.getByRole("button", { name: t("bindings.remove_yes") }).click();
    await security.hears(t("bindings.removed"));
    await in_part(security, "bound").getByText(owner).waitFor({ state: "detached" });
    await sign_in(staff, `s-${name}`);
    await staff.sees(t("sso.unbound"));
  });
}

show("where no identity provider is set up the page says so, nothing leads there", async (s) => {
  const system = await s.visitor(phone, "administrator");
  await system.open("/bindings");
  await system.sees(t("bindings.none"));
  await system.doesNotSee(t("bindings.new"));
  await system.picture("bindings-none");
  await system.page.locator("nav.sections .fold").click();
  await becomes(() => system.link(t("work.bindings")).count(), 0);
});
