// scenario/provider.ts – a real identity provider (npm oidc-provider) that signs in whom the test
// says, and a browser's way through it.
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";

export const CLIENT_SECRET = "a secret between the two of them";

export const listen = (server: HttpServer): Promise<string> =>
  new Promise((done) =>
    server.listen(0, "127.0.0.1", () =>
      done(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    ),
  );

// An address where somebody can listen a moment later.
export async function free_address(): Promise<string> {
  const early = createServer();
  const address = await listen(early);
  await new Promise((done) => early.close(done));
  return address;
}

export class Provider {
  private constructor(
    readonly issuer: string,
    private readonly server: HttpServer,
  ) {}
  // Who signs in next.
  who = { sub: "", id_number: "" };

  // `site`: where people are sent back to, without /sso.
  static async start(site: string): Promise<Provider> {
    const { default: Oidc } = await import("oidc-provider");
    const issuer = await free_address();
    const oidc = new Oidc(issuer, {
      clients: [
        {
          client_id: "linli",
          client_secret: CLIENT_SECRET,
          redirect_uris: [site + "/sso"],
          response_types: ["code"],
          grant_types: ["authorization_code"],
        },
      ],
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_ctx: unknown, one: { uid: string }) => `/interaction/${one.uid}` },
      claims: { openid: ["sub", "id_number"] },
      conformIdTokenClaims: false,
      findAccount: (_ctx: unknown, id: string) => ({
        accountId: id,
        claims: () => ({ sub: id, id_number: made.who.id_number }),
      }),
      loadExistingGrant: async (ctx: any) => {
        const grant = new ctx.oidc.provider.Grant({
          clientId: ctx.oidc.client.clientId,
          accountId: ctx.oidc.session.accountId,
        });
        grant.addOIDCScope("openid");
        await grant.save();
        return grant;
      },
    } as object);
    const serve = oidc.callback();
    const server = createServer((request, response) => {
      if (request.url?.startsWith("/interaction/"))
        return void oidc.interactionFinished(request, response, {
          login: { accountId: made.who.sub },
        });
      return void serve(request, response);
    });
    const made = new Provider(issuer, server);
    const port = Number(new URL(issuer).port);
    await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
    return made;
  }

  // One provider of a file for `linli serve --sso`.
  settings(key: string, whom: "staff" | "residents"): string {
    return (
      `  ${key}:\n    title: {zh: 统一认证, en: County}\n    for: ${whom}\n` +
      `    issuer: ${this.issuer}\n    client: linli\n    secret: ${CLIENT_SECRET}\n` +
      "    identity_claim: id_number\n"
    );
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

export interface Back {
  code: string;
  state: string;
  iss?: string;
}

// Goes where the provider sends her, as a browser does, until she is sent back to the site.
export async function through(address: string, site: string): Promise<Back> {
  const jar = new Map<string, string>();
  let next = address;
  for (let hops = 0; hops < 10; ++hops) {
    if (next.startsWith(site)) {
      const query = new URL(next).searchParams;
      const iss = query.get("iss");
      const back = { code: query.get("code") ?? "", state: query.get("state") ?? "" };
      return iss === null ? back : { ...back, iss };
    }
    const answer = await fetch(next, {
      redirect: "manual",
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") },
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      const at = pair.indexOf("=");
      jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const location = answer.headers.get("location");
    if (!location) throw new Error(`${answer.status} ${await answer.text()}`);
    next = new URL(location, next).toString();
  }
  throw new Error("sent around in a circle");
}
