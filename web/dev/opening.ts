// dev/opening.ts – a made-up procedure whose opening asks every kind of field, for the stand-in and
// for the browser tests of the kit. In no build.
import type { FieldKind, FieldView, OpeningForm, Words } from "../src/api/types";

const words = (zh: string, en: string): Words => ({ zh, en });
function field(kind: FieldKind, zh: string, en: string, more: Partial<FieldView> = {}): FieldView {
  return {
    key: kind,
    kind,
    title: words(zh, en),
    required: false,
    length_max: 0,
    choices: [],
    when_field: "",
    when_value: "",
    ...more,
  };
}
const choice = (key: string, zh: string, en: string) => ({ key, words: words(zh, en) });

export const everyKind: FieldView[] = [
  field("text", "事项名称", "Name", { key: "title", required: true, length_max: 60 }),
  field("long_text", "具体要求", "What is asked", { length_max: 500 }),
  field("choice", "类型", "Kind", {
    key: "size",
    choices: [choice("long", "长期的", "Lasting"), choice("once", "一次性的", "Once")],
  }),
  field("date", "到什么时候", "Until", {
    key: "until",
    first: "2026-12-01",
    last: "2027-11-30",
    when_field: "size",
    when_value: "long",
    help: words("长期的事要写明哪天为止", "What lasts says until when"),
  }),
  field("choices", "方式", "Ways", {
    length_max: 2,
    choices: [
      choice("visit", "上门", "At the door"),
      choice("phone", "电话", "By telephone"),
      choice("online", "网上", "Online"),
    ],
  }),
  field("number", "人数", "People", { least: 1, most: 50, unit: words("人", "people") }),
  field("money", "随事经费", "Money that comes with it", { required: true, most: 5_000_000 }),
  field("quantity", "面积", "Area", { unit: words("亩", "mu") }),
  field("time", "几点开始", "Begins at"),
  field("place", "涉及的村", "Village", { levels: ["town", "village"] }),
  field("places", "参加的村", "Villages that take part", { levels: ["village"], length_max: 3 }),
  field("desks", "请到的岗位", "Desks that are called", { length_max: 3 }),
  field("organisation", "承接单位", "Organisation", {
    choices: [
      choice("1", "枝江市水务局", "Water Bureau"),
      choice("2", "仙女镇农业服务中心", "Xiannü Agricultural Centre"),
      choice("3", "向巷村经济合作社", "Xiangxiang Cooperative"),
    ],
  }),
  field("matter", "相关事项", "Related matter"),
  field("rows", "费用清单", "Costs", {
    key: "costs",
    length_max: 3,
    columns: [
      field("text", "用途", "For what", { key: "what", required: true, length_max: 60 }),
      field("money", "金额", "Amount", { key: "cost", required: true }),
      field("date", "日期", "Day", { key: "day" }),
    ],
  }),
  field("files", "附件", "Attachments", { length_max: 3 }),
  field("flag", "同意公开", "May be shown", { key: "agreed" }),
];

export const opening = (unit: OpeningForm["unit"]): OpeningForm => ({
  procedure: "made_up",
  version: 1,
  title: words("村社事项准入", "Admission of a task"),
  at: ["village"],
  unit,
  form: everyKind,
  on_behalf: true,
  about: false,
  code: false,
  desk: null,
});
