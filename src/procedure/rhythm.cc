#include "procedure/rhythm.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <map>

namespace linli::procedure {
namespace {

constexpr int kDaysOfWeek = 7;

std::chrono::sys_days days_of(CivilDate date) {
  return std::chrono::year{date.year} / date.month / date.day;
}

// From Monday, 0.
int weekday_of(CivilDate date) {
  return static_cast<int>(std::chrono::weekday{days_of(date)}.iso_encoding()) - 1;
}

// The month in which a turn of so many months begins.
int first_month(CivilDate day, int months) {
  return (day.month - 1) / months * months + 1;
}

int months_of(Every every) {
  constexpr int kMonth = 1, kQuarter = 3, kHalfYear = 6, kYear = 12;
  switch (every) {
    case Every::quarter:
      return kQuarter;
    case Every::half_year:
      return kHalfYear;
    case Every::year:
      return kYear;
    default:
      return kMonth;
  }
}

std::string numbered(int first, const char* form, int second) {
  std::array<char, 32> out{};
  std::snprintf(out.data(), out.size(), form, first, second);
  return out.data();
}

// 1st, 2nd, 3rd, 11th.
std::string ordinal(int number) {
  constexpr std::array<const char*, 4> kEnds = {"th", "st", "nd", "rd"};
  const bool teens = number % 100 > 10 && number % 100 < 14;
  const auto last = static_cast<std::size_t>(number % 10);
  return std::to_string(number) + (teens || last >= kEnds.size() ? "th" : kEnds[last]);
}

Turn week_of(CivilDate day) {
  Turn out;
  out.first = plus_days(day, -weekday_of(day));
  out.last = plus_days(out.first, kDaysOfWeek - 1);
  // A week belongs to the year of its Thursday.
  const int year = plus_days(out.first, 3).year;
  const CivilDate fourth{year, 1, 4};  // always in the first week
  const auto first_week = days_of(plus_days(fourth, -weekday_of(fourth)));
  const auto days = static_cast<int>((days_of(out.first) - first_week).count());
  out.key = numbered(year, "%04d-W%02d", days / kDaysOfWeek + 1);
  return out;
}

Turn months_from(Every every, CivilDate day) {
  const int months = months_of(every);
  const int month = first_month(day, months);
  Turn out;
  out.first = {day.year, month, 1};
  const bool next_year = month + months > 12;
  out.last =
      plus_days({next_year ? day.year + 1 : day.year, next_year ? 1 : month + months, 1}, -1);
  if (every == Every::month) out.key = numbered(day.year, "%04d-%02d", month);
  if (every == Every::quarter) out.key = numbered(day.year, "%04d-Q%d", month / months + 1);
  if (every == Every::half_year) out.key = numbered(day.year, "%04d-H%d", month / months + 1);
  if (every == Every::year) out.key = std::to_string(day.year);
  return out;
}

}  // namespace

Turn turn_of(Every every, CivilDate day) {
  if (every == Every::day) return {to_text(day), day, day};
  return every == Every::week ? week_of(day) : months_from(every, day);
}

Turn turn_before(Every every, const Turn& turn) {
  return turn_of(every, plus_days(turn.first, -1));
}

Words turn_words(Every every, const Turn& turn) {
  const auto year = std::to_string(turn.first.year);
  const auto month = std::to_string(turn.first.month);
  switch (every) {
    case Every::day:
      return {year + "年" + month + "月" + std::to_string(turn.first.day) + "日", turn.key};
    case Every::week: {
      const auto of = turn.key.substr(0, turn.key.find('-'));
      const auto number = std::to_string(std::stoi(turn.key.substr(turn.key.find('W') + 1)));
      return {of + "年第" + number + "周", "week " + number + " of " + of};
    }
    case Every::month:
      return {year + "年" + month + "月", turn.key};
    case Every::quarter: {
      const auto number = turn.key.substr(turn.key.size() - 1);
      return {year + "年第" + number + "季度", "quarter " + number + " of " + year};
    }
    case Every::half_year:
      return turn.first.month == 1 ? Words{year + "年上半年", "first half of " + year}
                                   : Words{year + "年下半年", "second half of " + year};
    case Every::year:
      break;
  }
  return {year + "年", year};
}

Words rhythm_words(const Rhythm& rhythm) {
  static const std::map<Every, Words> kTurns = {{Every::week, {"周", "week"}},
                                                {Every::month, {"月", "month"}},
                                                {Every::quarter, {"季度", "quarter"}},
                                                {Every::half_year, {"半年", "half-year"}},
                                                {Every::year, {"年", "year"}}};
  const auto from = turn_words(Every::day, turn_of(Every::day, rhythm.from));
  const auto number = std::to_string(rhythm.workday);
  constexpr int kHour = 60;
  const auto time = numbered(rhythm.minute / kHour, "%02d:%02d", rhythm.minute % kHour);
  Words day{"每个工作日", "each working day"};
  if (const auto turn = kTurns.find(rhythm.every); turn != kTurns.end()) {
    day = {"每" + turn->second.zh + "第" + number + "个工作日",
           "the " + ordinal(rhythm.workday) + " working day of each " + turn->second.en};
  }
  return {"从" + from.zh + "起，" + day.zh + time + "由程序开启",
          "from " + from.en + ", at " + time + " on " + day.en};
}

std::optional<Instant> beginning_of(const Rhythm& rhythm, const Turn& turn,
                                    const WorkCalendar& calendar) {
  std::optional<CivilDate> day;
  int workday = 0;
  for (auto at = turn.first; at <= turn.last && workday < rhythm.workday; at = plus_days(at, 1)) {
    if (!calendar.is_workday(at)) continue;
    day = at;
    ++workday;
  }
  if (!day) return std::nullopt;
  return Instant{calendar.start_of(*day).ms + rhythm.minute * kMsPerMinute};
}

std::optional<Turn> turn_begun(const Rhythm& rhythm, Instant now, const WorkCalendar& calendar) {
  auto turn = turn_of(rhythm.every, calendar.date_of(now));
  for (int i = 0; i < kTurnsBack; ++i) {
    const auto begins = beginning_of(rhythm, turn, calendar);
    if (begins && *begins <= now) {
      const bool over = rhythm.every == Every::day && turn.last < calendar.date_of(now);
      const bool begun = !over && calendar.date_of(*begins) >= rhythm.from;
      return begun ? std::optional(turn) : std::nullopt;
    }
    turn = turn_before(rhythm.every, turn);
  }
  return std::nullopt;
}

std::vector<Turn> left_out(const Rhythm& rhythm, const std::string& last_key, const Turn& now,
                           const WorkCalendar& calendar) {
  std::vector<Turn> out;
  if (last_key.empty()) return out;
  auto turn = turn_before(rhythm.every, now);
  for (int i = 0; i < kLeftOutMax && turn.key > last_key; ++i) {
    const auto begins = beginning_of(rhythm, turn, calendar);
    if (begins && calendar.date_of(*begins) >= rhythm.from) out.push_back(turn);
    turn = turn_before(rhythm.every, turn);
  }
  std::ranges::reverse(out);
  return out;
}

}  // namespace linli::procedure
