// desk/inbox.h – one inbox for all hats.
//
// Thread safety: functions of a snapshot. Errors: those of desk/inbox_query.h, of the store,
// registry and vault.
#pragma once

#include <string>

#include "desk/inbox_query.h"
#include "desk/kernel.h"
#include "desk/views.h"
#include "rights/actor.h"

namespace linli::desk {

Result<InboxView> inbox(const Kernel& kernel, store::Snapshot& read, const rights::Actor& actor,
                        const InboxQuery& query);

}  // namespace linli::desk
