// pack/holidays.h – years of public holidays that the county put in beside those of the program.
//
// Each is kept as the file that was put in; a later one of the same year takes its place.
// Thread safety: any thread. Errors: those of model/holidays.h, as Corrupt for what is kept.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/holidays.h"
#include "store/snapshot.h"
#include "store/write_set.h"

namespace linli::pack {

struct InstalledHolidays {
  std::int64_t number = 0;  // 1, 2, 3 … in the order in which they came
  std::string hash;         // SHA-256 hex of the content
  std::string content;
  Instant at;
};

// Oldest first.
Result<std::vector<InstalledHolidays>> installed_holidays(store::Snapshot& read);
// Puts those with a smaller number than `below` into `data`.
Result<void> put_installed(const std::vector<InstalledHolidays>& all, CalendarData& data,
                           std::int64_t below = std::numeric_limits<std::int64_t>::max());
void install(store::WriteSet& changes, std::int64_t id, const InstalledHolidays& one, int year);

}  // namespace linli::pack
