#include "desk/counts.h"

#include <algorithm>
#include <cstdio>

#include "registry/units.h"

namespace linli::desk {
namespace {

constexpr int kCountBatch = 1000;
constexpr std::string_view kFirstKey = "cases/";
constexpr std::string_view kEndKey = "cases0";  // '0' follows '/'
constexpr std::size_t kDeltasMax = 5000;        // of one write set

std::string_view cell_of(const Matter& matter) {
  if (!matter.ended()) return "open";
  for (const std::string_view known : {"solved", "cannot_solve", "declined"}) {
    if (matter.outcome == known) return known;
  }
  return "other";
}

// Working days from filing to its end, without those on which its clock stood still.
std::int64_t workdays_of(const WorkCalendar& calendar, const Matter& matter) {
  const auto gross = calendar.workdays_between(matter.filed_at, matter.ended_at);
  return std::max<std::int64_t>(0, gross - matter.paused_workdays);
}

bool counts_alike(const Matter& a, const Matter& b) {
  return a.confidential == b.confidential && a.village_path == b.village_path &&
         a.category == b.category && a.filed_at.ms == b.filed_at.ms &&
         a.ended_at.ms == b.ended_at.ms && a.outcome == b.outcome &&
         a.paused_workdays == b.paused_workdays;
}

#define COUNTED_COLUMNS \
  "id, village_path, category, outcome, confidential, filed_at, ended_at, paused_workdays"

Matter counted_matter(const store::Row& row) {
  Matter matter;
  matter.id = row.id<MatterId>(0);
  matter.village_path = row.text(1);
  matter.category = row.text(2);
  matter.outcome = row.text(3);
  matter.confidential = row.flag(4);
  matter.filed_at = row.instant(5);
  matter.ended_at = row.instant(6);
  matter.paused_workdays = row.integer(7);
  return matter;
}

Result<std::map<std::string, std::int64_t>> counted(Kernel& kernel) {
  const auto rules = kernel.rules.get();
  std::map<std::string, std::int64_t> out;
  Matter last;
  while (true) {
    const auto read = TRY(kernel.store.read());
    const auto rows = TRY(matters_to_count(*read, last.id, kCountBatch));
    for (const auto& matter : rows) {
      for (const auto& [key, one] : counts_of(rules->calendar, matter)) out[key] += one;
    }
    if (rows.size() < kCountBatch) return out;
    last = rows.back();
  }
}

}  // namespace

std::string count_prefix(UnitId unit, std::string_view category) {
  std::string out(kFirstKey);
  return out.append(std::to_string(unit.value)).append("/").append(category).append("/");
}

std::string count_period(CountSpan span, CivilDate date) {
  char text[32];
  if (span == CountSpan::day) {
    std::snprintf(text, sizeof text, "d%04d%02d%02d/", date.year, date.month, date.day);
  } else {
    std::snprintf(text, sizeof text, "m%04d%02d/", date.year, date.month);
  }
  return text;
}

std::map<std::string, std::int64_t> counts_of(const WorkCalendar& calendar, const Matter& matter) {
  std::map<std::string, std::int64_t> out;
  if (matter.confidential || matter.category.empty()) return out;
  const CivilDate date = calendar.date_of(matter.filed_at);
  for (const auto unit : registry::ids_in_path(matter.village_path)) {
    for (const std::string_view category :
         {std::string_view(kAllCategories), std::string_view(matter.category)}) {
      for (const auto span : {CountSpan::day, CountSpan::month}) {
        const std::string key = count_prefix(unit, category) + count_period(span, date);
        out[key + std::string(cell_of(matter))] = 1;
        if (!matter.ended()) continue;
        out[key + "w" + std::to_string(workdays_of(calendar, matter))] = 1;
      }
    }
  }
  return out;
}

void count_change(store::WriteSet& changes, const WorkCalendar& calendar, const Matter* before,
                  const Matter& after) {
  if (before != nullptr && counts_alike(*before, after)) return;
  auto deltas = counts_of(calendar, after);
  if (before != nullptr) {
    for (const auto& [key, one] : counts_of(calendar, *before)) deltas[key] -= one;
  }
  for (const auto& [key, delta] : deltas) {
    if (delta != 0) changes.add(store::AddDelta{key, delta});
  }
}

Result<std::vector<Matter>> matters_to_count(store::Snapshot& read, MatterId after, int limit) {
  return read.all("SELECT " COUNTED_COLUMNS " FROM matter WHERE id > ?1 ORDER BY id LIMIT ?2",
                  {after.value, limit}, counted_matter);
}

Result<std::vector<Matter>> matters_filed(store::Snapshot& read, Instant from, Instant until) {
  return read.all("SELECT " COUNTED_COLUMNS " FROM matter WHERE filed_at >= ?1 AND filed_at < ?2",
                  {from, until}, counted_matter);
}

Result<std::int64_t> rebuild_counts(Kernel& kernel) {
  auto right = TRY(counted(kernel));
  std::vector<std::pair<std::string, std::int64_t>> kept;
  {
    const auto read = TRY(kernel.store.read());
    kept = TRY(read->counters(kFirstKey, kEndKey));
  }
  for (const auto& [key, value] : kept) right[key] -= value;
  std::int64_t wrong = 0;
  store::WriteSet changes;
  for (const auto& [key, delta] : right) {
    if (delta == 0) continue;
    ++wrong;
    changes.add(store::AddDelta{key, delta});
    if (changes.changes.size() < kDeltasMax) continue;
    TRY(kernel.store.commit_and_wait(std::exchange(changes, {})));
  }
  if (!changes.changes.empty()) TRY(kernel.store.commit_and_wait(std::move(changes)));
  return wrong;
}

}  // namespace linli::desk
