// e2e/bound_county.ts – a county that is no sample, with an identity provider for its staff, its
// three administrators, and accounts of people whose identity numbers nobody has.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { set_up } from "../scenario/authenticator";
import { Client } from "../scenario/client";
import { drop, pack, place, run, Server } from "../scenario/house";
import { first_account, open_county } from "../scenario/opening";
import { free_address, Provider, through } from "../scenario/provider";
import type { Scene, Look, Visitor } from "./scene";

const PASSWORD = "lotus ponds after the autumn rain";
const PEOPLE = [
  { login: "zhou.jianguo", name: "周建国", phone: "14300000741" },
  { login: "wu.xiulan", name: "吴秀兰", phone: "14300000742" },
  { login: "chen.guangming", name: "陈光明", phone: "14300000743" },
];
export type Kind = "system" | "security" | "audit";

export class BoundCounty {
  private constructor(
    readonly site: string,
    readonly provider: Provider,
    private readonly server: Server,
    private readonly data: string,
    readonly clients: Record<Kind, Client>,
    readonly accounts: Record<string, string>,
  ) {}

  static async start(): Promise<BoundCounty> {
    const site = await free_address();
    const provider = await Provider.start(site);
    // What still listens would keep a file that failed from ending.
    return BoundCounty.open(site, provider).catch(async (error: unknown) => {
      await provider.stop();
      throw error;
    });
  }

  private static async open(site: string, provider: Provider): Promise<BoundCounty> {
    const data = join(place(), "data");
    const made = run("init", "--data", data, "--pack", pack);
    const people = join(data, "../people.csv");
    const rows = PEOPLE.map(({ name, phone, login }) => `${name},${phone},${login}`);
    writeFileSync(people, ["姓名,手机号,人员编号", ...rows].join("\n") + "\n");
    assert.match(run("import", "people", "--data", data, people).out, /imported 3/);
    const settings = join(data, "../sso.yaml");
    const title = "{zh: 枝江市统一身份认证, en: County identity service}";
    writeFileSync(
      settings,
      `public_url: ${site}\nproviders:\n` +
        provider.settings("county", "staff").replace(/title: .*/, `title: ${title}`),
    );
    const port = ["--port", new URL(site).port];
    const server = await Server.start(data, null, ...port, "--sso", settings);
    const system = new Client(server);
    await system.post("/api/v1/administrators/first", {
      token: /one-time token: (\S+)/.exec(made.out)![1]!,
      ...{ name: "李一", phone: "14300000711", login: "chief", password: PASSWORD },
    });
    await set_up(system, PASSWORD);
    const clients = { system, ...(await open_county(server, system, PASSWORD)) };
    const accounts: Record<string, string> = {};
    for (const { login, phone } of PEOPLE)
      accounts[login] = (await first_account(system, clients.security, { login, phone })).account;
    return new BoundCounty(site, provider, server, data, clients, accounts);
  }

  // A browser of an administrator's.
  async visitor(scene: Scene, look: Look, kind: Kind): Promise<Visitor> {
    const visitor = await scene.visitor(look);
    const [name = "", value = ""] = this.clients[kind].session.split("=");
    await visitor.context.addCookies([{ name, value, url: this.site }]);
    return visitor;
  }

  // Signs in by the provider without a browser; the code that an administrator asks for.
  async code_of(sub: string): Promise<string> {
    const client = new Client(this.server);
    this.provider.who = { sub, id_number: "" };
    const begun = await client.post<{ address: string; waiting: string }>(
      "/api/v1/sso/county/begin",
    );
    const back = await through(begun.address, this.site);
    const known = await client.post<{ code: string }>("/api/v1/sso/finish", {
      waiting: begun.waiting,
      ...back,
    });
    return known.code;
  }
  async name(login: string, sub: string): Promise<void> {
    const code = await this.code_of(sub);
    const account = this.accounts[login];
    await this.clients.system.post("/api/v1/sso/bindings", { code, account });
  }
  async confirm(login: string): Promise<void> {
    const { items } = await this.clients.security.get<{ items: { id: string; login: string }[] }>(
      "/api/v1/sso/bindings",
    );
    const { id } = items.find((one) => one.login === login)!;
    await this.clients.security.post(`/api/v1/sso/bindings/${id}/confirm`);
  }

  async stop(): Promise<void> {
    await this.server.stop();
    drop(this.data);
    await this.provider.stop();
  }
}
