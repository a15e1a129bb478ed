// frame/kept.ts – what must be at hand without a network: who is signed in here, a liaison's doors,
// and what an opening asks. Kept for a day in the phone's database, gone at sign-out. Nothing else
// of the API is kept.
import { clear, drop, put, readOne } from "./phone";

const kDay = 24 * 3600 * 1000;

interface Kept {
  name: string;
  at: number;
  value: unknown;
}
export type KeptName = "me" | "households" | `form/${string}`;

export async function keep(name: KeptName, value: unknown): Promise<void> {
  await put("kept", { name, at: Date.now(), value: JSON.parse(JSON.stringify(value)) });
}

export async function readKept<V>(name: KeptName): Promise<V | undefined> {
  const kept = await readOne<Kept>("kept", name);
  if (!kept) return undefined;
  if (Date.now() - kept.at <= kDay) return kept.value as V;
  await drop("kept", name);
  return undefined;
}

export const forgetKept = (): Promise<unknown> => clear("kept");
