#include "model/calendar.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <chrono>
#include <fstream>
#include <sstream>

#include "base/random.h"

namespace linli {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream in(path);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

const CalendarData& prc() {
  static const CalendarData data =
      parse_holidays(read_file(LINLI_SOURCE_DIR "/law/prc/holidays.tsv")).value();
  return data;
}

const WorkCalendar& calendar() {
  static const WorkCalendar it = WorkCalendar::make(prc()).value();
  return it;
}

// "2026-03-05 14:30" in the county.
Instant at(const std::string& text) {
  const auto date = parse_date(text.substr(0, 10)).value();
  const int minutes = std::stoi(text.substr(11, 2)) * 60 + std::stoi(text.substr(14, 2));
  return plus_ms(calendar().start_of(date), minutes * kMsPerMinute);
}

std::string due_text(const std::string& start, Period period) {
  const Due due = calendar().due(at(start), period);
  return calendar().local_time(due.at) + (due.provisional ? " provisional" : "");
}

std::string resumed_text(const std::string& start, Period period, const std::string& paused,
                         const std::string& resumed) {
  const Due old = calendar().due(at(start), period);
  return calendar().local_time(calendar().resume(old, period.unit, at(paused), at(resumed)).at);
}

constexpr PeriodUnit kWorkday = PeriodUnit::workday;
constexpr PeriodUnit kDay = PeriodUnit::day;
constexpr PeriodUnit kWorkHour = PeriodUnit::work_hour;
constexpr PeriodUnit kHour = PeriodUnit::hour;

TEST(Calendar, dates_travel_as_text_and_wrong_ones_are_refused) {
  EXPECT_EQ(to_text(CivilDate{2026, 3, 5}), "2026-03-05");
  EXPECT_EQ(parse_date("2024-02-29").value(), (CivilDate{2024, 2, 29}));
  for (const auto* wrong : {"2023-02-29", "2026-13-01", "2026-00-10", "2026-3-05", "2026/03/05", "",
                            "2026-03-0x", "-026-03-05", "2026-03-05 "}) {
    EXPECT_EQ(parse_date(wrong).error().code, "calendar.date_wrong") << wrong;
  }
  EXPECT_EQ(plus_days({2026, 12, 31}, 1), (CivilDate{2027, 1, 1}));
  EXPECT_EQ(plus_days({2024, 3, 1}, -1), (CivilDate{2024, 2, 29}));
}

TEST(Calendar, a_make_up_saturday_is_a_working_day_and_a_spring_festival_tuesday_is_not) {
  EXPECT_TRUE(calendar().is_workday({2026, 2, 14}));   // Saturday, 调休
  EXPECT_FALSE(calendar().is_workday({2026, 2, 17}));  // Tuesday, 春节
  EXPECT_TRUE(calendar().is_workday({2026, 3, 5}));    // an ordinary Thursday
  EXPECT_FALSE(calendar().is_workday({2026, 3, 7}));   // an ordinary Saturday
  EXPECT_TRUE(calendar().published(2026));
  EXPECT_FALSE(calendar().published(2027));
}

TEST(Calendar, the_start_day_is_not_counted_and_the_last_day_ends_at_midnight) {
  EXPECT_EQ(due_text("2026-03-02 09:00", {1, kWorkday}), "2026-03-03 23:59");
  EXPECT_EQ(due_text("2026-03-02 23:59", {1, kWorkday}), "2026-03-03 23:59");
  EXPECT_EQ(due_text("2026-03-06 16:00", {1, kWorkday}), "2026-03-09 23:59");  // over a weekend
  EXPECT_EQ(due_text("2026-03-07 10:00", {1, kWorkday}), "2026-03-09 23:59");  // from a Saturday
  EXPECT_EQ(due_text("2026-03-07 10:00", {0, kWorkday}), "2026-03-09 23:59");
  EXPECT_EQ(due_text("2026-03-05 10:00", {0, kWorkday}), "2026-03-05 23:59");
  const Due due = calendar().due(at("2026-03-02 09:00"), {1, kWorkday});
  EXPECT_EQ(due.at.ms + 1, at("2026-03-04 00:00").ms);
}

TEST(Calendar, five_working_days_go_round_the_spring_festival_and_count_its_make_up_days) {
  // 2026: holiday 15–23 February, working Saturdays 14 and 28 February.
  EXPECT_EQ(due_text("2026-02-12 10:00", {5, kWorkday}), "2026-02-26 23:59");
  EXPECT_EQ(due_text("2026-02-26 10:00", {2, kWorkday}), "2026-02-28 23:59");
}

TEST(Calendar, calendar_days_that_end_on_a_holiday_end_on_the_first_working_day_after_it) {
  EXPECT_EQ(due_text("2026-02-02 10:00", {15, kDay}), "2026-02-24 23:59");
  EXPECT_EQ(due_text("2026-03-02 10:00", {5, kDay}), "2026-03-09 23:59");  // a Saturday
  EXPECT_EQ(due_text("2026-03-02 10:00", {4, kDay}), "2026-03-06 23:59");
  EXPECT_EQ(due_text("2026-02-13 10:00", {1, kDay}), "2026-02-14 23:59");  // a working Saturday
}

TEST(Calendar, a_deadline_that_reaches_an_unpublished_year_is_provisional) {
  EXPECT_EQ(due_text("2026-12-30 10:00", {1, kWorkday}), "2026-12-31 23:59");
  EXPECT_EQ(due_text("2026-12-30 10:00", {2, kWorkday}), "2027-01-04 23:59 provisional");
  EXPECT_EQ(due_text("2026-12-30 10:00", {3, kDay}), "2027-01-04 23:59 provisional");
  EXPECT_EQ(due_text("2026-12-31 17:00", {1, kWorkHour}), "2027-01-04 09:00 provisional");
  EXPECT_EQ(due_text("2026-12-31 23:00", {2, kHour}), "2027-01-01 01:00");
}

TEST(Calendar, work_hours_pass_only_within_working_hours) {
  EXPECT_EQ(due_text("2026-03-05 09:00", {2, kWorkHour}), "2026-03-05 11:00");
  EXPECT_EQ(due_text("2026-03-05 11:00", {2, kWorkHour}), "2026-03-05 15:30");  // over noon
  EXPECT_EQ(due_text("2026-03-05 11:00", {1, kWorkHour}), "2026-03-05 12:00");
  EXPECT_EQ(due_text("2026-03-06 17:00", {1, kWorkHour}), "2026-03-09 09:00");
  EXPECT_EQ(due_text("2026-03-07 03:00", {24, kWorkHour}), "2026-03-12 15:30");
  EXPECT_EQ(due_text("2026-03-07 03:00", {24, kHour}), "2026-03-08 03:00");
}

TEST(Calendar, a_pause_over_a_holiday_gives_back_the_working_days_that_were_left) {
  const Period five{5, kWorkday};
  // Monday 9 February, due Saturday 14 (working); three days left when paused on Wednesday.
  EXPECT_EQ(due_text("2026-02-09 09:00", five), "2026-02-14 23:59");
  EXPECT_EQ(resumed_text("2026-02-09 09:00", five, "2026-02-11 10:00", "2026-02-24 10:00"),
            "2026-02-27 23:59");
  EXPECT_EQ(resumed_text("2026-02-09 09:00", five, "2026-02-11 10:00", "2026-02-18 10:00"),
            "2026-02-26 23:59");  // answered during the holiday
  EXPECT_EQ(resumed_text("2026-02-09 09:00", five, "2026-02-11 10:00", "2026-02-11 16:00"),
            "2026-02-14 23:59");  // within a day: nothing changes
  EXPECT_EQ(resumed_text("2026-02-09 09:00", five, "2026-02-14 10:00", "2026-02-18 10:00"),
            "2026-02-24 23:59");  // paused on the last day
}

TEST(Calendar, a_pause_moves_days_and_hours_in_their_own_unit) {
  EXPECT_EQ(resumed_text("2026-03-02 09:00", {10, kDay}, "2026-03-04 09:00", "2026-03-10 09:00"),
            "2026-03-18 23:59");
  EXPECT_EQ(
      resumed_text("2026-03-05 09:00", {4, kWorkHour}, "2026-03-05 10:00", "2026-03-06 16:30"),
      "2026-03-09 10:30");
  EXPECT_EQ(
      resumed_text("2026-03-05 09:00", {4, kWorkHour}, "2026-03-05 12:10", "2026-03-05 14:00"),
      "2026-03-05 15:30");
  EXPECT_EQ(resumed_text("2026-03-05 09:00", {4, kHour}, "2026-03-05 10:00", "2026-03-05 12:30"),
            "2026-03-05 15:30");
}

TEST(Calendar, a_deadline_that_had_passed_is_not_revived_by_a_pause) {
  EXPECT_EQ(resumed_text("2026-03-02 09:00", {1, kWorkday}, "2026-03-04 09:00", "2026-03-10 09:00"),
            "2026-03-03 23:59");
}

TEST(Calendar, an_extension_counts_on_from_the_last_day) {
  const Due old = calendar().due(at("2026-03-02 09:00"), {5, kWorkday});
  EXPECT_EQ(calendar().local_time(calendar().extend(old, {5, kWorkday}).at), "2026-03-16 23:59");
  const Due far = calendar().due(at("2026-12-31 09:00"), {5, kWorkday});
  EXPECT_TRUE(calendar().extend(far, {1, kHour}).provisional);
}

TEST(Calendar, reminders_before_a_deadline_skip_days_without_work) {
  const Instant deadline = calendar().end_of({2026, 3, 9});  // Monday
  const auto text = [&](Period after) {
    return calendar().local_time(calendar().offset(deadline, after));
  };
  EXPECT_EQ(text({0, kWorkday}), "2026-03-09 23:59");
  EXPECT_EQ(text({-1, kWorkday}), "2026-03-06 08:30");
  EXPECT_EQ(text({-2, kWorkday}), "2026-03-05 08:30");
  EXPECT_EQ(text({-1, kDay}), "2026-03-08 23:59");
  EXPECT_EQ(text({-2, kWorkHour}), "2026-03-09 15:30");
  EXPECT_EQ(text({-3, kHour}), "2026-03-09 20:59");
  EXPECT_EQ(text({1, kWorkday}), "2026-03-10 23:59");
}

TEST(Calendar, what_is_left_counts_down_to_zero_on_the_last_day_and_below_it_when_over) {
  const Due due = calendar().due(at("2026-03-02 09:00"), {5, kWorkday});  // Monday 9 March
  const auto left = [&](const std::string& now, PeriodUnit unit) {
    return calendar().left(at(now), due, unit);
  };
  EXPECT_EQ(left("2026-03-02 09:00", kWorkday), 5);
  EXPECT_EQ(left("2026-03-07 09:00", kWorkday), 1);
  EXPECT_EQ(left("2026-03-09 23:00", kWorkday), 0);
  EXPECT_EQ(left("2026-03-10 00:00", kWorkday), -1);
  EXPECT_EQ(left("2026-03-12 00:00", kWorkday), -3);
  EXPECT_EQ(left("2026-03-02 09:00", kDay), 7);
  EXPECT_EQ(left("2026-03-09 16:00", kWorkHour), 1);
  EXPECT_EQ(left("2026-03-09 20:00", kHour), 3);
  EXPECT_EQ(left("2026-03-10 00:10", kHour), -1);
}

TEST(Calendar, working_hours_that_overlap_or_leave_the_day_are_refused) {
  const auto refused = [](std::vector<MinuteRange> hours, int zone = 480) {
    CalendarData data;
    data.hours = std::move(hours);
    data.zone_minutes = zone;
    const auto made = WorkCalendar::make(data);
    return !made && made.error().code == "calendar.hours_wrong";
  };
  EXPECT_TRUE(refused({}));
  EXPECT_TRUE(refused({{600, 500}}));
  EXPECT_TRUE(refused({{500, 700}, {600, 800}}));
  EXPECT_TRUE(refused({{500, 1441}}));
  EXPECT_TRUE(refused({{-10, 700}}));
  EXPECT_TRUE(refused({{500, 700}}, 900));
  EXPECT_FALSE(refused({{0, 1440}}));
}

TEST(Calendar, a_wrong_row_of_holidays_is_refused_with_its_line) {
  const std::string head = "# comment\ndate\tkind\tname\n";
  EXPECT_EQ(parse_holidays(head + "2026-01-01\tholiday\t元旦\r\n").value().exceptions.size(), 1u);
  for (const auto* row :
       {"2026-01-01\tholiday", "2026-01-01\tfree\tx", "2026-02-30\tholiday\tx",
        "2026-01-01\tholiday\tx\n2026-01-01\tworkday\tx", "1804-01-01\tholiday\tx"}) {
    const auto read = parse_holidays(head + row);
    ASSERT_FALSE(read.has_value()) << row;
    EXPECT_EQ(read.error().code, "calendar.row_wrong");
    EXPECT_TRUE(read.error().detail.starts_with("line ")) << read.error().detail;
  }
}

TEST(Calendar, the_shipped_holidays_are_those_of_the_reference_data) {
  const std::string path =
      LINLI_SOURCE_DIR "/../shared/data/reference/cn_workday_exceptions_2004_2026.tsv";
  if (!std::ifstream(path)) GTEST_SKIP() << "no reference data at " << path;
  const auto reference = parse_holidays(read_file(path)).value();
  EXPECT_EQ(reference.exceptions, prc().exceptions);
  EXPECT_EQ(reference.published, prc().published);
  EXPECT_EQ(prc().exceptions.size(), 769u);
}

TEST(Calendar, a_deadline_takes_microseconds) {
  const auto begin = std::chrono::steady_clock::now();
  std::int64_t sum = 0;
  for (int i = 0; i < 100'000; ++i) {
    sum += calendar().due(at("2020-01-01 10:00"), {i % 100, kWorkday}).at.ms & 1;
  }
  const auto spent = std::chrono::steady_clock::now() - begin;
  EXPECT_EQ(sum, 100'000);
  EXPECT_LT(spent, std::chrono::seconds(5));  // 50 µs each, with sanitizers on a busy machine
}

// ---- An independent recomputation: one day, one minute after the other, on its own dates. ----

struct Day {
  int y, m, d, weekday;  // weekday 0 is Sunday
};

Day next(Day day) {
  const bool leap = day.y % 400 == 0 || (day.y % 4 == 0 && day.y % 100 != 0);
  const int lengths[] = {31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  day.weekday = (day.weekday + 1) % 7;
  if (++day.d > lengths[day.m - 1]) {
    day.d = 1;
    if (++day.m > 12) {
      day.m = 1;
      ++day.y;
    }
  }
  return day;
}

// All days from 2004-01-01, a Thursday, with whether people work on them, read from the file text.
struct Naive {
  std::vector<Day> days;
  std::vector<bool> works;
  std::set<int> years;

  Naive() {
    std::map<std::string, std::string> listed;
    std::istringstream file(read_file(LINLI_SOURCE_DIR "/law/prc/holidays.tsv"));
    for (std::string date, kind, line; std::getline(file, line);) {
      if (line[0] != '2') continue;
      std::istringstream(line) >> date >> kind;
      listed[date] = kind;
      years.insert(std::stoi(date));
    }
    for (Day day{2004, 1, 1, 4}; day.y < 2029; day = next(day)) {
      char name[40];
      std::snprintf(name, sizeof name, "%d-%02d-%02d", day.y, day.m, day.d);
      const auto found = listed.find(name);
      const bool weekday = day.weekday >= 1 && day.weekday <= 5;
      days.push_back(day);
      const std::string date = std::string(name).substr(5);
      const bool fixed = day.y > 2026 && (date == "01-01" || date == "05-01" || date == "05-02" ||
                                          date == "10-01" || date == "10-02" || date == "10-03");
      works.push_back(found == listed.end() ? weekday && !fixed : found->second == "workday");
    }
  }

  static constexpr std::int64_t kFirst = 1072886400000;  // 2004-01-01T00:00+08:00
  static constexpr std::int64_t kDayMs = 86'400'000;

  static std::size_t index(Instant at) {
    return static_cast<std::size_t>((at.ms - kFirst) / kDayMs);
  }
  static Instant day_end(std::size_t day) {
    return Instant{kFirst + (static_cast<std::int64_t>(day) + 1) * kDayMs - 1};
  }
  static bool open(std::int64_t minute) {
    return (minute >= 510 && minute < 720) || (minute >= 870 && minute < 1050);
  }

  Due due(Instant start, Period period) const {
    std::size_t day = index(start);
    bool guess = !years.contains(days[day].y);
    if (period.unit == PeriodUnit::workday) {
      while (period.amount == 0 && !works[day]) ++day;
      for (int left = period.amount; left > 0; left -= works[day] ? 1 : 0) {
        ++day;
      }
      return {day_end(day), guess || !years.contains(days[day].y)};
    }
    if (period.unit == PeriodUnit::day) {
      for (int left = period.amount; left > 0; --left) ++day;
      guess = !years.contains(days[day].y);
      while (!works[day]) ++day;
      return {day_end(day), guess || !years.contains(days[day].y)};
    }
    if (period.unit == PeriodUnit::hour) return {{start.ms + period.amount * 3'600'000LL}, false};
    std::int64_t minute = (start.ms - kFirst) / 60'000;
    for (int left = period.amount * 60; left > 0; ++minute) {
      if (works[static_cast<std::size_t>(minute / 1440)] && open(minute % 1440)) --left;
    }
    const Instant end{kFirst + minute * 60'000};
    return {end, guess || !years.contains(days[index(end)].y)};
  }

  // Days of the old period after the day of the pause are given again after the resumption.
  Due resume_workdays(Due old, Instant paused, Instant resumed) const {
    if (index(paused) == index(resumed) || paused > old.at) return old;
    int left = 0;
    for (std::size_t day = index(paused) + 1; day <= index(old.at); ++day) left += works[day];
    Due later = due(resumed, {left, PeriodUnit::workday});
    later.provisional = later.provisional || old.provisional;
    return later;
  }

  std::int64_t workdays(Instant from, Instant to) const {
    std::int64_t count = 0;
    for (std::size_t day = index(from) + 1; day <= index(to); ++day) count += works[day];
    return count;
  }
};

const Naive& naive() {
  static const Naive it;
  return it;
}

rc::Gen<Instant> minutes_of_2004_to_2026() {
  return rc::gen::map(rc::gen::inRange<std::int64_t>(0, 23 * 365 * 1440),
                      [](std::int64_t minute) { return Instant{Naive::kFirst + minute * 60'000}; });
}

TEST(CalendarProperty, ten_thousand_deadlines_agree_with_a_day_by_day_recomputation) {
  int cases = 0;
  SeededRandom source(20260101);
  const auto random = [&source](std::int64_t bound) {
    return static_cast<std::int64_t>(source.below(static_cast<std::uint64_t>(bound)));
  };
  for (; cases < 10'000; ++cases) {
    const Instant start{Naive::kFirst + random(23LL * 365 * 1440) * 60'000};
    const auto unit = static_cast<PeriodUnit>(random(4));
    const Period period{static_cast<int>(random(unit == kWorkHour ? 40 : 61)), unit};
    const Due want = naive().due(start, period);
    const Due got = calendar().due(start, period);
    ASSERT_EQ(got, want) << calendar().local_time(start) << " + " << period.amount << " of unit "
                         << static_cast<int>(unit) << ": " << calendar().local_time(got.at)
                         << ", not " << calendar().local_time(want.at);
    if (unit != kWorkday) continue;
    const Instant paused = plus_ms(start, random(20 * 1440) * 60'000);
    const Instant resumed = plus_ms(paused, random(40 * 1440) * 60'000);
    ASSERT_EQ(calendar().resume(want, kWorkday, paused, resumed),
              naive().resume_workdays(want, paused, resumed))
        << calendar().local_time(start) << " + " << period.amount << ", paused "
        << calendar().local_time(paused) << " to " << calendar().local_time(resumed);
    ASSERT_EQ(calendar().workdays_between(paused, resumed), naive().workdays(paused, resumed));
  }
}

TEST(CalendarProperty, a_later_start_never_gives_an_earlier_deadline) {
  EXPECT_TRUE(rc::check([] {
    const Instant start = *minutes_of_2004_to_2026();
    const Instant later = plus_ms(start, *rc::gen::inRange<std::int64_t>(0, 100 * kMsPerHour));
    const Period period{*rc::gen::inRange(0, 60),
                        *rc::gen::element(kWorkday, kDay, kWorkHour, kHour)};
    RC_ASSERT(calendar().due(start, period).at <= calendar().due(later, period).at);
  }));
}

TEST(CalendarProperty, a_longer_pause_never_gives_an_earlier_deadline) {
  EXPECT_TRUE(rc::check([] {
    const Instant start = *minutes_of_2004_to_2026();
    const Period period{*rc::gen::inRange(1, 30),
                        *rc::gen::element(kWorkday, kDay, kWorkHour, kHour)};
    const Due old = calendar().due(start, period);
    const auto pause = rc::gen::inRange<std::int64_t>(0, 400 * kMsPerHour);
    const Instant paused = plus_ms(start, *pause);
    const Instant resumed = plus_ms(paused, *pause);
    const Due once = calendar().resume(old, period.unit, paused, resumed);
    const Due longer = calendar().resume(old, period.unit, paused, plus_ms(resumed, *pause));
    RC_ASSERT(old.at <= once.at);
    RC_ASSERT(once.at <= longer.at);
  }));
}

TEST(Calendar, FixedPublicHolidaysHoldInYearsWhoseNoticeIsNotOut) {
  CalendarData data;
  data.published = {2026};
  const auto calendar = WorkCalendar::make(data).value();
  for (const auto& day : {CivilDate{2027, 1, 1}, CivilDate{2029, 5, 1}, CivilDate{2029, 5, 2},
                          CivilDate{2029, 10, 1}, CivilDate{2029, 10, 2}, CivilDate{2029, 10, 3}}) {
    EXPECT_FALSE(calendar.is_workday(day)) << to_text(day);
  }
  EXPECT_TRUE(calendar.is_workday({2029, 5, 3}));
  // What a notice says stands alone, and before 2025 there was another rule.
  EXPECT_TRUE(calendar.is_workday({2026, 10, 1}));
  EXPECT_TRUE(calendar.is_workday({2024, 5, 2}));
}

}  // namespace
}  // namespace linli
