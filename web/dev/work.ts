// dev/work.ts – what the stand-in answers to the workbench: inbox with filters, overview, registry,
// imports, procedures, audit. All made up; in no build.
import type * as T from "../src/api/types";
import type * as W from "../src/api/work_types";
import * as data from "./data";
import { slipsAnswer } from "./slips";

const kDay = 24 * 3600_000;
const { words } = data;

// ---- the inbox: the six matters of data.ts, again and again when many are asked for

const more: [string, string][] = [
  ["村道拐弯处的树挡住视线，会车看不见", "small"],
  ["文化广场的健身器材松了，怕老人摔着", "micro"],
  ["垃圾桶三天没有清，味道大", "micro"],
  ["小区北门路面塌陷，已经围起来半个月", "large"],
  ["养老保险缴费记录少了一年", "small"],
  ["抽水泵站的闸门关不严，渗水进了稻田", "large"],
];
function item(n: number): W.WorkItem {
  const base = data.inboxItems[n % data.inboxItems.length]!;
  const [title, grade] = more[n % more.length]!;
  const first = n < data.inboxItems.length;
  return {
    ...base,
    ...(first ? {} : { title, grade, late: n % 23 === 0 }),
    id: String(500 + n),
    number: `ZJ26-00${48210 + n}-${n % 10}`,
    village: data.villages[n % data.villages.length]!.name,
    until_at: base.paused ? 0 : base.until_at + Math.floor(n / 6) * 3600_000,
    filed_at: base.since_at - kDay,
    ended_at: 0,
  };
}
function inbox(query: URLSearchParams, many: boolean): W.WorkInbox {
  const total = many ? 10_000 : 6;
  const counts = {
    mine: total,
    offered: 1,
    assist: 0,
    supervised: 2,
    late: many ? 40 : 1,
    below: many ? 10_000 : 0,
    shared: 0,
  };
  if (query.get("scope") === "assist") return { counts, items: [], next: "" };
  const q = query.get("q") ?? "";
  const grade = query.get("grade") ?? "";
  const all = Array.from({ length: total }, (_, n) => item(n)).filter(
    (one) => one.title.includes(q) && (!grade || one.grade === grade),
  );
  const at = Number(query.get("cursor") ?? 0);
  const page = many ? 2500 : 50;
  return {
    counts,
    items: all.slice(at, at + page),
    next: at + page < all.length ? String(at + page) : "",
  };
}
const related = (): W.RelatedItem[] => [
  { ...item(8), why: "place" },
  { ...item(11), why: "place", ended_at: data.now - 9 * kDay, until_at: 0 },
  { ...item(10), why: "filer" },
];

// ---- overview

function figures(n: number): W.Figures {
  const filed = 40 + ((n * 37) % 90);
  const ended = Math.floor(filed * 0.8);
  return {
    filed,
    ended,
    open: filed - ended,
    late: n % 4,
    waiting: n % 3,
    solved: Math.floor(ended * 0.86),
    cannot_solve: n % 5,
    declined: n % 3,
    other_end: 2,
    workdays_median: 2 + (n % 5),
  };
}
function overview(query: URLSearchParams): W.Overview {
  const by = (query.get("by") ?? "unit") as W.By;
  const to = Number(query.get("to")) || data.now;
  const from = Number(query.get("from")) || to - 30 * kDay;
  const unit = query.get("unit") === "16" ? data.towns[5]! : data.county;
  const below = unit.id === "16" ? data.villages : data.towns;
  const span = to - from > 92 * kDay ? "month" : to - from > 14 * kDay ? "week" : "day";
  const step = { day: kDay, week: 7 * kDay, month: 30 * kDay }[span];
  const rows: W.OverviewRow[] =
    by === "unit"
      ? below.map((one, n) => ({ key: one.id, words: one.name, unit: one, figures: figures(n) }))
      : by === "category"
        ? data.categories
            .filter((one) => !one.parent)
            .map((one, n) => ({ key: one.key, words: one.words, figures: figures(n + 3) }))
        : Array.from({ length: Math.ceil((to - from) / step) }, (_, n) => ({
            key: String(n),
            words: words("", ""),
            from_at: from + n * step,
            to_at: Math.min(to, from + (n + 1) * step),
            figures: figures(n + 1),
          }));
  const place = unit.id === "16" ? [data.county, unit] : [data.county];
  const total = figures(7);
  return { unit, place, from_at: from, to_at: to, by, span, total, rows, rounded_to: 0 };
}

