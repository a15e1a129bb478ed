// e2e/axe.ts – holds one state of a page against WCAG 2.2 AA in every look it can have: both
// languages, normal and large type, light and dark, without reloading it in between; and that
// nothing scrolls sideways at 320 px and at 200 % of a desk's window.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { axe_file } from "./chromium";
import type { Visitor } from "./scene";

const source = readFileSync(axe_file, "utf8");

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

// What axe finds now; `rules`: those alone, otherwise all of them.
async function violations(page: Page, rules?: string[]): Promise<string[]> {
  const found = await page.evaluate(async (only) => {
    const { axe } = window as unknown as {
      axe: { run: (where: Document, how: object) => Promise<{ violations: Violation[] }> };
    };
    const how = only ? { runOnly: { type: "rule", values: only } } : {};
    const done = await axe.run(document, { ...how, resultTypes: ["violations"] });
    return done.violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })),
    }));
  }, rules);
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 260)}`),
  );
}

// Elements that stick out of a window of this width, and go on to: a chart that measures its frame
// follows some frames later.
async function sticking(page: Page, width: number, height: number): Promise<string[]> {
  await page.setViewportSize({ width, height });
  const out = await page.evaluate(async () => {
    const wide = (): boolean =>
      document.documentElement.scrollWidth > document.documentElement.clientWidth;
    const kFramesMax = 60;
    for (let frame = 0; wide() && frame < kFramesMax; ++frame)
      await new Promise((next) => requestAnimationFrame(next));
    if (!wide()) return [];
    const { clientWidth } = document.documentElement;
    return [...document.querySelectorAll("main *, header *, nav *, dialog *")]
      .filter((one) => one.getBoundingClientRect().right > clientWidth + 1)
      .slice(0, 3)
      .map((one) => one.outerHTML.slice(0, 160));
  });
  return out.map((html) => `wider than ${width} px: ${html}`);
}

// What can differ when only the colours or the type size do; everything else is asked once in each
// language.
const kOfLooks = ["color-contrast", "target-size", "link-in-text-block"];

async function speak(page: Page, language: "zh-CN" | "en"): Promise<void> {
  const now = await page.locator("html").getAttribute("lang");
  if (now === language) return;
  await page.locator("header .tools button[lang]").evaluate((one: HTMLElement) => one.click());
  await page.locator(`html[lang=${language}]`).waitFor();
}
async function enlarge(page: Page, type: "normal" | "large"): Promise<void> {
  const now = await page.locator("html").getAttribute("data-type");
  if (now === type) return;
  await page.locator("header .tools button[aria-pressed]").evaluate((one: HTMLElement) => {
    one.click();
  });
  await page.locator(`html[data-type=${type}]`).waitFor();
}
async function colour(page: Page, theme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await page.locator(`html[data-theme=${theme}]`).waitFor();
}

// Fails with everything found in the eight looks. The page is left as it was.
export async function examine(who: Visitor, name: string): Promise<void> {
  const { page } = who;
  const size = page.viewportSize()!;
  await page.evaluate(source);
  const faults: string[] = [];
  for (const language of ["zh-CN", "en"] as const) {
    await speak(page, language);
    for (const type of ["normal", "large"] as const) {
      await enlarge(page, type);
      for (const theme of ["light", "dark"] as const) {
        await colour(page, theme);
        const rules = type === "normal" && theme === "light" ? undefined : kOfLooks;
        const found = await violations(page, rules);
        faults.push(...found.map((one) => `${language} ${type} ${theme}: ${one}`));
      }
      const wide = [...(await sticking(page, 320, 640)), ...(await sticking(page, 640, 400))];
      faults.push(...wide.map((one) => `${language} ${type}: ${one}`));
      await page.setViewportSize(size);
    }
    if (language === "en") await who.picture(`${name}-en-large-dark`);
  }
  await speak(page, "zh-CN");
  await enlarge(page, "normal");
  await colour(page, "light");
  await who.picture(name);
  assert.deepEqual(faults, [], name);
}

// The same for a page that stands alone on a screen in a look of its own: in both languages.
export async function examine_alone(who: Visitor, name: string): Promise<void> {
  const { page } = who;
  const size = page.viewportSize()!;
  const faults: string[] = [];
  for (const language of ["zh", "en"]) {
    await page.context().addCookies([{ name: "linli_lang", value: language, url: page.url() }]);
    await page.reload();
    await page.waitForLoadState("networkidle");
    await page.locator(`html[lang^=${language}] main h1`).waitFor();
    await page.evaluate(source);
    const found = await violations(page);
    const wide = [...(await sticking(page, 320, 640)), ...(await sticking(page, 640, 400))];
    faults.push(...[...found, ...wide].map((one) => `${language}: ${one}`));
    await page.setViewportSize(size);
    await who.picture(`${name}-${language}`);
  }
  assert.deepEqual(faults, [], name);
}
