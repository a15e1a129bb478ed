// A real county from its empty folder: what is left is said step by step, each step leads to where
// it is done, and at the end nothing is left. Letters for many, one page of A4 each; a resident's
// request by her phone, answered and confirmed; and all of it again from backup and escrow.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { after } from "node:test";
import { Client, until } from "../scenario/client";
import { linli, place, run } from "../scenario/house";
import { open_county, sleeps, steps_left, take_in } from "../scenario/opening";
import { examine } from "./axe";
import {
  activates,
  browser_of,
  EmptyCounty,
  first_comes_in,
  session_of,
} from "./empty_county";
import {
  becomes,
  desk,
  looks,
  show,
  smallPhone,
  t,
  type Look,
  type Scene,
  type Visitor,
} from "./scene";

const PASSWORD = "lotus ponds after the autumn rain";
const VILLAGE = "420583105215"; // 向巷村
const OFFICER = { name: "赵值班", phone: "14300000501" };
const CADRES = ["周建国", "吴秀兰", "陈光明", "孙会计", "钱文书"].map((name, n) => ({
  name,
  phone: `1430000051${n}`,
}));

const HERS = "14300000531";
const EMAIL = "she@example.cn";
const TITLE = "村口的路灯不亮";

const counties: EmptyCounty[] = [];
after(() => Promise.all(counties.map((one) => one.stop())));

const step = (who: Visitor, key: Parameters<typeof t>[0]) =>
  who.page.getByRole("region", { name: t(key) });
const to_do = (who: Visitor): Promise<number> => who.page.locator(".steps > li:not(.done)").count();

// How many pages a printer would get.
async function pages_on_paper(who: Visitor): Promise<number> {
  const paper = await who.page.pdf({ preferCSSPageSize: true });
  return paper.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}

// Nothing falls off the side of the screen.
async function fits(who: Visitor): Promise<void> {
  const over = await who.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(over <= 0, `${over} px stand over the edge`);
}

async function imports(who: Visitor, kind: Parameters<typeof t>[0], lines: string[]) {
  await who.page.getByRole("link", { name: t(kind), exact: true }).click();
  await who.seesHeading(t("work.imports"));
  await who.page.getByLabel(t("imports.file"), { exact: true }).setInputFiles({
    name: "list.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(lines.join("\n") + "\n"),
  });
  await who.press(t("imports.try"));
  await who.press(t("imports.go", { n: lines.length - 1 }));
  await who.sees(t("imports.done", { n: lines.length - 1 }));
}

// The resident by a code to her phone.
async function signs_in(scene: Scene, look: Look, county: EmptyCounty): Promise<Visitor> {
  const her = await scene.visitor(look);
  const before = county.to(HERS).length;
  await her.open(`${county.address}/sign-in`);
  await her.fill(t("sign.phone"), HERS);
  await her.press(t("sign.get_code"));
  await until(async () => county.to(HERS).length > before);
  await her.fill(t("sign.code"), /\d{6,9}/.exec(county.to(HERS)[0]!)![0]);
  await her.page.locator("main form").getByRole("button", { name: t("do.sign_in") }).click();
  await her.page.waitForURL((url) => url.pathname !== "/sign-in");
  return her;
}

