// The kernel of desk/ on a whole county: what an act does, and what it is refused for.
#include <algorithm>
#include <thread>

#include "desk/draft.h"
#include "desk/place.h"
#include "desk/repin.h"
#include "desk/routes.h"
#include "desk/scheduler.h"
#include "record/integrator.h"
#include "testing/county.h"

namespace linli::desk {
namespace {

constexpr const char* kVillageKind = "village.lighting";
constexpr const char* kTownKind = "rural.homes";  // the town's duty, not on the village's list

desk::Idempotency key_of(const std::string& key, const std::string& body) {
  return {"test", key, sha256(body)};
}

class KernelAct : public tests::CountyTest {
 protected:
  static std::int64_t matters() { return read()->number("SELECT count(*) FROM matter").value(); }
  // Acts of this name on the matter's record, as its holder reads it.
  std::int64_t done(MatterId id, const std::string& act) {
    const auto record = view(holder_of(id), id).record;
    return std::ranges::count(record, act, &desk::ActDoneView::act);
  }
  // A matter that the village leads.
  MatterId led() {
    const auto id = filed(about(kVillageKind));
    EXPECT_EQ(code(act(as("village_intake"), id, "accept", R"({"grade":"small"})")), "");
    return id;
  }
  // Moves the time to when the matter's timer of this kind is due.
  static void to_timer_of(MatterId id, const std::string& kind) {
    const auto timers = desk::dossier(*read(), id).value().timers;
    const auto found = std::ranges::find(timers, kind, &desk::Timer::kind);
    ASSERT_NE(found, timers.end()) << kind;
    county_->clock.set(found->due);
  }
};

TEST_F(KernelAct, RepeatedWithItsKeyIsAnsweredTheSameAndDoneOnce) {
  const auto before = matters();
  const auto first = file(as("resident"), about(kVillageKind), key_of("once-and-again", "a"));
  const auto again = file(as("resident"), about(kVillageKind), key_of("once-and-again", "a"));
  ASSERT_TRUE(first);
  EXPECT_EQ(again.value_or(""), *first);
  EXPECT_EQ(matters(), before + 1);
  const auto other = file(as("resident"), about(kVillageKind), key_of("once-and-again", "b"));
  EXPECT_EQ(code(other), "desk.key_reused");
  EXPECT_EQ(matters(), before + 1);
}

TEST_F(KernelAct, ThatMeetsAConflictIsDecidedAgain) {
  const auto term = as("village_intake").hats.front();
  int decided = 0;
  const auto answer = desk::submit_and_wait(kernel(), {}, [&](store::Snapshot&) {
    desk::Prepared out;
    const std::int64_t stale = ++decided == 1 ? 1000 : 0;
    out.changes.add(store::Require{"term", term.term.value, term.term_version + stale});
    out.answer = "done";
    return Result<desk::Prepared>(std::move(out));
  });
  EXPECT_EQ(answer.value_or(""), "done");
  EXPECT_EQ(decided, 2);
}

TEST_F(KernelAct, ThatMeetsConflictsOnlyEndsAsBusy) {
  const auto term = as("village_intake").hats.front();
  std::atomic<int> decided = 0;
  const auto answer = desk::submit_and_wait(kernel(), {}, [&](store::Snapshot&) {
    ++decided;
    desk::Prepared out;
    out.changes.add(store::Require{"term", term.term.value, term.term_version + 1000});
    return Result<desk::Prepared>(std::move(out));
  });
  EXPECT_EQ(code(answer), "desk.busy");
  EXPECT_EQ(decided, desk::kDecideTimesMax);
}

TEST_F(KernelAct, ByTwoAtOnceIsDoneByOneAndRefusedToTheOther) {
  const auto id = filed(about(kVillageKind));
  std::vector<std::string> codes(2);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : codes) {
      threads.emplace_back([&, actor = as("village_intake")] {
        mine = code(act(actor, id, "accept", R"({"grade":"small"})"));
      });
    }
  }
  std::ranges::sort(codes);
  EXPECT_EQ(codes, (std::vector<std::string>{"", "procedure.not_now"}));
  EXPECT_EQ(done(id, "accept"), 1);
}

