// The import page: an empty table to fill in, a big file that comes in pieces, how far it is, and
// its result found again by whoever left meanwhile.
import assert from "node:assert/strict";
import { buffer } from "node:stream/consumers";
import { examine } from "./axe";
import { looks, phoneLooks, show, t, type Visitor } from "./scene";

const kPieces = "**/api/v1/registry/imports/*/pieces*";

async function chooses(who: Visitor, name: string, content: string | Buffer): Promise<void> {
  const file = { name, mimeType: "text/csv", buffer: Buffer.from(content) };
  await who.page.getByLabel(t("imports.file")).setInputFiles(file);
}
const picks = (who: Visitor, kind: "people" | "requests" | "units"): Promise<void> =>
  who.page.getByLabel(t(`imports.kind.${kind}`), { exact: true }).check();
async function opens(who: Visitor): Promise<void> {
  await who.open("/imports");
  await who.button(t("imports.template")).waitFor();
}

for (const [name, look] of looks) {
  show(`on a ${name} an empty table is taken, filled in, tried and imported`, async (scene) => {
    const who = await scene.visitor(look, "administrator");
    await opens(who);
    await picks(who, "requests");
    const coming = who.page.waitForEvent("download");
    await who.press(t("imports.template"));
    assert.equal((await coming).suggestedFilename(), "linli-requests.xlsx");
    const empty = await buffer(await (await coming).createReadStream());
    await who.page.getByText(t("imports.columns")).click();
    await who.sees("反映人");

    // As it is, it holds nothing but its example.
    await chooses(who, "诉求.xlsx", empty);
    await who.press(t("imports.try"));
    await who.sees(t("imports.examples"));
    await who.sees(t("imports.nothing"));

    const number = `页面-${process.pid}-${name}`;
    await chooses(who, "诉求.csv", `编号,标题,发生地\n${number},桥栏杆松了,仙女镇向巷村\n`);
    await who.press(t("imports.try"));
    await who.hears(t("imports.tried", { n: 1 }));
    await examine(who, `imports-form-${name}`);
    await who.picture(`imports-${name}`);
    await who.press(t("imports.go", { n: 1 }));
    await who.hears(t("imports.done", { n: 1 }));
    await who.sees(t("imports.result"));

    // Again it changes nothing.
    await chooses(who, "另一个名字.csv", `编号,标题\n${number},桥栏杆松了\n`);
    await who.press(t("imports.try"));
    await who.sees(t("imports.nothing"));
  });
}

show("a big table comes in pieces, and who left finds what came of it", async (scene) => {
  const who = await scene.visitor({ width: 1280, height: 800 }, "administrator");
  await opens(who);
  await picks(who, "people");
  const pieces: number[] = [];
  let let_on = (): void => undefined;
  const held = new Promise<void>((go) => (let_on = go));
  await who.page.route(kPieces, async (route) => {
    pieces.push(Number(new URL(route.request().url()).searchParams.get("at")));
    if (pieces.length === 2) await held;
    await route.continue();
  });
  // Of nobody: every row is refused for its reason, so that the county stays as it is.
  const row = `,1380000,${"无".repeat(300)}\n`;
  const rows = Math.ceil((2.5 * (1 << 20)) / Buffer.byteLength(row));
  await chooses(who, "很大.csv", "姓名,手机号,备注\n" + row.repeat(rows));
  await who.press(t("imports.try"));
  await who.sees(t("imports.keep"));
  await who.sees(/1\.0 MB/);
  await who.picture("imports-sending");
  let_on();
  await who.sees(t("imports.preview"));
  assert.deepEqual(pieces, [0, 1 << 20, 2 << 20]);
  await who.open("/registry");
  await opens(who);
  await who.sees(t("imports.preview"));
  await who.sees("很大.csv");
  await who.sees(String(rows));
});

show("a table of more than 64 MB is not even sent", async (scene) => {
  const who = await scene.visitor({ width: 1280, height: 800 }, "administrator");
  await opens(who);
  await who.page.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>("#import-file")!;
    const files = new DataTransfer();
    files.items.add(new File([new Uint8Array((64 << 20) + 1)], "太大.csv"));
    input.files = files.files;
    input.dispatchEvent(new Event("change"));
  });
  await who.press(t("imports.try"));
  await who.sees(t("imports.too_large"));
});

for (const [name, look, large] of phoneLooks) {
  show(`on a ${name} what an import refuses is read without scrolling sideways`, async (scene) => {
    const who = await scene.visitor(look, "administrator");
    if (large) await who.largeType();
    await opens(who);
    await picks(who, "units");
    await chooses(who, "村.csv", "代码,上级编码,级别,名称\n1,2,村,没有上级\n");
    await who.press(t("imports.try"));
    await who.page.locator("main tbody tr").first().waitFor();
    await who.page.getByText(t("imports.columns")).click();
    const wide = await who.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.ok(wide <= 0, `${wide} pixels too wide`);
    await who.picture(`imports-${name.replaceAll(" ", "-")}`);
  });
}