for (const [name, look] of looks) {
  show(`on a ${name} a new county goes step by step until nothing is left`, async (scene) => {
    const county = await EmptyCounty.make();
    counties.push(county);
    await county.serve();
    const { address } = county;
    const setup = async (who: Visitor): Promise<void> => {
      await who.open(`${address}/setup`);
      await who.page.locator(".steps > li").first().waitFor();
    };
    const chief = await first_comes_in(scene, look, county, PASSWORD);
    await chief.sees(t("setup.left", { n: 9 }));
    await chief.sees(t("setup.after_opening"));
    await chief.picture(`first-run-${name}`);
    if (look === desk) await examine(chief, "first-run");
    const api = new Client(county, await session_of(chief, county));
    const { security, audit } = await open_county(county, api, PASSWORD);
    await chief.press(t("setup.again"));
    await chief.sees(t("setup.open"));

    const duty = step(chief, "setup.step.duty_officer");
    await duty.getByLabel(t("accounts.name")).fill(OFFICER.name);
    await duty.getByLabel(t("sign.phone")).fill(OFFICER.phone);
    await duty.getByRole("button", { name: t("setup.officer_go") }).click();
    await chief.hears(t("setup.officer_done", { name: OFFICER.name }));
    await duty.getByText(t("setup.done")).waitFor();

    const people = CADRES.map((one, n) => `${one.name},${one.phone},f-${n}`);
    await imports(chief, "setup.go_people", ["姓名,手机号,人员编号", ...people]);
    await setup(chief);
    const keys = ["intake", "handler", "secretary", "grid_worker"];
    await imports(chief, "setup.go_seats", [
      "岗位,单元编码,手机号",
      ...keys.map((key, n) => `${key},${VILLAGE},${CADRES[n]!.phone}`),
    ]);
    // Everybody else's seat is the last one's, so that none is empty.
    await take_in(api, "positions", county.seats_for(CADRES[4]!.phone));

    await chief.open(`${address}/`);
    await chief.page.getByRole("link", { name: /本县开通还剩 \d+ 步/ }).click();
    await chief.seesHeading(t("setup.title"));
    await step(chief, "setup.step.accounts").getByRole("link", { name: t("many.title") }).click();
    await chief.seesHeading(t("many.title"));
    await chief.sees(t("many.lacking", { n: 6 }));
    await chief.page.getByLabel(t("many.position")).selectOption("intake");
    await chief.sees(t("many.lacking", { n: 2 }));
    await chief.sees(CADRES[0]!.name);
    await chief.doesNotSee(OFFICER.name);
    await chief.page.getByLabel(t("many.position")).selectOption("");
    await chief.sees(OFFICER.name);
    await chief.page.getByLabel(new RegExp(OFFICER.name)).uncheck();
    await fits(chief);
    await chief.picture(`many-${name}`);
    if (look === desk) await examine(chief, "many");
    await chief.press(t("many.go", { n: 5 }));
    await chief.sees(t("many.asked", { n: 5 }));
    await chief.sees(t("many.lacking", { n: 1 }));
    await chief.press(t("many.go", { n: 1 }));
    await chief.sees(t("many.none"));
    await becomes(() => chief.page.locator(".letters").count(), 0, "whoever asks sees no code");

    const guard = await browser_of(scene, look, county, security);
    await setup(guard);
    await guard.page.getByRole("link", { name: t("accounts.title") }).last().click();
    await guard.press(t("accounts.confirm_all", { n: 6 }));
    await guard.sees(t("letters.title", { n: 6 }));
    assert.match(await guard.page.locator(".paper").innerHTML(), /lin\d{5}/);
    await becomes(() => guard.page.locator(".paper").isVisible(), false, "codes are on paper only");
    await fits(guard);
    await guard.picture(`letters-${name}`);
    if (look === desk) await examine(guard, "letters");
    assert.equal(await pages_on_paper(guard), 6, "each on a page of its own, and nothing else");
    await guard.page.emulateMedia({ media: "print" });
    await guard.page.setViewportSize({ width: 794, height: 1123 }); // A4
    const over = await guard.page
      .locator(".sheet section")
      .evaluateAll((all) => all.map((one) => one.scrollHeight - one.clientHeight));
    for (const one of over) assert.ok(one <= 1, "nothing is cut off a printed letter");
    await guard.picture(`letters-paper-${name}`);
    const sheets = await guard.page.locator(".sheet").evaluateAll((all) =>
      all.map((one) => ({
        whom: one.querySelector(".whom")!.textContent!.trim(),
        login: one.querySelector("dd")!.textContent!.trim(),
        code: one.querySelector(".code")!.textContent!.trim(),
      })),
    );
    await guard.page.emulateMedia({ media: null });
    await guard.page.setViewportSize({ width: look.width, height: look.height });
    // Leaving before it was printed asks first; printed, it is put away.
    const asked: string[] = [];
    guard.page.on("dialog", (dialog) => {
      asked.push(dialog.message());
      void dialog.dismiss();
    });
    await guard.page.getByRole("link", { name: t("nav.home") }).first().click();
    await until(async () => asked.length === 1);
    await guard.sees(t("letters.title", { n: 6 }));
    await guard.page.evaluate(() => (window.print = () => undefined));
    await guard.press(t("letters.print", { n: 6 }));
    await guard.press(t("letters.done"));
    await becomes(() => guard.page.locator(".paper").count(), 0);

    // A test message by the page, and two commands at the machine.
    await county.serve_with_gateway();
    await setup(chief);
    await chief.page.getByRole("link", { name: t("work.senders") }).last().click();
    await chief.fill(t("senders.test_phone"), "14300000911");
    await chief.press(t("senders.test_go"));
    await chief.sees(t("senders.test_taken"));
    assert.equal(run("backup", "--data", county.data, "--to", join(place(), "kept")).code, 0);
    const input = "twelve words are better than one\n";
    const file = join(place(), "keys");
    assert.equal(
      spawnSync(linli, ["keys", "escrow", "--data", county.data, file], { input }).status,
      0,
    );
    await setup(chief);
    await chief.sees(t("setup.left", { n: 1 }));
    assert.equal(await to_do(chief), 1);
    await step(chief, "setup.step.trial").getByText(t("setup.to_do")).waitFor();
    await chief.picture(`first-run-almost-${name}`);

    // The first request of all: filed, dealt with by somebody with a letter, confirmed.
    const letter = sheets.find((one) => one.whom === CADRES[0]!.name)!;
    const cadre = await activates(scene, look, address, {
      ...letter,
      known: CADRES[0]!.phone.slice(-4),
      password: PASSWORD,
    });
    await cadre.seesHeading(t("work.inbox"));
    const her = await signs_in(scene, look, county);
    await her.open(`${address}/report`);
    await her.fill(t("report.what"), TITLE);
    await her.fill(t("pick.search"), "向巷");
    await her.press(/向巷村/);
    await her.press(t("report.send"));
    await her.seesHeading(t("slip.title"));
    const number = await her.page.locator(".slip .big dd").first().innerText();
    const hers = new Client(county, await session_of(her, county));
    await hers.post("/api/v1/me/mail/code", { address: EMAIL });
    await until(async () => county.mail.length > 0);
    const proof = /\d{6}/.exec(county.mail[0]!.text)![0];
    await hers.post("/api/v1/me/mail", { address: EMAIL, code: proof });

    await cadre.open(`${address}/inbox`);
    await cadre.page.locator("main").getByRole("link", { name: TITLE }).first().click();
    await cadre.seesHeading(TITLE);
    await cadre.press("受理");
    await cadre.page.getByRole("radio", { name: /小/ }).first().check();
    const panel = cadre.page.locator(".panel");
    await panel.getByRole("button", { name: "受理", exact: true }).click();
    await cadre.hears("“受理”办好了");
    await cadre.press("答复");
    await panel.getByRole("textbox").first().fill("已经换了灯泡。");
    await panel.getByRole("button", { name: "答复", exact: true }).click();
    await cadre.hears("“答复”办好了");

    await her.link(t("slip.follow")).click();
    await her.seesHeading(TITLE);
    await her.sees("已经换了灯泡。");
    await her.press("解决了");
    await her.hears("“解决了”办好了");
    const copied = (): boolean =>
      county.mail.some((one) => one.to === EMAIL && one.text.includes(number));
    await until(async () => copied() || sleeps()); // at night it waits for the morning
    await until(async () => (await steps_left(api)).length === 0);
    await setup(chief);
    await chief.sees(t("setup.nothing_left"));
    await chief.open(`${address}/`);
    await becomes(() => chief.page.getByRole("link", { name: /本县开通还剩/ }).count(), 0);
    await setup(await browser_of(scene, look, county, audit));
    if (look.phone) {
      await chief.page.setViewportSize(smallPhone);
      await chief.press(t("site.large"));
      await setup(chief);
      await fits(chief);
      await chief.picture("first-run-small-large");
    }

    // The machine is lost: another one, with the backup, the keys' one file and its passphrase.
    const last = join(place(), "last");
    assert.equal(run("backup", "--data", county.data, "--to", last).code, 0);
    const data = join(place(), "data");
    await county.moves_to(data);
    const restored = run("restore", "--from", last, "--data", data);
    assert.equal(restored.code, 0, restored.err);
    const opening = ["keys", "restore", "--keys", `${data}-keys`, file];
    const opened = spawnSync(linli, opening, { input, encoding: "utf8" });
    assert.equal(opened.status, 0, opened.stderr);
    assert.match(run("verify", "--data", data).out, /intact/);
    await county.serve_with_gateway();
    const again = await signs_in(scene, look, county);
    await again.page.locator("main").getByRole("link", { name: TITLE }).first().click();
    await again.sees("已经换了灯泡。");
    await again.sees("已办结");
  });
}
