#include "model/holidays.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace linli {
namespace {

constexpr std::array<std::string_view, 3> kSourceWords = {"来源：", "来源:", "Source:"};
constexpr std::size_t kSourceMin = 6;  // code points
constexpr std::size_t kSourceMax = 200;
// Between them lie all years since 2008, with room: 11 to 13 days of the law, moved together with
// weekends.
constexpr int kHolidaysMin = 11, kHolidaysMax = 45, kWorkdaysMax = 15;
constexpr int kSpringFestivalMin = 3;

std::string source_of(std::string_view tsv) {
  for (const auto line : split(tsv, '\n')) {
    if (!line.starts_with('#')) continue;
    const auto said = trim(line.substr(1));
    for (const auto word : kSourceWords) {
      if (!said.starts_with(word)) continue;
      const std::string out(trim(said.substr(word.size())));
      if (code_points(out) >= kSourceMin) return std::string(first_code_points(out, kSourceMax));
    }
  }
  return {};
}

bool is_weekend(CivilDate date) {
  using namespace std::chrono;
  const weekday day{sys_days{year{date.year} / date.month / date.day}};
  return day == Saturday || day == Sunday;
}

// 春节 begins between 21 January and 20 February.
bool is_spring_festival(CivilDate date) {
  return (date.month == 1 && date.day >= 20) || date.month == 2;
}

// Days of other years than `year`, but for the week before it.
bool belongs(CivilDate date, int year) {
  constexpr int kLastWeek = 25;
  return date.year == year || (date.year == year - 1 && date.month == 12 && date.day >= kLastWeek);
}

Result<void> check_fixed(const HolidayNotice& notice) {
  for (const auto date : {CivilDate{notice.year, 1, 1}, CivilDate{notice.year, 5, 1},
                          CivilDate{notice.year, 5, 2}, CivilDate{notice.year, 10, 1},
                          CivilDate{notice.year, 10, 2}, CivilDate{notice.year, 10, 3}}) {
    const auto found = notice.days.find(date);
    const bool is_holiday = found != notice.days.end() && found->second == DayKind::holiday;
    if (is_fixed_holiday(date) && !is_holiday) {
      return invalid("holidays.implausible", to_text(date));
    }
  }
  return {};
}

Result<void> check(const HolidayNotice& notice) {
  int holidays = 0, workdays = 0, spring = 0;
  for (const auto& [date, kind] : notice.days) {
    const bool is_workday = kind == DayKind::workday;
    if (is_workday && !is_weekend(date)) return invalid("holidays.implausible", to_text(date));
    ++(is_workday ? workdays : holidays);
    if (!is_workday && is_spring_festival(date)) ++spring;
  }
  const auto counts = std::to_string(holidays) + " + " + std::to_string(workdays);
  if (holidays < kHolidaysMin || holidays > kHolidaysMax || workdays > kWorkdaysMax ||
      spring < kSpringFestivalMin) {
    return invalid("holidays.implausible", counts);
  }
  return check_fixed(notice);
}

}  // namespace

Result<HolidayNotice> read_holiday_notice(std::string_view tsv) {
  if (tsv.starts_with("\xEF\xBB\xBF")) tsv.remove_prefix(3);
  const auto data = TRY(parse_holidays(tsv));
  HolidayNotice out;
  out.source = source_of(tsv);
  out.days = data.exceptions;
  if (out.days.empty()) return invalid("holidays.one_year");
  out.year = out.days.rbegin()->first.year;
  for (const auto& [date, kind] : out.days) {
    if (!belongs(date, out.year)) return invalid("holidays.one_year", to_text(date));
  }
  if (out.source.empty()) return invalid("holidays.source_missing");
  TRY(check(out));
  return out;
}

void put_holidays(CalendarData& data, const HolidayNotice& notice) {
  std::erase_if(data.exceptions, [&](const auto& day) { return day.first.year == notice.year; });
  for (const auto& [date, kind] : notice.days) data.exceptions.insert_or_assign(date, kind);
  data.published.insert(notice.year);
}

// 全国年节及纪念日放假办法 (2024, in force from 2025-01-01), Art. 2: "(一)元旦,放假1天(1月1日) …
// (四)劳动节,放假2天(5月1日、2日) … (七)国庆节,放假3天(10月1日至3日)". These days are known before
// a year's notice is out; what the moon gives and the make-up days are not.
bool is_fixed_holiday(CivilDate date) {
  constexpr int kInForce = 2025;
  if (date.year < kInForce) return false;
  if (date.month == 1) return date.day == 1;
  if (date.month == 5) return date.day <= 2;
  return date.month == 10 && date.day <= 3;
}

}  // namespace linli
