// bench/lifecycle.ts – a matter's whole way: filed by a resident, accepted and answered by the desk
// that holds it, found again by its number. Four requests, each after the answer to the one before;
// 32 connections take whatever step is next.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client, village as village_of } from "./client";
import { run, type Measured } from "./wrk";

let runs = 0;

function script(run: string, unit: string, cookies: [string, string, string]): string {
  const [resident, desk, county] = cookies;
  return `
local threads = 0
function setup(thread) thread:set("number", threads) threads = threads + 1 end
local count, next_steps, matters = 0, {}, {}
local filed = [==[{"title":"村口路灯不亮了","detail":"村口小桥边的路灯坏了半个月,晚上看不见路。",` +
    `"unit":"${unit}","category":"village.lighting"}]==]
local fields = {["Content-Type"] = "application/json"}
local function post(cookie, path, body)
  fields["Cookie"] = cookie
  fields["Idempotency-Key"] = "${run}-" .. number .. "-" .. count
  return wrk.format("POST", path, fields, body)
end
done_lives = 0
function request()
  count = count + 1
  local step = table.remove(next_steps, 1)
  if not step then return post("${resident}", "/api/v1/requests", filed) end
  if step.what == "find" then
    fields["Cookie"] = "${county}"
    fields["Idempotency-Key"] = nil
    return wrk.format("GET", "/api/v1/inbox?scope=below&state=all&limit=1&q=" ..
      string.gsub(step.public, " ", "%%20"), fields)
  end
  local form = step.what == "accept" and '{"form":{"grade":"small"}}'
    or '{"form":{"reply":"已到现场查看,故障已经修好,请您再看一看。"}}'
  return post("${desk}", "/api/v1/matters/" .. step.id .. "/acts/" .. step.what, form)
end
function response(status, headers, body)
  if status ~= 200 then return end
  local public = string.match(body, '"number":"([^"]+)"')
  if not public then return end
  local id = string.match(body, '"matter":"(%d+)"')
  if id then
    matters[public] = id
    table.insert(next_steps, {what = "accept", id = id, public = public})
  elseif string.find(body, '"items"', 1, true) then
    done_lives = done_lives + 1
  elseif string.find(body, '"step":"handling"', 1, true) then
    table.insert(next_steps, {what = "reply", id = matters[public], public = public})
  else
    matters[public] = nil
    table.insert(next_steps, {what = "find", public = public})
  end
end
local all = {}
local setup_first = setup
function setup(thread) setup_first(thread) table.insert(all, thread) end
function done(summary, latency, requests)
  local e, lives = summary.errors, 0
  for _, thread in ipairs(all) do lives = lives + thread:get("done_lives") end
  io.write(string.format('RESULT {"requests":%d,"micros":%d,"p50":%d,"p99":%d,"bad":%d}\\n',
    lives, summary.duration, latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
`;
}

// Whole lives a second; the times are those of one request.
export async function lifecycle(
  work: string,
  address: string,
  seconds: number,
): Promise<Measured> {
  const cookie = async (key: string): Promise<string> => (await Client.as(address, key)).cookie;
  const unit = await village_of(new Client(address), "向巷村");
  const cookies: [string, string, string] = [
    await cookie("resident"),
    await cookie("village_intake"),
    await cookie("county_dispatch"),
  ];
  const file = join(work, "lifecycle.lua");
  writeFileSync(file, script(`bench-lifecycle-${process.pid}-${++runs}`, unit, cookies));
  return run(file, seconds, address);
}
