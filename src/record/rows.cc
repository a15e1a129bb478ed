#include "record/rows.h"

#include "record/entry.h"

namespace linli::record {
namespace {

LeafRow leaf_from_row(const store::Row& row) {
  LeafRow leaf;
  leaf.index = row.is_null(0) ? -1 : row.integer(0);
  leaf.entry_id = row.id<EntryId>(1);
  leaf.hash = row.string(2);
  leaf.found = !row.is_null(3);
  leaf.entry = entry_row(row, 3);
  leaf.other_beginning = row.id<EntryId>(9);
  leaf.previous_found = !row.is_null(10);
  leaf.previous_matter = row.id<MatterId>(11);
  if (!row.is_null(12)) leaf.previous_index = row.integer(12);
  leaf.previous_has_state = journal::is_version_2(row.text(13));
  return leaf;
}

}  // namespace

// The plus keeps the index on previous_id out: there, the first entries of all matters are one run.
Result<std::vector<LeafRow>> read_leaf_rows(store::Store& store, std::int64_t from,
                                            std::int64_t to) {
  const auto snapshot = TRY(store.read());
  return snapshot->all(
      "SELECT l.idx, l.entry_id, l.leaf_hash,"
      " e.id, e.matter_id, e.previous_id, e.at, e.act, e.body,"
      " CASE WHEN e.previous_id IS NULL AND e.matter_id IS NOT NULL THEN"
      " (SELECT o.id FROM journal_entry o WHERE o.matter_id = e.matter_id"
      " AND +o.previous_id IS NULL AND o.id <> e.id LIMIT 1) END,"
      " pe.id, pe.matter_id, p.idx, substr(pe.body, 1, 14) FROM journal_leaf l"
      " LEFT JOIN journal_entry e ON e.id = l.entry_id"
      " LEFT JOIN journal_leaf p ON p.entry_id = e.previous_id"
      " LEFT JOIN journal_entry pe ON pe.id = e.previous_id"
      " WHERE l.idx >= ?1 AND l.idx < ?2 ORDER BY l.idx LIMIT ?3",
      {from, to, kLeafRowsPerPage}, leaf_from_row);
}

Result<std::optional<LeafRow>> read_entry_row(store::Store& store, EntryId id) {
  const auto snapshot = TRY(store.read());
  return snapshot->one(
      "SELECT l.idx, e.id, l.leaf_hash,"
      " e.id, e.matter_id, e.previous_id, e.at, e.act, e.body,"
      " CASE WHEN e.previous_id IS NULL AND e.matter_id IS NOT NULL THEN"
      " (SELECT o.id FROM journal_entry o WHERE o.matter_id = e.matter_id"
      " AND +o.previous_id IS NULL AND o.id <> e.id LIMIT 1) END,"
      " pe.id, pe.matter_id, p.idx, substr(pe.body, 1, 14) FROM journal_entry e"
      " LEFT JOIN journal_leaf l ON l.entry_id = e.id"
      " LEFT JOIN journal_leaf p ON p.entry_id = e.previous_id"
      " LEFT JOIN journal_entry pe ON pe.id = e.previous_id"
      " WHERE e.id = ?1 AND l.idx IS NULL",
      {id}, leaf_from_row);
}

Result<Frame> read_frame(store::Store& store) {
  const auto snapshot = TRY(store.read());
  Frame frame;
  TRY(snapshot->visit("SELECT size, state FROM journal_tree WHERE id = 1", {},
                      [&](const store::Row& row) {
                        frame.size = row.integer(0);
                        frame.state = row.string(1);
                        return false;
                      }));
  frame.leaves = TRY(snapshot->number("SELECT coalesce(max(idx) + 1, 0) FROM journal_leaf"));
  frame.head_size = TRY(snapshot->number("SELECT coalesce(max(size), 0) FROM journal_head"));
  return frame;
}

}  // namespace linli::record
