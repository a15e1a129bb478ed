import assert from "node:assert/strict";
import { test } from "node:test";
import type { FieldKind, FieldView, UnitView } from "../api/types";
import { factsOf, factWords } from "./facts";
import { noteDesks, notePlace } from "./named";

const field = (kind: FieldKind): FieldView => ({
  key: kind,
  kind,
  title: { zh: kind, en: kind },
  required: false,
  length_max: 9,
  choices: [],
  when_field: "",
  when_value: "",
});
const unit = (id: string, zh: string, en: string): UnitView => ({
  id,
  code: id,
  level: "village",
  level_words: { zh: "村", en: "village" },
  name: { zh, en },
});
const town = unit("16", "仙女镇", "Xiannü");
const desk = (id: string, zh: string, en: string) => ({ desk: id, words: { zh, en }, level: "" });

test("places and desks are read back by their names in both languages, never as ids", () => {
  notePlace([town, unit("163", "向巷村", "Xiangxiang")]);
  notePlace([town, unit("164", "金山村", "Jinshan")]);
  noteDesks([desk("4", "水务局", "Water Bureau"), desk("5", "电力公司", "Power Company")]);
  const kinds = ["place", "places", "desk", "desks"] as const;
  const answers = { place: "163", places: ["164", "163"], desk: "5", desks: ["4", "5"] };
  assert.deepEqual(
    factsOf(kinds.map(field), answers).map(({ words }) => words),
    [
      { zh: "向巷村", en: "Xiangxiang" },
      { zh: "金山村、向巷村", en: "Jinshan, Xiangxiang" },
      { zh: "电力公司", en: "Power Company" },
      { zh: "水务局、电力公司", en: "Water Bureau, Power Company" },
    ],
  );
});

test("one whose name is not known is still read back as one of them", () => {
  const [fact] = factsOf([field("places")], { places: ["163", "999"] });
  assert.equal(factWords(fact!), "向巷村、名称暂时读不到");
});

test("what the server says of several is said as it stands", () => {
  const words = { zh: "向巷村、金山村", en: "Xiangxiang, Jinshan" };
  assert.equal(factWords({ kind: "places", value: "163 164", words }), "向巷村、金山村");
});
