// dev/look.ts – looks at every page: takes pictures of it and runs axe on it, by phone and desk,
// light, dark, 大字版 and English. `npm run look` with a server at LINLI_SITE; pictures go to
// LINLI_SHOTS. Exits 1 when axe finds something or a page is wider than its window.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { prepareWork, workPages } from "./look_work";

const site = process.env.LINLI_SITE ?? "http://127.0.0.1:5173";
const shots = process.env.LINLI_SHOTS ?? "dist-shots";
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

interface Look {
  name: string;
  width: number;
  height: number;
  cookies?: Record<string, string>;
}
const looks: Look[] = [
  { name: "phone", width: 390, height: 844 },
  { name: "phone-dark", width: 390, height: 844, cookies: { linli_theme: "dark" } },
  { name: "phone-large", width: 390, height: 844, cookies: { linli_type: "large" } },
  { name: "small", width: 320, height: 640 },
  { name: "small-large", width: 320, height: 640, cookies: { linli_type: "large" } },
  { name: "desk", width: 1280, height: 800 },
  {
    name: "desk-dark-en",
    width: 1280,
    height: 800,
    cookies: { linli_theme: "dark", linli_lang: "en" },
  },
  { name: "phone-en", width: 390, height: 844, cookies: { linli_lang: "en" } },
];

type Who = "nobody" | "resident" | "staff" | "liaison" | "dispatch" | "admin";
const pages: [string, Who, string][] = [
  ["home", "resident", "/"],
  ["home-nobody", "nobody", "/"],
  ["home-staff", "staff", "/"],
  ["report", "resident", "/report"],
  ["report-nobody", "nobody", "/report"],
  ["report-for", "liaison", "/report?name=刘桂英&door=三组 8 号"],
  ["report-check", "resident", "/report"],
  ["open", "resident", "/open/made_up"],
  ["drafts", "resident", "/report"],
  ["card", "liaison", "/card"],
  ["card-nobody", "nobody", "/card"],
  ["notices", "resident", "/notices"],
  ["notice", "nobody", "/notices/ZJ26-0048301-2"],
  ["way-in", "nobody", "/v/163"],
  ["way-in-none", "nobody", "/v/999"],
  ["my-data", "resident", "/me/data"],
  ["my-data-nobody", "nobody", "/me/data"],
  ["receipt", "nobody", "/report"],
  ["drafts-none", "resident", "/drafts"],
  ["receipt-none", "nobody", "/receipt"],
  ["follow", "resident", "/follow"],
  ["follow-nobody", "nobody", "/follow"],
  ["mine-handling", "resident", "/follow/500"],
  ["mine-answered", "resident", "/follow/501"],
  ["mine-closed", "resident", "/follow/502"],
  ["mine-waiting", "resident", "/follow/505"],
  ["public", "resident", "/public"],
  ["public-one", "nobody", "/public/ZJ26-0048210-0"],
  ["report-turn", "nobody", "/report"],
  ["report-turn-sign", "nobody", "/report"],
  ["sign-in", "nobody", "/sign-in"],
  ["sign-in-wait", "nobody", "/sign-in"],
  ["inbox", "staff", "/inbox"],
  ["inbox-empty", "staff", "/inbox?scope=assist"],
  ["inbox-nobody", "nobody", "/inbox"],
  ["matter", "staff", "/matters/500"],
  ["matter-closed-door", "staff", "/matters/599"],
  ["me", "resident", "/me"],
  ["me-staff", "staff", "/me"],
  ["me-nobody", "nobody", "/me"],
  ["households", "liaison", "/me/households"],
  ["sample", "nobody", "/sample"],
  ["not-there", "nobody", "/nowhere"],
  ...workPages,
];

async function contextFor(browser: Browser, look: Look, who: Who): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.height },
    reducedMotion: "reduce",
  });
  const cookies = { ...look.cookies, linli_fixture: who };
  await context.addCookies(
    Object.entries(cookies).map(([name, value]) => ({ name, value, url: site })),
  );
  return context;
}

async function writeReport(page: Page): Promise<void> {
  const onePage = page.locator("form.steps .saved button");
  if (await onePage.count()) await onePage.click();
  await page.locator("#detail").fill("村口小桥旁边的路灯坏了一个星期");
  await page.locator("#unit-search").fill("向巷");
  await page.locator(".options button").first().click();
  await page.locator("form .primary").click();
}

