// desk/vacant.h – matters that wait at a desk nobody has been appointed to (registry/seats.h).
// Thread safety: a function of a snapshot; one statement.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "store/snapshot.h"

namespace linli::desk {

// Open matters at vacant desks of this key: the county's dispatch desk.
Result<std::int64_t> matters_at_vacant(store::Snapshot& read, const std::string& dispatch_key,
                                       Instant now);

}  // namespace linli::desk
