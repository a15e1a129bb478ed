// desk/above.h – a complaint about somebody in office lies above her, never below or beside.
//
// Each such matter keeps the path of the lowest unit whose desks stand above everybody it is about
// (Matter::above_path): a town or the county; kDisciplineOnly when somebody of the county is meant,
// whose only place is the organisation that the pack names for it. A desk at or above that path may
// have the matter, every other is replaced, or refused when it was chosen by hand. What is about
// somebody of that organisation is refused with the address outside. Source: charter
// "People's rights", RISK-3, attack H4, docs/adr/0024. Thread safety: functions of a snapshot.
#pragma once

#include <string>
#include <vector>

#include "desk/kernel.h"
#include "desk/matter.h"
#include "desk/place.h"

namespace linli::desk {

inline constexpr std::string_view kDisciplineOnly = "-";

// The path to begin with: the town of the line, else the county.
std::string town_path(const std::vector<registry::Unit>& line);

// `path` so that it lies strictly above `named`, the unit path of somebody's desk.
std::string path_above(std::string path, std::string_view named);

// The same for every desk at which these people sit now, and for these positions. Errors:
// desk.nobody_above (Conflict: one is of discipline inspection, and her colleague is no desk
// above).
Result<std::string> path_above(store::Snapshot& read, const Rules& rules, std::string path,
                               const std::vector<PersonId>& people,
                               const std::vector<PositionId>& positions, Instant now);

// The desk of `key` at the unit of the path, or up from there; at discipline inspection any desk
// that somebody holds. Errors: desk.nobody_above (Conflict: nobody is left whom it is not about).
Result<registry::Seat> seat_above_named(store::Snapshot& read, const Rules& rules,
                                        const std::string& path, const std::string& key,
                                        const std::set<PersonId>& exclude, Instant now);

// Whether a matter with this path may lie at the seat.
Result<bool> may_lie_at(store::Snapshot& read, const Rules& rules, const std::string& path,
                        const registry::Seat& seat);

// `found` if the matter may lie there, else a desk above of `key`. Errors: desk.not_above_named
// (Invalid: `found` was chosen by hand), desk.nobody_above, and that of `found` when the matter is
// about nobody.
Result<registry::Seat> kept_above(store::Snapshot& read, const Rules& rules,
                                  Result<registry::Seat> found, const std::string& key,
                                  const Whereabouts& where);

// As kept_above for the desk that the directory names: only discipline inspection has a duty of its
// own in what is about somebody; for all else, a lamp as well as a house, it is the desk above.
Result<registry::Seat> duty_above(store::Snapshot& read, const Rules& rules,
                                  Result<registry::Seat> found, const std::string& key,
                                  const Whereabouts& where);

}  // namespace linli::desk
