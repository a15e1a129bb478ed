// model/calendar.h – the working calendar of a county: dates, working days and hours, deadlines.
//
// All dates and times of day of the county exist only here; everything else counts in Instants. The
// calendar is plain data (law/prc/holidays.tsv and the pack's working hours), so a deadline can be
// computed again years later from the same data. Source: 民法典 Art. 200–204;
// docs/adr/0005-calendar.md. Thread safety: a WorkCalendar never changes; any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/period.h"

namespace linli {

// A date of the Gregorian calendar, in the county's zone.
struct CivilDate {
  int year = 1970;
  int month = 1;  // 1–12
  int day = 1;    // 1–31
  auto operator<=>(const CivilDate&) const = default;
};

// "2026-03-05".
std::string to_text(CivilDate date);
// Errors: calendar.date_wrong (not YYYY-MM-DD, or no such day).
Result<CivilDate> parse_date(std::string_view text);
// The date `days` later (earlier if negative).
CivilDate plus_days(CivilDate date, int days);

enum class DayKind { holiday, workday };

// Minutes of the day, [from, to): 8:30–12:00 is {510, 720}.
struct MinuteRange {
  int from = 0;
  int to = 0;
  bool operator==(const MinuteRange&) const = default;
};

struct CalendarData {
  // What departs from "Monday to Friday are working days": public holidays, make-up days (调休).
  std::map<CivilDate, DayKind> exceptions;
  // Years whose notice is out. In all others Monday to Friday are taken, and marked provisional.
  std::set<int> published;
  // Working hours in ascending order, not touching one another. Default, not given by a source.
  std::vector<MinuteRange> hours = {{8 * 60 + 30, 12 * 60}, {14 * 60 + 30, 17 * 60 + 30}};
  int zone_minutes = 8 * 60;  // ahead of UTC
};

// Reads rows "date<TAB>kind<TAB>name" with kind holiday or workday, after an optional heading row;
// lines that begin with # are skipped. A year with a row counts as published. Errors:
// calendar.row_wrong (detail: the line number), also for a date that comes twice.
Result<CalendarData> parse_holidays(std::string_view tsv);

// The last instant at which something is still in time. For days it is 23:59:59.999 of the last day
// (Art. 203: the last day ends at 24:00).
struct Due {
  Instant at;
  bool provisional = false;  // it reaches a year that is not published yet: compute again then
  bool operator==(const Due&) const = default;
};

class WorkCalendar {
 public:
  // Errors: calendar.hours_wrong (no hours, not ascending, outside the day, zone beyond ±14 h).
  static Result<WorkCalendar> make(const CalendarData& data);

  bool is_workday(CivilDate date) const;
  bool published(int year) const { return published_.contains(year); }

  CivilDate date_of(Instant at) const;
  // 00:00:00.000 and 23:59:59.999 of that day.
  Instant start_of(CivilDate date) const;
  Instant end_of(CivilDate date) const;
  // Minutes since 00:00 in the county.
  int minute_of_day(Instant at) const;
  // "2026-03-05 14:30" in the county.
  std::string local_time(Instant at) const;

  // When a period that begins at `start` ends.
  //   workday    the end of the Nth working day after the start day (Art. 201); 0: the start day,
  //              or the next working day if it is none
  //   day        the end of the Nth day after the start day; if that is no working day, the end of
  //              the next working day (Art. 203)
  //   work_hour  N hours counted within working hours only
  //   hour       N hours
  // A negative amount counts as 0.
  Due due(Instant start, Period period) const;

  // The deadline `old` made later by `period`, counted on from its last day (延期).
  Due extend(Due old, Period period) const;

  // The deadline after its clock stood still from `paused_at` to `resumed_at`. What was left at the
  // pause is left again at the resumption. For days the day of the pause counts and the day of the
  // resumption does not, as with a start day, so a pause within one day changes nothing. A deadline
  // that had passed before the pause stays as it was.
  Due resume(Due old, PeriodUnit unit, Instant paused_at, Instant resumed_at) const;

  // A running deadline that `before` counted, now that this calendar holds: what was left of it at
  // `from` is left again, and it never ends earlier than was promised. Days: when the last day is
  // no working day any more, the next one. Hours stay.
  Due recounted(Due old, PeriodUnit unit, Instant from, const WorkCalendar& before) const;

  // The instant so long after (or, with a negative amount, before) a deadline, for reminders and
  // what follows lateness. Amount 0 is the deadline. "1 workday before" is when work begins on the
  // last working day before the deadline's day; "1 day before" is 24 hours before.
  Instant offset(Instant deadline, Period after) const;

  // Whole units left at `now`; 0 for days means "today is the last day". Once it has passed: minus
  // the units begun since, at least -1.
  std::int64_t left(Instant now, Due due, PeriodUnit unit) const;

  // Working days and days from `from` to `to`, the first day not counted; 0 if `to` is earlier.
  std::int64_t workdays_between(Instant from, Instant to) const;
  std::int64_t days_between(Instant from, Instant to) const;
  // Milliseconds of working time in [from, to); 0 if `to` is earlier.
  std::int64_t working_ms_between(Instant from, Instant to) const;

 private:
  explicit WorkCalendar(const CalendarData& data);

  std::int64_t day_of(Instant at) const;
  // Working days among all days before `day`, and the first day on which that many are reached.
  std::int64_t workdays_before(std::int64_t day) const;
  std::int64_t nth_workday(std::int64_t count) const;
  std::int64_t workday_from(std::int64_t day) const;
  std::int64_t working_ms_before(Instant at) const;
  Instant working_instant(std::int64_t working_ms) const;
  Instant end_of_day(std::int64_t day) const;
  bool provisional(std::int64_t first_day, std::int64_t last_day) const;

  std::vector<std::int32_t> before_;  // prefix counts over kFirstDay … kLastDay
  std::set<int> published_;
  std::vector<MinuteRange> hours_;
  std::int64_t day_work_ms_ = 0;  // working time of one working day
  std::int64_t zone_ms_ = 0;
};

}  // namespace linli
