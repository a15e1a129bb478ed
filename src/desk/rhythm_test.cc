// What the calendar opens: once at each unit, whoever is stopped and however the clock jumps.
#include "desk/rhythm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "desk/open.h"
#include "desk/read_matter.h"
#include "desk/scheduler.h"
#include "registry/positions.h"
#include "testing/county.h"

namespace linli::desk {
namespace {

constexpr const char* kDaily = "safety_day";
constexpr const char* kMonthly = "safety_month";

class RhythmOfTheCounty : public tests::CountyTest {
 protected:
  static void SetUpTestSuite() { county_ = tests::County::make(); }

  static void at(const std::string& time) { county_->clock.set(app::parse_time(time).value()); }
  // A program that begins, works until nothing is left, and stops.
  static void work_off() {
    Scheduler scheduler(kernel());
    while (scheduler.run_once().value_or(0) > 0) continue;
    EXPECT_EQ(scheduler.last_error(), "");
  }
  // Units with somebody at their own intake desk, counted without what opens turns.
  static std::size_t manned() {
    std::set<std::int64_t> units;
    for (const auto* level : {"village", "town", "county"}) {
      const auto all = registry::units_of_level(*read(), level).value();
      for (const auto& unit : all) {
        const auto positions = registry::positions_at(*read(), unit.id, OrganisationId{}).value();
        for (const auto& position : positions) {
          if (position.key != "intake") continue;
          const auto seat = registry::seat_by_position(*read(), position.id, now()).value();
          if (!seat.holders.empty()) units.insert(unit.id.value);
        }
      }
    }
    return units.size();
  }
  // By unit the turns that were opened, in order.
  static std::map<std::int64_t, std::vector<std::string>> turns(const std::string& key) {
    std::map<std::int64_t, std::vector<std::string>> out;
    const auto found =
        read()->visit("SELECT unit_id, source_row FROM matter WHERE procedure_key = ?1 ORDER BY id",
                      {key}, [&](const store::Row& row) {
                        out[row.integer(0)].emplace_back(row.text(1));
                        return true;
                      });
    EXPECT_TRUE(found);
    return out;
  }
  static std::vector<MatterId> matters(const std::string& key, const std::string& turn) {
    return read()
        ->all("SELECT id FROM matter WHERE procedure_key = ?1 AND source_row = ?2", {key, turn},
              [](const store::Row& row) { return row.id<MatterId>(0); })
        .value();
  }
  static std::size_t opened(const std::string& key, const std::string& turn) {
    return matters(key, turn).size();
  }
  std::string said(MatterId id, const std::string& field) {
    const auto record = view(holder_of(id), id).record;
    for (const auto& text : record.front().texts) {
      if (text.field == field) return text.text;
    }
    return {};
  }
};

TEST_F(RhythmOfTheCounty, BeginsAtItsHourAtEveryDeskThatHasSomebodyAndNotBefore) {
  at("2027-02-26T18:00");
  work_off();
  EXPECT_TRUE(turns(kDaily).empty()) << "the county has not begun with it";
  at("2027-03-01T08:29");
  work_off();
  EXPECT_TRUE(turns(kDaily).empty());
  at("2027-03-01T08:30");
  work_off();
  EXPECT_GT(manned(), 0U);
  EXPECT_EQ(opened(kDaily, "2027-03-01"), manned());
  EXPECT_EQ(opened(kMonthly, "2027-03"), manned());
  work_off();
  EXPECT_EQ(opened(kDaily, "2027-03-01"), manned()) << "and once";
  const auto id = matters(kDaily, "2027-03-01").front();
  EXPECT_EQ(said(id, "title"), "平安日排查 2027年3月1日");
  EXPECT_EQ(said(id, "period"), "2027-03-01");
  EXPECT_EQ(said(id, "left_out"), "");
  const auto matter = find_matter(*read(), id).value();
  EXPECT_EQ(seat_of(id).unit, matter->unit) << "its own desk has it";
}

TEST_F(RhythmOfTheCounty, OpensOnlyTheNewestAfterAStopAndNamesWhatWasLeftOut) {
  at("2027-03-01T09:00");
  work_off();
  at("2027-04-12T09:00");
  work_off();
  EXPECT_EQ(opened(kDaily, "2027-04-12"), manned());
  EXPECT_EQ(opened(kDaily, "2027-04-09"), 0U);
  const auto id = matters(kDaily, "2027-04-12").front();
  EXPECT_TRUE(said(id, "left_out").starts_with("2027-03-02 – 2027-04-09 ("))
      << said(id, "left_out");
  const auto month = matters(kMonthly, "2027-04").front();
  EXPECT_EQ(said(month, "left_out"), "") << "none lies between";
}

TEST_F(RhythmOfTheCounty, GoesOnAfterAClockThatRanAheadIsPutRight) {
  at("2031-03-03T09:00");
  work_off();
  ASSERT_EQ(opened(kDaily, "2031-03-03"), manned());
  at("2029-03-05T09:00");
  work_off();
  EXPECT_EQ(opened(kDaily, "2029-03-05"), manned());
  at("2031-03-03T10:00");
  work_off();
  EXPECT_EQ(opened(kDaily, "2031-03-03"), manned()) << "not once more";
}

TEST_F(RhythmOfTheCounty, OpensEachTurnOnceWithTwoProgramsStopsAndJumpsOfTheClock) {
  std::mt19937 random(20270501);
  at("2027-05-04T09:00");
  for (int round = 0; round < 12; ++round) {
    {
      std::vector<std::jthread> programs;
      for (int i = 0; i < 2; ++i) {
        programs.emplace_back([runs = 1 + random() % 3] {
          Scheduler scheduler(kernel());
          for (unsigned run = 0; run < runs; ++run) EXPECT_TRUE(scheduler.run_once());
          EXPECT_EQ(scheduler.last_error(), "");
        });
      }
    }
    const auto forward = static_cast<std::int64_t>(random() % 41);
    county_->clock.advance_ms(forward * kMsPerDay);
    if (random() % 3 == 0) county_->clock.advance_ms(-2 * kMsPerDay);
  }
  work_off();
  for (const auto* key : {kDaily, "safety_week", kMonthly}) {
    const auto all = turns(key);
    EXPECT_EQ(all.size(), manned());
    for (const auto& [unit, mine] : all) {
      EXPECT_EQ(std::set(mine.begin(), mine.end()).size(), mine.size()) << unit;
    }
  }
}

TEST_F(RhythmOfTheCounty, CannotBeForestalledByAnImportOfItsName) {
  OpenCommand command;
  command.procedure = "request";
  command.source = std::string(kRhythmSource) + "safety_day/day/1";
  command.source_row = "2030-01-01";
  EXPECT_EQ(prepare_open(kernel(), command, *read()).error().code, "desk.source_reserved");
}

TEST_F(RhythmOfTheCounty, IsOpenedByNobodyElse) {
  OpenCommand command;
  command.actor = as("village_intake");
  command.procedure = kDaily;
  command.request.unit = village();
  command.form = {{"title", "排查"}, {"period", "2027-03-01"}};
  EXPECT_EQ(prepare_open(kernel(), command, *read()).error().code, "desk.not_yours_to_open");
}

}  // namespace
}  // namespace linli::desk