// ---- registry

const holder = (name: string, deputy = false): W.HolderView => ({
  term: `t${name}`,
  person: "77",
  name,
  deputy,
  from_at: data.now - 400 * kDay,
  to_at: 0,
});
const positions: W.PositionView[] = [
  {
    id: "p1",
    key: "intake",
    name: words("受理分办", "Intake desk"),
    phone: "0717-4212345",
    holders: [holder("周建国"), holder("王秀兰", true)],
  },
  {
    id: "p2",
    key: "secretary",
    name: words("党组织书记", "Party secretary"),
    phone: "",
    holders: [holder("周建国")],
  },
  { id: "p3", key: "handler", name: words("承办", "Handler"), phone: "", holders: [] },
];
const organisations: W.OrganisationView[] = [
  ["市交通运输局", "Transport Bureau", "部门", "Department"],
  ["市住房和城乡建设局", "Housing and Construction Bureau", "部门", "Department"],
  ["市供电公司", "Power Company", "公用企业", "Utility"],
  ["仙女镇司法所", "Xiannü Justice Office", "站所", "Station"],
].map(([zh, en, kind, kind_en], n) => ({
  id: `o${n}`,
  code: `ZJ-ORG-${n + 1}`,
  name: words(zh!, en!),
  kind: kind_en!.toLowerCase(),
  kind_words: words(kind!, kind_en!),
  line: n === 3 ? "司法" : "",
  ...(n === 3 ? { parent: "市司法局" } : {}),
  serves: n === 3 ? [data.towns[5]!] : [data.county],
}));
const people: W.PersonRow[] = ["向**", "刘**", "周**", "王**"].map((name, n) => ({
  id: `r${n}`,
  name,
  door: `三组 ${8 + n} 号`,
  ties: [words("户籍", "Registered"), ...(n % 2 ? [words("常住", "Living here")] : [])],
}));
const importState: W.ImportState = {
  stage: "tried",
  kind: "units",
  file: "单位.xlsx",
  size: 81_920,
  received: 81_920,
  rows: 1254,
  rows_total: 1254,
  turn_taken: false,
};
const importKind: W.ImportKindView = {
  kind: "units",
  columns: [
    {
      key: "code",
      heading: "编码",
      headers: ["编码", "代码"],
      needed: true,
      about: words("国家统计编码，到村 12 位", "the code of the state down to the village"),
      form: words("编码，照原样写", "a code, as it is"),
      words: [],
    },
  ],
};
const imported = (dry: boolean): W.ImportResult => ({
  imported: 212,
  unchanged: 1040,
  refused: 2,
  examples: 1,
  would_change: dry ? ["420583105213 高峰桥村 → 高峰桥社区", "420583105214 金山村"] : [],
  bad: [
    {
      row: 14,
      column: "code",
      heading: "代码",
      code: "import.code_wrong",
      words: words("行政区划代码应是 12 位数字。", "The code must have 12 digits."),
    },
    {
      row: 87,
      column: "parent",
      heading: "上级编码",
      code: "import.no_parent",
      words: words("没有找到上级单位。", "The unit above was not found."),
    },
  ],
  lists_cut: false,
});

// ---- procedures and audit

