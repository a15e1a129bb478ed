// bench/operations.ts – what people do that is measured, as data: each with what it sends.
import { Client, village as village_of } from "./client";
import { ask, ask_one, type Server } from "./county";
import type { Plan, Step } from "./load";
import type { Gets } from "./wrk";

export interface Operation {
  name: string;
  get?: Gets; // asked by wrk
  send?: Plan; // sent by our own client
  connections?: number; // 32 if not said
  beside?: "nginx" | "direct" | "written"; // the ceiling it is measured against
}

export const READ_AGAIN = "read one, again";
export const READ_MANY = "read one of many";
export const LIST = "list 20";
export const SEARCH = "search page";
export const SEARCH_VILLAGE = "search in a village";
export const PUBLIC = "public page";
export const DASHBOARD = "dashboard";
export const DASHBOARD_ALONE = "dashboard, one connection";
export const CREATE = "create";
export const CREATE_MIXED = "create, 5 % conflicts";
export const LIFECYCLE = "lifecycle";

const AGAIN = 200; // matters that are read again and again
const MANY = 20_000; // matters that are read one after another
const WORDS = ["路灯", "水沟堵住了", "小桥旁边", "停车位被人占了"];

export const is_read = (name: string): boolean => ![CREATE, CREATE_MIXED, LIFECYCLE].includes(name);

export function request_body(unit: string, at: number): string {
  return JSON.stringify({
    title: `村口路灯坏了 ${at}`,
    detail: "村口小桥边的路灯坏了半个月,晚上看不见路,老人走路容易摔倒。",
    unit,
    category: "village.lighting",
    wish_public: at % 2 === 0,
  });
}

// Some twenty thousand matters, from the oldest to the newest.
export function matters_of(data: string): string[] {
  const { n } = ask_one<{ n: number }>(data, "SELECT count(*) AS n FROM matter");
  const every = Math.max(1, Math.floor(n / MANY));
  return ask<{ id: string }>(
    data,
    `SELECT CAST(id AS TEXT) AS id FROM
       (SELECT id, row_number() OVER (ORDER BY id) AS n FROM matter) AS numbered
     WHERE n % ${every} = 0 LIMIT ${MANY}`,
  ).map((row) => row.id);
}

// A matter's whole way: filed by a resident, accepted and answered by the desk that holds it, found
// again by its number.
export async function lifecycle(address: string): Promise<Plan> {
  const cookie = async (key: string): Promise<string> => (await Client.as(address, key)).cookie;
  const unit = await village_of(new Client(address), "向巷村");
  const desk = await cookie("village_intake");
  const act = (name: string, form: Record<string, string>): Step => ({
    name,
    method: "POST",
    path: `/api/v1/matters/{matter}/acts/${name}`,
    cookie: desk,
    bodies: [JSON.stringify({ form })],
  });
  const filing = [0, 1, 2, 3].map((at) => request_body(unit, at));
  return {
    steps: [
      {
        name: "file",
        method: "POST",
        path: "/api/v1/requests",
        cookie: await cookie("resident"),
        bodies: filing,
        take: ["matter", "number"],
      },
      act("accept", { grade: "small" }),
      act("reply", { reply: "已到现场查看,故障已经修好,请您再看一看。" }),
      {
        name: "find",
        method: "GET",
        path: "/api/v1/inbox?scope=below&state=all&limit=1&q={number}",
        cookie: await cookie("county_dispatch"),
        expect: '"number":"{number}"',
      },
    ],
  };
}

// What reads, in a county of which these matters are some; without any, nothing is read alone.
export async function reads(server: Server, matters: string[]): Promise<Operation[]> {
  const county = (await Client.as(server.address, "county_dispatch")).cookie;
  const desk = (await Client.as(server.address, "department_intake")).cookie;
  const home = await village_of(new Client(server.address), "向巷村");
  const path = (id: string): string => `/api/v1/matters/${id}`;
  const below = (words: string): string => `/api/v1/inbox?scope=below&limit=20${words}`;
  const found = WORDS.map((words) => below(`&state=all&q=${encodeURIComponent(words)}`));
  const of = (name: string, cookie: string, ...paths: string[]): Operation => ({
    name,
    get: { cookie, paths },
  });
  const one: Operation[] = [
    { ...of(READ_AGAIN, county, ...matters.slice(-AGAIN).map(path)), beside: "nginx" },
    { ...of(READ_MANY, county, ...matters.map(path)), beside: "direct" },
  ];
  return [
    ...(matters.length > 0 ? one : []),
    { ...of(LIST, desk, "/api/v1/inbox?limit=20"), beside: "nginx" },
    of("list 20 of all below", county, below("")),
    of("list 20 of what has ended", county, below("&state=ended")),
    of(SEARCH, county, ...found),
    of(SEARCH_VILLAGE, county, ...found.map((words) => `${words}&unit=${home}`)),
    { name: PUBLIC, get: { paths: ["/api/v1/public/matters"] }, beside: "nginx" },
    of(DASHBOARD, county, "/api/v1/overview"),
    { ...of(DASHBOARD_ALONE, county, "/api/v1/overview"), connections: 1 },
  ];
}

export async function writes(server: Server, data: string): Promise<Operation[]> {
  const villages = ask<{ id: string }>(
    data,
    "SELECT CAST(id AS TEXT) AS id FROM unit WHERE level = 'village'",
  );
  const file: Step = {
    name: "file",
    method: "POST",
    path: "/api/v1/requests",
    cookie: (await Client.as(server.address, "resident")).cookie,
    bodies: villages.map((village, at) => request_body(village.id, at)),
  };
  return [
    { name: LIFECYCLE, send: await lifecycle(server.address) },
    { name: CREATE, send: { steps: [file] }, beside: "written" },
    { name: CREATE_MIXED, send: { steps: [file], conflict_every: 20 }, beside: "written" },
  ];
}