TEST_F(KernelAct, OfWhoeverHasNoStandingFindsNoMatter) {
  const auto id = filed(about(kVillageKind));
  EXPECT_EQ(code(act(as("department_intake"), id, "accept")), "desk.no_such_matter");
  EXPECT_EQ(code(act(as("liaison"), id, "add", R"({"text":"?"})")), "desk.no_such_matter");
  EXPECT_EQ(code(act(as("village_intake"), MatterId{7}, "accept")), "desk.no_such_matter");
}

TEST_F(KernelAct, OfSharingIsRefusedWhereNobodySitsInHerCluster) {
  const auto id = filed(about(kVillageKind));
  // Whoever filed it has no home in the register.
  const PersonId stranger{7};
  force(id, {{"filer_person", stranger}});
  EXPECT_EQ(code(act(person(stranger, rights::ActorKind::Resident), id, "share")),
            "desk.nobody_at_home");
  EXPECT_EQ(code(act(as("resident"), filed(about(kVillageKind)), "share")), "");
}

TEST_F(KernelAct, WithAFormThatIsNoFormIsRefused) {
  const auto id = filed(about(kVillageKind));
  const auto intake = as("village_intake");
  EXPECT_EQ(code(act(intake, id, "accept", R"(["small"])")), "procedure.form_type");
  EXPECT_EQ(code(act(intake, id, "accept", R"({"grade":{"a":1}})")), "procedure.form_type");
  EXPECT_EQ(code(act(intake, id, "accept", R"({"grade":"giant"})")), "procedure.form_choice");
}

TEST_F(KernelAct, HandBackWithoutASenderGoesUpTheLine) {
  const auto id = filed(about(kTownKind));
  const auto town = seat_of(id);
  ASSERT_EQ(town.level, "town");
  EXPECT_FALSE(desk::find_matter(*read(), id).value()->sender);
  const char* form = R"({"return_reason":"not_ours","reason":"不属于本镇职责"})";
  EXPECT_EQ(code(act(holder_of(id), id, "return", form)), "");
  EXPECT_EQ(seat_of(id).level, "county");
}

TEST_F(KernelAct, HandBackAfterTakingOverGoesToWhoeverSentIt) {
  const auto id = filed(about(kVillageKind));
  const auto village_desk = seat_of(id).position;
  EXPECT_EQ(code(act(as("village_intake"), id, "hand_up", R"({"reason":"要镇里协调"})")), "");
  EXPECT_EQ(seat_of(id).position, village_desk) << "until 签收 the sender answers for it";
  EXPECT_EQ(code(act(as("town_intake"), id, "take_over")), "");
  EXPECT_EQ(seat_of(id).level, "town");
  const char* form = R"({"return_reason":"not_ours","reason":"村里可以办"})";
  EXPECT_EQ(code(act(as("town_intake"), id, "return", form)), "");
  EXPECT_EQ(seat_of(id).position, village_desk);
}

TEST_F(KernelAct, OfAssigningIsRefusedWhereTheDeskCannotTakeIt) {
  const auto id = filed(about(kTownKind));
  const auto assign = [&](const std::string& to) {
    return code(act(holder_of(id), id, "assign", R"({"to":")" + to + R"("})"));
  };
  EXPECT_EQ(assign(desk_of("village_intake")), "desk.not_on_village_list");
  EXPECT_EQ(assign(std::to_string(seat_of(id).position.value)), "desk.already_here");
  EXPECT_EQ(assign("999"), "desk.no_such_desk");
  EXPECT_EQ(assign(desk_of("department_intake")), "");
}

