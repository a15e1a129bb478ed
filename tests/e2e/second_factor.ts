// e2e/second_factor.ts – somebody sets up her authenticator on the pages: she proves that it is
// she, types the key, confirms it by a code and keeps the recovery codes.
import { totp } from "../scenario/authenticator";
import { t, type Visitor } from "./scene";

// The key and the recovery codes. `looks_at` is called where there is something to see.
export async function sets_up(
  visitor: Visitor,
  password: string,
  looks_at: (what: string) => Promise<void> = async () => undefined,
): Promise<{ secret: string; codes: string[] }> {
  await visitor.seesHeading(t("account.title"));
  await visitor.press(t("factor.begin"));
  await visitor.fill(t("account.present"), password);
  await visitor.press(t("factor.go_on"));
  const secret = (await visitor.page.locator(".secret .num").innerText()).replaceAll(" ", "");
  await visitor.page.locator(".qr .cells").waitFor();
  await looks_at("offer");
  await visitor.fill(t("factor.confirm"), totp(secret, Date.now()));
  await visitor.press(t("factor.confirm_do"));
  const codes = visitor.page.locator(".codes li");
  await codes.first().waitFor();
  await looks_at("codes");
  const kept = await codes.allInnerTexts();
  await visitor.press(t("factor.codes_kept"));
  await codes.first().waitFor({ state: "detached" });
  return { secret, codes: kept };
}
