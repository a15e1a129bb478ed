// What a matter opens of itself, with every village of the county answering at once.
#include "desk/children.h"

#include <algorithm>
#include <thread>

#include "desk/open.h"
#include "desk/scheduler.h"
#include "testing/county.h"

namespace linli::desk {
namespace {

constexpr int kVillages = 222;
constexpr int kWidePeople = 3000;
constexpr int kClients = 32;

class Children : public tests::CountyTest {
 protected:
  static void SetUpTestSuite() { county_ = tests::County::make(kWidePeople, kVillages); }

  static MatterId matter_of(const Result<std::string>& answer) {
    EXPECT_TRUE(answer) << answer.error().code << " " << answer.error().detail;
    const auto receipt = read_json<OpenReceipt>(parse_json(answer.value_or("{}")).value());
    return receipt ? receipt->matter.value_or(MatterId{}) : MatterId{};
  }
  Result<std::string> apply(const std::vector<UnitId>& villages) {
    OpenCommand command;
    command.actor = as("department_intake");
    command.procedure = "admission";
    command.request.unit = registry::county(*read())->id;
    std::vector<std::string> ids;
    for (const auto id : villages) ids.push_back(std::to_string(id.value));
    command.form = {
        {"title", "入户核查"},       {"detail", "核对地块"}, {"basis", "枝政办发〔2026〕8号"},
        {"until", "2026-12-31"},     {"pay", 1000},          {"staff", "一人"},
        {"villages", std::move(ids)}};
    return waited([&](Answered done) { open(kernel(), std::move(command), {}, std::move(done)); });
  }
  MatterId admitted(const std::vector<UnitId>& villages) {
    const auto id = matter_of(apply(villages));
    EXPECT_EQ(code(act(holder_of(id), id, "lawful", R"({"opinion":"于法有据"})")), "");
    EXPECT_EQ(code(act(holder_of(id), id, "admit", R"({"paper":"1号"})")), "");
    return id;
  }
  // In so small a county one person sits at many desks. "": an organisation's.
  static rights::Hat seat_hat(const rights::Actor& actor, const std::string& key,
                              const std::string& level) {
    return *std::ranges::find_if(actor.hats, [&](const rights::Hat& hat) {
      return hat.key == key && (level.empty() ? !!hat.organisation : hat.level == level);
    });
  }
  static std::vector<UnitId> villages() {
    std::vector<UnitId> out;
    const auto units = registry::units_of_level(*read(), "village").value();
    for (const auto& unit : units) out.push_back(unit.id);
    return out;
  }
  static std::vector<Child> children(MatterId id) { return dossier(*read(), id)->children; }
  static std::string step(MatterId id) { return find_matter(*read(), id).value()->step; }
  static void work_off() {
    Scheduler scheduler(kernel());
    while (scheduler.run_once().value() > 0) {
    }
    EXPECT_EQ(scheduler.last_error(), "");
  }
  int done(MatterId id, const std::string& act) {
    return static_cast<int>(
        std::ranges::count(view(holder_of(id), id).record, act, &ActDoneView::act));
  }
};

TEST_F(Children, OfEveryVillageAnswerAtOnceNoneLostNoneTwiceAndTheirMatterGoesOnOnce) {
  const auto at = villages();
  ASSERT_EQ(at.size(), std::size_t{kVillages});
  const auto id = admitted(at);
  const auto opened = children(id);
  ASSERT_EQ(opened.size(), at.size());
  std::vector<rights::Actor> doers;
  std::set<std::int64_t> places;
  for (const auto& child : opened) {
    doers.push_back(holder_of(child.id));
    places.insert(find_matter(*read(), child.id).value()->unit.value);
  }
  EXPECT_EQ(places.size(), at.size()) << "one for each village";
  std::vector<std::string> codes(opened.size());
  {
    std::vector<std::jthread> clients;
    for (std::size_t first = 0; first < kClients; ++first) {
      clients.emplace_back([&, first] {
        for (std::size_t i = first; i < opened.size(); i += kClients) {
          codes[i] = code(act(doers[i], opened[i].id, "done"));
        }
      });
    }
    // Meanwhile what waits for them is looked at again and again.
    clients.emplace_back([&] {
      Scheduler scheduler(kernel());
      for (int i = 0; i < 50; ++i) EXPECT_TRUE(scheduler.run_once());
    });
  }
  EXPECT_EQ(std::ranges::count(codes, ""), kVillages);
  EXPECT_TRUE(std::ranges::all_of(children(id), &Child::ended)) << "none is lost";
  work_off();
  EXPECT_EQ(step(id), "over");
  EXPECT_EQ(find_matter(*read(), id).value()->outcome, "done");
  const auto entries =
      read()->number("SELECT count(*) FROM matter_wake WHERE waiting_id = ?1", {id}).value();
  EXPECT_EQ(entries, 0) << "nothing looks at it any more";
  EXPECT_EQ(done(id, "joined"), 1);
}

TEST_F(Children, OfWhichOneIsOpenKeepTheirMatterWaiting) {
  auto at = villages();
  at.resize(3);
  const auto id = admitted(at);
  const auto opened = children(id);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(code(act(holder_of(opened[i].id), opened[i].id, "done")), "");
  }
  work_off();
  EXPECT_EQ(step(id), "in_force");
  EXPECT_EQ(code(act(holder_of(opened[2].id), opened[2].id, "cannot")), "");
  work_off();
  EXPECT_EQ(step(id), "in_force") << "given back is not ended";
  EXPECT_EQ(seat_of(opened[2].id).position, seat_of(id).position)
      << "it goes back to the desk that asked";
}

TEST_F(Children, WhoseWakesAreLostAreLookedAtAfterARebuild) {
  auto at = villages();
  at.resize(2);
  const auto id = admitted(at);
  for (const auto& child : children(id)) {
    EXPECT_EQ(code(act(holder_of(child.id), child.id, "done")), "");
  }
  const auto wakes = read()->all("SELECT id FROM matter_wake WHERE waiting_id = ?1", {id},
                                 [](const store::Row& row) { return row.integer(0); });
  store::WriteSet lost;
  for (const auto wake : wakes.value()) lost.add(store::Remove{"matter_wake", wake, 1});
  ASSERT_EQ(lost.changes.size(), 2U);
  ASSERT_TRUE(kernel().store.commit_and_wait(std::move(lost)));
  work_off();
  EXPECT_EQ(step(id), "in_force");
  ASSERT_TRUE(wake_all(kernel()));
  work_off();
  EXPECT_EQ(step(id), "over");
}

TEST_F(Children, AreNotGivenToWhoeverHasTheSameInHand) {
  OpenCommand command;
  command.actor = as("village_intake");
  command.actor.hats = {seat_hat(command.actor, "intake", "village")};
  command.procedure = "whistle";
  command.request.unit = command.actor.hats.front().unit;
  const auto department = seat_hat(as("department_intake"), "intake", "");
  const auto desk = std::to_string(department.position.value);
  command.form = {
      {"title", "路灯"}, {"detail", "不亮"}, {"departments", std::vector<std::string>{desk}}};
  const auto id =
      matter_of(waited([&](Answered done) { open(kernel(), command, {}, std::move(done)); }));
  const std::string again = R"({"departments":[")" + desk + R"("]})";
  std::vector<std::string> codes(4);
  {
    std::vector<std::jthread> clients;
    for (auto& mine : codes) {
      clients.emplace_back(
          [&, town = holder_of(id)] { mine = code(act(town, id, "call_more", again)); });
    }
  }
  EXPECT_EQ(codes, std::vector<std::string>(4, "desk.takes_part_already"));
  const auto child = children(id).front().id;
  auto clerk = as("department_intake");
  EXPECT_EQ(code(act(clerk, child, "not_ours", R"({"reason":"不归我们"})")), "");
  std::ranges::fill(codes, "");
  {
    std::vector<std::jthread> clients;
    for (auto& mine : codes) {
      clients.emplace_back(
          [&, town = holder_of(id)] { mine = code(act(town, id, "call_more", again)); });
    }
  }
  EXPECT_EQ(std::ranges::count(codes, ""), 1) << "at once it is given once";
  EXPECT_EQ(children(id).size(), 2U);
}

TEST_F(Children, AreOpenedAllOrNone) {
  auto at = villages();
  at.resize(2);
  at.push_back(registry::county(*read())->id);
  const auto before = read()->number("SELECT count(*) FROM matter").value();
  EXPECT_EQ(code(apply(at)), "procedure.form_choice");
  EXPECT_EQ(read()->number("SELECT count(*) FROM matter").value(), before);
}

TEST_F(Children, AreRefusedNowhereTooManyAtOnceAndOfAComplaint) {
  const auto id = matter_of(apply({villages().front()}));
  const auto snapshot = read();
  const auto* definition = rules().installed.find("admission", 1);
  const auto actor = holder_of(id);
  procedure::Act give;
  give.opens = procedure::Opens{"village_task", procedure::OpensAt::every, "", {}};
  const auto refused = [&](const std::string& level, bool confidential) -> std::string {
    auto found = dossier(*snapshot, id).value();
    found.matter.confidential = confidential;
    give.opens->name = level;
    Draft draft(kernel(), *snapshot, rules(), *definition, std::move(found), now());
    const auto out = open_children(kernel(), draft, give, {}, actor, actor.hats.front());
    return out ? "" : out.error().code;
  };
  EXPECT_EQ(refused("nothing", false), "desk.nowhere_to_open");
  EXPECT_EQ(refused("cluster", false), "desk.too_many_at_once");
  EXPECT_EQ(refused("village", true), "desk.not_of_complaint");
}

TEST_F(Children, NobodyGivesAnOrderToADeskAtWhichSheSits) {
  OpenCommand command;
  command.actor = as("county_supervisor");
  command.actor.hats = {seat_hat(command.actor, "supervisor", "county")};
  const auto intake = seat_hat(as("town_intake"), "intake", "town");
  command.procedure = "supervision";
  command.request.unit = intake.unit;
  command.form = {{"title", "逾期"},
                  {"to", std::to_string(intake.position.value)},
                  {"cause", "late"},
                  {"detail", "请尽快办"},
                  {"until", "2026-03-20"}};
  const auto give = [&] {
    return code(waited([&](Answered done) { open(kernel(), command, {}, std::move(done)); }));
  };
  EXPECT_EQ(give(), "");
  command.actor.person = as("town_intake").person;
  EXPECT_EQ(give(), "desk.not_to_yourself");
}

TEST(Join, ComesWhenAllHaveEndedOrTheFirstWithOneOfItsOutcomes) {
  const Child open{MatterId{1}, "", false};
  const Child done{MatterId{2}, "done", true};
  const Child returned{MatterId{3}, "returned", true};
  procedure::Join all;
  EXPECT_FALSE(has_come(all, {}));
  EXPECT_FALSE(has_come(all, {open, done}));
  EXPECT_TRUE(has_come(all, {done, returned}));
  procedure::Join any;
  any.all = false;
  any.outcomes = {"done"};
  EXPECT_FALSE(has_come(any, {open, returned}));
  EXPECT_TRUE(has_come(any, {open, done}));
}

}  // namespace
}  // namespace linli::desk
