// record/rows.h – the rows of the record as they are stored, for verifying them.
// Source: docs/adr/0004-journal.md. Thread safety: any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "journal/packed.h"
#include "store/store.h"

namespace linli::record {

// A leaf, its entry, and where the entry's previous one stands.
struct LeafRow {
  std::int64_t index = 0;
  EntryId entry_id;
  std::string hash;    // the first 8 bytes of it, or all 32
  bool found = false;  // the entry is there
  journal::EntryRow entry;
  EntryId other_beginning;  // of the same matter, if this one is a beginning and there is another
  bool previous_found = false;
  MatterId previous_matter;
  std::int64_t previous_index = -1;  // -1: it has no leaf
  bool previous_has_state = false;   // it is of version 2
};

inline constexpr int kLeafRowsPerPage = 500;

// Leaves with from <= index < to in order, at most a page.
Result<std::vector<LeafRow>> read_leaf_rows(store::Store& store, std::int64_t from,
                                            std::int64_t to);

// An entry that has no leaf (index is -1); nothing if it has got one or is not there.
Result<std::optional<LeafRow>> read_entry_row(store::Store& store, EntryId id);

// Where the record ends, read at one moment.
struct Frame {
  std::int64_t size = 0;  // of the tree
  std::string state;
  std::int64_t leaves = 0;     // one more than the highest index
  std::int64_t head_size = 0;  // of the last head
};

Result<Frame> read_frame(store::Store& store);

}  // namespace linli::record
