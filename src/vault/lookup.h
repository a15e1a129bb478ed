// vault/lookup.h – who looked at whose data, on the record before it is shown.
//
// A revealing look (an unmasked phone, identity number or name) is an act: its row and its journal
// entry are committed first, only then is the value shown. The person reads the list herself.
// Source: charter ("nobody looks at my data without a reason that I can see"), 个人信息保护法
// Art. 44, 45, 54. Thread safety: any thread.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/ids.h"
#include "store/snapshot.h"
#include "store/write_set.h"

namespace linli::vault {

inline constexpr int kLookupsMax = 200;        // rows of one page
inline constexpr std::size_t kReasonMax = 60;  // bytes

using LookupId = Id<struct LookupTag>;

struct Lookup {
  LookupId id;
  Instant at;
  PersonId actor;    // who looked
  TermId term;       // wearing which hat
  PersonId subject;  // at whose data
  MatterId matter;   // for which matter; may be 0
  std::string what;  // "phone", "identity_number", "name", "address"
  // A key of the pack's list of reasons, not words of one's own: this table is never erased.
  std::string reason;
  EntryId entry;  // of the journal
};

// Adds the row; `look.id` is made by the caller. Errors: vault.reason_missing (Invalid: no reason,
// or not a key of lower-case letters, digits, '_', '.').
Result<void> record_lookup(store::WriteSet& changes, const Lookup& look);

// The looks at `subject`'s data before the row `before` (0: from the newest), newest first, at most
// `limit` and kLookupsMax.
Result<std::vector<Lookup>> lookups_at(store::Snapshot& snapshot, PersonId subject, LookupId before,
                                       int limit);

}  // namespace linli::vault
