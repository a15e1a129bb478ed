// e2e/chromium.ts – Debian's Chromium, as the tests and the benches start it.
import { createRequire } from "node:module";
import { join } from "node:path";
import type * as Playwright from "playwright-core";
import { root } from "../scenario/house";

// Not bundled: it finds its own parts beside itself.
const load = createRequire(join(root, "tests/package.json"));
export const { chromium } = load("playwright-core") as typeof Playwright;
export const axe_file = load.resolve("axe-core/axe.min.js");

export const pictures = join(root, "build/e2e");

export const options = {
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // A microphone that hums: voice notes are recorded for real.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
  ],
};

export function launchServer(): Promise<Playwright.BrowserServer> {
  return chromium.launchServer({ ...options, host: "127.0.0.1" });
}
