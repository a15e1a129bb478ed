// rights/actor.h – who acts, and in which hats.
//
// An Actor is made at the door (access/) from a session and is read fresh for every request.
// Thread safety: value.
#pragma once

#include <string>
#include <vector>

#include "model/ids.h"

namespace linli::rights {

enum class ActorKind {
  Anonymous,  // nobody signed in; may hold a follow-up code
  Resident,   // a person signed in by a one-time code
  Staff,      // a person signed in by password; is a resident too
  System,     // deadlines and imports
};

// A position that the person holds now (or stands in for).
struct Hat {
  TermId term;
  std::int64_t term_version = 0;  // goes into the read set of what is done under this hat
  PositionId position;
  std::string key;  // what kind of position: "intake", "handler", "secretary" … (pack)
  UnitId unit;      // the unit it stands at, or 0
  OrganisationId organisation;  // or the organisation
  std::string unit_path;        // "/1/5/27/": ids of the unit (served unit for an organisation's)
                                // and all above it, from the county down
  std::string level;            // "county" … "hamlet": the level of that unit
  bool deputy = false;
};

struct Actor {
  ActorKind kind = ActorKind::Anonymous;
  PersonId person;
  AccountId account;
  std::vector<Hat> hats;
  bool administrator = false;  // may change registry, pack and accounts; sees no matter for it
};

}  // namespace linli::rights
