// registry/census.h – what a unit holds, counted, and who lives there, page by page.
//
// For those who keep the registry: counts, and names that are masked where they are shown (RISK-4).
// There is no way to read people but a page at a time below one village (issue 3: no list of people
// can be exported). Thread safety: functions of a snapshot. Errors: those of the store.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "registry/units.h"

namespace linli::registry {

struct Census {
  std::int64_t households = 0;
  std::int64_t people = 0;  // who live in one of those households; in the county: everybody known
  std::int64_t positions = 0;
  std::int64_t children = 0;  // units straight below
};
// Of the unit with all below it; positions: at the unit itself.
Result<Census> census(store::Snapshot& read, const Unit& unit, Instant now);

// Somebody who lives in a household at or below a unit.
struct Dweller {
  PersonId person;
  std::string door;
};
inline constexpr int kDwellersMax = 50;
// After `after`, by id, at most kDwellersMax.
Result<std::vector<Dweller>> dwellers(store::Snapshot& read, const Unit& unit, PersonId after,
                                      Instant now);

}  // namespace linli::registry
