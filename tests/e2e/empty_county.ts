// e2e/empty_county.ts – a county that is no sample, as `linli init` leaves it, and how people come
// in to it by the pages: the first administrator by her token, everybody else by a letter.
import { writeFileSync } from "node:fs";
import type { AddressInfo, Server as Tcp } from "node:net";
import { join } from "node:path";
import type { Client } from "../scenario/client";
import { Gateway } from "../scenario/gateway";
import { drop, rows, Server } from "../scenario/house";
import { sink, type Mail } from "../scenario/mail_sink";
import { CHIEF, empty_county } from "../scenario/opening";
import { free_address } from "../scenario/provider";
import { sets_up } from "./second_factor";
import { t, type Look, type Scene, type Visitor } from "./scene";

export class EmptyCounty {
  private server: Server | undefined;
  private gateway: Gateway | undefined;
  private post: Tcp | undefined;
  readonly mail: Mail[] = [];
  private readonly moved: string[] = [];
  private constructor(
    public data: string,
    readonly token: string,
    readonly address: string, // the same after each start
  ) {}

  // `words` are more options of `linli init`.
  static async make(...words: string[]): Promise<EmptyCounty> {
    const { data, token } = empty_county(...words);
    return new EmptyCounty(data, token, await free_address());
  }
  // What still serves from before ends first.
  async serve(...words: string[]): Promise<void> {
    await this.server?.stop();
    const port = ["--port", new URL(this.address).port];
    this.server = await Server.start(this.data, null, ...port, ...words);
  }
  // Served anew, with a gateway that takes its messages and a mail server for their copies.
  async serve_with_gateway(...words: string[]): Promise<void> {
    this.gateway ??= await Gateway.start();
    if (!this.post) {
      this.post = sink(this.mail);
      await new Promise<void>((done) => this.post!.listen(0, "127.0.0.1", done));
    }
    const senders = join(this.data, "../senders.yaml");
    const mail = `  readers:
    kind: mail
    server: smtp://127.0.0.1:${(this.post.address() as AddressInfo).port}
    from: linli@zhijiang.example
    to: "{email}"
    subject: 枝江邻里
`;
    writeFileSync(senders, this.gateway.settings() + mail);
    await this.serve("--senders", senders, ...words);
  }
  // Ends; what serves next stands on this folder.
  async moves_to(data: string): Promise<void> {
    await this.server?.stop();
    this.server = undefined;
    this.moved.push(this.data);
    this.data = data;
  }
  // The texts that went to this phone, the newest first.
  to(phone: string): string[] {
    return this.gateway?.to(phone) ?? [];
  }

  // Lines of an import that puts this person at every seat nobody holds.
  seats_for(phone: string): string[] {
    const all = rows<{ key: string; unit: string | null; organisation: string | null }>(
      this.data,
      `SELECT p.key AS key, u.code AS unit, o.key AS organisation FROM position p
       LEFT JOIN unit u ON u.id = p.unit_id LEFT JOIN organisation o ON o.id = p.organisation_id
       WHERE NOT EXISTS (SELECT 1 FROM term t WHERE t.position_id = p.id)`,
    );
    return [
      "岗位,单元编码,机构编码,手机号",
      ...all.map((one) => `${one.key},${one.unit ?? ""},${one.organisation ?? ""},${phone}`),
    ];
  }

  async stop(): Promise<void> {
    await this.server?.stop();
    await this.gateway?.stop();
    this.post?.close();
    for (const data of [this.data, ...this.moved]) drop(data);
  }
}

// The first administrator by her token, to the page that says what is left.
export async function first_comes_in(
  scene: Scene,
  look: Look,
  county: EmptyCounty,
  password: string,
): Promise<Visitor> {
  const chief = await scene.visitor(look);
  await chief.open(`${county.address}/sign-in`);
  await chief.press(t("sign.by_activation"));
  await chief.press(t("sign.first"));
  await chief.fill(t("sign.token"), county.token);
  await chief.fill(t("sign.name"), CHIEF.name);
  await chief.fill(t("sign.phone"), CHIEF.phone);
  await chief.fill(t("sign.login"), CHIEF.login);
  await chief.fill(t("sign.new_password"), password);
  await chief.page.locator("main form").getByRole("button", { name: t("do.sign_in") }).click();
  await sets_up(chief, password);
  await chief.seesHeading(t("setup.title"));
  return chief;
}

// Names another administrator on that page; the code of her letter.
export async function names(
  chief: Visitor,
  kind: "security" | "audit",
  words: { name: string; phone: string; login: string },
): Promise<string> {
  const form = chief.page.getByRole("region", { name: t(`accounts.kind.${kind}`), exact: true });
  await form.getByLabel(t("accounts.name")).fill(words.name);
  await form.getByLabel(t("sign.phone")).fill(words.phone);
  await form.getByLabel(t("sign.login")).fill(words.login);
  await form.getByRole("button", { name: t("accounts.name_go") }).click();
  return form.locator(".letter .code").innerText();
}

// Somebody with a letter, at her own device.
export async function activates(
  scene: Scene,
  look: Look,
  address: string,
  letter: { login: string; code: string; known: string; password: string },
): Promise<Visitor> {
  const visitor = await scene.visitor(look);
  await visitor.open(`${address}/sign-in`);
  await visitor.press(t("sign.by_activation"));
  await visitor.fill(t("sign.activation_code"), letter.code);
  await visitor.fill(t("sign.known"), letter.known);
  await visitor.fill(t("sign.login"), letter.login);
  await visitor.fill(t("sign.new_password"), letter.password);
  await visitor.press(t("sign.activate"));
  return visitor;
}

// A browser that has the session of a client, without signing in by the pages.
export async function browser_of(
  scene: Scene,
  look: Look,
  county: EmptyCounty,
  client: Client,
): Promise<Visitor> {
  const visitor = await scene.visitor(look);
  const [name = "", value = ""] = client.session.split("=");
  await visitor.context.addCookies([{ name, value, url: county.address }]);
  return visitor;
}

// And the other way round: the session of a browser, for the API.
export async function session_of(visitor: Visitor, county: EmptyCounty): Promise<string> {
  const all = await visitor.context.cookies(county.address);
  const session = all.find((one) => one.name === "linli");
  return session ? `${session.name}=${session.value}` : "";
}