const procedure: W.ProcedureView = {
  key: "request",
  version: 1,
  title: words("民意诉求", "Resident's request"),
  source: ["REQ-1", "REQ-4", "REQ-10"],
  steps: [
    ["intake", "受理分办", "Intake", "正在分办", "Being assigned"],
    ["handling", "正在办理", "In progress", "正在办理", "In progress"],
    ["answered", "已答复，等反映人确认", "Answered", "已答复，等待确认", "Answered"],
  ].map(([key, zh, en, pzh, pen]) => ({
    key: key!,
    title: words(zh!, en!),
    public_title: words(pzh!, pen!),
    desk: words("目录上负责这个地方、这类事的受理分办岗", "The intake desk named by the directory"),
    within: words("1 个工作日", "1 workday"),
    assumed: true,
    late: [
      words("到期时提醒承办岗", "At once: the desk is reminded"),
      words("再过 1 个工作日，由上级督办", "1 workday after: the desk above supervises"),
    ],
    acts: data.staffActs.map((act) => ({ key: act.key, title: act.title })),
  })),
};
const audit: W.AuditItem[] = [
  ["look", "仙女镇 · 受理分办", "看了反映人的电话", "电话联系反映人", "ZJ26-0048213-7"],
  ["account", "管理员", "开通账号 zhou.jianguo", "新到岗", ""],
  ["import", "管理员", "导入单位：新增 212，未变 1040，退回 2", "", ""],
  ["setting", "管理员", "装入县域包 zhijiang 第 3 版", "", ""],
].map(([kind, who, what, reason, number], n) => ({
  at: data.now - (n + 1) * 5400_000,
  kind: kind as W.AuditKind,
  who: words(who!, who!),
  what: words(what!, what!),
  reason: words(reason!, reason!),
  number: number!,
  result: "done",
  why: words("", ""),
  address: "192.0.2.7",
  times: 1,
}));
const alarms: W.AlarmsView = {
  items: [
    {
      id: "5",
      rule: "failures_account",
      what: words("一个账号多次登录失败", "Many failed sign-ins of one account"),
      about: words("zhou.jianguo", "zhou.jianguo"),
      at: data.now - 5400_000,
      last_at: data.now,
      times: 3,
      seen_at: 0,
      seen_by: words("", ""),
    },
  ],
  next: "",
  open: 1,
  limits: [
    { name: "keep_days", value: 365, by_default: true, otherwise: 365, least: 365, most: 3650 },
    { name: "reveals_hour", value: 30, by_default: false, otherwise: 20, least: 1, most: 1000 },
  ],
};

// The answer, or nothing when the question is not of the workbench.
export function workAnswer(path: string, query: URLSearchParams, many: boolean): unknown {
  const [, first, second, third] = path.split("/");
  if (first === "inbox") return inbox(query, many);
  if (first === "slips") return slipsAnswer(path.split("/")[4]);
  if (first === "matters" && third === "related") return { items: related() };
  if (first === "matters" && third === "duty") {
    return { desk: data.desks.road, rule: "交通归交通局" } satisfies W.DutyView;
  }
  if (first === "overview") return overview(query);
  if (path === "/procedures" || path === "procedures") return { items: [procedure] };
  if (first === "audit") return { items: audit, next: "" };
  if (first === "alarms") return alarms;
  if (first !== "registry") return undefined;
  if (second === "import-kinds") return { items: [importKind] };
  if (second === "import" && third === "result") return imported(true);
  if (second === "import" || second === "imports") return importState;
  if (second === "positions") return { items: positions };
  if (second === "organisations") return { items: organisations, next: "" };
  if (second === "people") return { items: people, next: "" };
  if (second === "units") {
    const unit = [data.county, ...data.towns, ...data.villages].find((one) => one.id === third);
    const village = unit?.level === "village";
    return {
      unit: unit ?? data.villages[2]!,
      place: village || !unit ? data.place : [data.county, ...(unit.id === "1" ? [] : [unit])],
      households: village ? 412 : 172_583,
      people: village ? 1320 : 480_000,
      positions: 3,
      children: 9,
    } satisfies W.RegistryUnit;
  }
  return {};
}

export const staffHats: Record<string, T.HatView[]> = {
  dispatch: [{ term: "905", desk: data.desks.dispatch, key: "dispatch", deputy: false }],
};
