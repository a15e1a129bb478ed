#include "overview/figures.h"

#include <algorithm>

#include "base/text.h"
#include "desk/counts.h"
#include "desk/place.h"

namespace linli::overview {
namespace {

using desk::CountSpan;

int number_of(std::string_view digits) {
  return static_cast<int>(parse_int64(std::string(digits)).value_or(0));
}

// Adds the counters of periods from `first` to `last` of one kind.
Result<void> add_range(store::Snapshot& read, const std::string& prefix, CountSpan span,
                       const Days& days, std::map<CivilDate, Sum>& out) {
  std::string end = prefix + desk::count_period(span, days.last);
  end.back() = '0';  // the character after '/'
  const std::string first = prefix + desk::count_period(span, days.first);
  for (const auto& [key, count] : TRY(read.counters(first, end))) {
    const std::string_view rest = std::string_view(key).substr(prefix.size());
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos || slash < 7) continue;
    CivilDate date{number_of(rest.substr(1, 4)), number_of(rest.substr(5, 2)), 1};
    if (span == CountSpan::day) date.day = number_of(rest.substr(7, 2));
    out[date].add(std::string(rest.substr(slash + 1)), count);
  }
  return {};
}

CivilDate first_of_month(CivilDate date) {
  return {date.year, date.month, 1};
}
CivilDate first_of_next_month(CivilDate date) {
  return date.month == 12 ? CivilDate{date.year + 1, 1, 1}
                          : CivilDate{date.year, date.month + 1, 1};
}

}  // namespace

void Sum::add(const std::string& cell, std::int64_t count) {
  if (cell.starts_with('w')) {
    workdays_[number_of(std::string_view(cell).substr(1))] += count;
    return;
  }
  figures_.filed += count;
  if (cell == "open") {
    figures_.open += count;
    return;
  }
  figures_.ended += count;
  std::int64_t& end = cell == "solved"         ? figures_.solved
                      : cell == "cannot_solve" ? figures_.cannot_solve
                      : cell == "declined"     ? figures_.declined
                                               : figures_.other_end;
  end += count;
}

void Sum::add(const Sum& other) {
  figures_.filed += other.figures_.filed;
  figures_.open += other.figures_.open;
  figures_.late += other.figures_.late;
  figures_.waiting += other.figures_.waiting;
  figures_.ended += other.figures_.ended;
  figures_.solved += other.figures_.solved;
  figures_.cannot_solve += other.figures_.cannot_solve;
  figures_.declined += other.figures_.declined;
  figures_.other_end += other.figures_.other_end;
  for (const auto& [days, count] : other.workdays_) workdays_[days] += count;
}

Figures Sum::figures() const {
  Figures out = figures_;
  // The lower of two middle ones, so that it is a number of days that somebody waited.
  std::int64_t left = (out.ended + 1) / 2;
  for (const auto& [days, count] : workdays_) {
    left -= count;
    if (left > 0 || count <= 0) continue;
    out.workdays_median = days;
    break;
  }
  return out;
}

Result<std::map<CivilDate, Sum>> sums(store::Snapshot& read, UnitId unit,
                                      const std::string& category, const Days& days, Grain grain) {
  std::map<CivilDate, Sum> out;
  const std::string prefix = desk::count_prefix(unit, category);
  const CivilDate after = plus_days(days.last, 1);
  const CivilDate months_from = days.first.day == 1 ? days.first : first_of_next_month(days.first);
  const CivilDate months_to = first_of_month(after);  // not in it
  if (grain == Grain::by_day || months_from >= months_to) {
    TRY(add_range(read, prefix, CountSpan::day, days, out));
    return out;
  }
  if (days.first < months_from) {
    const Days head{days.first, plus_days(months_from, -1)};
    TRY(add_range(read, prefix, CountSpan::day, head, out));
  }
  const Days whole{months_from, plus_days(months_to, -1)};
  TRY(add_range(read, prefix, CountSpan::month, whole, out));
  if (months_to < after) {
    TRY(add_range(read, prefix, CountSpan::day, {months_to, days.last}, out));
  }
  return out;
}

Result<std::vector<Marked>> marked_below(store::Snapshot& read, const desk::Rules& rules,
                                         const std::string& path, const Days& days, Instant now) {
  const Instant from = rules.calendar.start_of(days.first);
  const Instant to = rules.calendar.end_of(days.last);
  std::vector<Marked> out;
  const auto take = [&](Mark mark) {
    return [&, mark](const store::Row& row) {
      out.push_back({mark, row.string(0), row.string(1), rules.calendar.date_of(row.instant(2))});
      return true;
    };
  };
  // "+ 0" and "|| ''": by when it was filed, from the index alone.
  TRY(
      read.visit("SELECT village_path, category, filed_at FROM matter WHERE ended_at = 0 "
                 "AND filed_at >= ?4 AND filed_at <= ?5 AND due_at + 0 > 0 AND due_at + 0 < ?1 "
                 "AND village_path >= ?2 AND village_path < ?3 AND confidential = 0 "
                 "AND category || '' <> ''",
                 {now, path, desk::end_of_path(path), from, to}, take(Mark::late)));
  TRY(
      read.visit("SELECT village_path, category, filed_at FROM matter WHERE ended_at = 0 "
                 "AND waits_for_filer = 1 AND filed_at >= ?3 AND filed_at <= ?4 "
                 "AND village_path >= ?1 AND village_path < ?2 AND confidential = 0 "
                 "AND category || '' <> ''",
                 {path, desk::end_of_path(path), from, to}, take(Mark::waiting)));
  return out;
}

}  // namespace linli::overview
