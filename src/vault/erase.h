// vault/erase.h – erasing a person's or a matter's texts and files.
//
// Three steps: collect the changes (rows emptied, index entries removed), commit them together with
// the journal entry that says so, then finish(): file bytes overwritten and deleted, the store's
// log truncated. Commitments stay, so the record still verifies. Copies in backups end with the
// backups (docs/adr/0006). Source: 个人信息保护法 Art. 47. Thread safety: any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/ids.h"
#include "store/snapshot.h"
#include "store/store.h"
#include "store/write_set.h"

namespace linli::vault {

struct Erasure {
  std::vector<TextId> texts;
  std::vector<FileId> files;
  std::vector<MatterId> matters;  // whose index entries were removed; index what remains anew
};

// Adds the changes that erase all texts and files of a matter. `indexes` names the text indexes
// whose ids are matters. Errors: those of the store.
Result<Erasure> erase_matter(store::Snapshot& snapshot, MatterId matter, Instant now,
                             const std::vector<std::string>& indexes, store::WriteSet& changes);

// The same for the files that a person has handed in and that belong to no matter yet.
Result<Erasure> erase_unclaimed(store::Snapshot& snapshot, PersonId person, Instant now,
                                store::WriteSet& changes);

// After the changes are committed: erases the files' bytes and scrubs the store. Repeat it after a
// failure or a crash; files already gone are no error. Errors: those of the store.
Result<void> finish(store::Store& store, const Erasure& erasure);

}  // namespace linli::vault
