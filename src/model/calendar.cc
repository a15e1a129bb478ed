#include "model/calendar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "base/text.h"
#include "model/holidays.h"

namespace linli {
namespace {

// What the prefix counts cover: 1970-01-01 … 2200-12-31. Instants beyond are taken as the first or
// last day, so that no input can walk out of the table.
constexpr int kFirstYear = 1970;
constexpr int kLastYear = 2200;

constexpr std::int64_t day_number(CivilDate date) {
  using namespace std::chrono;
  const year_month_day ymd{year{date.year}, month{static_cast<unsigned>(date.month)},
                           day{static_cast<unsigned>(date.day)}};
  return sys_days{ymd}.time_since_epoch().count();
}

CivilDate civil_date(std::int64_t number) {
  using namespace std::chrono;
  const year_month_day ymd{sys_days{days{number}}};
  return {static_cast<int>(ymd.year()), static_cast<int>(static_cast<unsigned>(ymd.month())),
          static_cast<int>(static_cast<unsigned>(ymd.day()))};
}

constexpr std::int64_t kFirstDay = day_number({kFirstYear, 1, 1});
constexpr std::int64_t kLastDay = day_number({kLastYear, 12, 31});

std::int64_t clamp_day(std::int64_t day) {
  return std::clamp(day, kFirstDay, kLastDay);
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  const std::int64_t quotient = a / b;
  return a % b < 0 ? quotient - 1 : quotient;
}

std::int64_t ceil_div(std::int64_t a, std::int64_t b) {
  return -floor_div(-a, b);
}

// Monday is 0; 1970-01-01 was a Thursday.
bool is_weekday(std::int64_t day) {
  return (day + 3) % 7 < 5;
}

Result<void> check_hours(const CalendarData& data) {
  int last = -1;
  for (const auto& range : data.hours) {
    if (range.from <= last || range.to <= range.from || range.to > 24 * 60) {
      return invalid("calendar.hours_wrong", "range from minute " + std::to_string(range.from));
    }
    last = range.to;
  }
  if (data.hours.empty()) return invalid("calendar.hours_wrong", "no hours");
  if (std::abs(data.zone_minutes) > 14 * 60) return invalid("calendar.hours_wrong", "zone");
  return {};
}

// Periods stay in the table whatever a pack says: the largest is 200 years of days.
std::int64_t bounded(int amount) {
  return std::clamp(amount, 0, 73'000);
}

}  // namespace

std::string to_text(CivilDate date) {
  std::array<char, 40> buffer;
  std::snprintf(buffer.data(), buffer.size(), "%04d-%02d-%02d", date.year, date.month, date.day);
  return buffer.data();
}

Result<CivilDate> parse_date(std::string_view text) {
  using namespace std::chrono;
  const auto wrong = [&] { return invalid("calendar.date_wrong"); };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return wrong();
  CivilDate date;
  const auto number = [&](std::size_t at, std::size_t size, int& out) {
    const char* end = text.data() + at + size;
    const auto read = std::from_chars(text.data() + at, end, out);
    return read.ec == std::errc() && read.ptr == end && out > 0;
  };
  if (!number(0, 4, date.year) || !number(5, 2, date.month) || !number(8, 2, date.day)) {
    return wrong();
  }
  const year_month_day ymd{year{date.year}, month{static_cast<unsigned>(date.month)},
                           day{static_cast<unsigned>(date.day)}};
  if (!ymd.ok()) return wrong();
  return date;
}

CivilDate plus_days(CivilDate date, int days) {
  return civil_date(day_number(date) + days);
}

Result<CalendarData> parse_holidays(std::string_view tsv) {
  CalendarData data;
  int line_number = 0;
  for (auto line : split(tsv, '\n')) {
    ++line_number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#') || line.starts_with("date\t")) continue;
    const auto wrong = [&] {
      return invalid("calendar.row_wrong", "line " + std::to_string(line_number));
    };
    const auto cells = split(line, '\t');
    if (cells.size() != 3 || (cells[1] != "holiday" && cells[1] != "workday")) return wrong();
    const auto date = parse_date(cells[0]);
    if (!date || date->year < kFirstYear || date->year > kLastYear) return wrong();
    const auto kind = cells[1] == "holiday" ? DayKind::holiday : DayKind::workday;
    if (!data.exceptions.emplace(*date, kind).second) return wrong();
    data.published.insert(date->year);
  }
  return data;
}

Result<WorkCalendar> WorkCalendar::make(const CalendarData& data) {
  TRY(check_hours(data));
  return WorkCalendar(data);
}

WorkCalendar::WorkCalendar(const CalendarData& data)
    : published_(data.published), hours_(data.hours), zone_ms_(data.zone_minutes * kMsPerMinute) {
  for (const auto& range : hours_) day_work_ms_ += (range.to - range.from) * kMsPerMinute;
  std::map<std::int64_t, DayKind> exceptions;
  for (const auto& [date, kind] : data.exceptions) exceptions.emplace(day_number(date), kind);
  auto exception = exceptions.lower_bound(kFirstDay);
  before_.reserve(static_cast<std::size_t>(kLastDay - kFirstDay) + 2);
  before_.push_back(0);
  for (std::int64_t day = kFirstDay; day <= kLastDay; ++day) {
    bool works = is_weekday(day);
    const CivilDate date = civil_date(day);
    if (!published_.contains(date.year) && is_fixed_holiday(date)) works = false;
    if (exception != exceptions.end() && exception->first == day) {
      works = exception->second == DayKind::workday;
      ++exception;
    }
    before_.push_back(before_.back() + (works ? 1 : 0));
  }
}

std::int64_t WorkCalendar::workdays_before(std::int64_t day) const {
  const auto index = std::clamp(day, kFirstDay, kLastDay + 1) - kFirstDay;
  return before_[static_cast<std::size_t>(index)];
}

std::int64_t WorkCalendar::nth_workday(std::int64_t count) const {
  // before_[i + 1] counts day i itself, so the first entry that reaches `count` is one past it.
  const auto found = std::lower_bound(before_.begin(), before_.end(), count);
  return clamp_day(kFirstDay + (found - before_.begin()) - 1);
}

std::int64_t WorkCalendar::workday_from(std::int64_t day) const {
  return nth_workday(workdays_before(day) + 1);
}

bool WorkCalendar::is_workday(CivilDate date) const {
  const std::int64_t day = clamp_day(day_number(date));
  return workdays_before(day + 1) > workdays_before(day);
}

std::int64_t WorkCalendar::day_of(Instant at) const {
  return clamp_day(floor_div(at.ms + zone_ms_, kMsPerDay));
}

CivilDate WorkCalendar::date_of(Instant at) const {
  return civil_date(day_of(at));
}

Instant WorkCalendar::start_of(CivilDate date) const {
  return Instant{clamp_day(day_number(date)) * kMsPerDay - zone_ms_};
}

Instant WorkCalendar::end_of(CivilDate date) const {
  return end_of_day(clamp_day(day_number(date)));
}

Instant WorkCalendar::end_of_day(std::int64_t day) const {
  return Instant{(day + 1) * kMsPerDay - zone_ms_ - 1};
}

int WorkCalendar::minute_of_day(Instant at) const {
  const std::int64_t local = at.ms + zone_ms_;
  return static_cast<int>((local - floor_div(local, kMsPerDay) * kMsPerDay) / kMsPerMinute);
}

std::string WorkCalendar::local_time(Instant at) const {
  const int minute = minute_of_day(at);
  std::array<char, 40> buffer;
  std::snprintf(buffer.data(), buffer.size(), " %02d:%02d", minute / 60, minute % 60);
  return to_text(date_of(at)) + buffer.data();
}

bool WorkCalendar::provisional(std::int64_t first_day, std::int64_t last_day) const {
  const int last_year = civil_date(last_day).year;
  for (int year = civil_date(first_day).year; year <= last_year; ++year) {
    if (!published(year)) return true;
  }
  return false;
}

std::int64_t WorkCalendar::working_ms_before(Instant at) const {
  const std::int64_t day = day_of(at);
  const std::int64_t days = workdays_before(day);
  if (workdays_before(day + 1) == days) return days * day_work_ms_;
  const std::int64_t time =
      std::clamp(at.ms + zone_ms_ - day * kMsPerDay, std::int64_t{0}, kMsPerDay);
  std::int64_t worked = 0;
  for (const auto& range : hours_) {
    worked += std::clamp(time - range.from * kMsPerMinute, std::int64_t{0},
                         (range.to - range.from) * kMsPerMinute);
  }
  return days * day_work_ms_ + worked;
}

// The first instant before which there are `working_ms` of working time.
Instant WorkCalendar::working_instant(std::int64_t working_ms) const {
  const std::int64_t day = nth_workday(ceil_div(working_ms, day_work_ms_));
  std::int64_t rest = working_ms - workdays_before(day) * day_work_ms_;
  const std::int64_t midnight = day * kMsPerDay - zone_ms_;
  for (const auto& range : hours_) {
    const std::int64_t length = (range.to - range.from) * kMsPerMinute;
    if (rest <= length) return Instant{midnight + range.from * kMsPerMinute + rest};
    rest -= length;
  }
  return Instant{midnight + hours_.back().to * kMsPerMinute};
}

Due WorkCalendar::due(Instant start, Period period) const {
  const std::int64_t amount = bounded(period.amount);
  const std::int64_t day = day_of(start);
  switch (period.unit) {
    case PeriodUnit::workday: {
      // Art. 201: the day on which it begins is not counted; it starts with the next day.
      const std::int64_t last =
          amount == 0 ? workday_from(day) : nth_workday(workdays_before(day + 1) + amount);
      return {end_of_day(last), provisional(day, last)};
    }
    case PeriodUnit::day: {
      // Art. 203: if the last day is a statutory holiday, the day after the holiday is the last
      // day.
      const std::int64_t counted = clamp_day(day + amount);
      const std::int64_t last = workday_from(counted);
      return {end_of_day(last), provisional(counted, last)};
    }
    case PeriodUnit::work_hour: {
      if (amount == 0) return {start, provisional(day, day)};
      const Instant at = working_instant(working_ms_before(start) + amount * kMsPerHour);
      return {at, provisional(day, day_of(at))};
    }
    case PeriodUnit::hour:
      return {plus_ms(start, amount * kMsPerHour), false};
  }
  return {start, false};
}

Due WorkCalendar::extend(Due old, Period period) const {
  Due later = due(old.at, period);
  later.provisional = later.provisional || old.provisional;
  return later;
}

Due WorkCalendar::resume(Due old, PeriodUnit unit, Instant paused_at, Instant resumed_at) const {
  if (paused_at > old.at || resumed_at <= paused_at) return old;
  const std::int64_t paused = day_of(paused_at);
  const std::int64_t resumed = day_of(resumed_at);
  const std::int64_t last = day_of(old.at);
  Due later = old;
  switch (unit) {
    case PeriodUnit::hour:
      later.at = plus_ms(old.at, resumed_at.ms - paused_at.ms);
      return later;
    case PeriodUnit::work_hour: {
      if (working_ms_between(paused_at, resumed_at) == 0) return old;
      const std::int64_t rest = working_ms_between(paused_at, old.at);
      later.at = rest == 0 ? resumed_at : working_instant(working_ms_before(resumed_at) + rest);
      break;
    }
    case PeriodUnit::workday: {
      if (resumed == paused) return old;
      const std::int64_t rest = workdays_before(last + 1) - workdays_before(paused + 1);
      later.at = end_of_day(rest == 0 ? workday_from(resumed)
                                      : nth_workday(workdays_before(resumed + 1) + rest));
      break;
    }
    case PeriodUnit::day:
      if (resumed == paused) return old;
      later.at = end_of_day(workday_from(clamp_day(resumed + last - paused)));
      break;
  }
  later.provisional = later.provisional || provisional(resumed, day_of(later.at));
  return later;
}

Due WorkCalendar::recounted(Due old, PeriodUnit unit, Instant from,
                            const WorkCalendar& before) const {
  if (from >= old.at || unit == PeriodUnit::hour) return old;
  const std::int64_t begins = day_of(from);
  const std::int64_t last = day_of(old.at);
  Due out = old;
  if (unit == PeriodUnit::work_hour) {
    const std::int64_t rest = before.working_ms_between(from, old.at);
    if (rest > 0) out.at = working_instant(working_ms_before(from) + rest);
  } else {
    const std::int64_t rest = before.workdays_before(last + 1) - before.workdays_before(begins + 1);
    const bool counts = unit == PeriodUnit::workday && rest > 0;
    out.at =
        end_of_day(counts ? nth_workday(workdays_before(begins + 1) + rest) : workday_from(last));
  }
  out.at = std::max(out.at, old.at);
  out.provisional = old.provisional && provisional(begins, day_of(out.at));
  return out;
}

Instant WorkCalendar::offset(Instant deadline, Period after) const {
  if (after.amount == 0) return deadline;
  if (after.amount > 0) return due(deadline, after).at;
  const std::int64_t amount = bounded(after.amount < -73'000 ? 73'000 : -after.amount);
  switch (after.unit) {
    case PeriodUnit::workday: {
      const std::int64_t target = workdays_before(day_of(deadline)) - amount + 1;
      const std::int64_t day = nth_workday(std::max<std::int64_t>(target, 1));
      return Instant{day * kMsPerDay - zone_ms_ + hours_.front().from * kMsPerMinute};
    }
    case PeriodUnit::day:
      return plus_ms(deadline, -amount * kMsPerDay);
    case PeriodUnit::work_hour: {
      const std::int64_t target = working_ms_before(deadline) - amount * kMsPerHour;
      return working_instant(std::max<std::int64_t>(target, 1));
    }
    case PeriodUnit::hour:
      return plus_ms(deadline, -amount * kMsPerHour);
  }
  return deadline;
}

std::int64_t WorkCalendar::left(Instant now, Due due, PeriodUnit unit) const {
  const bool over = now > due.at;
  const Instant from = over ? due.at : now;
  const Instant to = over ? now : due.at;
  std::int64_t amount = 0;
  const auto whole = [over](std::int64_t ms) {
    return over ? ceil_div(ms, kMsPerHour) : floor_div(ms, kMsPerHour);
  };
  switch (unit) {
    case PeriodUnit::workday:
      amount = workdays_between(from, to);
      break;
    case PeriodUnit::day:
      amount = days_between(from, to);
      break;
    case PeriodUnit::work_hour:
      amount = whole(working_ms_between(from, to));
      break;
    case PeriodUnit::hour:
      amount = whole(to.ms - from.ms);
      break;
  }
  return over ? -std::max<std::int64_t>(amount, 1) : amount;
}

std::int64_t WorkCalendar::workdays_between(Instant from, Instant to) const {
  if (to <= from) return 0;
  return workdays_before(day_of(to) + 1) - workdays_before(day_of(from) + 1);
}

std::int64_t WorkCalendar::days_between(Instant from, Instant to) const {
  return to <= from ? 0 : day_of(to) - day_of(from);
}

std::int64_t WorkCalendar::working_ms_between(Instant from, Instant to) const {
  return to <= from ? 0 : working_ms_before(to) - working_ms_before(from);
}

}  // namespace linli
