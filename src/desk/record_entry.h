// desk/record_entry.h – puts entries on the record, and reads them back.
// Source: charter ("Journal"), docs/adr/0004-journal.md. Thread safety: any thread.
#pragma once

#include <vector>

#include "journal/packed.h"
#include "store/snapshot.h"
#include "store/write_set.h"

namespace linli::desk {

// Adds the entry, and its place in the queue of the integrator, to the write set of the act. The
// store refuses (store.unique, Conflict) a second entry after the same previous one, so a matter's
// record cannot fork.
void record(store::WriteSet& changes, const journal::Entry& entry);

// The six columns "id, matter_id, previous_id, at, act, body" of journal_entry, which begin at
// column `first` of the row.
journal::EntryRow entry_row(const store::Row& row, int first);

// The entries of a matter with an id above `after`, oldest first, at most `limit`. Errors: those of
// the snapshot; journal.entry_malformed (Corrupt).
Result<std::vector<journal::Entry>> read_entries(store::Snapshot& snapshot, MatterId matter,
                                                 EntryId after, int limit);

}  // namespace linli::desk
