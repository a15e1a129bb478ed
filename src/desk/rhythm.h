// desk/rhythm.h – what the calendar opens (节奏): each turn once at each unit.
//
// A matter that the calendar opened bears procedure and unit as its source and the turn as its row
// there; both are unique, so that two nodes, a kill or a clock that jumps never open a turn twice,
// and no row beside the record remembers what was opened. After a stop only the newest turn is
// opened, and it names those that were left out. Where the unit's own desk is vacant nothing is
// opened: nobody there could do it, and it would pile up at the county; nor at villages whose list
// does not name the procedure (DUTY-2). Source: design/blocks.md, 5. Thread safety: functions of a
// snapshot.
#pragma once

#include <string>
#include <vector>

#include "desk/kernel.h"
#include "desk/matter.h"
#include "procedure/rhythm.h"
#include "registry/units.h"

namespace linli::desk {

// A turn that is to be opened at a unit.
struct DueTurn {
  UnitId unit;
  procedure::Turn turn;
};

// Where turns are opened as things stand: somebody sits at the unit's own first desk, and a village
// or what lies below one has the procedure on its list.
Result<std::vector<UnitId>> units_for(const Rules& rules, store::Snapshot& read,
                                      const procedure::Definition& definition, Instant now);

Result<bool> was_opened(store::Snapshot& read, const procedure::Definition& definition,
                        const DueTurn& due);

// Its changes. Errors: desk.row_known (Conflict: opened meanwhile), those of prepare_open().
Result<store::WriteSet> open_turn(Kernel& kernel, store::Snapshot& read,
                                  const procedure::Definition& definition, const DueTurn& due);

}  // namespace linli::desk
