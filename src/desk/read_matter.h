// desk/read_matter.h – one matter as its reader may see it.
//
// Who sees which field is decided here, once: staff see the filer masked; the filer sees who has it
// and every text that an act tells her; ratings are seen by their author only (RISK-8); nobody whom
// the complaint is about gets here at all. Thread safety: functions of a snapshot.
// Errors: those of the store, registry and vault.
#pragma once

#include "desk/kernel.h"
#include "desk/matter.h"
#include "desk/views.h"
#include "registry/seats.h"
#include "registry/units.h"
#include "rights/standing.h"

namespace linli::desk {

// `reader` has standing in the matter (standing.sees).
Result<MatterView> read_matter(const Kernel& kernel, store::Snapshot& read, const Dossier& dossier,
                               const rights::Actor& reader, const rights::Standing& standing);

// The desks that an act's field of kind desk may name now. Errors: procedure.no_such_act.
Result<std::vector<DeskView>> desks_for_act(const Kernel& kernel, store::Snapshot& read,
                                            const Dossier& dossier,
                                            const rights::Standing& standing, std::string_view act);

// Words of things that many screens show.
DeskView desk_view(const registry::Seat& seat);
UnitView unit_view(const Rules& rules, const registry::Unit& unit);
Words category_words(const Rules& rules, std::string_view category);
ClockView clock_view(const Rules& rules, const Matter& matter, Instant now);

}  // namespace linli::desk
