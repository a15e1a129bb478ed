// desk/counts.h – counting matters as they change: by unit, category and day or month of filing.
//
// Each matter stands in one cell of every unit its village lies in, of its category and of all
// categories together, of the day and of the month it was filed: "open" or how it ended, and once
// ended also the working days it took. An act that changes this moves it, as deltas in its own
// write set. Complaints about people are not counted: no figure may tell somebody that there is one
// about him (RISK-3); nor is what has no category, like a notice. Derived: rebuild_counts() counts
// anew. docs/formats.md gives the keys. Thread safety: pure, and functions of a snapshot. Errors:
// those of the store.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "desk/kernel.h"
#include "desk/matter.h"

namespace linli::desk {

inline constexpr const char* kAllCategories = "*";

enum class CountSpan : char { day = 'd', month = 'm' };

// "cases/5/village.lighting/": what comes before the period in the keys of a unit and category.
std::string count_prefix(UnitId unit, std::string_view category);
// "d20260302/" or "m202603/": the period in a key.
std::string count_period(CountSpan span, CivilDate date);

// Every counter in which the matter stands, with 1; none for what is not counted.
std::map<std::string, std::int64_t> counts_of(const WorkCalendar& calendar, const Matter& matter);

// Adds what the change from `before` (null for a new matter) to `after` does to the counters.
void count_change(store::WriteSet& changes, const WorkCalendar& calendar, const Matter* before,
                  const Matter& after);

// Matters with what counts_of() asks of them: above `after` by id, at most `limit`; or those filed
// in this time.
Result<std::vector<Matter>> matters_to_count(store::Snapshot& read, MatterId after, int limit);
Result<std::vector<Matter>> matters_filed(store::Snapshot& read, Instant from, Instant until);

// Counts all matters and puts every counter right. Nothing else may be writing. Returns how many
// counters were wrong.
Result<std::int64_t> rebuild_counts(Kernel& kernel);

}  // namespace linli::desk
