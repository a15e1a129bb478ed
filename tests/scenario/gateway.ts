// scenario/gateway.ts – a gateway for text messages as counties rent them: takes what `linli serve`
// sends by HTTP and keeps it, for tests to read.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export class Gateway {
  readonly taken: { phone: string; text: string }[] = [];
  private constructor(private readonly server: Server) {}

  static async start(): Promise<Gateway> {
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (piece: Buffer) => (body += piece.toString()));
      request.on("end", () => {
        gateway.taken.push(JSON.parse(body) as { phone: string; text: string });
        response.writeHead(200, { "content-type": "application/json" });
        response.end('{"code":0}');
      });
    });
    const gateway = new Gateway(server);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return gateway;
  }

  // The file for `--senders`.
  settings(): string {
    const { port } = this.server.address() as AddressInfo;
    return `senders:
  gateway:
    kind: http
    url: http://127.0.0.1:${port}/send
    body: '{"phone":"{phone}","text":"{text}"}'
    taken: {member: /code, value: "0"}
`;
  }

  // What went to this phone, the newest first.
  to(phone: string): string[] {
    return this.taken
      .filter((one) => one.phone === phone)
      .map((one) => one.text)
      .reverse();
  }

  async stop(): Promise<void> {
    await new Promise((done) => {
      this.server.close(done);
      this.server.closeAllConnections();
    });
  }
}
