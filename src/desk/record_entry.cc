#include "desk/record_entry.h"

#include "base/check.h"

namespace linli::desk {

void record(store::WriteSet& changes, const journal::Entry& entry) {
  CHECK(entry.id && !entry.act.empty());
  changes.insert("journal_entry", {{"id", entry.id},
                                   {"matter_id", entry.matter},
                                   {"previous_id", entry.previous},
                                   {"at", entry.at},
                                   {"act", entry.act},
                                   {"body", store::Blob{journal::canonical_bytes(entry)}}});
  changes.insert("journal_queue", {{"id", entry.id}, {"version", 1}});
}

Result<std::vector<journal::Entry>> read_entries(store::Snapshot& snapshot, MatterId matter,
                                                 EntryId after, int limit) {
  const auto bodies = TRY(snapshot.all(
      "SELECT body FROM journal_entry WHERE matter_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
      {matter, after.value, limit}, [](const store::Row& row) { return row.string(0); }));
  std::vector<journal::Entry> entries;
  for (const auto& body : bodies) entries.push_back(TRY(journal::parse_entry(body)));
  return entries;
}

}  // namespace linli::desk
