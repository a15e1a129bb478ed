// inbox/list.h – one inbox for all hats.
//
// Thread safety: functions of a snapshot. Errors: those of inbox/query.h, of the store,
// registry and vault.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "desk/kernel.h"
#include "inbox/query.h"
#include "inbox/views.h"
#include "rights/actor.h"

namespace linli::inbox {

// Rows as they are shown in a list of this scope, in their order.
Result<std::vector<Item>> items_of(const desk::Kernel& kernel, store::Snapshot& read,
                                   const std::vector<Row>& rows, Scope scope);

// Which of these are complaints about people.
Result<std::set<MatterId>> confidential_among(store::Snapshot& read, const std::vector<Row>& rows);

// The JSON of an View. An item is kept under its matter's version for everybody who reads it
// in such a list (docs/adr/0011-kept-in-memory.md).
Result<std::string> list_text(const desk::Kernel& kernel, store::Snapshot& read,
                              const rights::Actor& actor, const Query& query);

Result<View> list(const desk::Kernel& kernel, store::Snapshot& read, const rights::Actor& actor,
                  const Query& query);

}  // namespace linli::inbox
