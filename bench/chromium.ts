// bench/chromium.ts – Debian's Chromium for the measurements in the browser.
import { createRequire } from "node:module";
import { join } from "node:path";
import type * as Playwright from "playwright-core";
import { root } from "./county";

// Not bundled: it finds its own parts beside itself.
const load = createRequire(join(root, "bench/package.json"));
export const { chromium } = load("playwright-core") as typeof Playwright;

export const program = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
export const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
