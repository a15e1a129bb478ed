// What holds after every act, whichever acts people choose: random walks through the procedure,
// always the same ones. Who has a part in a matter of her own is the matrix that RISK-3 asks for;
// time is held to what the procedure promises.
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <random>
#include <set>

#include "desk/place.h"
#include "desk/scheduler.h"
#include "model/calendar.h"
#include "testing/county.h"

namespace linli::app {
namespace {

using procedure::Role;

constexpr int kWalks = 60;
constexpr int kActs = 12;
constexpr int kTries = 120;
constexpr std::int64_t kWalkHourMs = 3'600'000;

class Walk : public tests::CountyTest {
 protected:
  void begin(unsigned seed) { random_.seed(seed); }
  // One of `size`, the same on every machine.
  std::size_t one_of(std::size_t size) { return random_() % size; }
  template <class Items>
  const auto& any(const Items& items) {
    return items[one_of(items.size())];
  }
  rights::Actor anybody() {
    const auto& role = any(roles_);
    return person(role.person, role.kind);
  }

  // A form that the act asks for, filled in anyhow; nothing where there is no desk to choose.
  std::optional<std::string> filled(const rights::Actor& actor, MatterId id,
                                    const desk::ActView& act) {
    boost::json::object out;
    for (const auto& field : act.form) {
      const auto* other = out.if_contains(field.when_field);
      const bool wanted =
          field.required || (other != nullptr && other->is_string() &&
                             std::string_view(other->get_string()) == field.when_value);
      if (!wanted && one_of(2) == 0) continue;
      if (field.kind == "choice") {
        out[field.key] = any(field.choices).key;
      } else if (field.kind == "desk") {
        const auto desks = desks_for(actor, id, act.key);
        if (desks.empty()) return std::nullopt;
        out[field.key] = any(desks).desk;
      } else if (field.kind == "flag") {
        out[field.key] = true;
      } else if (field.kind == "number") {
        out[field.key] = static_cast<std::int64_t>(1 + one_of(5));
      } else if (field.kind != "files") {
        out[field.key] = "灯杆已经看过";
      }
    }
    return boost::json::serialize(out);
  }
  static std::vector<desk::DeskView> desks_for(const rights::Actor& actor, MatterId id,
                                               const std::string& act) {
    const auto snapshot = read();
    const auto dossier = desk::dossier(*snapshot, id).value();
    const auto standing = desk::standing_of(kernel(), *snapshot, actor, dossier).value();
    return desk::desks_for_act(kernel(), *snapshot, dossier, standing, act)
        .value_or(std::vector<desk::DeskView>{});
  }

  // Often somebody at a desk that has to do with it.
  rights::Actor actor_for(MatterId id) {
    const auto dossier = desk::dossier(*read(), id).value();
    std::vector<PositionId> desks{dossier.matter.holder, dossier.matter.offered};
    for (const auto& part : dossier.participants) desks.push_back(part.position);
    const auto desk = any(desks);
    if (!desk || one_of(3) == 0) return anybody();
    const auto holders = registry::seat_by_position(*read(), desk, now()).value().holders;
    return holders.empty() ? anybody() : person(any(holders).person);
  }

  // Somebody does something that she may.
  bool step(MatterId id) {
    const auto actor = actor_for(id);
    if (!sees(actor, id)) return false;
    const auto acts = view(actor, id).acts;
    if (acts.empty()) return false;
    const auto& chosen = any(acts);
    const auto form = filled(actor, id, chosen);
    if (!form) return false;
    const auto hands = desk::dossier(*read(), id).value().hands;
    const auto done = act(actor, id, chosen.key, *form);
    if (!done) {
      const auto kind = done.error().kind;
      EXPECT_TRUE(kind == ErrorKind::Invalid || kind == ErrorKind::Conflict)
          << chosen.key << ": " << done.error().code << " " << done.error().detail;
      return false;
    }
    said_ += chosen.key + " ";
    done_.insert(chosen.key);
    const auto* definition =
        desk::definition_of(rules(), desk::dossier(*read(), id)->matter).value();
    const bool for_another = std::ranges::any_of(definition->steps, [&](const auto& one) {
      return std::ranges::any_of(
          one.acts, [&](const auto& it) { return it.key == chosen.key && it.never_handler; });
    });
    if (for_another) {
      EXPECT_EQ(std::ranges::count(hands, actor.person), 0) << said_;
    }
    return true;
  }

