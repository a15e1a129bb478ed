// delivery/phone.h – messages to somebody of whom only the phone is known, found by that phone.
//
// One-time codes, and messages to whoever filed without an account. Source: ADR 0018.
// Thread safety: any thread. Errors: those of the store.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "base/result.h"
#include "store/snapshot.h"
#include "store/write_set.h"
#include "vault/vault.h"

namespace linli::delivery {

inline constexpr std::int64_t kPhonePage = 1000;  // rows walked at once

// Adds the changes that empty all kept messages to this phone (vault::Blind::phone).
Result<void> erase_phone(store::Snapshot& snapshot, std::int64_t phone, Instant now,
                         store::WriteSet& changes);

// Notes the keyed hash of the phone in messages from before it was noted: a page of rows after
// `after`. Returns the id to go on from, or nothing at the end.
Result<std::optional<std::int64_t>> note_phones(store::Snapshot& snapshot,
                                                const vault::Vault& vault, std::int64_t after,
                                                store::WriteSet& changes);

}  // namespace linli::delivery
