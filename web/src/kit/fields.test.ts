import assert from "node:assert/strict";
import { test } from "node:test";
import type { FieldKind, FieldView } from "../api/types";
import type { Answer, Answers } from "./answers";
import { emptyAnswers, faultsOf, filesOf, formOf, restoreAnswers } from "./fields";

const words = (zh: string) => ({ zh, en: zh });
function field(kind: FieldKind, more: Partial<FieldView> = {}): FieldView {
  return {
    key: kind,
    kind,
    title: words(kind),
    required: false,
    length_max: 0,
    choices: [],
    when_field: "",
    when_value: "",
    ...more,
  };
}
const file = (key: string, id?: string) => ({ key, bytes: new Blob(["x"]), ...(id ? { id } : {}) });

const kColumns = [
  field("text", { key: "what", required: true }),
  field("money", { key: "cost", most: 10_000 }),
];
// Of every kind: what is typed, what is sent, what is refused before it is sent.
const kAll: [FieldView, Answer, unknown, Answer | undefined][] = [
  [field("text"), " 路灯 ", "路灯", undefined],
  [field("long_text"), "第一行\n第二行", "第一行\n第二行", undefined],
  [field("choice"), "water", "water", undefined],
  [field("choices", { length_max: 2 }), ["a", "b"], ["a", "b"], ["a", "b", "c"]],
  [field("flag"), true, true, undefined],
  [field("number", { least: 1, most: 9 }), "９", 9, "10"],
  [field("money", { most: 100_000 }), "12.5", 1250, "1000.01"],
  [field("quantity"), "1.25", 1250, "1.2345"],
  [
    field("date", { first: "2026-03-01", last: "2026-03-31" }),
    "2026-03-02",
    "2026-03-02",
    "2026-04-01",
  ],
  [field("time"), "09:30", "09:30", "24:00"],
  [field("place"), "17", "17", undefined],
  [field("places", { length_max: 2 }), ["17", "18"], ["17", "18"], ["17", "18", "19"]],
  [field("desk"), "4", "4", undefined],
  [field("desks", { length_max: 2 }), ["4"], ["4"], ["4", "5", "6"]],
  [field("person"), "8", "8", undefined],
  [field("household"), "3", "3", undefined],
  [field("organisation"), "5", "5", undefined],
  [field("matter"), "202600012346", "2026 0001 2346", "202600012345"],
  [
    field("rows", { columns: kColumns, length_max: 2 }),
    [{ what: "沙石", cost: "100" }, { what: "人工", cost: "" }],
    [{ what: "沙石", cost: 10_000 }, { what: "人工" }],
    [{ what: "沙石", cost: "100.01" }],
  ],
  [field("files"), [file("k1"), file("k2", "7")], ["k1", "7"], undefined],
];

test("of every kind of field what was typed is sent, and nothing when left empty", () => {
  const kinds = new Set(kAll.map(([one]) => one.kind));
  assert.equal(kinds.size, 20, "each kind stands here");
  for (const [one, typed, sent] of kAll) {
    assert.deepEqual(formOf([one], emptyAnswers([one])), {}, one.kind);
    assert.deepEqual(formOf([one], { [one.key]: typed }), { [one.key]: sent }, one.kind);
    assert.equal(faultsOf([one], { [one.key]: typed }).size, 0, one.kind);
  }
});

test("what the server would refuse is said before it is sent", () => {
  for (const [one, , , bad] of kAll)
    if (bad !== undefined) assert.equal(faultsOf([one], { [one.key]: bad }).size, 1, one.kind);
});

test("every kind of field can be required, and is asked for while it is empty", () => {
  for (const [one, typed] of kAll) {
    const asked = { ...one, required: true };
    const empty = emptyAnswers([asked]);
    assert.equal(faultsOf([asked], empty).get(one.key)?.key, "form.required", one.kind);
    assert.equal(faultsOf([asked], { [one.key]: typed }).size, 0, one.kind);
  }
});

test("a field may be required by what another says: a choice, and a flag that is ticked", () => {
  for (const [by, value, other] of [
    [field("choice", { key: "size" }), "large", "small"],
    [field("flag", { key: "size" }), true, false],
  ] as const) {
    const asked = field("money", { when_field: "size", when_value: String(value) });
    const fault = (size: Answer) => faultsOf([by, asked], { size, money: "" }).get("money")?.key;
    assert.equal(fault(value), "form.required");
    assert.equal(fault(other), undefined);
  }
});

test("a fault in a row is named by its row and column", () => {
  const rows = field("rows", { columns: kColumns });
  const answers = { rows: [{ what: "沙石", cost: "1" }, { what: " ", cost: "x" }] };
  const faults = faultsOf([rows], answers);
  assert.deepEqual([...faults.keys()], ["rows.1.what", "rows.1.cost"]);
  assert.equal(faults.get("rows.1.what")?.key, "form.required");
});

test("bounds are both included, and an amount without them is not below nothing", () => {
  const money = field("money", { least: 100, most: 200 });
  const wrong = (text: string) => faultsOf([money], { money: text }).size === 1;
  assert.deepEqual(["0.99", "1", "2", "2.01"].map(wrong), [true, false, false, true]);
  assert.equal(faultsOf([field("number")], { number: "-1" }).size, 1);
  assert.equal(faultsOf([field("number", { least: -5 })], { number: "-1" }).size, 0);
});

test("a form starts with what it is given, as somebody would have typed it", () => {
  const fields = kAll.map(([one]) => one);
  const form = formOf(fields, Object.fromEntries(kAll.map(([one, typed]) => [one.key, typed])));
  const { files: _files, ...start } = form;
  const again = formOf(fields, emptyAnswers(fields, start));
  assert.deepEqual(again, start);
});

test("of what was kept only what the form still asks comes back", () => {
  const fields = [field("text"), field("flag")];
  const into: Answers = emptyAnswers(fields);
  restoreAnswers(fields, into, { text: "路灯", flag: "yes", gone: "x" });
  assert.deepEqual(into, { text: "路灯", flag: false });
  const several = [field("places"), field("desks")];
  const again = emptyAnswers(several);
  restoreAnswers(several, again, { places: ["17", "18"], desks: "4" });
  assert.deepEqual(again, { places: ["17", "18"], desks: [] });
});

test("files are found in whichever field they stand", () => {
  const files = (key: string) => field("files", { key });
  const fields = [files("before"), field("text"), files("after")];
  const answers = { before: [file("a")], text: "x", after: [file("b"), file("c")] };
  const found = filesOf(fields, answers).map((one) => one.key);
  assert.deepEqual(found, ["a", "b", "c"]);
});
