// scenario/authenticator.ts – an authenticator as a phone has it (RFC 6238), and how somebody sets
// up hers through the API.
import { createHmac } from "node:crypto";
import type { Client } from "./client";

const STEP_MS = 30_000;

function from_base32(text: string): Buffer {
  const bits = [...text]
    .map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0"))
    .join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

// The code of a secret at an instant, ms UTC.
export function totp(secret: string, at: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / STEP_MS)));
  const mac = createHmac("sha1", from_base32(secret)).update(counter).digest();
  const start = mac[19]! & 15;
  return String((mac.readUInt32BE(start) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

export interface Authenticator {
  secret: string;
  recovery: string[];
  // A code that was not used yet; each call takes the next half minute, the first the present one.
  next: () => Promise<string>;
}

// Waits for half minutes to pass only when a third code is wanted within one: a server takes one
// step ahead.
export async function set_up(client: Client, password: string, second_factor?: string) {
  const { secret } = await client.post<{ secret: string }>("/api/v1/me/second-factor", {
    password,
    second_factor,
  });
  let used = Math.floor((await client.get<{ now_at: number }>("/api/v1/me")).now_at / STEP_MS) - 2;
  const next = async (): Promise<string> => {
    for (;;) {
      const now = Math.floor(Date.now() / STEP_MS);
      if (used < now - 1) used = now - 2;
      if (used < now + 1) {
        used += 1;
        return totp(secret, used * STEP_MS);
      }
      await new Promise((done) => setTimeout(done, 1000));
    }
  };
  const { codes } = await client.post<{ codes: string[] }>("/api/v1/me/second-factor/confirm", {
    code: await next(),
  });
  return { secret, recovery: codes, next } satisfies Authenticator;
}
