// dev/data.ts – made-up matters for looking at the pages without a server. In no build.
import type * as T from "../src/api/types";

const kHour = 3600_000;
const kDay = 24 * kHour;
export const now = Date.now();
export const words = (zh: string, en: string): T.Words => ({ zh, en });

export const unit = (id: string, level: string, zh: string, en: string): T.UnitView => ({
  id,
  code: id,
  level,
  level_words: words(level, level),
  name: words(zh, en),
});
export const county = unit("1", "county", "枝江市", "Zhijiang City");
export const towns = [
  unit("11", "town", "马家店街道", "Majiadian Subdistrict"),
  unit("12", "town", "安福寺镇", "Anfusi Town"),
  unit("13", "town", "白洋镇", "Baiyang Town"),
  unit("14", "town", "顾家店镇", "Gujiadian Town"),
  unit("15", "town", "董市镇", "Dongshi Town"),
  unit("16", "town", "仙女镇", "Xiannü Town"),
  unit("17", "town", "问安镇", "Wen'an Town"),
  unit("18", "town", "七星台镇", "Qixingtai Town"),
  unit("19", "town", "百里洲镇", "Bailizhou Town"),
];
export const villages = [
  unit("161", "village", "仙女社区", "Xiannü Community"),
  unit("162", "village", "仙女村", "Xiannü Village"),
  unit("163", "village", "向巷村", "Xiangxiang Village"),
  unit("164", "village", "金山村", "Jinshan Village"),
];
export const place = [county, towns[5]!, villages[2]!];

const desk = (id: string, zh: string, en: string, level: string): T.DeskView => ({
  desk: id,
  words: words(zh, en),
  level,
});
export const desks = {
  village: desk("901", "向巷村 · 受理分办", "Xiangxiang Village · Intake desk", "village"),
  town: desk("902", "仙女镇 · 受理分办", "Xiannü Town · Intake desk", "town"),
  road: desk("903", "市交通运输局 · 承办", "Transport Bureau · Handler", "department"),
  power: desk("904", "市供电公司 · 承办", "Power Company · Handler", "department"),
  dispatch: desk("905", "市社会治理中心值班长", "County duty officer", "county"),
  secretary: desk("906", "向巷村 · 党组织书记", "Xiangxiang Village · Party secretary", "village"),
};

const field = (key: string, kind: T.FieldKind, zh: string, en: string, required = true) => ({
  key,
  kind,
  title: words(zh, en),
  required,
  length_max: kind === "long_text" ? 2000 : kind === "files" ? 6 : kind === "number" ? 5 : 60,
  choices: [] as T.ChoiceView[],
  when_field: "",
  when_value: "",
});
const choice = (key: string, zh: string, en: string) => ({ key, words: words(zh, en) });
const grades = [
  choice("micro", "微事", "Micro matter"),
  choice("small", "小事", "Small matter"),
  choice("large", "大事", "Large matter"),
  choice("hard", "难事", "Hard matter"),
];
const act = (key: string, kind: T.ActKind, zh: string, en: string, form: T.FieldView[] = []) => ({
  key,
  kind,
  title: words(zh, en),
  form,
});

