#include "sample/lively.h"

#include <future>
#include <map>
#include <vector>

#include "base/hash.h"
#include "desk/act.h"
#include "notice/post.h"
#include "registry/households.h"
#include "registry/seats.h"
#include "request/file.h"
#include "sample/roles.h"

namespace linli::sample {
namespace {

constexpr std::int64_t kNoticeDays = 14;

struct Deed {
  const char* role;
  const char* act;
  const char* field;  // of its form, "" when it asks for nothing; "to" is a role's desk
  const char* value;
  const char* field_2 = "";
  const char* value_2 = "";
};
struct Scene {
  const char* title;
  const char* category;
  bool shown;
  std::vector<Deed> deeds;
};

std::vector<Scene> scenes() {
  const Deed accepted{"village_intake", "accept", "grade", "small"};
  const Deed up{"village_intake", "hand_up", "reason", "村里没有这个条件，请镇里来办。"};
  const Deed taken{"town_intake", "take_over", "", ""};
  return {
      {"门前的路灯又不亮了", "village.lighting", true, {}},
      {"村口垃圾池满了，没人清运", "village.rubbish", true, {}},
      {"老水渠垮了一段，村里修不动", "village.ditches", true, {up}},
      {"河堤边的护栏断了", "", false, {up, taken}},
      {"公交站牌倒了半个月",
       "",
       true,
       {up, taken, {"town_intake", "hand_up", "reason", "涉及县级部门，请统一交办。"}}},
      {"老房子墙裂了，想请人来看看",
       "",
       false,
       {up,
        taken,
        {"town_intake", "pass_on", "to", "department_intake", "reason",
         "按职责清单，请住建局办理。"}}},
      {"组里的路要修，想知道怎么申请",
       "village.paths",
       true,
       {accepted,
        {"village_intake", "invite", "to", "village_handler", "question", "请量一下要修多长。"},
        {"village_intake", "invite", "to", "town_handler", "question", "今年还有没有指标？"},
        {"village_intake", "invite", "to", "department_handler", "question", "要什么材料？"}}},
      {"屋后的树压到线了",
       "village.facilities",
       false,
       {accepted,
        {"village_intake", "cannot_solve", "reply", "树在别人家的承包地里，协商过三次没有同意。"}}},
      {"鱼塘边没有警示牌",
       "village.facilities",
       false,
       {{"village_intake", "unreachable", "text", "上门两次，电话三次，都没有找到人。"}}},
      {"下水道的味道很大",
       "village.rubbish",
       false,
       {{"village_intake", "ask_filer", "question", "是哪一段？方便的话拍张照片。"}}},
      {"健身器材松了",
       "village.facilities",
       true,
       {{"village_intake", "done_on_spot", "reply", "螺丝已经上紧，您去看看行不行。"}}},
      {"家里老人想办高龄津贴", "village.errands", false, {{"resident", "share", "", ""}}},
  };
}

class LastMorning {
 public:
  LastMorning(desk::Kernel& kernel, MattersDone& done) : kernel_(kernel), done_(done) {}

  Result<void> live() {
    {
      const auto read = TRY(kernel_.store.read());
      const auto rules = kernel_.rules.get();
      for (auto& role :
           TRY(sample_roles(*read, kernel_.vault, rules->pack(), kernel_.clock.now()))) {
        rights::Actor actor{role.kind,
                            role.person,
                            {},
                            TRY(registry::hats_of(*read, role.person, kernel_.clock.now())),
                            {}};
        actors_.emplace(role.key, std::move(actor));
      }
      if (!actors_.contains("resident")) return {};
      home_ = TRY(registry::home_of(*read, actors_.at("resident").person, kernel_.clock.now()))
                  .value_or(registry::Home{})
                  .unit;
    }
    for (const auto& scene : scenes()) TRY(play(scene));
    TRY(post("village_intake", "周六上午清理沟渠",
             "请各组来一个人，带上锹，八点在村委会门口集合。"));
    return post("town_intake", "便民服务中心周末照常值班",
                "周六、周日上午八点半到十二点，有事请来。");
  }

 private:
  Result<void> play(const Scene& scene) {
    request::FileCommand command;
    command.actor = actors_.at("resident");
    command.request.title = scene.title;
    command.request.detail = std::string(scene.title) + "，请来看看。";
    command.request.unit = home_;
    command.request.wish_public = scene.shown;
    if (*scene.category != '\0') command.request.category = scene.category;
    const auto read = TRY(kernel_.store.read());
    auto filed = TRY(request::prepare_filing(kernel_, command, *read));
    const MatterId matter = matter_in(filed.changes);
    TRY(kernel_.store.commit_and_wait(std::move(filed.changes)));
    ++done_.filed;
    for (const auto& deed : scene.deeds) TRY(act(matter, deed));
    return {};
  }

  Result<void> act(MatterId matter, const Deed& deed) {
    const auto actor = actors_.find(deed.role);
    if (actor == actors_.end()) return {};
    boost::json::object form;
    for (const auto& [field, value] :
         {std::pair(deed.field, deed.value), std::pair(deed.field_2, deed.value_2)}) {
      if (*field == '\0') continue;
      form[field] = std::string_view(field) == "to" ? desk_of(value) : std::string(value);
    }
    const auto read = TRY(kernel_.store.read());
    auto prepared =
        desk::prepare_act(kernel_, {actor->second, matter, deed.act, std::move(form)}, *read);
    if (!prepared) {
      ++done_.refused;
      return {};
    }
    TRY(kernel_.store.commit_and_wait(std::move(prepared->changes)));
    ++done_.acts;
    return {};
  }

  std::string desk_of(const char* role) const {
    const auto actor = actors_.find(role);
    if (actor == actors_.end() || actor->second.hats.empty()) return "0";
    return std::to_string(actor->second.hats.front().position.value);
  }

  Result<void> post(const char* role, const char* title, const char* text) {
    const auto actor = actors_.find(role);
    if (actor == actors_.end() || actor->second.hats.empty()) return {};
    notice::PostCommand command;
    command.actor = actor->second;
    command.body.unit = actor->second.hats.front().unit;
    command.body.title = title;
    command.body.text = text;
    command.body.until_at = kernel_.clock.now().ms + kNoticeDays * kMsPerDay;
    std::promise<Result<std::string>> posted;
    auto answer = posted.get_future();
    notice::post(kernel_, std::move(command), {role, title, sha256(text)},
                 [&](Result<std::string> done) { posted.set_value(std::move(done)); });
    if (!answer.get()) ++done_.refused;
    return {};
  }

  desk::Kernel& kernel_;
  MattersDone& done_;
  std::map<std::string, rights::Actor> actors_;
  UnitId home_;
};

}  // namespace

Result<void> add_scenes(desk::Kernel& kernel, MattersDone& done) {
  return LastMorning(kernel, done).live();
}

}  // namespace linli::sample
