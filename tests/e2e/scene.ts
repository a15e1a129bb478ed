// e2e/scene.ts – a test in the browser: people with a phone or a desk each, on the real program.
//
// What a person does goes by what she reads (roles, labels, words); nothing waits for a time. A
// scene fails when a page throws, breaks the content policy or writes an error to its console.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { accountZh } from "../../web/src/account/account_zh";
import { messagesZh } from "../../web/src/account/messages_zh";
import { staffZh } from "../../web/src/words/staff_zh";
import { zh } from "../../web/src/words/zh";
import { Client } from "../scenario/client";
import { chromium, pictures } from "./chromium";

export const site = process.env["LINLI_SITE"] ?? "http://127.0.0.1:8420";
export const server = { address: site };
const kWaitMs = 30_000;
// As on a slow network: each answer of the API comes so much later (LINLI_LATE=MS ./dev browser). A
// test that reads too early fails then at once, and not by chance on a busy machine.
const kLateMs = Number(process.env["LINLI_LATE"] ?? 0);

export interface Look {
  width: number;
  height: number;
  phone?: boolean;
}
export const phone: Look = { width: 390, height: 844, phone: true };
export const smallPhone: Look = { width: 360, height: 640, phone: true };
export const desk: Look = { width: 1280, height: 800 };
export const looks: [string, Look][] = [
  ["phone", phone],
  ["desktop", desk],
];

// The sentence of the pages under this key, with what stands for its {values}.
const sentences = { ...zh, ...staffZh, ...accountZh, ...messagesZh };
export function t(
  key: keyof typeof sentences,
  values: Record<string, string | number> = {},
): string {
  return sentences[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

// Phones as they are, and as those set them who see little.
export const phoneLooks: [string, Look, boolean][] = [
  ["small phone", smallPhone, false],
  ["small phone in large type", smallPhone, true],
  ["phone", phone, false],
  ["phone in large type", phone, true],
];

let browser: Promise<Browser> | undefined;
const connected = (): Promise<Browser> =>
  (browser ??= chromium.connect(process.env["LINLI_BROWSER"]!));
after(async () => (await browser)?.close());

// What a page may say of answers that a test asks for: refusals and a lost network.
const kExpected = /Failed to load resource/;

// One person at one device. Several pages of hers are tabs.
export class Visitor {
  readonly said: string[] = [];
  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    this.listen(page);
  }

  static async come(look: Look, installed: boolean): Promise<Visitor> {
    const context = await (
      await connected()
    ).newContext({
      baseURL: site,
      viewport: { width: look.width, height: look.height },
      hasTouch: !!look.phone,
      locale: "zh-CN",
      timezoneId: "Asia/Shanghai",
      reducedMotion: "reduce",
      // What passes through a service worker, a test cannot hold up or lose on the way.
      serviceWorkers: installed ? "allow" : "block",
    });
    context.setDefaultTimeout(kWaitMs);
    if (kLateMs)
      await context.route("**/api/**", async (route) => {
        await new Promise((done) => setTimeout(done, kLateMs));
        await route.fallback().catch(() => undefined);
      });
    return new Visitor(context, await context.newPage());
  }

  private listen(page: Page): void {
    page.on("console", (message) => {
      if (message.type() === "error" && !kExpected.test(message.text()))
        this.said.push(message.text());
    });
    page.on("pageerror", (error) => this.said.push(String(error)));
  }

  async tab(): Promise<Page> {
    const page = await this.context.newPage();
    this.listen(page);
    return page;
  }

  // Signed in as one of the sample's people, as by the sample page.
  async signIn(key: string): Promise<void> {
    const enter = () => this.context.request.post("/api/v1/sample/sign-in", { data: { key } });
    let answer = await enter();
    // A busy machine: the answer says to come back.
    for (let tries = 0; answer.status() === 503 && tries < 5; ++tries) answer = await enter();
    assert.equal(answer.status(), 200, await answer.text());
  }
  // The same session for the API, as another program on the same phone would have it.
  async client(): Promise<Client> {
    const all = await this.context.cookies(site);
    const session = all.find((one) => one.name === "linli");
    return new Client(server, session ? `${session.name}=${session.value}` : "");
  }

  async largeType(): Promise<void> {
    await this.context.addCookies([{ name: "linli_type", value: "large", url: site }]);
  }

  async open(path: string): Promise<void> {
    await this.page.goto(path);
    await this.page.locator("main h1").waitFor();
  }
  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name, exact: typeof name === "string" });
  }
  link(name: string | RegExp): Locator {
    return this.page.getByRole("link", { name });
  }
  box(label: string | RegExp): Locator {
    return this.page.getByLabel(label);
  }
  async press(name: string | RegExp): Promise<void> {
    await this.button(name).first().click();
  }
  async fill(label: string | RegExp, text: string): Promise<void> {
    await this.box(label).first().fill(text);
  }
  async sees(words: string | RegExp): Promise<void> {
    await this.page.locator("main").getByText(words).first().waitFor();
  }
  async seesHeading(words: string | RegExp): Promise<void> {
    await this.page.getByRole("heading", { level: 1, name: words }).waitFor();
  }
  async doesNotSee(words: string | RegExp): Promise<void> {
    await becomes(() => this.page.locator("main").getByText(words).count(), 0, `sees ${words}`);
  }
  // What the live region says to who cannot see the page.
  async hears(words: string | RegExp): Promise<void> {
    await this.page.getByRole("status").filter({ hasText: words }).first().waitFor({
      state: "attached",
    });
  }

  // Stands whole on the screen as it opened: above the bar of ways, without scrolling.
  async seesAtOnce(target: Locator): Promise<void> {
    await target.waitFor();
    const bar = await this.page.locator("nav.tabs").boundingBox();
    const box = await target.boundingBox();
    assert.ok(bar && box, `${target} has no place`);
    assert.ok(box.y >= 0 && box.y + box.height <= bar.y, `${target} ends at ${box.y + box.height}`);
    assert.ok(box.x >= 0 && box.x + box.width <= bar.width, `${target} is cut at the side`);
  }

  // Goes on with Tab until `target` has the keyboard, as a person without a mouse does.
  async tabTo(target: Locator): Promise<void> {
    const kStopsMax = 120;
    await target.waitFor();
    for (let i = 0; i < kStopsMax; ++i) {
      if (await target.evaluate((one) => one === document.activeElement)) return;
      await this.page.keyboard.press("Tab");
    }
    assert.fail(`${kStopsMax} times Tab do not lead to ${target}`);
  }

  async picture(name: string, page = this.page): Promise<void> {
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  }
}