export const staffActs: T.ActView[] = [
  act("accept", "move", "受理", "Accept", [
    { ...field("grade", "choice", "事项等级", "Grade"), choices: grades },
    field(
      "consent",
      "flag",
      "反映人同意邻里自办",
      "The filer agrees that neighbours deal with it",
      false,
    ),
  ]),
  act("done_on_spot", "move", "即知即办", "Done on the spot", [
    field("reply", "long_text", "答复", "Reply"),
    field("files", "files", "照片或录音", "Photos or voice notes", false),
  ]),
  act("return_off_list", "hand_back", "清单外退回", "Return as not on the list"),
  act("ask_filer", "move", "请反映人补充", "Ask the filer", [
    field("question", "long_text", "请补充什么", "What is missing"),
  ]),
  act("pass_on", "offer", "转办", "Pass on", [
    field("to", "desk", "交给", "To"),
    field("reason", "long_text", "理由", "Reason"),
  ]),
  act("hand_up", "offer", "上报", "Hand up", [field("reason", "long_text", "理由", "Reason")]),
  act("invite", "invite", "请求协办", "Ask for help", [field("to", "desk", "交给", "To")]),
  act("note", "note", "记一笔", "Add a note", [field("text", "long_text", "内容", "Text")]),
];
const add = act("add", "add", "补充", "Add something", [
  field("text", "long_text", "内容", "Text"),
  field("files", "files", "照片或录音", "Photos or voice notes", false),
]);
export const withdraw = act("withdraw", "move", "撤回", "Withdraw", [
  field("reason", "long_text", "理由", "Reason", false),
]);
export const herActs: Record<string, T.ActView[]> = {
  handling: [add, withdraw],
  waiting_for_filer: [add, withdraw],
  answered: [
    act("solved", "word", "解决了", "It is solved"),
    act("not_solved", "word", "没解决", "It is not solved", [
      {
        ...field("not_solved_reason", "choice", "哪里没解决", "What is not solved", false),
        choices: [
          choice("nothing_done", "没有人来办", "Nobody came"),
          choice("partly", "只办了一部分", "Only partly done"),
          choice("came_back", "问题又出现了", "It came back"),
        ],
      },
      field("reason", "long_text", "理由", "Reason", false),
    ]),
    add,
    withdraw,
  ],
  closed: [
    act("rate", "rate", "评价", "Rate", [
      field("rating", "number", "评价(1—5分)", "Rating (1–5)"),
      field("comment", "long_text", "想说的话", "A word", false),
    ]),
    act("reopen", "move", "重新办理", "Reopen", [
      field("reason", "long_text", "理由", "Reason", false),
    ]),
  ],
};

const titles: Record<string, [T.Words, T.Words]> = {
  intake: [words("受理分办", "Intake"), words("正在分办", "Being assigned")],
  handling: [words("正在办理", "In progress"), words("正在办理", "In progress")],
  waiting_for_filer: [words("请您补充", "Waiting for you"), words("请您补充", "Waiting for you")],
  answered: [
    words("已答复，等您确认", "Answered – your word, please"),
    words("已答复，等您确认", "Answered, waiting for your word"),
  ],
  closed: [words("已办结", "Closed"), words("已办结", "Closed")],
};

const done = (
  hoursAgo: number,
  key: string,
  title: T.Words,
  by: T.Words,
  text?: [string, string, string],
  facts: T.ChoiceView[] = [],
  index = 4711,
): T.ActDoneView => ({
  at: now - hoursAgo * kHour,
  act: key,
  title,
  by,
  unconfirmed: false,
  texts: text
    ? [{ field: text[0], title: words(text[1], text[1]), text: text[2], erased: false }]
    : [],
  facts,
  step_title: titles.handling![0],
  index,
});
const her = words("反映人", "The filer");