// The stand-in never says "later"; the server does, in these words (src/pack/texts/access.yaml).
const kLater: Record<string, { title: string; remedy: string }> = {
  "access.address_wait": {
    title: "您所在的网络刚才提交得比较多，请稍等一会儿。",
    remedy: "用手机验证码登录后就不用等；不登录也可以稍后再交。急事请直接打 110、119、120。",
  },
  "access.wait": {
    title: "尝试次数太多，请稍等再试。",
    remedy: "请稍后再试，账号不会被锁死。",
  },
};
async function tellToWait(page: Page, path: string, code: string, seconds: number): Promise<void> {
  await page.route(`**${path}`, (route) =>
    route.fulfill({
      status: 429,
      headers: { "retry-after": String(seconds) },
      contentType: "application/problem+json",
      body: JSON.stringify({ code, status: 429, ...kLater[code] }),
    }),
  );
}

// What has to be pressed before a page shows what is to be looked at.
async function prepare(name: string, page: Page): Promise<void> {
  if (workPages.some(([one]) => one === name)) return prepareWork(name, page);
  const more = page.locator("details.more summary");
  if (name === "report" && (await more.isVisible())) await more.click();
  if (name === "report-check") {
    const bySteps = page.locator("form:not(.steps) .saved button");
    if (await bySteps.count()) await bySteps.click();
    await page.locator("#detail").fill("三组的水渠堵了，水下不来，地里的菜快干死了。");
    for (let step = 0; step < 3; step += 1) await page.locator(".end .primary").click();
  }
  if (name === "receipt") {
    await writeReport(page);
    await page.waitForSelector(".slip svg path.cells");
  }
  if (name.startsWith("report-turn")) {
    await tellToWait(page, "/api/v1/requests", "access.address_wait", 12);
    await writeReport(page);
    await page.waitForSelector(".note.warn");
    if (name === "report-turn-sign") {
      await page.locator(".note.warn + .row .primary").click();
      await page.waitForSelector("#sign-phone");
    }
  }
  if (name === "sign-in-wait") {
    await tellToWait(page, "/api/v1/codes", "access.wait", 900);
    await page.locator("#sign-phone").fill("13812345678");
    await page.locator(".code .button").click();
    await page.waitForSelector(".note.bad");
  }
  if (name === "drafts") {
    const onePage = page.locator("form.steps .saved button");
    if (await onePage.count()) await onePage.click();
    await page.locator("#detail").fill("村口小桥旁边的路灯坏了一个星期");
    await page.route("**/api/**", (route) => route.abort());
    await page.locator("form .primary").click();
    await page.locator(".note.warn + .row .button").nth(1).click();
    await page.locator("#detail").fill("三组的水渠堵了");
    await page.waitForTimeout(600);
    await page.locator("nav.tabs a").first().click();
    await page.locator("a.strip").click();
    await page.waitForSelector(".card");
  }
}

export async function run(): Promise<number> {
  mkdirSync(shots, { recursive: true });
  const wanted = process.env.LOOK?.split(",");
  const only = process.env.PAGE?.split(",");
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium" });
  let faults = 0;
  for (const look of looks.filter((one) => !wanted || wanted.includes(one.name))) {
    for (const [name, who, path] of pages.filter(([one]) => !only || only.includes(one))) {
      const context = await contextFor(browser, look, who);
      const page = await context.newPage();
      const said: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error" && !/40[14]|429|ERR_FAILED/.test(message.text()))
          said.push(message.text());
      });
      page.on("pageerror", (error) => said.push(String(error)));
      await page.goto(site + path, { waitUntil: "networkidle" });
      await page.waitForSelector("main h1");
      await prepare(name, page);
      if (name === "matter") await page.locator(".acts .button").first().click();
      await page.addScriptTag({ path: axe });
      const found = await page.evaluate(async () => {
        const { axe: checker } = window as unknown as {
          axe: {
            run: () => Promise<{
              violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
            }>;
          };
        };
        return (await checker.run()).violations.map(
          (one) =>
            `${one.id}: ` +
            one.nodes
              .map((node) => `${node.html.slice(0, 140)} ${node.failureSummary.slice(0, 220)}`)
              .join(" || "),
        );
      });
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
      );
      await page.screenshot({ path: `${shots}/${look.name}-${name}.png`, fullPage: true });
      for (const fault of [...found, ...said, ...(wide ? ["wider than the window"] : [])]) {
        faults += 1;
        console.log(`${look.name} ${name}: ${fault}`);
      }
      await context.close();
    }
  }
  await browser.close();
  console.log(`${faults} faults`);
  return faults;
}

process.exitCode = (await run()) ? 1 : 0;
