#include "desk/tally.h"

#include <algorithm>
#include <cstdio>

#include "registry/units.h"

namespace linli::desk {
namespace {

constexpr int kBatch = 1000;
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

Result<std::map<std::string, std::int64_t>> counted(Kernel& kernel) {
  const auto rules = kernel.rules.get();
  std::map<std::string, std::int64_t> out;
  Matter last;
  while (true) {
    const auto read = TRY(kernel.store.read());
    const auto rows = TRY(
        read->all("SELECT id, village_path, category, outcome, confidential, filed_at, ended_at, "
                  "paused_workdays FROM matter WHERE id > ?1 ORDER BY id LIMIT ?2",
                  {last.id.value, kBatch}, [](const store::Row& row) {
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
                  }));
    for (const auto& matter : rows) {
      for (const auto& [key, one] : tallies_of(rules->calendar, matter)) out[key] += one;
    }
    if (rows.size() < kBatch) return out;
    last = rows.back();
  }
}

}  // namespace

std::string tally_prefix(UnitId unit, std::string_view category) {
  std::string out(kFirstKey);
  return out.append(std::to_string(unit.value)).append("/").append(category).append("/");
}

std::string tally_period(TallySpan span, CivilDate date) {
  char text[32];
  if (span == TallySpan::day) {
    std::snprintf(text, sizeof text, "d%04d%02d%02d/", date.year, date.month, date.day);
  } else {
    std::snprintf(text, sizeof text, "m%04d%02d/", date.year, date.month);
  }
  return text;
}

std::map<std::string, std::int64_t> tallies_of(const WorkCalendar& calendar, const Matter& matter) {
  std::map<std::string, std::int64_t> out;
  if (matter.confidential || matter.category.empty()) return out;
  const CivilDate date = calendar.date_of(matter.filed_at);
  for (const auto unit : registry::ids_in_path(matter.village_path)) {
    for (const std::string_view category :
         {std::string_view(kAllCategories), std::string_view(matter.category)}) {
      for (const auto span : {TallySpan::day, TallySpan::month}) {
        const std::string key = tally_prefix(unit, category) + tally_period(span, date);
        out[key + std::string(cell_of(matter))] = 1;
        if (!matter.ended()) continue;
        out[key + "w" + std::to_string(workdays_of(calendar, matter))] = 1;
      }
    }
  }
  return out;
}

void tally(store::WriteSet& changes, const WorkCalendar& calendar, const Matter* before,
           const Matter& after) {
  if (before != nullptr && counts_alike(*before, after)) return;
  auto deltas = tallies_of(calendar, after);
  if (before != nullptr) {
    for (const auto& [key, one] : tallies_of(calendar, *before)) deltas[key] -= one;
  }
  for (const auto& [key, delta] : deltas) {
    if (delta != 0) changes.add(store::AddDelta{key, delta});
  }
}

Result<std::int64_t> rebuild_tallies(Kernel& kernel) {
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
