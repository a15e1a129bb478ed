// An administrator of a county that is no sample sets up her second factor before anything else,
// signs in with it and with a recovery code, changes her password, and ends a session elsewhere.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after } from "node:test";
import jsQR from "jsqr";
import { totp } from "../scenario/authenticator";
import { drop, pack, place, run, Server } from "../scenario/house";
import { sets_up } from "./second_factor";
import { becomes, looks, show, t, type Look, type Scene, type Visitor } from "./scene";

const PASSWORD = "lotus ponds after the autumn rain";
const OTHER = "seven herons over a quiet river";
const kStepMs = 30_000;
const small: Look = { width: 360, height: 640, phone: true };

const counties: [Server, string][] = [];
after(async () => {
  for (const [server, data] of counties) {
    await server.stop();
    drop(data);
  }
});
async function county(): Promise<{ address: string; token: string }> {
  const data = join(place(), "data");
  const made = run("init", "--data", data, "--pack", pack);
  const server = await Server.start(data, null);
  counties.push([server, data]);
  return { address: server.address, token: /one-time token: (\S+)/.exec(made.out)![1]! };
}

const enter = (who: Visitor): Promise<void> =>
  who.page.locator("main form").getByRole("button", { name: t("do.sign_in") }).click();

async function first(scene: Scene, look: Look, name: string): Promise<[Visitor, string]> {
  const { address, token } = await county();
  const chief = await scene.visitor(look);
  await chief.open(`${address}/sign-in#first`);
  await chief.fill(t("sign.token"), token);
  await chief.fill(t("sign.name"), "李一");
  await chief.fill(t("sign.phone"), "14300000711");
  await chief.fill(t("sign.login"), "chief");
  await chief.fill(t("sign.new_password"), PASSWORD);
  await enter(chief);
  await chief.sees(t("account.first"));
  await chief.picture(`factor-first-${name}`);
  return [chief, address];
}

async function by_password(who: Visitor, address: string, second: string): Promise<void> {
  await who.open(`${address}/sign-in`);
  await who.press(t("sign.by_password"));
  await who.fill(t("sign.login"), "chief");
  await who.fill(t("sign.password"), PASSWORD);
  await enter(who);
  await who.fill(t("sign.second_factor"), second);
  await enter(who);
}

// What a phone's camera reads in the picture of the code.
async function scanned(who: Visitor): Promise<string> {
  const png = (await who.page.locator(".qr").screenshot({ scale: "css" })).toString("base64");
  const picture = await who.page.evaluate(async (text) => {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const drawing = canvas.getContext("2d")!;
    drawing.drawImage(bitmap, 0, 0);
    const { data, width, height } = drawing.getImageData(0, 0, bitmap.width, bitmap.height);
    return { data: [...data], width, height };
  }, png);
  const found = jsQR(Uint8ClampedArray.from(picture.data), picture.width, picture.height);
  assert.ok(found, "no code in the picture");
  return found.data;
}

for (const [name, look] of looks) {
  show(`on a ${name} an administrator sets up and uses a second factor`, async (scene) => {
    const [chief, address] = await first(scene, look, name);
    // Every other page leads back here.
    await chief.open(`${address}/accounts`);
    await chief.sees(t("account.first"));
    let read = "";
    const { secret, codes } = await sets_up(chief, PASSWORD, async (what) => {
      if (what === "offer") read = await scanned(chief);
      await chief.picture(`factor-${what}-${name}`);
    });
    assert.match(read, /^otpauth:\/\/totp\//);
    assert.equal(new URL(read).searchParams.get("secret"), secret);
    assert.equal(codes.length, 10);
    await chief.seesHeading(t("setup.title"));

    // At a second device: by the next code, then with a recovery code.
    const other = await scene.visitor(look);
    await by_password(other, address, totp(secret, Date.now() + kStepMs));
    await other.seesHeading(t("setup.title"));
    const third = await scene.visitor(look);
    await by_password(third, address, "000000");
    await third.sees(/动态验证码或恢复码不对/);
    await third.picture(`factor-asked-${name}`);
    await third.fill(t("sign.second_factor"), codes[0]!);
    await enter(third);
    await third.seesHeading(t("setup.title"));

    await chief.open(`${address}/me/account`);
    await chief.sees(t("factor.must"));
    await chief.picture(`own-account-page-${name}`);
    const ends = chief.page.getByRole("button", { name: /^退出：/ });
    await ends.first().waitFor();
    await becomes(() => ends.count(), 2);
    await ends.first().click();
    await chief.sees(t("sessions.ended"));
    await third.open(`${address}/me`);
    await third.sees(t("me.nobody"));

    const form = chief.page.getByRole("region", { name: t("account.password") });
    await form.getByLabel(t("account.present")).fill(PASSWORD);
    await form.getByLabel(t("sign.second_factor")).fill(codes[1]!);
    await form.getByLabel(t("account.fresh")).fill(OTHER);
    await form.getByRole("button", { name: t("account.change") }).click();
    await chief.sees(t("account.password_done"));
    await other.open(`${address}/me`);
    await other.sees(t("me.nobody"));
    if (look.phone) {
      await chief.page.setViewportSize(small);
      await chief.press(t("site.large"));
      await chief.picture("own-account-page-small-large");
      const wide = await chief.page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= small.width, `${wide} wide`);
    }
  });
}
