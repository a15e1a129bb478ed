// dev/fixture.ts – a stand-in for the API while the pages are looked at (LINLI_API=fixture npm run
// dev). It keeps nothing and decides nothing, and no build contains it.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "vite";
import type * as T from "../src/api/types";
import { children } from "./children";
import * as data from "./data";
import { opening } from "./opening";
import { staffHats, workAnswer } from "./work";

type Kind = "nobody" | "resident" | "staff" | "liaison" | "dispatch" | "admin";
const kindOf = (request: IncomingMessage): Kind =>
  (/linli_fixture=(\w+)/.exec(request.headers.cookie ?? "")?.[1] as Kind) ?? "nobody";

function me(kind: Kind): T.Me {
  const known = kind !== "nobody";
  const hat = (desk: T.DeskView, key: string): T.HatView => ({
    term: desk.desk,
    desk,
    key,
    deputy: false,
  });
  return {
    signed_in: known,
    kind: ["staff", "dispatch", "admin"].includes(kind)
      ? "staff"
      : known
        ? "resident"
        : "anonymous",
    name: known ? (kind === "staff" ? "周建国" : "向春梅") : "",
    phone_masked: known ? "138****1234" : "",
    ...(known ? { village: data.villages[2]! } : {}),
    place: known ? data.place : [],
    door: known ? "三组 12 号" : "",
    hats:
      kind === "staff"
        ? [hat(data.desks.village, "intake"), hat(data.desks.secretary, "secretary")]
        : kind === "liaison"
          ? [hat(data.desks.village, "liaison")]
          : (staffHats[kind] ?? []),
    ...(kind === "admin" && { administrator: "system" as const }),
    must_set_second_factor: false,
    sample: true,
  unread: 0,
    now_at: data.now,
  };
}

const publicItems: T.PublicMatter[] = data.inboxItems.map((item, n) => ({
  number: item.number,
  category: item.category,
  title: n === 3 ? "" : item.title,
  village: item.village,
  state: data.words("正在办理", "In progress"),
  outcome: n === 2 ? "solved" : "",
  filed_at: item.since_at,
  ended_at: n === 2 ? data.now : 0,
}));
const counts = { mine: 6, offered: 1, assist: 0, supervised: 2, late: 1, below: 0 };
const roles: [string, string, string, string][] = [
  ["resident", "向巷村 · 居民", "A resident of Xiangxiang Village", "向春梅"],
  ["liaison", "向巷村 · 联户长", "Household liaison", "向德明"],
  ["staff", "向巷村 · 受理分办", "Xiangxiang Village · Intake desk", "周建国"],
  ["staff", "仙女镇 · 受理分办", "Xiannü Town · Intake desk", "陈晓华"],
  ["staff", "市交通运输局 · 承办", "Transport Bureau · Handler", "李文波"],
  ["staff", "市社会治理中心值班长", "County duty officer", "赵敏"],
];

// What was opened out of one matter, and where another came from.
function family(matter: string, forStaff: boolean): Partial<T.MatterView> {
  const { items, ...counted } = children(37, data.now);
  if (matter === "500") return { children: forStaff ? { ...counted, items: items! } : counted };
  if (matter !== "501" || !forStaff) return {};
  const { id, number, procedure, title } = items![0]!;
  return { parent: { ...(id ? { id } : {}), number, procedure, title } };
}