TEST_F(KernelAct, NoWayLeadsToAVillageWithWhatIsNotOnItsList) {
  const auto id = filed(about(kTownKind));
  const auto to = [this](const std::string& desk, const std::string& more) {
    return R"({"to":")" + desk_of(desk) + R"(",)" + more + "}";
  };
  const char* reason = R"("reason":"请村里办")";
  // Overruling a decline.
  const auto declined = filed(about(kTownKind));
  const char* decline = R"({"decline_reason":"court","reply":"不归镇里管"})";
  ASSERT_EQ(code(act(holder_of(declined), declined, "decline", decline)), "");
  ASSERT_EQ(code(act(as("resident"), declined, "ask_review", "{}")), "");
  const auto reviewer = holder_of(declined);
  EXPECT_EQ(code(act(reviewer, declined, "overrule_decline", to("village_intake", reason))),
            "desk.not_on_village_list");
  EXPECT_EQ(code(act(reviewer, declined, "overrule_decline", to("town_intake", reason))), "");
  // Asking it to assist.
  ASSERT_EQ(code(act(holder_of(id), id, "accept", R"({"grade":"small"})")), "");
  EXPECT_EQ(code(act(holder_of(id), id, "invite", to("village_handler", R"("question":"几户?")"))),
            "desk.not_on_village_list");
  // Having it done again after it could not be solved.
  for (int times = 0; times < 2; ++times) {
    ASSERT_EQ(code(act(holder_of(id), id, "reply", R"({"reply":"办好了"})")), "");
    ASSERT_EQ(code(act(as("resident"), id, "not_solved", "{}")), "");
  }
  EXPECT_EQ(code(act(holder_of(id), id, "redo", to("village_handler", reason))),
            "desk.not_on_village_list");
  EXPECT_EQ(code(act(holder_of(id), id, "redo", to("town_handler", reason))), "");
}

TEST_F(KernelAct, WhatAVillageSentUpBecauseItIsNotItsOwnGoesUpFromThereWhenHandedBack) {
  const auto id = filed(about(kVillageKind));
  EXPECT_EQ(code(act(as("village_intake"), id, "hand_up", R"({"reason":"要镇里协调"})")), "");
  EXPECT_EQ(code(act(as("town_intake"), id, "take_over")), "");
  force(id, {{"category", kTownKind}});
  const char* form = R"({"return_reason":"not_ours","reason":"不归我们"})";
  EXPECT_EQ(code(act(as("town_intake"), id, "return", form)), "");
  EXPECT_EQ(seat_of(id).level, "county");
}

TEST_F(KernelAct, WhatBecameAnotherKindSinceItWasOfferedIsNotTakenOverByAVillage) {
  const auto id = filed(about(kVillageKind));
  EXPECT_EQ(code(act(as("village_intake"), id, "hand_up", R"({"reason":"要镇里协调"})")), "");
  EXPECT_EQ(code(act(as("town_intake"), id, "take_over")), "");
  const std::string form = R"({"to":")" + desk_of("village_intake") + R"("})";
  ASSERT_EQ(code(act(as("town_intake"), id, "assign", form)), "");
  force(id, {{"category", kTownKind}});
  EXPECT_EQ(code(act(as("village_intake"), id, "take_over")), "desk.not_on_village_list");
  force(id, {{"category", kVillageKind}});
  EXPECT_EQ(code(act(as("village_intake"), id, "take_over")), "");
}

TEST_F(KernelAct, OfInvitingTheSameDeskTwiceIsRefused) {
  const auto id = led();
  const std::string form =
      R"({"to":")" + desk_of("department_handler") + R"(","question":"谁来换灯杆?"})";
  EXPECT_EQ(code(act(as("village_intake"), id, "invite", form)), "");
  EXPECT_EQ(code(act(as("village_intake"), id, "invite", form)), "desk.takes_part_already");
  EXPECT_TRUE(sees(as("department_handler"), id));
}

TEST_F(KernelAct, OfExtendingNeedsADeadline) {
  const auto id = filed(about(kVillageKind));
  const auto snapshot = read();
  auto dossier = desk::dossier(*snapshot, id).value();
  const auto* definition = desk::definition_of(rules(), dossier.matter).value();
  const Instant due = dossier.matter.due_at;
  dossier.matter.due_at = Instant{};
  desk::Draft without(kernel(), *snapshot, rules(), *definition, dossier, now());
  EXPECT_EQ(without.extend({1, PeriodUnit::workday}).error().code, "desk.no_deadline");
  dossier.matter.due_at = due;
  desk::Draft with(kernel(), *snapshot, rules(), *definition, dossier, now());
  ASSERT_TRUE(with.extend({1, PeriodUnit::workday}));
  EXPECT_GT(with.matter().due_at, due);
}

