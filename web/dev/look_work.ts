// dev/look_work.ts – the pages of the workbench to be looked at, and what is pressed before.
import type { Page } from "playwright-core";

export const workPages: [string, "staff" | "dispatch" | "admin" | "nobody", string][] = [
  ["inbox-filters", "staff", "/inbox?grade=small&days=30"],
  ["inbox-saved", "dispatch", "/inbox?state=all"],
  ["inbox-keys", "dispatch", "/inbox"],
  ["matter-lead", "dispatch", "/matters/501"],
  ["dispatch", "dispatch", "/dispatch"],
  ["dispatch-search", "dispatch", "/dispatch"],
  ["figures", "dispatch", "/figures"],
  ["figures-time", "dispatch", "/figures?by=time&days=90"],
  ["figures-town", "dispatch", "/figures?unit=16"],
  ["wall", "dispatch", "/wall"],
  ["procedures", "staff", "/procedures"],
  ["registry", "admin", "/registry"],
  ["registry-unit", "admin", "/registry?unit=163"],
  ["registry-appoint", "admin", "/registry?unit=163"],
  ["organisations", "admin", "/organisations"],
  ["imports", "admin", "/imports"],
  ["audit", "admin", "/audit"],
  ["codes", "staff", "/codes"],
  ["codes-void", "staff", "/codes"],
  ["codes-sheet", "staff", "/codes"],
];

const kCsv = {
  name: "units.csv",
  mimeType: "text/csv",
  buffer: Buffer.from("code,level,name_zh\n"),
};

export async function prepareWork(name: string, page: Page): Promise<void> {
  const seen = (selector: string) => page.locator(`${selector} >> visible=true`).first();
  switch (name) {
    case "inbox-filters":
      await seen(".tools .button").click();
      break;
    case "codes-void":
      await seen("article button[aria-expanded]").click();
      break;
    case "codes-sheet":
      await seen("article input[type=checkbox]").check();
      await seen("article .print .button").click();
      await page.waitForSelector(".slip svg path.cells");
      break;
    case "inbox-saved":
      await seen(".saved .button").click();
      await page.locator("#saved-name").fill("在办和办结");
      await page.locator(".naming .primary").click();
      await seen(".saved .button[aria-expanded]").click();
      break;
    case "inbox-keys":
      await page.keyboard.press("?");
      break;
    case "dispatch-search":
      await page.locator("#desk-search").fill("受理");
      break;
    case "figures":
    case "figures-time":
    case "figures-town":
      await page.waitForSelector(".chart canvas");
      break;
    case "procedures":
      await seen("details summary").click();
      break;
    case "registry-appoint":
      await page.locator(".positions .button:not(.plain)").first().click();
      break;
    case "organisations":
      await seen("details summary").click();
      break;
    case "imports":
      await page.locator("#import-file").setInputFiles(kCsv);
      await page.locator("form .button").click();
      await page.waitForSelector("#import-result");
      break;
  }
  await page.waitForTimeout(150);
}
