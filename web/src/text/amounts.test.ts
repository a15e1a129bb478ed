import assert from "node:assert/strict";
import { test } from "node:test";
import { amountWords, boxText, kFenDecimals, kThousandths, wholeOf } from "./amounts";

test("money is read as whole fen, however it is written", () => {
  for (const [text, fen] of [
    ["12", 1200],
    ["12.5", 1250],
    ["12.50", 1250],
    [" 1,234.50 ", 123450],
    ["１２．５", 1250],
    ["¥0.07", 7],
    ["-3.20", -320],
    ["1.", 100],
  ] as const)
    assert.equal(wholeOf(text, kFenDecimals), fen, text);
});

test("what is no amount is none", () => {
  const none = ["", ".5", "1.234", "12元", "1e3", "１２a", "--1", "1-2", "1.2.3"];
  for (const text of [...none, "9".repeat(16)])
    assert.equal(wholeOf(text, kFenDecimals), undefined, text);
});

test("no amount is changed by a floating number", () => {
  for (let fen = -300; fen < 100_000; fen += 7)
    assert.equal(wholeOf(boxText(fen, kFenDecimals), kFenDecimals), fen);
  assert.equal(wholeOf("9007199254740.99", kFenDecimals), 900719925474099);
});

test("amounts are read in groups of three, quantities without idle zeros", () => {
  assert.equal(amountWords(123456789, kFenDecimals), "1,234,567.89");
  assert.equal(amountWords(5, kFenDecimals), "0.05");
  assert.equal(amountWords(-100, kFenDecimals), "-1.00");
  assert.equal(amountWords(1500, kThousandths), "1.5");
  assert.equal(amountWords(2000, kThousandths), "2");
  assert.equal(amountWords(1234, 0), "1,234");
});