  // Time goes on, and what is due happens.
  void wait() {
    county_->clock.set(plus_ms(now(), static_cast<std::int64_t>(1 + one_of(60)) * kWalkHourMs));
    desk::Scheduler scheduler(kernel());
    while (scheduler.run_once().value_or(0) > 0) continue;
    EXPECT_EQ(scheduler.last_error(), "");
    said_ += "… ";
  }

  static std::set<PersonId> told_at_a_desk(MatterId id) {
    const auto found = read()->all(
        "SELECT DISTINCT person_id FROM delivery_message WHERE matter_id = ?1 AND channel = 2",
        {id}, [](const store::Row& row) { return row.id<PersonId>(0); });
    return {found->begin(), found->end()};
  }

  // Nobody whose own matter it is works on it, reads it as a desk does, or is told what desks are.
  void expect_recused(MatterId id) {
    const auto dossier = desk::dossier(*read(), id).value();
    const auto recused = desk::recused(dossier);
    const auto told = told_at_a_desk(id);
    const auto snapshot = read();
    for (const auto who : recused) {
      EXPECT_FALSE(told.contains(who)) << said_;
      const auto standing = desk::standing_of(kernel(), *snapshot, person(who), dossier).value();
      EXPECT_FALSE(standing.hat) << said_;
      for (const auto role : standing.roles) {
        EXPECT_TRUE(role == Role::filer || role == Role::affected) << said_;
      }
      const bool is_about = std::ranges::count(dossier.about, who) != 0;
      EXPECT_FALSE(is_about && standing.sees) << said_;
    }
    if (dossier.matter.ended()) return;
    const auto holders = seat_of(id).holders;
    EXPECT_TRUE(holders.empty() ||
                std::ranges::any_of(
                    holders, [&](const auto& holder) { return !recused.contains(holder.person); }))
        << said_ << ": nobody but the recused sits where it lies";
  }

  static std::vector<desk::Timer> timers_of(const desk::Dossier& dossier, std::string_view kind) {
    auto out = dossier.timers;
    std::erase_if(out, [&](const desk::Timer& timer) { return timer.kind != kind; });
    return out;
  }

  void expect_clock(MatterId id) {
    const auto dossier = desk::dossier(*read(), id).value();
    const auto& matter = dossier.matter;
    const auto* definition = desk::definition_of(rules(), matter).value();
    const auto* at = definition->find_step(matter.step);
    ASSERT_NE(at, nullptr) << said_;
    EXPECT_EQ(matter.ended(), at->final) << said_;
    EXPECT_EQ(dossier.open_stay.has_value(), !matter.ended()) << said_;
    if (dossier.open_stay) {
      EXPECT_EQ(dossier.open_stay->position, matter.holder) << said_;
      EXPECT_EQ(dossier.open_stay->step, matter.step) << said_;
    }
    const bool pauses = at->clock == procedure::ClockMode::paused;
    EXPECT_EQ(matter.paused_at.ms != 0, pauses) << said_;
    EXPECT_TRUE(!pauses || matter.paused_at == matter.step_since) << said_;
    EXPECT_EQ(matter.due_at.ms != 0, at->within.has_value()) << said_ << matter.step;

    const auto late = timers_of(dossier, "late");
    EXPECT_LE(late.size(), matter.ended() ? 0U : 1U) << said_;
    for (const auto& timer : late) {
      const auto stage = static_cast<std::size_t>(timer.stage);
      ASSERT_LT(stage, at->late.size()) << said_;
      const Instant base = matter.due_at.ms != 0 ? matter.due_at : matter.step_since;
      EXPECT_EQ(timer.due, rules().calendar.offset(base, at->late[stage].after)) << said_;
    }
    const auto offer = timers_of(dossier, "offer");
    ASSERT_EQ(offer.size(), matter.offered ? 1U : 0U) << said_;
    EXPECT_TRUE(offer.empty() || offer.front().due == matter.offer_until) << said_;
    expect_parts(dossier);
  }

