// scenario/mail_sink.ts – a mail server of tests: takes everything, notes to whom, and the text.
import { createServer, type Server } from "node:net";

export interface Mail {
  to: string;
  text: string;
}
export function sink(taken: Mail[]): Server {
  return createServer((socket) => {
    let to = "";
    let body: string | undefined;
    socket.write("220 sink\r\n");
    socket.on("data", (piece) => {
      if (body !== undefined) {
        body += piece.toString();
        if (!body.endsWith("\r\n.\r\n")) return;
        const coded = body.slice(body.indexOf("\r\n\r\n"), -5);
        taken.push({ to, text: Buffer.from(coded, "base64").toString() });
        body = undefined;
        socket.write("250 taken\r\n");
        return;
      }
      for (const line of piece.toString().split("\r\n").filter(Boolean)) {
        to = /^RCPT TO:<(.*)>/.exec(line)?.[1] ?? to;
        if (line === "DATA") body = "";
        if (line === "QUIT") socket.end("221 bye\r\n");
        else socket.write(line === "DATA" ? "354 go on\r\n" : "250 ok\r\n");
      }
    });
    socket.on("error", () => undefined);
  });
}
