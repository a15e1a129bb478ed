// desk/receipts.h – kept answers by the matter that they are about (desk/submit.h keeps them).
//
// An answer may repeat what was shown once: a look at a phone, a follow-up code. When the matter is
// erased its answers go, too; whoever repeats her key is told so (desk.receipt_erased) and nothing
// is done twice. Source: ADR 0018. Thread safety: any thread. Errors: those of the store.
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "model/ids.h"
#include "store/snapshot.h"
#include "store/write_set.h"

namespace linli::desk {

inline constexpr std::int64_t kReceiptPage = 1000;  // rows walked at once

// Adds the changes that empty all answers about a matter.
Result<void> erase_receipts(store::Snapshot& read, MatterId matter, store::WriteSet& changes);

// Notes the matter in receipts from before it was noted: a page of rows after `after`. Returns the
// id to go on from, or nothing at the end.
Result<std::optional<std::int64_t>> note_matters(store::Snapshot& read, std::int64_t after,
                                                 store::WriteSet& changes);

}  // namespace linli::desk
