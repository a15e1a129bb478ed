// A county that is no sample, from the token to its opening, and an account's reset that two want:
// on a phone and at a desk, with the pages alone.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import { run } from "../scenario/house";
import { activates, EmptyCounty, first_comes_in, names } from "./empty_county";
import { sets_up } from "./second_factor";
import { becomes, looks, show, t, type Look, type Visitor } from "./scene";

const PASSWORD = "lotus ponds after the autumn rain";
const CADRE = "14300000741";
const small: Look = { width: 360, height: 640, phone: true };

const counties: EmptyCounty[] = [];
after(() => Promise.all(counties.map((one) => one.stop())));
async function county(): Promise<EmptyCounty> {
  const made = await EmptyCounty.make();
  const people = join(made.data, "../people.csv");
  writeFileSync(people, `姓名,手机号,人员编号\n周建国,${CADRE},e-1\n`);
  assert.match(run("import", "people", "--data", made.data, people).out, /imported 1/);
  counties.push(made);
  await made.serve();
  return made;
}

const letter = (who: Visitor): Promise<string> =>
  who.page.locator(".letter .code").first().innerText();

for (const [name, look] of looks) {
  show(`on a ${name} a county is opened by three, and a reset is wanted by two`, async (scene) => {
    const here = await county();
    const { address } = here;
    const come_in = (login: string, code: string, known: string): Promise<Visitor> =>
      activates(scene, look, address, { login, code, known, password: PASSWORD });
    const stranger = await scene.visitor(look);
    await stranger.open(`${address}/`);
    await stranger.sees(t("site.setting_up"));
    await stranger.picture(`setting-up-${name}`);
    const chief = await first_comes_in(scene, look, here, PASSWORD);
    const named = (kind: "security" | "audit", phone: string): Promise<string> =>
      names(chief, kind, { name: kind === "security" ? "王二" : "赵三", phone, login: kind });
    const first = await named("security", "14300000722");
    await chief.picture(`setup-${name}`);
    const security = await come_in("security", first, "0722");
    await sets_up(security, PASSWORD);
    await security.seesHeading(t("setup.title"));
    await security.sees(t("setup.waits"));
    const second = await named("audit", "14300000733");
    const audit = await come_in("audit", second, "0733");
    await sets_up(audit, PASSWORD);
    await audit.page.getByRole("link", { name: t("nav.registry") }).first().waitFor();
    await chief.press(t("setup.again"));
    await chief.sees(t("setup.open"));
    await stranger.open(`${address}/`);
    await stranger.doesNotSee(t("site.setting_up"));

    await chief.open(`${address}/accounts`);
    await chief.fill(t("accounts.whose_phone"), CADRE);
    const make = chief.page.getByRole("region", { name: t("accounts.make") });
    await make.getByLabel(t("sign.login")).fill("zhou.jianguo");
    await chief.press(t("accounts.go"));
    // Whoever asks is shown no code: another kind confirms, and has the letter.
    await chief.sees(t("accounts.waits_for_other"));
    await chief.picture(`accounts-${name}`);
    await security.open(`${address}/accounts`);
    await security.sees(t("accounts.act.make"));
    await security.press(new RegExp(`^${t("accounts.confirm")} zhou`));
    assert.match(await letter(security), /^\w{4}-\w{4}-\w{4}$/);
    await becomes(() => chief.page.locator(".letter").count(), 0);
    await chief.open(`${address}/accounts`);
    await chief.press(new RegExp(`^${t("accounts.more")} zhou`));
    await chief.press(t("accounts.again_letter"));
    await chief.sees(t("accounts.waits_for_other"));
    await security.open(`${address}/accounts`);
    await security.press(new RegExp(`^${t("accounts.confirm")} zhou`));
    const code = await letter(security);
    await security.picture(`confirmed-${name}`);
    const owner = await come_in("zhou.jianguo", code, CADRE.slice(-4));
    await owner.page.getByRole("link", { name: t("nav.me") }).first().waitFor();
    await owner.open(`${address}/me`);
    await owner.sees(/安全管理员 王二/);
    await owner.picture(`own-account-${name}`);
    if (look.phone) {
      await security.page.setViewportSize(small);
      await security.press(t("site.large"));
      await security.picture("accounts-small-large");
    }
  });
}
