// registry/seats.h – who answers at a desk now: a seat, and the way up when it is empty.
//
// An empty seat resolves up its line, the county dispatch desk last (charter, table "position";
// issue 3). When that is vacant, too, matters wait there: no resident is turned away because the
// county has appointed nobody yet. A person may be excluded (recusal across hats); nobody excluded
// is ever returned. Thread safety: functions of a snapshot; a handful of prepared statements each.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "model/words.h"
#include "rights/actor.h"
#include "store/marks.h"
#include "store/snapshot.h"

namespace linli::registry {

// The word in Seat::level for a desk of an organisation.
inline constexpr const char* kDepartmentLevel = "department";

// Somebody who sits at a desk now. (term, version) goes into the read set of a decision.
struct Holder {
  TermId term;
  std::int64_t version = 0;
  PersonId person;
  bool deputy = false;
};

struct Seat {
  PositionId position;
  std::string key;
  UnitId unit;                  // set at a unit's desk
  OrganisationId organisation;  // or set at an organisation's desk
  std::string level;            // level of its unit, or "department"
  Words name;                   // of the position
  Words place;                  // of the unit or organisation
  std::string phone;            // public telephone of the position; "" when it has none
  std::vector<Holder> holders;  // principal first, then deputies
  bool vacant = true;           // nobody sits there, excluded ones counted
};

struct SeatQuery {
  std::string key;                // the position wanted: "intake", "handler" …
  UnitId unit{};                  // at this unit,
  OrganisationId organisation{};  // or at this organisation
  std::set<PersonId> exclude{};
  Instant now{};
  std::string dispatch_key = "dispatch";    // the county dispatch desk's position
  std::string stand_in_key = "supervisor";  // its stand-in at county level
};

// The seat with at least one current holder who is not excluded, holders without the excluded:
// 1. the position of `key` at the place itself;
// 2. at the parent unit … up to the county; from an organisation: its line parents, then the
// county;
// 3. the dispatch desk at the county (unit or an organisation of it);
// 4. another county position of dispatch_key or stand_in_key;
// 5. without holders, a vacant dispatch desk of the county.
// Errors: registry.no_dispatch_desk (NotFound: all of these are excluded, or there is none),
// registry.no_such_unit, registry.no_such_organisation.
Result<Seat> resolve_seat(store::Snapshot& read, const SeatQuery& query);

// As resolve_seat, beginning one level above query's place: the parent unit, or the line parent.
Result<Seat> seat_above(store::Snapshot& read, const SeatQuery& query);

// The units of this level, not closed, at whose own position of this key somebody sits now.
Result<std::vector<UnitId>> units_held(store::Snapshot& read, std::string_view level,
                                       std::string_view key, Instant now);

// The seat as it stands, perhaps without holders. Errors: registry.no_such_position.
Result<Seat> seat_by_position(store::Snapshot& read, PositionId position, Instant now);

// The tables that hats are made of, as marks (store/marks.h).
inline constexpr std::uint64_t kHatMarks = store::mark_any("term") | store::mark_any("position") |
                                           store::mark_any("organisation") |
                                           store::mark_any("unit");

// The hats of a moment, and when a term of hers next begins or ends by time.
struct Hats {
  std::vector<rights::Hat> hats;
  Instant until;
};

// Every hat the person wears at `now`, in order of term. One statement.
// For an organisation's position unit_path and level are those of the term's served unit, or else
// of the organisation's unit.
Result<Hats> hats_and_until(store::Snapshot& read, PersonId person, Instant now);
Result<std::vector<rights::Hat>> hats_of(store::Snapshot& read, PersonId person, Instant now);

}  // namespace linli::registry
