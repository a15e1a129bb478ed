// Which counters a matter stands in, and what an act moves.
#include "desk/counts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace linli::desk {
namespace {

using testing::IsEmpty;

class Counts : public testing::Test {
 protected:
  Counts() : calendar_(WorkCalendar::make(CalendarData{}).value()) {
    matter_.village_path = "/1/5/27/";
    matter_.category = "village.lighting";
    matter_.filed_at = calendar_.start_of({2026, 3, 2});  // a Monday
  }
  std::map<std::string, std::int64_t> moved(const Matter* before, const Matter& after) {
    store::WriteSet changes;
    count_change(changes, calendar_, before, after);
    std::map<std::string, std::int64_t> out;
    for (const auto& change : changes.changes) {
      const auto& delta = std::get<store::AddDelta>(change);
      out[delta.key] += delta.delta;
    }
    return out;
  }
  Matter ended(const std::string& outcome, CivilDate day) const {
    Matter out = matter_;
    out.outcome = outcome;
    out.ended_at = calendar_.start_of(day);
    return out;
  }

  WorkCalendar calendar_;
  Matter matter_;
};

TEST_F(Counts, OfANewMatterCountsInEveryUnitAboveItsVillageByDayAndMonth) {
  const auto counters = moved(nullptr, matter_);
  EXPECT_EQ(counters.size(), 12U);
  for (const auto* unit : {"1", "5", "27"}) {
    for (const auto* category : {"*", "village.lighting"}) {
      for (const auto* period : {"d20260302", "m202603"}) {
        const std::string key =
            std::string("cases/") + unit + "/" + category + "/" + period + "/open";
        EXPECT_EQ(counters.count(key), 1U) << key;
      }
    }
  }
}

TEST_F(Counts, OfAnEndTakesItFromTheOpenAndKeepsHowLongItTook) {
  const auto counters = moved(&matter_, ended("solved", {2026, 3, 9}));
  EXPECT_EQ(counters.at("cases/5/*/m202603/open"), -1);
  EXPECT_EQ(counters.at("cases/5/*/m202603/solved"), 1);
  EXPECT_EQ(counters.at("cases/5/*/m202603/w5"), 1);
}

TEST_F(Counts, DoesNotCountPausesInHowLongItTook) {
  Matter after = ended("withdrawn", {2026, 3, 9});
  after.paused_workdays = 2;
  EXPECT_EQ(moved(&matter_, after).at("cases/27/*/d20260302/w3"), 1);
  EXPECT_EQ(moved(&matter_, after).at("cases/27/*/d20260302/other"), 1);
}

TEST_F(Counts, OfAnActThatChangesNothingCountedMovesNothing) {
  Matter after = matter_;
  after.step = "handling";
  after.grade = "small";
  EXPECT_THAT(moved(&matter_, after), IsEmpty());
}

TEST_F(Counts, OfAnotherCategoryLeavesTheSumOfAllAlone) {
  Matter after = matter_;
  after.category = "village.ditches";
  const auto counters = moved(&matter_, after);
  EXPECT_EQ(counters.at("cases/1/village.lighting/d20260302/open"), -1);
  EXPECT_EQ(counters.at("cases/1/village.ditches/d20260302/open"), 1);
  EXPECT_EQ(counters.count("cases/1/*/d20260302/open"), 0U);
}

TEST_F(Counts, TellsOfNoComplaintAboutPeopleAndOfNoNotice) {
  matter_.confidential = true;
  EXPECT_THAT(moved(nullptr, matter_), IsEmpty());
  matter_.confidential = false;
  matter_.category.clear();
  EXPECT_THAT(moved(nullptr, matter_), IsEmpty());
}

}  // namespace
}  // namespace linli::desk