  // Each part that somebody has in it, once; and no time runs for a part that is over.
  void expect_parts(const desk::Dossier& dossier) {
    std::multiset<std::pair<std::string, PositionId>> open;
    for (const auto& part : dossier.participants) {
      if (part.ended.ms == 0) open.emplace(part.role, part.position);
      if (part.ended.ms == 0 && part.role == "lead") {
        EXPECT_TRUE(part.position == dossier.matter.holder || !leads(dossier)) << said_;
      }
      const auto mine = timers_of(dossier, desk::answer_timer(part));
      EXPECT_LE(mine.size(), part.ended.ms == 0 && part.role == "assist" ? 1U : 0U) << said_;
    }
    for (const auto& one : open) EXPECT_EQ(open.count(one), 1U) << said_ << one.first;
    for (const auto& [role, position] : open) {
      EXPECT_FALSE(dossier.matter.ended() && (role == "assist" || role == "supervisor")) << said_;
    }
    EXPECT_TRUE(!leads(dossier) || open.contains({"lead", dossier.matter.holder})) << said_;
  }
  static bool leads(const desk::Dossier& dossier) {
    const auto* definition = desk::definition_of(rules(), dossier.matter).value();
    return definition->find_step(dossier.matter.step)->lead;
  }

  // Somebody files; now and then it is about a desk, or for somebody in office.
  MatterId filed_by_anybody() {
    constexpr const char* kKinds[] = {"village.lighting", "rural.homes", "other"};
    auto what = about(kKinds[one_of(3)]);
    if (one_of(3) == 0)
      what.about = {desk_of(any(std::vector<std::string>{"village_intake", "village_handler",
                                                         "town_intake", "town_supervisor"}))};
    auto filer = one_of(2) == 0 ? as("resident") : anybody();
    if (filer.hats.empty()) filer.kind = rights::ActorKind::Resident;
    const auto answer = file(filer, what);
    EXPECT_TRUE(answer) << answer.error().code;
    said_ = "filed by " + std::to_string(filer.person.value) + ": ";
    return receipt_of(answer).matter.value_or(MatterId{});
  }

  std::mt19937 random_;
  std::string said_;
  std::set<std::string> done_;
};

TEST_F(Walk, LeavesNobodyAPartInHerOwnMatterAndEachMatterItsTime) {
  for (unsigned seed = 1; seed <= kWalks; ++seed) {
    begin(seed);
    const auto id = filed_by_anybody();
    ASSERT_TRUE(id) << seed;
    for (int tries = 0, acts = 0; acts < kActs && tries < kTries; ++tries) {
      if (one_of(12) == 0) wait();
      if (!step(id)) continue;
      ++acts;
      expect_recused(id);
      expect_clock(id);
      if (HasFailure()) FAIL() << "seed " << seed << ": " << said_;
    }
  }
  // A walk that goes nowhere shows nothing.
  for (const auto* act : {"accept", "hand_up", "assign", "take_over", "send_back", "return",
                          "ask_filer", "resume", "invite", "contribute", "share", "ask_more_time",
                          "reply", "not_solved", "is_about", "not_about"}) {
    EXPECT_TRUE(done_.contains(act)) << act;
  }
}

}  // namespace
}  // namespace linli::app
