// overview/figures.h – how many matters were filed, wait, are late and how they ended.
//
// Every figure is about the matters filed in a span of whole days: what of them is open now, and
// how the rest ended; so each can be opened as a list (GET /api/v1/inbox?scope=below). Read from
// counters that acts keep (desk/counts.h), only lateness from the open matters themselves. Rows
// stand in the order of place, time or catalogue, never of a figure: nobody is ranked. Source:
// DATA-8, DATA-12, RISK-3, RISK-33.
// Thread safety: functions of a snapshot. Errors: overview.span_wrong (Invalid) and those of the
// store and registry.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "desk/kernel.h"
#include "desk/views.h"
#include "registry/units.h"

namespace linli::overview {

inline constexpr int kSpanDaysMax = 3660;  // ten years

struct Figures {
  std::int64_t filed = 0;
  std::int64_t open = 0;
  std::int64_t late = 0;     // of the open
  std::int64_t waiting = 0;  // of the open: for the filer
  std::int64_t ended = 0;    // filed = open + ended
  std::int64_t solved = 0;
  std::int64_t cannot_solve = 0;
  std::int64_t declined = 0;
  std::int64_t other_end = 0;        // withdrawn, not reached …
  std::int64_t workdays_median = 0;  // from filing to the end, of the ended; 0 without any
};
BOOST_DESCRIBE_STRUCT(Figures, (),
                      (filed, open, late, waiting, ended, solved, cannot_solve, declined, other_end,
                       workdays_median))

// A span of days, both in it.
struct Days {
  CivilDate first, last;
};

enum class Mark { late, waiting };

// The counters of one unit and category over some days, added up.
class Sum {
 public:
  void add(const std::string& cell, std::int64_t count);  // the end of a counter's key
  void add(Mark mark) { ++(mark == Mark::late ? figures_.late : figures_.waiting); }
  void add(const Sum& other);
  Figures figures() const;

 private:
  Figures figures_;
  std::map<int, std::int64_t> workdays_;  // days to number of matters
};

// by_day: one sum for each day · by_month: whole months at once where they fit, else by day.
enum class Grain { by_day, by_month };

// What was filed below `unit` in `days`; each sum stands under its day, or the first day of its
// month. `category` as in desk/counts.h.
Result<std::map<CivilDate, Sum>> sums(store::Snapshot& read, UnitId unit,
                                      const std::string& category, const Days& days, Grain grain);

// An open matter past its deadline, or waiting for its filer.
struct Marked {
  Mark mark;
  std::string village_path, category;
  CivilDate filed;
};
// Those that are late at `now`, and those that wait; a matter may be both.
Result<std::vector<Marked>> marked_below(store::Snapshot& read, const desk::Rules& rules,
                                         const std::string& path, const Days& days, Instant now);

}  // namespace linli::overview
