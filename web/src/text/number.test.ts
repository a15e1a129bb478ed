import assert from "node:assert/strict";
import { test } from "node:test";
import { publicNumber } from "./number";

test("a public number is read with or without spaces, in its groups of four", () => {
  for (const text of ["2026 0001 2346", "202600012346", "2026-0001-2346", "２０２６０００１２３４６"])
    assert.equal(publicNumber(text), "2026 0001 2346", text);
});

test("one wrong digit and two swapped ones are noticed", () => {
  const good = "202600012346";
  for (let at = 0; at < good.length; ++at)
    for (const digit of "0123456789") {
      const other = good.slice(0, at) + digit + good.slice(at + 1);
      if (other !== good) assert.equal(publicNumber(other), undefined, other);
    }
  assert.equal(publicNumber("202600013247"), undefined);
  assert.equal(publicNumber(""), undefined);
  assert.equal(publicNumber("2026 0001"), undefined);
});
