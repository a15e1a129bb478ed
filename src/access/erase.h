// access/erase.h – what signing in keeps of a person, taken away when she is erased.
//
// Sessions end at once: whoever is kept in memory is asked for anew when such a row changes
// (kept_sessions.h). An account stays as a closed row without a login that says anything. Source:
// 个人信息保护法 Art. 47; ADR 0018. Thread safety: any thread. Errors: those of the store.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "model/ids.h"
#include "store/snapshot.h"
#include "store/write_set.h"

namespace linli::access {

// Adds the changes that end these persons' sessions, and close and empty their accounts, with their
// second factors.
Result<void> erase_persons(store::Snapshot& snapshot, const std::vector<PersonId>& persons,
                           store::WriteSet& changes);
// Adds the removal of the open one-time code of a phone (vault::Blind::phone).
Result<void> erase_phone(store::Snapshot& snapshot, std::int64_t phone, store::WriteSet& changes);

}  // namespace linli::access
