// sample/county.h – seats of a pack at units and organisations, and what a folder needs to begin.
// Thread safety: pure functions of their arguments.
#pragma once

#include <vector>

#include "model/ids.h"
#include "pack/pack.h"
#include "registry/organisations.h"
#include "registry/positions.h"
#include "registry/units.h"

namespace linli::sample {

// A position for every kind that the pack has at the unit's level.
std::vector<registry::Position> seats_at(const pack::Pack& pack, const registry::Unit& unit,
                                         IdSource& ids);
// And at organisations of this kind, or this organisation only.
std::vector<registry::Position> seats_at(const pack::Pack& pack,
                                         const registry::Organisation& organisation, IdSource& ids);

// Every unit that the folder has, upper levels first.
Result<std::vector<registry::Unit>> all_units(store::Snapshot& read, const pack::Pack& pack);
// Every organisation that some position kind of the pack stands at.
Result<std::vector<registry::Organisation>> seated_organisations(store::Snapshot& read,
                                                                 const pack::Pack& pack);

}  // namespace linli::sample
