// Words that come later, on a whole county: whom they name does not read them (RISK-3, ADR 0024).
#include "record/entry.h"
#include "registry/organisations.h"
#include "registry/people.h"
#include "registry/positions.h"
#include "testing/county.h"

namespace linli::desk {
namespace {

constexpr const char* kLamp = "village.lighting";

// So many that nobody wears hats of two levels, as few do.
constexpr int kPeople = 5000;

class Later : public tests::CountyTest {
 protected:
  static void SetUpTestSuite() { county_ = tests::County::make(kPeople); }
  std::string name_of(PersonId person) {
    return registry::names_of(*read(), kernel().vault, {person}).value().at(person);
  }
  std::string name_of(const std::string& role) { return name_of(as(role).person); }
  // Somebody who sits at discipline inspection, and her desk.
  std::pair<PersonId, PositionId> inspector() {
    const auto snapshot = read();
    const auto body = registry::find_organisation_by_key(*snapshot, "discipline").value().value();
    const auto positions = registry::positions_at(*snapshot, UnitId{}, body.id).value();
    for (const auto& position : positions) {
      const auto seat = registry::seat_by_position(*snapshot, position.id, now()).value();
      if (!seat.holders.empty()) return {seat.holders.front().person, position.id};
    }
    return {};
  }
  static desk::Matter matter(MatterId id) { return desk::find_matter(*read(), id).value().value(); }
  static std::vector<std::string> acts(MatterId id) {
    std::vector<std::string> out;
    const auto entries = record::read_entries(*read(), id, EntryId{}, 100).value();
    for (const auto& entry : entries) out.push_back(entry.act);
    return out;
  }
  static std::string text(const std::string& words) { return R"({"text":")" + words + R"("})"; }
  static std::string reason(const std::string& words) { return R"({"reason":")" + words + R"("})"; }
  std::string add(MatterId id, const std::string& words) {
    return code(act(as("resident"), id, "add", text(words)));
  }
  MatterId handled() {
    const auto id = filed(about(kLamp));
    EXPECT_EQ(code(act(holder_of(id), id, "accept", R"({"grade":"small"})")), "");
    return id;
  }
};

using Acts = std::vector<std::string>;

TEST_F(Later, AddedWordsThatNameTheHolderAreReadAboveHimFirst) {
  const auto id = filed(about(kLamp));
  const auto before = matter(id);
  const auto him = holder_of(id);
  ASSERT_EQ(add(id, name_of(him.person) + "收了我家五百元，我要投诉他"), "");
  const auto after = matter(id);
  EXPECT_EQ(after.step, "about_review");
  EXPECT_TRUE(after.confidential);
  EXPECT_EQ(seat_of(id).level, "town");
  EXPECT_FALSE(sees(him, id));
  EXPECT_EQ(acts(id), (Acts{"request.file", "request.add", "request.handed_above"}));
  // Not about him: back to who had it, where it stood, with the time it had.
  ASSERT_EQ(code(act(holder_of(id), id, "not_about")), "");
  const auto back = matter(id);
  EXPECT_EQ(back.step, before.step);
  EXPECT_EQ(back.holder, before.holder);
  EXPECT_EQ(back.due_at, before.due_at);
  EXPECT_EQ(back.above_path, "");
  EXPECT_FALSE(back.confidential);
  EXPECT_TRUE(sees(him, id));
}

TEST_F(Later, AReviewersYesKeepsItAbove) {
  const auto id = handled();
  const auto him = holder_of(id);
  ASSERT_EQ(add(id, name_of(him.person) + "要钱"), "");
  ASSERT_EQ(code(act(holder_of(id), id, "is_about")), "");
  EXPECT_EQ(seat_of(id).level, "town");
  EXPECT_FALSE(sees(him, id));
}

TEST_F(Later, WhatLedToAnotherStepGoesBackToThatOne) {
  const auto id = handled();
  const auto him = holder_of(id);
  ASSERT_EQ(code(act(him, id, "ask_filer", R"({"question":"在哪里?"})")), "");
  ASSERT_EQ(add(id, "就在" + name_of(him.person) + "家旁边"), "");
  ASSERT_EQ(matter(id).step, "about_review");
  ASSERT_EQ(code(act(holder_of(id), id, "not_about")), "");
  EXPECT_EQ(matter(id).step, "handling");
  EXPECT_EQ(holder_of(id).person, him.person);
}

TEST_F(Later, HerWordThatItIsNotSolvedIsReadAsWell) {
  const auto id = handled();
  const auto him = holder_of(id);
  ASSERT_EQ(code(act(him, id, "reply", R"({"reply":"已修好"})")), "");
  const auto words = reason(name_of(him.person) + "没修，还骂人");
  ASSERT_EQ(code(act(as("resident"), id, "not_solved", words)), "");
  EXPECT_EQ(matter(id).step, "about_review");
  EXPECT_FALSE(sees(him, id));
}

TEST_F(Later, ATitleWithAWordOfComplaintIsEnough) {
  const auto id = filed(about(kLamp));
  ASSERT_EQ(add(id, "村支书优亲厚友"), "");
  EXPECT_EQ(matter(id).step, "about_review");
}

TEST_F(Later, WordsThatNameNobodyMoveNothing) {
  const auto id = filed(about(kLamp));
  const auto holder = matter(id).holder;
  ASSERT_EQ(add(id, "就在小学门口，请村支书来看看"), "");
  EXPECT_EQ(matter(id).step, "intake");
  EXPECT_EQ(matter(id).holder, holder);
  EXPECT_EQ(acts(id), (Acts{"request.file", "request.add"}));
}

TEST_F(Later, AHigherNameMovesAComplaintHigherWithoutAskingAnew) {
  auto what = about(kLamp);
  what.about = {desk_of("village_intake")};
  const auto id = filed(what);
  const auto clerk = holder_of(id);
  ASSERT_EQ(seat_of(id).level, "town");
  ASSERT_EQ(add(id, name_of(clerk.person) + "包庇他"), "");
  EXPECT_EQ(matter(id).step, "intake");
  EXPECT_EQ(seat_of(id).level, "county");
  EXPECT_FALSE(sees(clerk, id));
  // Whoever is named already moves it no further.
  const auto holder = matter(id).holder;
  ASSERT_EQ(add(id, name_of(clerk.person) + "昨天又来了"), "");
  EXPECT_EQ(matter(id).holder, holder);
}

TEST_F(Later, WhoStandsAboveTheNewNameAsWellKeepsIt) {
  auto what = about(kLamp);
  what.about = {desk_of("village_intake")};
  const auto id = filed(what);
  const auto to = R"({"to":")" + desk_of("town_handler") + R"(","reason":"请办"})";
  ASSERT_EQ(code(act(holder_of(id), id, "pass_on", to)), "");
  ASSERT_EQ(code(act(as("town_handler"), id, "take_over")), "");
  ASSERT_EQ(add(id, name_of("village_handler") + "也在"), "");
  EXPECT_EQ(holder_of(id).person, as("town_handler").person);
  EXPECT_FALSE(sees(as("village_handler"), id));
}

TEST_F(Later, WhileItIsLookedAtAnotherNameIsAskedToo) {
  const auto id = filed(about(kLamp));
  ASSERT_EQ(add(id, name_of("village_intake") + "收钱"), "");
  const auto clerk = holder_of(id);
  ASSERT_EQ(add(id, name_of(clerk.person) + "也收钱"), "");
  EXPECT_EQ(matter(id).step, "about_review");
  EXPECT_FALSE(sees(clerk, id));
  ASSERT_EQ(code(act(holder_of(id), id, "not_about")), "");
  EXPECT_EQ(matter(id).step, "intake");
  EXPECT_EQ(seat_of(id).level, "village");
}

// A desk of another village, which is nowhere on the line of the place.
TEST_F(Later, WhoHasItFromElsewhereIsReadForAsWell) {
  const auto id = filed(about(kLamp));
  const auto desks =
      read()
          ->all(
              "SELECT p.id FROM position p JOIN unit u ON u.id = p.unit_id JOIN term t ON"
              " t.position_id = p.id WHERE p.key = 'intake' AND u.level = 'village' AND"
              " u.id <> ?1 ORDER BY p.id",
              {village()}, [](const store::Row& row) { return row.id<PositionId>(0); })
          .value();
  ASSERT_FALSE(desks.empty());
  const auto to = R"({"to":")" + std::to_string(desks.front().value) + R"(","reason":"请办"})";
  ASSERT_EQ(code(act(holder_of(id), id, "pass_on", to)), "");
  const auto seat = registry::seat_by_position(*read(), desks.front(), now()).value();
  const auto other = person(seat.holders.front().person);
  ASSERT_EQ(code(act(other, id, "take_over")), "");
  ASSERT_EQ(add(id, name_of(other.person) + "收钱"), "");
  EXPECT_EQ(matter(id).step, "about_review");
  EXPECT_FALSE(sees(other, id));
}

TEST_F(Later, WhatLiesHighAlreadyDoesNotGoDownToBeLookedAt) {
  const auto id = filed(about("urban.housing"));
  const auto before = matter(id);
  ASSERT_EQ(seat_of(id).level, "department");
  ASSERT_EQ(add(id, name_of("village_intake") + "收钱"), "");
  EXPECT_EQ(matter(id).above_path, before.holder_path);
  EXPECT_EQ(seat_of(id).level, "county");
}

TEST_F(Later, WhatEndsItStaysEndedAndIsOutOfHisSight) {
  const auto id = filed(about(kLamp));
  const auto him = holder_of(id);
  const auto words = reason(name_of(him.person) + "威胁我，我撤回");
  ASSERT_EQ(code(act(as("resident"), id, "withdraw", words)), "");
  EXPECT_EQ(matter(id).step, "closed");
  EXPECT_FALSE(sees(him, id));
  EXPECT_EQ(seat_of(id).level, "town");
  EXPECT_TRUE(sees(holder_of(id), id));
}

TEST_F(Later, WhatADeskSaysForItselfNamesWhomItLikes) {
  const auto id = handled();
  const auto him = holder_of(id);
  ASSERT_EQ(code(act(him, id, "note", text(name_of(him.person) + "已去看过，有人投诉"))), "");
  EXPECT_EQ(matter(id).step, "handling");
}

TEST_F(Later, WhatACallBackWroteDownCountsWithAWordOfComplaint) {
  for (const bool complains : {false, true}) {
    const auto id = handled();
    const auto him = holder_of(id);
    ASSERT_EQ(code(act(him, id, "unreachable", text("没人接"))), "");
    const auto words = name_of(him.person) + (complains ? "收了她家红包" : "还没有来过");
    ASSERT_EQ(code(act(holder_of(id), id, "record_not_solved", text(words))), "");
    EXPECT_EQ(matter(id).step, complains ? "about_review" : "handling");
    EXPECT_EQ(sees(him, id), !complains);
  }
}

TEST_F(Later, AProcedureThatCannotAskTakesItForAComplaint) {
  const auto id = filed(about(kLamp));
  const auto him = holder_of(id);
  const auto in_force = kernel().rules.get();
  auto old = std::make_shared<desk::Rules>(*in_force);
  auto& steps =
      old->installed.definitions.at({"request", static_cast<int>(matter(id).procedure_version)})
          .steps;
  for (auto& step : steps) {
    std::erase_if(step.acts, [](const auto& one) { return one.set.contains("about"); });
  }
  kernel().rules.put(old);
  EXPECT_EQ(add(id, name_of(him.person) + "收钱"), "");
  kernel().rules.put(in_force);
  EXPECT_EQ(matter(id).step, "intake");
  EXPECT_EQ(seat_of(id).level, "town");
  EXPECT_FALSE(sees(him, id));
}

// Filing: what is chosen never makes the text unread.

TEST_F(Later, WhoIsOnlyInTheTextCountsBesideWhoWasChosen) {
  auto what = about(kLamp);
  what.about = {desk_of("village_intake")};
  what.detail = "镇里的" + name_of("town_intake") + "收了我家五百元";
  const auto id = filed(what);
  EXPECT_EQ(seat_of(id).level, "county");
  EXPECT_FALSE(sees(as("town_intake"), id));
  EXPECT_FALSE(sees(as("village_intake"), id));
}

TEST_F(Later, WhoEntersAComplaintAboutHerselfNeverHasIt) {
  auto what = about(kLamp);
  what.about = {desk_of("village_intake")};
  what.place_words = name_of("town_intake") + "家门口";
  what.for_whom = request::ForWhom::somebody;
  what.somebody = {.name = "王老四",
                   .phone = std::nullopt,
                   .read_back = true,
                   .consent = true,
                   .slip = std::nullopt};
  const auto number = receipt_of(file(as("town_intake"), what)).number;
  const auto id = desk::find_matter_by_number(*read(), number).value()->id;
  EXPECT_EQ(seat_of(id).level, "county");
  EXPECT_FALSE(sees(as("town_intake"), id));
}

TEST_F(Later, WhomSheOnlyMentionsIsNotTheFirstToHaveIt) {
  auto what = about(kLamp);
  what.detail = "找过" + name_of("village_intake");
  what.about_none = true;
  const auto id = filed(what);
  EXPECT_EQ(seat_of(id).level, "town");
  EXPECT_FALSE(matter(id).confidential);
  EXPECT_EQ(matter(id).above_path, "");
  what.detail = "找过" + name_of("county_dispatch");
  EXPECT_EQ(seat_of(filed(what)).level, "village") << "he would not have had it";
}

TEST_F(Later, WhatIsAboutDisciplineInspectionGoesOutsideWhereverItIsSaid) {
  const auto [person, position] = inspector();
  ASSERT_TRUE(person);
  auto chosen = about(kLamp);
  chosen.about = {std::to_string(position.value)};
  EXPECT_EQ(code(file(as("resident"), chosen)), "desk.nobody_above");
  auto named = about(kLamp);
  named.detail = name_of(person) + "收了红包";
  EXPECT_EQ(code(file(as("resident"), named)), "desk.nobody_above");
  const auto id = filed(about(kLamp));
  const auto before = matter(id).version;
  EXPECT_EQ(add(id, name_of(person) + "收了红包"), "desk.nobody_above");
  EXPECT_EQ(matter(id).version, before) << "nothing is kept of it";
}

TEST_F(Later, HisOwnNameWithAnUnknownPhoneIsHisOwnMatter) {
  auto what = about(kLamp);
  what.name = name_of("village_intake");
  what.phone = "14312340987";
  const auto number = receipt_of(file({}, what)).number;
  const auto id = desk::find_matter_by_number(*read(), number).value()->id;
  EXPECT_NE(holder_of(id).person, as("village_intake").person);
  EXPECT_NE(code(act(as("village_intake"), id, "accept", R"({"grade":"small"})")), "");
}

}  // namespace
}  // namespace linli::desk