export function matter(id: string, step: string, forStaff: boolean): T.MatterView {
  const ended = step === "closed";
  const withHer = ["answered", "waiting_for_filer", "closed"].includes(step);
  const record = [
    done(99, "file", words("我要反映", "Report a matter"), her),
    done(96, "accept", words("受理", "Accept"), desks.village.words, undefined, [grades[1]!], 4712),
    done(90, "hand_up", words("上报", "Hand up"), desks.village.words, [
      "reason",
      "理由",
      "桥和路灯归镇里管，村里没有维修资金。",
    ]),
    done(80, "take_over", words("签收", "Take over"), desks.town.words),
    done(60, "invite", words("请求协办", "Ask for help"), desks.town.words, [
      "question",
      "请补充什么",
      "请供电公司看一下线路。",
    ]),
  ];
  if (step === "waiting_for_filer") {
    record.push(
      done(6, "ask_filer", words("请反映人补充", "Ask the filer"), desks.village.words, [
        "question",
        "请补充什么",
        "请问是桥东头还是桥西头的灯？方便的话拍一张照片。",
      ]),
    );
  }
  if (["answered", "closed"].includes(step)) {
    record.push(
      done(
        5,
        "reply",
        words("答复", "Reply"),
        desks.village.words,
        [
          "reply",
          "答复",
          "桥东头两盏路灯已于昨天下午换好，线路也检查过了。如果晚上还不亮，请打电话给村里。",
        ],
        [],
        -1,
      ),
    );
  }
  const stay = (d: T.DeskView, from: number, until: number, days: number): T.StayView => ({
    desk: d,
    step: "handling",
    step_title: titles[from > 90 ? "intake" : "handling"]![0],
    from_at: now - from * kHour,
    until_at: until < 0 ? 0 : now - until * kHour,
    workdays: days,
  });
  return {
    ...(id ? { id } : {}),
    number: "ZJ26-0048213-7",
    procedure: "request",
    version: 1,
    step,
    step_title: titles[step]![forStaff ? 0 : 1],
    public_title: titles[step]![1],
    ended,
    outcome: ended ? "solved" : "",
    grade: grades[1]!,
    grade_basis: "suggested:grade.lighting",
    category: choice("urban.lighting", "路灯照明", "Street lighting"),
    category_basis: "confirmed",
    kind: choice("help", "求助", "Asking for help"),
    title: "村口小桥旁边的路灯坏了一个星期",
    detail:
      "村口小桥旁边的路灯坏了一个星期，晚上老人走路看不见，前天刘大妈差点摔到沟里。希望早点修好。",
    place_words: "村口小桥旁边",
    place,
    filed_at: now - 99 * kHour,
    channel: "web",
    ...(forStaff
      ? {
          filer: {
            name: "向**",
            phone: "138****1234",
            revealable: true,
            for_whom: words("我自己", "Herself"),
          },
        }
      : {}),
    ...(withHer ? {} : { holder: desks.village }),
    holder_names: withHer ? "" : "周建国",
    holder_phone: withHer ? "" : "0717-4212345",
    ...(step === "handling" && forStaff ? { offered: desks.power } : {}),
    offer_until_at: step === "handling" ? now + 20 * kHour : 0,
    clock: {
      until_at: ended || step === "waiting_for_filer" ? 0 : now + 3 * kDay,
      provisional: false,
      paused: step === "waiting_for_filer",
      late: false,
      days_left: 2,
      net_workdays: 3,
      calendar_days: 4,
      paused_workdays: step === "waiting_for_filer" ? 1 : 0,
      basis: "求助 10 个工作日",
      assumed: true,
    },
    way: [
      stay(desks.village, 99, 88, 1),
      stay(desks.town, 88, 60, 2),
      stay(desks.power, 60, 30, 1),
      stay(desks.village, 30, withHer ? 5 : -1, 1),
    ],
    participants: [
      {
        role: "first",
        role_words: words("首接", "First receiver"),
        desk: desks.village,
        since_at: now,
        ended_at: 0,
        answer_until_at: 0,
      },
      {
        role: "lead",
        role_words: words("主办", "Lead"),
        desk: desks.town,
        since_at: now,
        ended_at: 0,
        answer_until_at: 0,
      },
      {
        role: "assist",
        role_words: words("协办", "Assist"),
        desk: desks.power,
        since_at: now,
        ended_at: 0,
        answer_until_at: now + 2 * kDay,
      },
    ],
    record,
    files: [{ id: "71", media_type: "image/jpeg", size: 120000 }],
    named: [],
    acts: forStaff ? staffActs : (herActs[step] ?? []),
    rating: 0,
    word_unconfirmed: false,
    public_wished: true,
    public_page_title: "",
    my_role: forStaff ? "holder" : "filer",
  };
}

const sentences: [string, string, number, boolean, boolean][] = [
  ["三组到二组的机耕路下雨就积水，三轮车过不去", "large", -2, true, false],
  ["村口小桥旁边的路灯坏了一个星期", "small", 0, false, false],
  ["低保申请交了两个月没有回音", "small", 2, false, false],
  ["邻居家的鸡进了我家菜园，请帮忙说一说", "micro", 6, false, false],
  ["灌溉水渠在向巷村和金山村交界处被堵，两边都说不归自己管", "hard", 9, false, false],
  ["自来水早晚没有压力，二楼上不去水", "", 4, false, true],
];
export const inboxItems: T.InboxItem[] = sentences.map(([title, grade, left, late, paused], n) => ({
  id: String(500 + n),
  number: `ZJ26-00482${10 + n}-${n}`,
  title,
  step: "handling",
  step_title: titles[n === 1 ? "answered" : n === 5 ? "waiting_for_filer" : "handling"]![0],
  grade,
  category: words("城乡建设", "Public works"),
  village: villages[2]!.name,
  desk: desks.village.words,
  role: "holder",
  since_at: now - (n + 1) * kDay,
  filed_at: now - (n + 2) * kDay,
  ended_at: 0,
  until_at: paused ? 0 : now + left * kDay,
  paused,
  late,
  days_left: left,
}));
export const stepOf = (id: string): string =>
  ({ "500": "handling", "501": "answered", "502": "closed", "505": "waiting_for_filer" })[id] ??
  "handling";

