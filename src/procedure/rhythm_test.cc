// The turns of a rhythm: every day lies in one, they follow one another, and each begins once.
#include "procedure/rhythm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace linli::procedure {
namespace {

WorkCalendar calendar() {
  CalendarData data;
  for (int day = 1; day <= 7; ++day) data.exceptions[{2026, 10, day}] = DayKind::holiday;
  return WorkCalendar::make(data).value();
}

Instant at(CivilDate date, int minute) {
  return Instant{calendar().start_of(date).ms + minute * kMsPerMinute};
}

Rhythm rhythm(Every every, int workday = 1) {
  return {every, workday, 9 * 60, {2026, 1, 1}};
}

constexpr Every kAll[] = {Every::day,     Every::week,      Every::month,
                          Every::quarter, Every::half_year, Every::year};

CivilDate any_day() {
  return plus_days({2000, 1, 1}, *rc::gen::inRange(0, 36'500));
}

RC_GTEST_PROP(RhythmOf, AnyKindHasEveryDayInOneTurnAndNoneBetween, ()) {
  const auto day = any_day();
  for (const auto every : kAll) {
    const auto turn = turn_of(every, day);
    RC_ASSERT(turn.first <= day && day <= turn.last);
    RC_ASSERT(turn_of(every, turn.first) == turn);
    RC_ASSERT(turn_of(every, turn.last) == turn);
    const auto before = turn_before(every, turn);
    RC_ASSERT(plus_days(before.last, 1) == turn.first);
    RC_ASSERT(before.key < turn.key);
  }
}

RC_GTEST_PROP(RhythmOf, AnyKindNeverGoesBackAsTimeGoesOn, ()) {
  const auto days = calendar();
  const auto every = kAll[*rc::gen::inRange(0, 6)];
  const auto one = rhythm(every, *rc::gen::inRange(1, 4));
  const auto from = at(plus_days({2026, 3, 1}, *rc::gen::inRange(0, 600)), 0);
  const auto later = Instant{from.ms + *rc::gen::inRange<std::int64_t>(0, 40 * kMsPerDay)};
  const auto earlier = turn_begun(one, from, days);
  const auto then = turn_begun(one, later, days);
  if (!earlier || (every == Every::day && !then)) return;
  RC_ASSERT(then.has_value());
  RC_ASSERT(earlier->key <= then->key);
  // What lies between is named, and nothing else.
  const auto missed = left_out(one, earlier->key, *then, days);
  for (const auto& turn : missed) {
    RC_ASSERT(earlier->key < turn.key && turn.key < then->key);
    RC_ASSERT(beginning_of(one, turn, days).has_value());
  }
}

TEST(RhythmTurn, IsCalledAsPeopleCallIt) {
  const auto called = [](Every every, CivilDate day) { return turn_of(every, day).key; };
  EXPECT_EQ(called(Every::week, {2026, 12, 31}), "2026-W53");
  EXPECT_EQ(called(Every::week, {2027, 1, 3}), "2026-W53") << "a Sunday belongs to its Monday";
  EXPECT_EQ(called(Every::week, {2025, 12, 29}), "2026-W01");
  EXPECT_EQ(called(Every::month, {2028, 2, 29}), "2028-02");
  EXPECT_EQ(called(Every::quarter, {2026, 12, 31}), "2026-Q4");
  EXPECT_EQ(called(Every::half_year, {2026, 6, 30}), "2026-H1");
  const auto week = turn_of(Every::week, {2027, 1, 3});
  EXPECT_EQ(turn_words(Every::week, week).zh, "2026年第53周");
  EXPECT_EQ(turn_words(Every::half_year, turn_of(Every::half_year, {2026, 7, 1})).en,
            "second half of 2026");
}

TEST(RhythmTurn, IsAnnouncedInASentence) {
  EXPECT_EQ(rhythm_words({Every::month, 2, 9 * 60 + 5, {2027, 3, 1}}),
            (Words{"从2027年3月1日起，每月第2个工作日09:05由程序开启",
                   "from 2027-03-01, at 09:05 on the 2nd working day of each month"}));
  EXPECT_EQ(rhythm_words({Every::day, 1, 510, {2027, 3, 1}}).zh,
            "从2027年3月1日起，每个工作日08:30由程序开启");
  EXPECT_THAT(rhythm_words({Every::quarter, 11, 510, {2027, 3, 1}}).en,
              testing::HasSubstr("the 11th working day of each quarter"));
}

TEST(RhythmTurn, BeginsOnAWorkingDayAndNotAtAllWhereThereIsNone) {
  const auto days = calendar();
  const auto begins = [&](Every every, int workday, CivilDate day) {
    const auto found = beginning_of(rhythm(every, workday), turn_of(every, day), days);
    return found ? days.local_time(*found) : "never";
  };
  EXPECT_EQ(begins(Every::month, 1, {2026, 10, 20}), "2026-10-08 09:00") << "after the holidays";
  EXPECT_EQ(begins(Every::month, 2, {2026, 10, 20}), "2026-10-09 09:00");
  EXPECT_EQ(begins(Every::week, 4, {2026, 10, 6}), "2026-10-09 09:00") << "only two are left";
  EXPECT_EQ(begins(Every::day, 1, {2026, 10, 3}), "never");
  EXPECT_EQ(begins(Every::year, 1, {2026, 5, 5}), "2026-01-02 09:00");
}

TEST(RhythmTurn, IsOpenedNeitherBeforeItsTimeNorBeforeTheFirstDayOfItsRhythm) {
  const auto days = calendar();
  auto monthly = rhythm(Every::month);
  monthly.from = {2026, 3, 1};
  EXPECT_FALSE(turn_begun(monthly, at({2026, 3, 2}, 9 * 60 - 1), days)) << "February is too old";
  EXPECT_EQ(turn_begun(monthly, at({2026, 3, 2}, 9 * 60), days)->key, "2026-03");
  const auto daily = rhythm(Every::day);
  EXPECT_FALSE(turn_begun(daily, at({2026, 10, 7}, 600), days)) << "the last one is over";
  EXPECT_FALSE(turn_begun(daily, at({2026, 10, 8}, 539), days));
  EXPECT_EQ(turn_begun(daily, at({2026, 10, 8}, 540), days)->key, "2026-10-08");
  EXPECT_EQ(turn_begun(rhythm(Every::week), at({2026, 10, 5}, 0), days)->key, "2026-W40");
}

TEST(RhythmTurn, ThatWasMissedIsNamedAndDaysOffAreNot) {
  const auto days = calendar();
  const auto daily = rhythm(Every::day);
  const auto missed = left_out(daily, "2026-09-29", turn_of(Every::day, {2026, 10, 9}), days);
  ASSERT_EQ(missed.size(), 2U);
  EXPECT_EQ(missed[0].key, "2026-09-30");
  EXPECT_EQ(missed[1].key, "2026-10-08");
  EXPECT_TRUE(left_out(daily, "", turn_of(Every::day, {2026, 10, 9}), days).empty());
  const auto all = left_out(daily, "2020-01-01", turn_of(Every::day, {2026, 10, 9}), days);
  EXPECT_EQ(all.front().key, "2026-01-02") << "none before the first day of the rhythm";
}

}  // namespace
}  // namespace linli::procedure
