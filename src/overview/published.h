// overview/published.h – figures for everybody: made public once for each quarter, then never
// again.
//
// A month after a quarter ends, what was filed in it is counted as it stands then, for every
// village, town and the county at once. Quarters do not overlap and a number told never changes, so
// that nothing follows from asking again on another day. What the public list shows of a place is
// known one by one; the rest is rounded along the county's order (rounding.h), so that nothing
// follows from taking one place, state or list from another. An entry "figures.public" of no matter
// has the facts by, number and hash of each publication: a number changed afterwards shows.
// Source: ADR 0034; RISK-6, RISK-13, RISK-33. Thread safety: functions of a snapshot. Errors: those
// of the store and registry.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "desk/kernel.h"
#include "desk/views.h"

namespace linli::overview {

inline constexpr int kQuartersShown = 8;
inline constexpr int kQuartersAtFirst = 4;  // of a county that has matters and no figures yet

// How many matters stand so.
struct States {
  std::int64_t open = 0;
  std::int64_t solved = 0;
  std::int64_t other_end = 0;
  States& operator+=(const States& other);
  std::int64_t sum() const { return open + solved + other_end; }
};

// The matters of one village, filed in one quarter.
struct Counted {
  States hidden;  // not on the public list
  States listed;
};

// Path of the village to its matters: in the order of paths what lies below a unit stands together.
using CountedByPath = std::map<std::string, Counted>;

// What is told of each path instead: `listed` as it is, `hidden` rounded.
CountedByPath as_told(const CountedByPath& counted, std::int64_t base);
// All that lies at or below a path, added up.
Counted below(const CountedByPath& told, const std::string& path);

struct PublishedFigures {
  std::int64_t from_at = 0;
  std::int64_t to_at = 0;    // not in it
  std::int64_t made_at = 0;  // matters stood so then
  std::int64_t base = 0;     // each state was rounded to; sums of states stray more
  std::int64_t filed = 0;    // open + ended
  std::int64_t ended = 0;
  std::int64_t solved = 0;  // of the ended
  std::int64_t open = 0;
  std::int64_t listed = 0;  // of the filed, what the public list showed
};
BOOST_DESCRIBE_STRUCT(PublishedFigures, (),
                      (from_at, to_at, made_at, base, filed, ended, solved, open, listed))

struct PublishedBelow {
  desk::UnitView unit;
  PublishedFigures figures;
};
BOOST_DESCRIBE_STRUCT(PublishedBelow, (), (unit, figures))

// What everybody may know of a unit.
struct PublicFigures {
  desk::UnitView unit;
  std::vector<desk::UnitView> place;       // from the county down to the unit
  std::int64_t next_at = 0;                // when the next quarter is made public
  std::vector<PublishedFigures> quarters;  // newest first
  std::vector<PublishedBelow> below;       // of the newest quarter, in the county's order
};
BOOST_DESCRIBE_STRUCT(PublicFigures, (), (unit, place, next_at, quarters, below))

// Of the unit, or of its village where it is finer (RISK-13). Errors: registry.no_such_unit.
Result<PublicFigures> public_figures(const desk::Kernel& kernel, store::Snapshot& read,
                                     UnitId unit);

inline constexpr const char* kPublishedAct = "figures.public";
// Number of each publication, the quarter as 20261, to the hash of what it told.
Result<std::map<std::int64_t, std::string>> published_hashes(store::Snapshot& read,
                                                             const WorkCalendar& calendar);

// Makes public what is due; returns how many quarters. That another node was faster is no error.
Result<int> publish_due(desk::Kernel& kernel);

}  // namespace linli::overview