export class Scene {
  private readonly visitors: Visitor[] = [];

  // Somebody opens a browser; signed in when `key` names one of the sample's people. With
  // `installed` the site's service worker is at work.
  async visitor(look: Look, key?: string | null, installed = false): Promise<Visitor> {
    const visitor = await Visitor.come(look, installed);
    this.visitors.push(visitor);
    if (key) await visitor.signIn(key);
    return visitor;
  }

  async keep(name: string): Promise<void> {
    for (const [n, visitor] of this.visitors.entries())
      for (const page of visitor.context.pages())
        await visitor.picture(`failed-${name.replace(/[^\w-]+/g, "-").slice(0, 60)}-${n}`, page);
  }
  async close(): Promise<void> {
    for (const { context } of this.visitors) {
      // What a page still asks for is nobody's any more.
      for (const page of context.pages()) await page.unrouteAll({ behavior: "ignoreErrors" });
      await context.close();
    }
  }
  said(): string[] {
    return this.visitors.flatMap((visitor) => visitor.said);
  }
}

export function show(name: string, work: (scene: Scene) => Promise<void>): void {
  test(name, { timeout: 180_000 }, async () => {
    const scene = new Scene();
    try {
      await work(scene);
      assert.deepEqual(scene.said(), [], "a page wrote errors");
    } catch (error) {
      await scene.keep(name).catch(() => undefined);
      throw error;
    } finally {
      await scene.close();
    }
  });
}

// What is read becomes `wanted`, at the latest when a page would be given up.
export async function becomes<T>(
  read: () => Promise<T>,
  wanted: T,
  message?: string,
): Promise<void> {
  const until = Date.now() + kWaitMs;
  for (let got = await read(); Date.now() < until; got = await read())
    if (isDeepStrictEqual(got, wanted)) return;
  assert.deepEqual(await read(), wanted, message);
}

// A title of its own for each matter: many tests share one county.
let last = 0;
export function titled(words: string): string {
  last += 1;
  return `${words}${process.pid}-${last}`;
}
