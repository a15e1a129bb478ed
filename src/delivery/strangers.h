// delivery/strangers.h – messages to phones that whoever files without signing in wrote down.
//
// The phone may be somebody else's, and no flood of filings may reach it: until somebody signs in
// by this phone it gets one message about filings, after that a few a day. Default of ours, no
// source. Only a keyed hash of the phone is kept, and for kStrangerKeptMs. Source: docs/adr/0021.
// Thread safety: any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "store/snapshot.h"
#include "store/write_set.h"
#include "vault/blind.h"

namespace linli::delivery {

inline constexpr int kFilingMessagesDaily = 5;  // to a phone by which somebody has signed in
inline constexpr std::int64_t kStrangerKeptMs =
    90 * kMsPerDay;  // since the last message or sign-in
inline constexpr int kStrangerSweepMax = 500;

// Whether a message about a filing may go to this phone (11 digits); adds the change that counts
// it.
Result<bool> may_tell_stranger(store::Snapshot& snapshot, const vault::Blind& blind,
                               std::string_view phone, Instant now, store::WriteSet& changes);
// Somebody has signed in by this phone: it is hers.
Result<void> phone_proven(store::Snapshot& snapshot, const vault::Blind& blind,
                          std::string_view phone, Instant now, store::WriteSet& changes);
// Adds the change that forgets what is kept of the phone with this blind index
// (vault::Blind::phone).
Result<void> forget_stranger(store::Snapshot& snapshot, std::int64_t phone,
                             store::WriteSet& changes);
// Adds the changes that remove at most kStrangerSweepMax rows older than kStrangerKeptMs.
Result<void> sweep_strangers(store::Snapshot& snapshot, Instant now, store::WriteSet& changes);

}  // namespace linli::delivery
