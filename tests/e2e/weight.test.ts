// What a first visit costs a phone: compressed scripts and style sheets of each resident page.
import assert from "node:assert/strict";
import { phone, show } from "./scene";

const BYTES_MAX = 120_000;

for (const path of ["/", "/report", "/follow", "/public"])
  show(`a first visit of ${path} fetches at most 120 kB of code`, async (scene) => {
    const her = await scene.visitor(phone);
    await her.open(path);
    await her.page.waitForLoadState("networkidle");
    const files = await her.page.evaluate(() =>
      (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
        .filter((one) => /\.(js|css)$/.test(new URL(one.name).pathname))
        .map((one) => [one.encodedBodySize, one.decodedBodySize] as const),
    );
    assert.ok(files.length >= 2, "scripts and style sheets were fetched");
    const sum = (n: 0 | 1): number => files.reduce((all, one) => all + one[n], 0);
    assert.ok(sum(0) * 2 < sum(1), "they travel compressed");
    assert.ok(sum(0) <= BYTES_MAX, `${sum(0)} bytes`);
  });
