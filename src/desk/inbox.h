// desk/inbox.h – one inbox for all hats.
//
// Thread safety: functions of a snapshot. Errors: those of desk/inbox_query.h, of the store,
// registry and vault.
#pragma once

#include <vector>

#include "desk/inbox_query.h"
#include "desk/kernel.h"
#include "desk/views.h"
#include "rights/actor.h"

namespace linli::desk {

// Rows as they are shown in a list of this scope, in their order.
Result<std::vector<InboxItem>> inbox_items(const Kernel& kernel, store::Snapshot& read,
                                           const std::vector<InboxRow>& rows, Scope scope);

Result<InboxView> inbox(const Kernel& kernel, store::Snapshot& read, const rights::Actor& actor,
                        const InboxQuery& query);

}  // namespace linli::desk
