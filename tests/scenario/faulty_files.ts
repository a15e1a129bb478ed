// scenario/faulty_files.ts – files as people really write them, each with the answer that is right.
// Every input is one of a kind: what it shows is in its name.
import { workbook } from "./workbook";

export const CLUSTER = "420583105215-01-01-01";
export const VILLAGE = "420583105215";

export interface Input {
  name: string; // of the file
  kind: "people" | "households" | "requests";
  bytes: string | Buffer;
  out: RegExp[]; // what the command says, line by line somewhere
  code: number; // its exit code
  err?: RegExp; // why the whole file was refused
}

const refused = (row: number, code: string): RegExp =>
  new RegExp(`^row ${row}\\b.*\\[${code}\\]`, "m");
const counts = (imported: number, unchanged: number, bad: number): RegExp =>
  new RegExp(`^imported ${imported}, unchanged ${unchanged}, refused ${bad}$`, "m");
const lines = (...rows: string[]): string => rows.join("\n") + "\n";
const inline = (place: string, text: string): string =>
  `<c r="${place}" t="inlineStr"><is><t>${text}</t></is></c>`;
const people_head = inline("A1", "户号") + inline("B1", "姓名") + inline("C1", "身份证号");

export const INPUTS: Input[] = [
  {
    name: "merged cells.xlsx",
    kind: "people",
    bytes: workbook([], {
      rows:
        `<row r="1">${people_head}</row>` +
        `<row r="2">${inline("A2", "F-H1")}${inline("B2", "合并甲")}</row>` +
        `<row r="3">${inline("B3", "合并乙")}</row>`,
      after: '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>',
    }),
    out: [counts(2, 0, 0)],
    code: 0,
  },
  {
    name: "identity number as a quantity.xlsx",
    kind: "people",
    bytes: workbook([], {
      rows:
        `<row r="1">${people_head}</row>` +
        `<row r="2">${inline("B2", "舍入甲")}<c r="C2"><v>4.20583197505010E+17</v></c></row>` +
        `<row r="3">${inline("B3", "错误乙")}<c r="C3" t="e"><v>#N/A</v></c></row>` +
        `<row r="4">${inline("B4", "公式丙")}<c r="C4" t="str"><f>A1</f></c></row>` +
        `<row r="5" hidden="1">${inline("B5", "隐藏丁")}</row>`,
    }),
    out: [
      /^row 2, column identity_number.*\[exchange\.cell_rounded\] \(C2\)/m,
      /^row 3, column identity_number.*\[exchange\.cell_error\] \(C3\)/m,
      /^row 4, column identity_number.*\[exchange\.cell_no_value\] \(C4\)/m,
      refused(5, "exchange\\.row_hidden"),
      counts(0, 0, 4),
    ],
    code: 1,
  },
  {
    name: "identity number rounded.csv",
    kind: "people",
    bytes: lines("姓名,身份证号", "舍入甲,420583197505010000", "舍入乙,4.20583E+17"),
    out: [refused(2, "exchange\\.cell_rounded"), refused(3, "exchange\\.cell_rounded")],
    code: 1,
  },
  {
    name: "titles above the header.csv",
    kind: "people",
    bytes: lines("sep=;", "人口信息表(2026年)", "填表单位;村委会", "*姓 名;人员编号(必填)", "题下甲;F-1"),
    out: [counts(1, 0, 0)],
    code: 0,
  },
  {
    name: "no header.csv",
    kind: "people",
    bytes: lines("a,b", "1,2"),
    out: [/^$/],
    code: 1,
    err: /\[exchange\.column_missing\]\nname, row 1/,
  },
  {
    name: "widths and marks.csv",
    kind: "people",
    bytes: lines(
      "姓名,手机号,人员编号",
      "宽度甲,+86 138 0000 7001,F-10",
      "宽度乙,１３８００００７００２,F-11",
      "宽度丙,\u202D13800007003\u202C,F-12",
      "宽度丁,138\u00A00000\u00A07004,F-13",
      "宽度戊,'13800007005,F-14",
      '宽度己,"=""13800007006""",F-15',
      "宽度庚,(+86)138-0000-7007,F-16",
      "\u200B\u3000,13800007008,F-17",
      "陈**,13800007009,F-18",
    ),
    out: [
      refused(9, "exchange\\.row_missing"),
      refused(10, "exchange\\.row_masked"),
      counts(7, 0, 2),
    ],
    code: 1,
  },
  {
    name: "a broken byte.csv",
    kind: "people",
    bytes: Buffer.concat([
      Buffer.from("\uFEFF姓名,人员编号\n坏字甲,F-20\n王"),
      Buffer.from([0xe4, 0x41]),
      Buffer.from(",F-21\n"),
    ]),
    out: [/^$/],
    code: 1,
    err: /\[exchange\.csv_encoding\]\nrow 3/,
  },
  {
    name: "days.csv",
    kind: "people",
    bytes: lines(
      "姓名,户号,起始日期",
      "日期甲,F-H1,2026年2月1日",
      "日期乙,F-H1,2026/2/1 0:00",
      "日期丙,F-H1,２０２６－０２－０１",
      "日期丁,F-H1,20260201",
      "日期戊,F-H1,上个月",
      "日期己,F-H1,2126-02-01",
    ),
    out: [refused(6, "exchange\\.row_date"), refused(7, "exchange\\.row_future"), counts(4, 0, 2)],
    code: 1,
  },
  {
    name: "times.csv",
    kind: "requests",
    bytes: lines(
      "编号,标题,时间,单元代码",
      "F-T0,时间零,2026/1/6 12:09,420583105215",
      "F-T1,时间一,2026年1月6日 12:09,420583105215",
      "F-T2,时间二,2026-01-06T04:09:00Z,420583105215",
      "F-T3,时间三,2026-01-06 25:99,420583105215",
      "F-T4,时间四,2126-01-01 00:00,420583105215",
      "F-T5,时间五,06/01/2026 12:09,420583105215",
    ),
    out: [
      refused(5, "exchange\\.row_date"),
      refused(6, "exchange\\.row_future"),
      refused(7, "exchange\\.row_date"),
      counts(3, 0, 3),
    ],
    code: 1,
  },
  {
    name: "a number twice.csv",
    kind: "requests",
    bytes: lines(
      "编号,标题,内容",
      "F-K1,第一件,内容一",
      "F-K1,第二件,内容二",
      ",第三件,内容三",
      ",第三件,内容三",
    ),
    out: [refused(3, "request\\.row_other"), counts(2, 1, 1)],
    code: 1,
  },
  {
    name: "telephones of a hotline.csv",
    kind: "requests",
    bytes: lines(
      "工单编号,标题,姓名,手机号",
      "F-P0,电话零,测试零,13800002234",
      "F-P1,电话一,测试一,0717-4212345",
      "F-P2,电话二,测试二,13800002235/13900002235",
      "F-P3,电话三,测试三,匿名",
    ),
    out: [counts(4, 0, 0)],
    code: 0,
  },
  {
    name: "words for lists.csv",
    kind: "requests",
    bytes: lines(
      "编号,标题,类别,类型,等级,渠道",
      "F-C0,路灯不亮,城区路灯,求助,大事,12345热线",
      "F-C1,路灯不亮,village.lighting,help,large,hotline",
      "F-C2,路灯不亮,不存在,不存在,不存在,不存在",
    ),
    out: [counts(3, 0, 0)],
    code: 0,
  },
  {
    name: "units by name.csv",
    kind: "requests",
    bytes: lines(
      "编号, 标 题 ,诉求内容,单元代码",
      "F-U1,路灯,不亮,向巷村",
      "F-U2,路灯,不亮,仙女镇",
      "F-U3,路灯,不亮,仙女镇向巷村1组",
      "F-U4,路灯,不亮,没有这个村",
      "F-U5,路灯,不亮,4.20583E+11",
    ),
    out: [
      refused(5, "exchange\\.row_reference"),
      refused(6, "exchange\\.cell_rounded"),
      counts(3, 0, 2),
    ],
    code: 1,
  },
  {
    name: "a quote in the middle.csv",
    kind: "households",
    bytes: lines(
      "户号,单元编码,门牌",
      `F-R1,${CLUSTER},门1`,
      `F-R2,${CLUSTER},"东"屋`,
      `F-R3,${CLUSTER},门3`,
    ),
    out: [/^broke off: .*\[exchange\.csv_quote\] \(row 3, cell 3\)/m, counts(1, 0, 0)],
    code: 1,
  },
];
