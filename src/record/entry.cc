#include "record/entry.h"

#include "base/check.h"

namespace linli::record {

void add(store::WriteSet& changes, Random& random, journal::Entry entry) {
  if (!entry.state) entry.state.emplace();
  random.fill(entry.state->nonce);
  add_as_is(changes, entry);
}

void add_as_is(store::WriteSet& changes, const journal::Entry& entry) {
  CHECK(entry.id && !entry.act.empty());
  changes.insert("journal_entry", {{"id", entry.id},
                                   {"matter_id", entry.matter},
                                   {"previous_id", entry.previous},
                                   {"at", entry.at},
                                   {"act", entry.act},
                                   {"body", store::Blob{journal::packed(entry)}}});
  changes.insert("journal_queue", {{"id", entry.id}, {"version", 1}});
}

journal::EntryRow entry_row(const store::Row& row, int first) {
  return {row.id<EntryId>(first), row.id<MatterId>(first + 1), row.id<EntryId>(first + 2),
          row.instant(first + 3), row.string(first + 4),       row.string(first + 5)};
}

Result<std::vector<journal::Entry>> read_entries(store::Snapshot& snapshot, MatterId matter,
                                                 EntryId after, int limit) {
  const auto rows = TRY(snapshot.all(
      "SELECT id, matter_id, previous_id, at, act, body FROM journal_entry"
      " WHERE matter_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
      {matter, after.value, limit}, [](const store::Row& row) { return entry_row(row, 0); }));
  std::vector<journal::Entry> entries;
  for (const auto& row : rows) entries.push_back(TRY(journal::entry_of(row)));
  return entries;
}

}  // namespace linli::record
