// desk/place.h – from a desk reference of a procedure to the people who sit there.
//
// Thread safety: functions of a snapshot.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "desk/kernel.h"
#include "desk/matter.h"
#include "procedure/definition.h"
#include "registry/seats.h"
#include "registry/units.h"

namespace linli::desk {

// What a reference is resolved against.
struct Whereabouts {
  const Dossier& dossier;  // with the matter as it will stand
  PositionId chosen;       // from the form, 0 when none was chosen
  Instant now;
  // Whom this step must not go to as well: who entered the matter does not call back or review.
  std::set<PersonId> exclude{};
};

// How often a seat is looked for anew because who sits there is the filer under another row.
inline constexpr int kRecusalsMax = 16;

// Whom nobody may give the matter to: the filer, for whom it was filed, and whom it is about. These
// are the rows that it names; seats are found without their other rows, too (desk/standing_of.h).
std::set<PersonId> recused(const Dossier& dossier);

// The seat behind the reference; an empty seat, or one held by recused people only, resolves up its
// line. Errors: registry.no_dispatch_desk and those of the registry, desk.no_such_desk (Invalid:
// the chosen desk does not exist).
Result<registry::Seat> find_seat(const Kernel& kernel, store::Snapshot& read, const Rules& rules,
                                 const procedure::DeskRef& desk, const Whereabouts& where);

// The desk at whose duty lies `category` at a place, which `line` leads to from the county down, by
// the directory. `position` empty takes the directory's own. Sets `rule` to the name of the rule
// that said so.
Result<registry::Seat> responsible_seat(const Kernel& kernel, store::Snapshot& read,
                                        const Rules& rules, const std::vector<registry::Unit>& line,
                                        std::string_view category, std::string_view position,
                                        const Whereabouts& where, std::string& rule);

// The end of the paths that lie at or below `path`; "" for "".
std::string end_of_path(std::string path);
// The unit path of a seat: of its unit, or of its organisation's unit.
Result<std::string> seat_path(store::Snapshot& read, const registry::Seat& seat);

// "向巷村 · 受理分办"; the place is not said twice where the position's name holds it.
Words desk_words(const Words& place, const Words& name);
Words seat_words(const registry::Seat& seat);

}  // namespace linli::desk
