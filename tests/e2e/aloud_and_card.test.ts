// For who reads with difficulty: large type in few steps, read aloud; and the card at the door
// whose code shows nothing but the way in. Guards RISK-4, RISK-26.
import assert from "node:assert/strict";
import jsqr from "jsqr";
import type { Locator } from "playwright-core";
import { phone, show, t, titled, type Scene, type Visitor } from "./scene";

// A phone whose browser reads Mandarin aloud; it keeps what it was given to say.
async function speaking(scene: Scene): Promise<Visitor> {
  const her = await scene.visitor(phone, "resident");
  await her.page.addInitScript(() => {
    const said: string[] = [];
    const voice = { lang: "zh-CN", localService: true, name: "普通话", default: true };
    const listeners = new EventTarget();
    const speech = Object.assign(listeners, {
      speaking: false,
      pending: false,
      paused: false,
      getVoices: () => [voice],
      speak: (one: SpeechSynthesisUtterance) => said.push(one.text),
      cancel: () => undefined,
      pause: () => undefined,
      resume: () => undefined,
    });
    Object.defineProperty(window, "speechSynthesis", { value: speech, configurable: true });
    class Utterance {
      constructor(readonly text: string) {}
    }
    Object.assign(window, { said, SpeechSynthesisUtterance: Utterance });
  });
  return her;
}

show("in large type a report takes a few steps, and the page is read aloud", async (scene) => {
  const title = titled("大字版写的");
  const her = await speaking(scene);
  await her.open("/");
  await her.press(t("site.large"));
  await her.press(t("aloud.read"));
  await her.page.waitForFunction(() => (window as unknown as { said: string[] }).said.length > 0);
  const said = (
    await her.page.evaluate(() => (window as unknown as { said: string[] }).said)
  ).join();
  assert.ok(said.includes(t("home.report")), said);

  await her.page
    .locator("main")
    .getByRole("link", { name: t("home.report") })
    .click();
  await her.sees(t("report.step.what"));
  // One question at a time: it goes on only when this one is answered.
  await her.press(t("report.step_next"));
  await her.sees(t("report.need_what"));
  await her.fill(t("report.what"), title);
  await her.press(t("report.step_next"));
  await her.sees(t("report.step.where"));
  await her.picture("large-step");
  const send = her.button(t("report.send"));
  for (let steps = 0; !(await send.isVisible()); ++steps) {
    assert.ok(steps < 4, "few steps");
    await her.press(t("report.step_next"));
  }
  await her.sees(title);
  await send.click();
  await her.seesHeading(t("slip.title"));
});

// What a phone's camera reads in this picture.
async function scanned(who: Visitor, code: Locator): Promise<string> {
  const picture = (await code.screenshot({ scale: "device" })).toString("base64");
  const page = await who.context.newPage();
  const { width, height, pixels } = await page.evaluate(async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    const drawing = canvas.getContext("2d")!;
    drawing.drawImage(image, 0, 0);
    const { data } = drawing.getImageData(0, 0, image.width, image.height);
    return { width: image.width, height: image.height, pixels: [...data] };
  }, picture);
  await page.close();
  const read = jsqr(Uint8ClampedArray.from(pixels), width, height);
  assert.ok(read, "the code can be read");
  return read.data;
}

show(
  "RISK-4: the code on the card at the door holds the way in and nothing else",
  async (scene) => {
    const her = await scene.visitor(phone, "resident");
    await her.open("/card");
    const code = her.page.locator(".paper .code").first();
    await code.waitFor();
    const address = new URL(await scanned(her, code));
    // The public code of the village and nothing of the household, the person or the session.
    assert.match(address.pathname, /^\/v\/\d{12}$/);
    assert.equal(address.search + address.hash, "");

    const stranger = await scene.visitor(phone);
    await stranger.open(address.pathname);
    await stranger.seesHeading(/向巷村/);
    const text = await stranger.page.locator("body").innerText();
    assert.ok(!/陈|142\d{8}/.test(text), "who scans it learns nothing of who lives there");
  },
);
