// desk/officers.h – who sits, or sat until lately, at the desks of a unit, by name.
//
// For telling whether a text names somebody in office (desk/about_whom.h). Names are opened here
// and kept in memory only while no row changed that they were read from (Kept::officers). Source:
// RISK-3. Thread safety: functions of a snapshot.
#pragma once

#include <string>
#include <vector>

#include "desk/kernel.h"
#include "registry/units.h"

namespace linli::desk {

inline constexpr int kOfficersMax = 20'000;                 // of one unit and what is read with it
inline constexpr std::int64_t kLatelyMs = 180 * kMsPerDay;  // who left so long ago still counts

struct Officer {
  PositionId position;
  PersonId person;
  std::string key;    // what kind of position
  std::string level;  // of the unit, or of the organisation's unit
  std::string name;
  Instant from, to;  // to 0: without an end

  bool serves(Instant now) const { return from <= now && (to.ms == 0 || to > now); }
  bool served_lately(Instant now) const {
    return from <= now && (to.ms == 0 || to.ms > now.ms - kLatelyMs);
  }
};

// At the unit's own desks and at those of its organisations; of a village also at the desks of all
// that lies below it. Everybody whose term is not over since kLatelyMs, in order of position.
Result<std::vector<Officer>> officers_of(store::Snapshot& read, const vault::Vault& vault,
                                         const registry::Unit& unit, Instant now);

}  // namespace linli::desk
