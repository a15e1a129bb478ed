// bench/new_user.ts – the way of somebody who has just started the sample: from the first page to
// a request that is filed, accepted, answered and solved, by what the screens say alone.
import type { Browser, Locator, Page } from "playwright-core";

export interface Walk {
  clicks: number;
  letters: number;
  seconds: number; // what the program and the browser took
}

// Counts what a hand does.
class Hand {
  clicks = 0;
  letters = 0;
  constructor(readonly page: Page) {}

  async click(target: Locator): Promise<void> {
    this.clicks += 1;
    await target.first().click();
  }
  link(name: string | RegExp): Promise<void> {
    return this.click(this.page.getByRole("link", { name }));
  }
  button(name: string | RegExp): Promise<void> {
    return this.click(this.page.getByRole("button", { name, exact: typeof name === "string" }));
  }
  async type(box: Locator, text: string): Promise<void> {
    await this.click(box);
    this.letters += [...text].length;
    await box.first().fill(text);
  }
  async as(role: RegExp): Promise<void> {
    await this.click(this.page.locator("header").getByRole("link", { name: "演示" }));
    await this.click(this.page.locator(".roles button").filter({ hasText: role }));
    await this.page.waitForURL((url) => url.pathname !== "/sample");
  }
}

const TITLE = "村口路灯坏了一个星期";

export async function new_user(browser: Browser, address: string): Promise<Walk> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const hand = new Hand(page);
  const began = performance.now();
  await page.goto(address);
  await hand.as(/居民/);
  await hand.click(page.locator("main").getByRole("link", { name: "我要反映" }));
  await hand.type(page.locator("#detail"), TITLE);
  await hand.button("发出去");
  await page.getByRole("heading", { level: 1, name: "收到了" }).waitFor();

  await hand.as(/村.*受理/);
  await hand.click(page.locator("main").getByRole("link", { name: TITLE }));
  await hand.button("受理");
  await hand.click(page.getByRole("radio", { name: /小/ }));
  await hand.click(page.locator(".panel").getByRole("button", { name: "受理", exact: true }));
  await hand.button("答复");
  await hand.type(page.locator(".panel textarea"), "换好了，请您看看。");
  await hand.click(page.locator(".panel").getByRole("button", { name: "答复", exact: true }));
  await page.locator(".panel").waitFor({ state: "detached" });

  await hand.as(/居民/);
  await hand.click(page.locator("main").getByRole("link", { name: TITLE }));
  await hand.button("解决了");
  await page.getByRole("heading", { name: "办得怎么样？" }).waitFor();
  const seconds = (performance.now() - began) / 1000;
  await context.close();
  return { clicks: hand.clicks, letters: hand.letters, seconds };
}