export const categories: T.CategoryView[] = [
  {
    key: "urban",
    parent: "",
    words: words("城乡建设", "Building and public works"),
    kind: "complaint",
    confidential: false,
  },
  {
    key: "urban.lighting",
    parent: "urban",
    words: words("路灯照明", "Street lighting"),
    kind: "help",
    confidential: false,
  },
  {
    key: "urban.roads",
    parent: "urban",
    words: words("道路桥梁", "Roads and bridges"),
    kind: "help",
    confidential: false,
  },
  {
    key: "conduct",
    parent: "",
    words: words("干部作风", "Conduct of officials"),
    kind: "report",
    confidential: true,
  },
  { key: "other", parent: "", words: words("其他", "Other"), kind: "help", confidential: false },
];
export const lists: Record<string, T.ChoiceView[]> = {
  grades,
  ratings: [
    choice("5", "非常满意", "Very satisfied"),
    choice("4", "满意", "Satisfied"),
    choice("3", "基本满意", "Fairly satisfied"),
    choice("2", "不满意", "Dissatisfied"),
    choice("1", "非常不满意", "Very dissatisfied"),
  ],
  look_reasons: [
    choice("call_filer", "电话联系反映人", "To call the filer"),
    choice("visit_filer", "上门办理", "To visit the filer"),
  ],
  outcomes: [choice("solved", "已解决", "Solved"), choice("declined", "不予受理", "Declined")],
  channels: [
    choice("web", "网上", "Web"),
    choice("visit", "上门", "Visit"),
    choice("phone", "来电", "Phone"),
  ],
};

export const figures: T.PublicFigures = {
  unit: villages[2]!,
  place: [county, towns[5]!, villages[2]!],
  next_at: now + 60 * 86_400_000,
  quarters: [
    {
      from_at: Date.UTC(2026, 5, 30, 16),
      to_at: Date.UTC(2026, 8, 30, 16),
      made_at: Date.UTC(2026, 9, 31, 16),
      base: 5,
      filed: 32,
      ended: 27,
      solved: 25,
      open: 5,
      listed: 2,
    },
  ],
  below: [],
};

const notice = (number: string, title: string, text: string, ago: number): T.Notice => ({
  number,
  title,
  text,
  unit: villages[2]!,
  by: desks.secretary.words,
  shown_from_at: now - ago * kDay,
  shown_until_at: now + (10 - ago) * kDay,
  withdrawn_at: 0,
});
export const notices: T.Notice[] = [
  notice(
    "ZJ26-0048301-2",
    "三组机耕路改造方案公示",
    "三组到二组的机耕路长 620 米，计划铺碎石、修边沟。\n请大家 11 月 30 日前说说意见，可以在这里反映，也可以到村委会当面说。",
    2,
  ),
  notice(
    "ZJ26-0048302-0",
    "本周五上午停水通知",
    "检修水管，周五 8 点到 12 点停水，请提前备水。",
    1,
  ),
];

export const kept: T.Exported = {
  made_at: now,
  name: "向春梅",
  phone: "13812341234",
  identity_number: "420583********1234",
  email: "",
  email_on_file: "",
  origin: "register",
  ties: [
    {
      kind: "registered",
      door: "三组 12 号",
      place,
      head: true,
      floor_area_cm2: 0,
      from_at: now - 4000 * kDay,
      to_at: 0,
    },
    {
      kind: "owner",
      door: "仙女花园 3 栋 502",
      place: [county, towns[5]!, villages[0]!],
      head: false,
      floor_area_cm2: 963_000,
      from_at: now - 900 * kDay,
      to_at: 0,
    },
  ],
  matters: [],
  messages: [],
  looks: [],
};