TEST_F(KernelAct, UnderAProcedureVersionThatIsGoneIsRefusedAsCorrupt) {
  const auto id = filed(about(kVillageKind));
  force(id, {{"procedure_version", 99}});
  EXPECT_EQ(code(act(as("village_intake"), id, "accept", R"({"grade":"small"})")),
            "desk.procedure_gone");
  force(id, {{"procedure_version", rules().pack().procedures.at("request").version}});
  EXPECT_EQ(code(act(as("village_intake"), id, "accept", R"({"grade":"small"})")), "");
}

TEST_F(KernelAct, OfMovingMattersToAVersionThatIsNotInstalledIsRefused) {
  EXPECT_EQ(desk::repin(kernel(), "request", 1, 99, "test").error().code, "desk.no_such_procedure");
}

TEST_F(KernelAct, MovesMattersToAnotherVersionOnTheRecord) {
  const auto id = filed(about(kVillageKind));
  const auto due = desk::find_matter(*read(), id).value()->due_at;
  force(id, {{"procedure_version", 77}});
  const int current = rules().pack().procedures.at("request").version;
  const auto moved = desk::repin(kernel(), "request", 77, current, "law_changed").value();
  EXPECT_EQ(moved.moved, 1);
  EXPECT_TRUE(moved.stayed.empty());
  const auto after = desk::find_matter(*read(), id).value();
  EXPECT_EQ(after->procedure_version, current);
  EXPECT_EQ(after->due_at, due) << "what was promised stays";
  EXPECT_EQ(done(id, "pinned"), 1);
}

// Seats.

TEST_F(KernelAct, NeverReachesTheFilerOrWhomItIsAbout) {
  // A clerk who files in her own village does not handle it herself.
  const auto intake = as("village_intake");
  const auto own = receipt_of(file(intake, about(kVillageKind))).matter.value();
  const auto own_holders = seat_of(own).holders;
  EXPECT_EQ(std::ranges::count(own_holders, intake.person, &registry::Holder::person), 0);
  EXPECT_EQ(view(intake, own).my_role, "filer");
  EXPECT_EQ(code(act(intake, own, "accept", R"({"grade":"small"})")), "procedure.not_your_act");

  // Whatever it is called: that it is about somebody makes it confidential.
  for (const auto* category : {"conduct.attitude", kVillageKind}) {
    auto complaint = about(category);
    complaint.about = {desk_of("village_intake")};
    const auto id = filed(complaint);
    EXPECT_FALSE(sees(intake, id)) << category;
    EXPECT_FALSE(sees(as("town_supervisor"), id)) << category << ": overseen from the county only";
  }
}

TEST_F(KernelAct, FindsNoDeskInASeatReferenceToTheFiler) {
  const auto id = filed(about(kVillageKind));
  const auto snapshot = read();
  const auto dossier = desk::dossier(*snapshot, id).value();
  const auto found = desk::find_seat(kernel(), *snapshot, rules(), {"", procedure::Place::filer},
                                     {dossier, PositionId{}, now()});
  EXPECT_EQ(found.error().code, "desk.no_such_desk");
}

// Time.

TEST_F(KernelAct, OfTimeHappensOncePerStageWhenTwoSchedulersRunAtOnce) {
  const auto id = filed(about(kVillageKind));
  const auto run_two = [] {
    std::vector<int> fired(2);
    {
      std::vector<std::jthread> threads;
      for (auto& mine : fired) {
        threads.emplace_back([&mine] {
          desk::Scheduler scheduler(kernel());
          while (const int more = scheduler.run_once().value_or(0)) mine += more;
          EXPECT_EQ(scheduler.last_error(), "");
        });
      }
    }
    return fired[0] + fired[1];
  };
  run_two();
  EXPECT_EQ(done(id, "late"), 0);
  to_timer_of(id, "late");
  EXPECT_GE(run_two(), 1);
  EXPECT_EQ(done(id, "late"), 1) << "the reminder";
  EXPECT_EQ(run_two(), 0);
  to_timer_of(id, "late");
  EXPECT_GE(run_two(), 1);
  EXPECT_EQ(done(id, "late"), 2) << "and the supervision";
  const auto dossier = desk::dossier(*read(), id).value();
  EXPECT_EQ(std::ranges::count(dossier.participants, "supervisor", &desk::Participant::role), 1);
  EXPECT_TRUE(dossier.timers.empty()) << "the chain has two stages";
}

