// desk/read_record.h – what was done in a matter, as its reader may see it.
//
// Thread safety: functions of a snapshot. Errors: those of the store, registry, journal and vault.
#pragma once

#include <vector>

#include "desk/kernel.h"
#include "desk/matter.h"
#include "desk/views.h"
#include "rights/standing.h"

namespace linli::desk {

inline constexpr int kRecordMax = 500;  // entries shown of one matter

// Oldest first. Staff see every act but ratings; the filer sees the texts of acts that tell her
// something and of her own.
Result<std::vector<ActDoneView>> read_record(const Kernel& kernel, store::Snapshot& read,
                                             const Rules& rules,
                                             const procedure::Definition& definition,
                                             const Matter& matter,
                                             const rights::Standing& standing);

}  // namespace linli::desk
