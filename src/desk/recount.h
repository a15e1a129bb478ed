// desk/recount.h – running deadlines when the holidays of a year became known.
//
// Each open matter whose deadline ends in or after that year is counted again once, by an act of
// its own on the record ("holidays", with the year and the days before and after): what was left at
// the first day of the year, or when its desk got it if that is later, is left again, in working
// days of the new calendar. A date that was promised never becomes an earlier one. Deadlines that
// somebody named, hours, and those over already stay. Source: docs/adr/0032-holidays.md.
// Thread safety: any thread; it waits. Errors: those of the store, desk.busy.
#pragma once

#include <cstdint>

#include "desk/kernel.h"

namespace linli::desk {

struct Recount {
  std::int64_t number = 0;  // of the holidays that were put in
  int year = 0;
  Instant installed_at;
};

struct Recounted {
  int later = 0;  // whose date moved
  int firm = 0;   // whose date stays, and is not provisional any more
};

// By the calendar of the rules in force. A matter that was counted for this number already is left
// alone, so what broke off is done again.
Result<Recounted> recount_deadlines(Kernel& kernel, const WorkCalendar& before,
                                    const Recount& what);

}  // namespace linli::desk