function answer(request: IncomingMessage, path: string, query: URLSearchParams): unknown {
  const kind = kindOf(request);
  const part = path.split("/").slice(1);
  const work = workAnswer(path, query, /linli_many=1/.test(request.headers.cookie ?? ""));
  if (work !== undefined) return work;
  const get = request.method === "GET";
  switch (part[0]) {
    case "me":
      if (part[1] === "households") {
        return {
          items:
            kind === "liaison"
              ? [
                  { door: "三组 8 号", name: "刘桂英", unit: "163" },
                  { door: "三组 9 号", name: "向家富", unit: "163" },
                ]
              : [],
        };
      }
      if (part[1] === "export")
        return { ...data.kept, matters: [data.matter("500", "handling", false)] };
      if (part[1] === "lookups") {
        return {
          items: [
            {
              at: data.now - 7200_000,
              who: data.desks.town.words,
              what: data.words("电话", "phone"),
              reason: data.words("电话联系反映人", "To call the filer"),
              number: "ZJ26-0048213-7",
            },
          ],
        };
      }
      return me(kind);
    case "units":
      if (part[1] === "search") {
        const words = query.get("q") ?? "";
        const found = data.villages.filter(
          (one) => one.name.zh.includes(words) || one.code === words,
        );
        return {
          items: found.map((one) => ({ unit: one, place: [...data.place.slice(0, 2), one] })),
        };
      }
      if (part[2] === "desks") {
        return {
          items: [
            { desk: data.desks.secretary, names: "周建国", phone: "0717-4212301" },
            { desk: data.desks.village, names: "王秀兰", phone: "0717-4212345" },
          ],
        };
      }
      if (part[1]) return { unit: data.villages[2], place: data.place };
      return {
        items: !query.get("parent")
          ? [data.county]
          : query.get("parent") === "1"
            ? data.towns
            : data.villages,
      };
    case "procedures":
      if (part[2] === "desks") return { items: Object.values(data.desks) };
      return part[2] === "form" ? opening(data.villages[2]!) : undefined;
    case "categories":
      return { items: data.categories };
    case "choices":
      return { items: data.lists[part[1]!] ?? [] };
    case "requests":
      if (!get && part[1] === "about")
        return { ask: false, candidates: [], outside: false, outside_words: { zh: "", en: "" } };
      if (!get)
        return {
          number: "ZJ26-0048213-7",
          ...(kind === "nobody" ? { follow_up_code: "7K4M-9P2X" } : { matter: "500" }),
          holder: data.desks.village.words,
          holder_phone: "0717-4212345",
          filed_at: data.now,
          until_at: data.now + 86400_000,
          provisional: false,
          about_asked: false,
        };
      return { counts, items: data.inboxItems.slice(0, 4), next: "" };
    case "follow":
      return get ? undefined : data.matter("", "answered", false);
    case "matters":
      if (part[2] === "desks") return { items: Object.values(data.desks) };
      if (part[2] === "reveal") return { value: "13812341234" };
      if (part[1] === "599") return undefined;
      return {
        ...data.matter(part[1]!, data.stepOf(part[1]!), kind === "staff" || kind === "dispatch"),
        ...(kind === "dispatch" && part[1] !== "500" ? { offered: undefined } : {}),
        ...family(part[1]!, kind === "staff" || kind === "dispatch"),
      };
    case "public":
      if (part[1] === "similar") return { items: publicItems.slice(0, 2) };
      if (part[1] === "notices") {
        if (part[2]) return data.notices[0];
        return { items: data.notices, next: "" };
      }
      if (part[3] === "figures") return data.figures;
      return part[2]
        ? {
            matter: publicItems[0],
            steps: data
              .matter("1", "answered", false)
              .record.map((one) => ({ at: one.at, title: one.title })),
          }
        : { items: publicItems, next: "more" };
    case "files":
      return { id: "71", media_type: "image/jpeg", size: 1 };
    case "sample":
      if (part[1] === "people")
        return {
          items: roles.map(([key, zh, en, name]) => ({ key, title: data.words(zh, en), name })),
        };
      if (part[1] === "messages")
        return {
          items: [
            {
              at: data.now,
              to: "138****1234",
              text: "验证码 482913，10 分钟内有效。",
              kind: "code",
            },
          ],
        };
      return { now_at: data.now };
    default:
      return {};
  }
}

const kJpeg = Buffer.from(
  "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z",
  "base64",
);

export function fixture(): Plugin {
  return {
    name: "linli-fixture",
    apply: "serve",
    configureServer(server) {
      server.middlewares.use("/api/v1", (request: IncomingMessage, response: ServerResponse) => {
        const address = new URL(request.url ?? "/", "http://fixture");
        const send = (): void => {
          if (/\/files\/\d+$/.test(address.pathname)) {
            response.setHeader("content-type", "image/jpeg");
            response.end(kJpeg);
            return;
          }
          if (kindOf(request) === "nobody" && /^\/(inbox|matters)/.test(address.pathname)) {
            response.statusCode = 401;
            response.end(JSON.stringify({ code: "http.sign_in", title: "请先登录", remedy: "" }));
            return;
          }
          const body = answer(request, address.pathname, address.searchParams);
          response.statusCode = body === undefined ? 404 : 200;
          response.setHeader("content-type", "application/json");
          response.end(
            JSON.stringify(
              body ?? { code: "gone", title: "没有找到", remedy: "请核对编号和查询码。" },
            ),
          );
        };
        let text = "";
        request.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
        request.on("end", () => {
          if (address.pathname === "/sample/sign-in") {
            const { key } = JSON.parse(text) as { key: string };
            response.setHeader("set-cookie", `linli_fixture=${key}; path=/`);
          }
          if (request.method === "DELETE") {
            response.setHeader("set-cookie", "linli_fixture=nobody; path=/");
          }
          send();
        });
      });
    },
  };
}