TEST_F(KernelAct, OfTimeNamesWhoSupervisesNotWhoIsLate) {
  const auto id = filed(about(kVillageKind));
  desk::Scheduler scheduler(kernel());
  for (int stage = 0; stage < 2; ++stage) {
    to_timer_of(id, "late");
    while (scheduler.run_once().value_or(0) > 0) continue;
  }
  const auto participants = desk::dossier(*read(), id).value().participants;
  const auto supervisor =
      std::ranges::find(participants, "supervisor", &desk::Participant::role)->position;
  const auto seat = registry::seat_by_position(*read(), supervisor, now()).value();
  const auto queued = kernel().outbox.recent(*read(), 50).value();
  int told = 0;
  for (const auto& one : queued) {
    if (one.message.matter != id || one.message.code != "message.supervised") continue;
    ++told;
    EXPECT_NE(one.message.body.find(desk::seat_words(seat).zh), std::string::npos);
    EXPECT_NE(one.message.body_en.find(desk::seat_words(seat).en), std::string::npos);
  }
  EXPECT_EQ(told, 2);
}

TEST_F(KernelAct, OfTimeEndsAnOfferThatNobodyTookOver) {
  const auto id = filed(about(kVillageKind));
  const auto desk = seat_of(id).position;
  EXPECT_EQ(code(act(as("village_intake"), id, "hand_up", R"({"reason":"要镇里协调"})")), "");
  EXPECT_TRUE(sees(as("town_intake"), id));
  to_timer_of(id, "offer");
  desk::Scheduler scheduler(kernel());
  while (scheduler.run_once().value_or(0) > 0) continue;
  EXPECT_EQ(seat_of(id).position, desk);
  EXPECT_FALSE(desk::find_matter(*read(), id).value()->offered);
  EXPECT_EQ(done(id, "offer_lapsed"), 1);
  EXPECT_EQ(code(act(as("town_intake"), id, "take_over")), "desk.no_such_matter");
}

TEST_F(KernelAct, OfATimerThatIsGoneIsRefused) {
  const auto id = filed(about(kVillageKind));
  const auto snapshot = read();
  EXPECT_EQ(desk::fire(kernel(), *snapshot, id, 12345).error().code, "desk.timer_gone");
}

TEST_F(KernelAct, NeedsTheHolidaysOfTheLaw) {
  EXPECT_EQ(desk::load_rules(*read(), {}).error().code, "desk.no_calendar");
  EXPECT_TRUE(desk::load_rules(*read()));
}

// Reading.

TEST_F(KernelAct, OfRatingIsReadByItsAuthorOnly) {
  const auto id = led();
  const auto intake = as("village_intake");
  const auto resident = as("resident");
  EXPECT_EQ(code(act(intake, id, "reply", R"({"reply":"已经修好。"})")), "");
  EXPECT_EQ(code(act(intake, id, "solved")), "procedure.not_your_act");
  EXPECT_EQ(code(act(resident, id, "solved")), "");
  EXPECT_EQ(code(act(resident, id, "rate", R"({"rating":2,"comment":"太慢"})")), "");
  EXPECT_EQ(view(resident, id).rating, 2);
  const auto seen = view(intake, id);
  EXPECT_EQ(seen.rating, 0);
  EXPECT_EQ(std::ranges::count(seen.record, "rate", &desk::ActDoneView::act), 0);
  EXPECT_EQ(to_json(seen).find("太慢"), std::string::npos);
}

