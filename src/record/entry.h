// record/entry.h – puts entries on the record, and reads them back.
// Source: charter ("Journal"), docs/adr/0004-journal.md. Thread safety: any thread.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "journal/packed.h"
#include "model/ids.h"
#include "store/snapshot.h"
#include "store/write_set.h"

namespace linli::record {

// Adds the entry with its random bytes, and its place in the queue of the integrator, to the write
// set of the act. The store refuses (store.unique, Conflict) a second entry after the same previous
// one, so a matter's record cannot fork.
void add(store::WriteSet& changes, Random& random, journal::Entry entry);
// As it is, for entries of an earlier program.
void add_as_is(store::WriteSet& changes, const journal::Entry& entry);

// The six columns "id, matter_id, previous_id, at, act, body" of journal_entry, which begin at
// column `first` of the row.
journal::EntryRow entry_row(const store::Row& row, int first);

// The entries of a matter with an id above `after`, oldest first, at most `limit`. Errors: those of
// the snapshot; journal.entry_malformed (Corrupt).
Result<std::vector<journal::Entry>> read_entries(store::Snapshot& snapshot, MatterId matter,
                                                 EntryId after, int limit);

}  // namespace linli::record
