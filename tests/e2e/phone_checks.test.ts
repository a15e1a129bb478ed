// Changed phones wait: the security administrator confirms many at once, and somebody says on her
// own page that a phone is not hers.
import assert from "node:assert/strict";
import { Client } from "../scenario/client";
import { becomes, looks, server, show, t, type Look } from "./scene";

const small: Look = { width: 360, height: 640, phone: true };

async function enters(by: Client, file: string, rows: string[]): Promise<void> {
  const answer = await fetch(
    `${server.address}/api/v1/registry/imports/people` +
      `?dry_run=false&name=${encodeURIComponent(file)}`,
    {
      method: "POST",
      headers: { cookie: by.session, "content-type": "text/csv" },
      body: ["姓名,手机号,人员编号", ...rows].join("\n") + "\n",
    },
  );
  const done = (await answer.json()) as { imported: number };
  assert.equal(done.imported, rows.length, JSON.stringify(done));
}

for (const [name, look] of looks) {
  show(`on a ${name} changed phones are confirmed at once, and one is refused`, async (scene) => {
    const mark = name === "phone" ? "1" : "2";
    const people = (first: string): string[] =>
      ["甲", "乙", "丙"].map((one, n) => `核${one}某,143000${mark}${first}${n}1,${mark}-${n}`);
    const system = await Client.as(server, "administrator");
    await enters(system, `checks${mark}.csv`, people("80"));
    await enters(system, `checks${mark}.csv`, people("81"));

    // One of them looks at her data and says no.
    const her = await scene.visitor(look);
    const session = (await Client.byPhone(server, `143000${mark}8001`)).session.split("=");
    await her.context.addCookies([
      { name: session[0]!, value: session[1]!, url: server.address, sameSite: "Lax" },
    ]);
    await her.open("/me/data");
    await her.sees(t("phones.title"));
    await her.sees(`143****8101`);
    await her.picture(`own-phone-${name}`);
    await her.press(t("phones.not_mine"));
    await her.sees(new RegExp(t("phones.outcome.objected")));

    const security = await scene.visitor(look, "security_administrator");
    await security.open("/phone-checks");
    await security.sees("核**");
    await becomes(() => security.page.locator(".checks > li").count(), 2);
    await security.picture(`phone-checks-${name}`);
    await security.page.getByLabel(t("checks.select_all")).check();
    await security.press(t("checks.confirm", { n: 2 }));
    await security.sees(t("checks.none"));
    await security.hears(t("checks.confirmed", { n: 2 }));
    const fresh = await Client.byPhone(server, `143000${mark}8111`);
    assert.equal((await fresh.get<{ name: string }>("/api/v1/me/export")).name, "核乙某");
    if (look.phone) {
      await enters(system, `checks${mark}.csv`, people("82"));
      await security.page.setViewportSize(small);
      await security.press(t("site.large"));
      await security.open("/phone-checks");
      await security.picture("phone-checks-small-large");
      await security.page.getByLabel(t("checks.select_all")).check();
      await security.press(t("checks.decline", { n: 3 }));
      await security.sees(t("checks.none"));
    }
  });
}