TEST_F(KernelAct, IsReadWithTheFilerMasked) {
  const auto id = filed(about(kVillageKind));
  const auto seen = view(as("village_intake"), id);
  ASSERT_TRUE(seen.filer);
  EXPECT_NE(seen.filer->name.find('*'), std::string::npos);
  EXPECT_NE(seen.filer->phone.find("****"), std::string::npos);
  EXPECT_TRUE(seen.filer->revealable);
  EXPECT_EQ(to_json(seen).find(roles_.front().name), std::string::npos);
  EXPECT_FALSE(view(as("town_supervisor"), id).filer->revealable);
  EXPECT_FALSE(view(as("resident"), id).filer);
}

class KernelRoutes : public tests::CountyTest {
 protected:
  // Calls the route of this name.
  static Result<api::Response> call(const std::string& name, api::Request request) {
    const auto routes = desk::matter_routes(kernel());
    const auto route = std::ranges::find(routes, name, &api::Route::name);
    if (route == routes.end()) return invalid("http.not_found", name);
    std::promise<Result<api::Response>> promise;
    route->handle(request, [&](Result<api::Response> answer) { promise.set_value(answer); });
    return promise.get_future().get();
  }
  static std::string refusal(const std::string& name, const api::Request& request) {
    const auto answer = call(name, request);
    return answer ? "" : answer.error().code;
  }
};

TEST_F(KernelRoutes, FindNoMatterWhereTheIdIsNone) {
  api::Request request;
  request.actor = as("village_intake");
  request.parameters["id"] = "abc";
  EXPECT_EQ(refusal("matter_read", request), "desk.no_such_matter");
}

// What is kept in memory between requests is never told when it no longer holds.
TEST_F(KernelRoutes, OfOneMatterTellWhatHoldsNowHoweverOftenTheyAreAsked) {
  const auto id = filed(about(kVillageKind));
  const auto signer = journal::Signer::make(county_->house->vault().keys().sign.view()).value();
  record::Integrator integrator(kernel().store, kernel().clock, signer,
                                county_->house->heads_file());
  ASSERT_TRUE(integrator.run_once());  // so that the answer may be kept
  const auto asked = [&](const rights::Actor& reader) {
    api::Request request;
    request.actor = reader;
    request.parameters["id"] = std::to_string(id.value);
    const auto answer = call("matter_read", request);
    return answer ? answer->body : answer.error().code;
  };
  const auto changed = [](std::string_view table, std::int64_t row, store::Columns columns) {
    store::WriteSet out;
    const auto version =
        table == "position" ? read()->number("SELECT version FROM position WHERE id = ?1", {row})
                            : read()->number("SELECT version FROM vault_text WHERE id = ?1", {row});
    if (table == "position") {
      out.update("position", row, version.value(), std::move(columns));
    } else {
      out.update("vault_text", row, version.value(), std::move(columns));
    }
    ASSERT_TRUE(kernel().store.commit_and_wait(std::move(out)));
  };
  const auto intake = as("village_intake");
  const auto first = asked(intake);
  EXPECT_EQ(asked(intake), first);
  EXPECT_NE(asked(as("resident")), first);  // another reader, another answer

  const auto position = intake.hats.front().position.value;
  const auto old_name = seat_of(id).name.zh;
  changed("position", position, {{"name_zh", "改了名的岗位"}});
  EXPECT_NE(asked(intake).find("改了名的岗位"), std::string::npos);
  changed("position", position, {{"name_zh", old_name}});
  EXPECT_EQ(asked(intake), first);

  county_->clock.set(plus_ms(now(), 10 * kMsPerDay));
  EXPECT_NE(asked(intake).find(R"("late":true)"), std::string::npos);
  county_->clock.set(plus_ms(now(), -10 * kMsPerDay));
  EXPECT_EQ(asked(intake), first);

  const auto title = desk::find_matter(*read(), id).value()->title_text.value;
  changed("vault_text", title, {{"sealed", store::Blob{}}, {"erased_at", now()}});
  EXPECT_EQ(asked(intake).find("村口的路灯不亮"), std::string::npos);

  ASSERT_EQ(code(act(intake, id, "accept", R"({"grade":"small"})")), "");
  EXPECT_NE(asked(intake).find(R"("act":"accept")"), std::string::npos);
}

}  // namespace
}  // namespace linli::desk
