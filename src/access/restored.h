// access/restored.h – what a restored backup must not bring back.
//
// Who signed out or was thrown out since the backup would be signed in again, and a code that was
// used would be good once more. So every session, one-time code, activation code, recovery code,
// begun second factor and the first administrator's token ends, and what was asked about accounts
// is over. Passwords and second factors stay as the backup has them. Source: ADR 0028.
// Thread safety: functions of a snapshot.
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "store/snapshot.h"
#include "store/write_set.h"

namespace linli::access {

inline constexpr int kEndedAtOnce = 500;  // rows of each table

// The next rows of these, none when all has ended. Needs no keys.
Result<store::WriteSet> end_what_came_back(store::Snapshot& read, Instant now);

}  // namespace linli::access
