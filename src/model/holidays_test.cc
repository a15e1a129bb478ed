#include "model/holidays.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/text.h"

namespace linli {
namespace {

const std::string& law() {
  static const std::string text = [] {
    std::stringstream out;
    out << std::ifstream(LINLI_SOURCE_DIR "/law/prc/holidays.tsv").rdbuf();
    return out.str();
  }();
  return text;
}

// The rows of one year as a county would type them.
std::string notice_of(int year, const std::string& head = "# 来源：国办发明电〔2025〕7号\n") {
  std::string out = head;
  for (const auto line : split(law(), '\n')) {
    if (line.starts_with(std::to_string(year))) out += std::string(line) + "\n";
  }
  return out;
}
std::string refusal(const std::string& tsv) {
  const auto read = read_holiday_notice(tsv);
  return read ? "" : read.error().code + " " + read.error().detail;
}
std::string without(std::string text, const std::string& line) {
  const auto at = text.find(line);
  EXPECT_NE(at, std::string::npos) << line;
  return text.erase(at, text.find('\n', at) + 1 - at);
}

// As the year is before its notice is out, and after.
WorkCalendar calendar_before(int year) {
  auto data = parse_holidays(law()).value();
  std::erase_if(data.exceptions, [&](const auto& day) { return day.first.year >= year; });
  std::erase_if(data.published, [&](int one) { return one >= year; });
  return WorkCalendar::make(data).value();
}
WorkCalendar calendar_after(int year) {
  auto data = parse_holidays(law()).value();
  std::erase_if(data.exceptions, [&](const auto& day) { return day.first.year > year; });
  std::erase_if(data.published, [&](int one) { return one > year; });
  return WorkCalendar::make(data).value();
}

TEST(HolidayNotice, OfEveryYearThatWasPublishedIsPlausible) {
  for (int year = 2014; year <= 2026; ++year) {
    const auto read = read_holiday_notice(notice_of(year));
    ASSERT_TRUE(read) << year << " " << read.error().code << " " << read.error().detail;
    EXPECT_EQ(read->year, year);
    EXPECT_EQ(read->source, "国办发明电〔2025〕7号");
  }
}

TEST(HolidayNotice, NamesTheDocumentThatItWasWrittenFrom) {
  EXPECT_EQ(refusal(notice_of(2026, "")), "holidays.source_missing ");
  EXPECT_EQ(refusal(notice_of(2026, "# 来源：网上\n")), "holidays.source_missing ");
  EXPECT_EQ(refusal(notice_of(2026, "# Source: State Council, 2025-11-04\n")), "");
}

TEST(HolidayNotice, IsOfOneYearAndMayBeginInTheWeekBeforeIt) {
  EXPECT_EQ(refusal("# 来源：国办发明电〔2025〕7号\n"), "holidays.one_year ");
  EXPECT_EQ(refusal(notice_of(2026) + "2025-10-08\tholiday\t国庆节\n"),
            "holidays.one_year 2025-10-08");
  EXPECT_EQ(refusal(notice_of(2026) + "2025-12-31\tholiday\t元旦\n"), "");
}

TEST(HolidayNotice, ThatWouldMoveEveryDeadlineIsRefused) {
  const auto good = notice_of(2026);
  EXPECT_EQ(refusal(without(good, "2026-05-02")), "holidays.implausible 2026-05-02");
  // A Wednesday is no make-up day.
  EXPECT_EQ(refusal(good + "2026-03-04\tworkday\t春节\n"), "holidays.implausible 2026-03-04");
  std::string no_festival = good;
  while (no_festival.find("2026-02") != std::string::npos) {
    no_festival = without(no_festival, "2026-02");
  }
  EXPECT_TRUE(refusal(no_festival).starts_with("holidays.implausible "));
  EXPECT_EQ(
      refusal(good + "2026-07-01\tholiday"),
      "calendar.row_wrong line " + std::to_string(std::count(good.begin(), good.end(), '\n') + 1));
}

TEST(HolidayNotice, TakesThePlaceOfWhatWasKnownOfItsYear) {
  auto data = parse_holidays(law()).value();
  auto notice = read_holiday_notice(notice_of(2026)).value();
  notice.days.erase(CivilDate{2026, 2, 17});
  put_holidays(data, notice);
  EXPECT_FALSE(data.exceptions.contains(CivilDate{2026, 2, 17}));
  EXPECT_TRUE(data.exceptions.contains(CivilDate{2025, 10, 1}));
}

// What a deadline would have been had the year been known: it is that, or what was promised when
// that is later.
TEST(Recounted, GivesTheDeadlineOfAKnownYearButNeverAnEarlierOne) {
  const auto before = calendar_before(2026);
  const auto after = calendar_after(2026);
  EXPECT_TRUE(rc::check([&] {
    const auto unit = *rc::gen::element(PeriodUnit::workday, PeriodUnit::work_hour);
    const Period period{*rc::gen::inRange(1, 120), unit};
    const auto start =
        plus_ms(before.start_of({2025, 10, 9}), *rc::gen::inRange<std::int64_t>(0, 80) * kMsPerDay +
                                                    *rc::gen::inRange<std::int64_t>(0, kMsPerDay));
    const auto promised = before.due(start, period);
    const auto from = std::max(start, before.start_of({2026, 1, 1}));
    const auto now = after.recounted(promised, unit, from, before);
    RC_ASSERT(now.at >= promised.at);
    RC_ASSERT(now.at == std::max(promised.at, after.due(start, period).at));
    RC_ASSERT(!now.provisional);
    // Once is enough: nothing is left to recount.
    RC_ASSERT(after.recounted(now, unit, from, after) == now);
  }));
}

TEST(Recounted, DaysMoveOnlyOffADayWithoutWorkAndHoursStay) {
  const auto before = calendar_before(2026);
  const auto after = calendar_after(2026);
  const auto from = before.start_of({2026, 1, 1});
  const Due in_festival{before.end_of({2026, 2, 17}), true};
  EXPECT_EQ(after.date_of(after.recounted(in_festival, PeriodUnit::day, from, before).at),
            (CivilDate{2026, 2, 24}));
  const Due march{before.end_of({2026, 3, 3}), true};
  EXPECT_EQ(after.recounted(march, PeriodUnit::day, from, before), (Due{march.at, false}));
  EXPECT_EQ(after.recounted(in_festival, PeriodUnit::hour, from, before), in_festival);
}

}  // namespace
}  // namespace linli
