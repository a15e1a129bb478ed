// overview/overview.h – the figures of a unit, by what lies below it, by time or by category.
//
// Who may open the cases is told every number; others in office are told them rounded
// (rounding.h). What everybody may know stands in published.h.
// Thread safety: functions of a snapshot. Errors: overview.not_your_unit (Forbidden),
// overview.unit_too_fine, overview.span_wrong (Invalid), registry.no_such_unit, those of the store.
#pragma once

#include "overview/figures.h"
#include "rights/actor.h"

namespace linli::overview {

enum class By { unit, time, category };
BOOST_DESCRIBE_ENUM(By, unit, time, category)

enum class Span { day, week, month };
BOOST_DESCRIBE_ENUM(Span, day, week, month)

struct OverviewQuery {
  UnitId unit;                      // 0: the highest unit of my hats
  std::optional<Instant> from, to;  // whole days are counted; without them, the last 30 days
  By by = By::unit;
  std::string category;  // "" is all; a key or a parent's key
};

struct OverviewRow {
  std::string key;  // id of a unit, first day of a span, or key of a category
  Words words;
  std::optional<desk::UnitView> unit;
  std::optional<std::int64_t> from_at, to_at;  // by time: from, up to but not including
  Figures figures;
};
BOOST_DESCRIBE_STRUCT(OverviewRow, (), (key, words, unit, from_at, to_at, figures))

struct OverviewView {
  desk::UnitView unit;
  std::vector<desk::UnitView> place;  // from the county down to the unit
  std::int64_t from_at = 0;
  std::int64_t to_at = 0;  // not in it
  std::string by;
  std::string span;  // day, week or month
  std::string category;
  Figures total;
  std::vector<OverviewRow> rows;
  std::int64_t rounded_to = 0;  // 0: exact, the reader may open every case; else 0 is one below it
};
BOOST_DESCRIBE_STRUCT(OverviewView, (),
                      (unit, place, from_at, to_at, by, span, category, total, rows, rounded_to))

// The question as it is answered: where, when, and what may be told.
struct Asked {
  registry::Unit unit;
  Days days;
  By by = By::unit;
  std::string category;
  bool opens_cases = false;  // oversees the unit: may open every case counted here
  // The same for whoever is to be answered the same.
  std::string key() const;
};
Result<Asked> asked_by(const desk::Kernel& kernel, store::Snapshot& read,
                       const rights::Actor& actor, const OverviewQuery& query);
Result<OverviewView> overview(const desk::Kernel& kernel, store::Snapshot& read,
                              const Asked& asked);
// For who may not open the cases: rows rounded along their order, the total what they add up to.
void round_figures(OverviewView& view, std::int64_t base);

}  // namespace linli::overview
