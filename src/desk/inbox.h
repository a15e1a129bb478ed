// desk/inbox.h – one inbox for all hats.
//
// Thread safety: functions of a snapshot. Errors: those of desk/inbox_query.h, of the store,
// registry and vault.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "desk/inbox_query.h"
#include "desk/kernel.h"
#include "desk/views.h"
#include "rights/actor.h"

namespace linli::desk {

// Rows as they are shown in a list of this scope, in their order.
Result<std::vector<InboxItem>> inbox_items(const Kernel& kernel, store::Snapshot& read,
                                           const std::vector<InboxRow>& rows, Scope scope);

// Which of these are complaints about people.
Result<std::set<MatterId>> confidential_among(store::Snapshot& read,
                                              const std::vector<InboxRow>& rows);

// The JSON of an InboxView. An item is kept under its matter's version for everybody who reads it
// in such a list (docs/adr/0011-kept-in-memory.md).
Result<std::string> inbox_text(const Kernel& kernel, store::Snapshot& read,
                               const rights::Actor& actor, const InboxQuery& query);

Result<InboxView> inbox(const Kernel& kernel, store::Snapshot& read, const rights::Actor& actor,
                        const InboxQuery& query);

}  // namespace linli::desk
