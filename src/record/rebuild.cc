#include "journal/merkle.h"
#include "record/entry.h"
#include "record/integrator.h"

namespace linli::record {
namespace {

constexpr int kRecordPage = 1000;

struct Leaf {
  std::int64_t index;
  journal::EntryRow entry;  // no id: it is missing
};

Result<journal::CompactRange> range_of_leaves(store::Store& store) {
  journal::CompactRange range;
  while (true) {
    const auto snapshot = TRY(store.read());
    const auto rows =
        TRY(snapshot->all("SELECT l.idx, e.id, e.matter_id, e.previous_id, e.at, e.act, e.body"
                          " FROM journal_leaf l LEFT JOIN journal_entry e ON e.id = l.entry_id"
                          " WHERE l.idx >= ?1 ORDER BY l.idx LIMIT ?2",
                          {range.size(), kRecordPage}, [](const store::Row& row) {
                            return Leaf{row.integer(0), entry_row(row, 1)};
                          }));
    for (const auto& row : rows) {
      if (row.index != range.size() || !row.entry.id) {
        return fail(ErrorKind::Corrupt, "journal.tree_malformed",
                    "leaf " + std::to_string(range.size()));
      }
      range.append(journal::leaf_of(row.entry, journal::entry_of(row.entry)));
    }
    if (rows.size() < kRecordPage) return range;
  }
}

Result<void> write_tree(store::Store& store, const journal::CompactRange& range) {
  std::int64_t version = 0;
  {
    const auto snapshot = TRY(store.read());
    version = TRY(snapshot->number("SELECT version FROM journal_tree WHERE id = 1"));
  }
  store::WriteSet changes;
  const store::Columns columns = {{"size", range.size()}, {"state", store::Blob{range.state()}}};
  if (version > 0) {
    changes.update("journal_tree", 1, version, columns);
  } else {
    changes.insert("journal_tree", {{"id", 1}, {"version", 1}, columns[0], columns[1]});
  }
  return store.commit_and_wait(std::move(changes));
}

struct QueueRow {
  std::int64_t id;
  bool in_tree;
  bool queued;
};

// Queues what has no leaf and is not queued, and takes out what has one.
Result<void> repair_queue(store::Store& store) {
  std::int64_t after = 0;
  while (true) {
    std::vector<QueueRow> rows;
    {
      const auto snapshot = TRY(store.read());
      rows = TRY(snapshot->all(
          "SELECT e.id, l.idx, q.id FROM journal_entry e"
          " LEFT JOIN journal_leaf l ON l.entry_id = e.id LEFT JOIN journal_queue q ON q.id = e.id"
          " WHERE e.id > ?1 ORDER BY e.id LIMIT ?2",
          {after, kRecordPage}, [](const store::Row& row) {
            return QueueRow{row.integer(0), !row.is_null(1), !row.is_null(2)};
          }));
    }
    store::WriteSet changes;
    for (const auto& row : rows) {
      after = row.id;
      if (row.in_tree && row.queued) changes.add(store::Remove{"journal_queue", row.id, 1});
      if (!row.in_tree && !row.queued) {
        changes.insert("journal_queue", {{"id", row.id}, {"version", 1}});
      }
    }
    if (!changes.changes.empty()) TRY(store.commit_and_wait(std::move(changes)));
    if (rows.size() < kRecordPage) return {};
  }
}

}  // namespace

Result<void> rebuild_journal(store::Store& store) {
  const auto range = TRY(range_of_leaves(store));
  TRY(write_tree(store, range));
  return repair_queue(store);
}

}  // namespace linli::record
