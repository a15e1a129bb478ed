// app/restored.h – ends what a restored backup must not bring back.
// Thread safety: one thread, before anybody is served. Errors: those of the store.
#pragma once

#include "base/clock.h"
#include "store/store.h"

namespace linli::app {

// Every session and single-use code ends (access/restored.h), sign-ins that wait to be bound too;
// a phone that waits to become somebody's is not hers by time alone any more, since she may have
// objected after the backup. Needs no keys.
Result<void> end_what_came_back(store::Store& store, Instant now);

}  // namespace linli::app
