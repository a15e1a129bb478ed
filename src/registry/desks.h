// registry/desks.h – the desks a holder may choose when passing on, assigning or inviting.
//
// Thread safety: functions of a snapshot.
#pragma once

#include <string>
#include <vector>

#include "model/words.h"
#include "store/snapshot.h"

namespace linli::registry {

enum class Reach {
  Below,        // units directly below the unit
  SameTown,     // units under the same unit of `town_level`, and that unit itself
  Above,        // every unit above
  Departments,  // organisations of `organisation_kind`
};

struct DeskChoice {
  PositionId position;
  std::string key;
  UnitId unit;
  OrganisationId organisation;
  std::string level;  // level of the unit, or "department"
  Words name;         // of the position
  Words place;        // of the unit or organisation: what the screen lists
  int holders = 0;    // how many hold it now; 0: it would resolve up its line
};

struct DeskScope {
  std::string key;  // position offered: "intake", "handler" …
  UnitId unit{};    // the chooser's unit (for an organisation's desk the unit it belongs to)
  std::string town_level = "town";
  std::string organisation_kind = "department";
  Instant now{};
};

inline constexpr int kDesksMax = 500;
// In the order of unit code or organisation key; at most kDesksMax. Errors:
// registry.no_such_unit.
Result<std::vector<DeskChoice>> desks_to_choose(store::Snapshot& read, const DeskScope& scope,
                                                Reach reach);

}  // namespace linli::registry
