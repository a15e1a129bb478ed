// scenario/third_county.ts – a sample whose pack holds one more procedure, which no C++ and no
// TypeScript file of the program knows (tests/packs/third).
import assert from "node:assert/strict";
import { appendFileSync, cpSync } from "node:fs";
import { join } from "node:path";
import { folder, pack, place, root, run, Server } from "./house";

export const PROCEDURE = "well_repair";

// `more` goes to the end of the pack's list of what villages may be given.
export function install_third(data: string, more = ""): void {
  const wider = join(place(), "pack");
  cpSync(pack, wider, { recursive: true });
  cpSync(join(root, "tests/packs/third/procedures"), join(wider, "procedures"), {
    recursive: true,
  });
  appendFileSync(join(wider, "village_list.yaml"), more);
  const installed = run("pack", "install", wider, "--data", data);
  assert.equal(installed.code, 0, installed.err + installed.out);
}

export async function third_county(): Promise<Server> {
  const data = folder();
  install_third(data);
  return Server.start(data);
}
