// store/write_set.h – a decision as data: everything one act changes, applied whole or not at all.
//
// The vocabulary is closed. Rows that change carry `id` and `version` columns (BIGINT); Update and
// Remove name the version that was read, Require names a row that was only read to decide. If any
// of them has moved on, the store answers store.conflict and applies nothing. Counters change by
// AddDelta only and are folded later. Thread safety: value.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "store/value.h"

namespace linli::store {

// One column with what it gets.
struct Column {
  Name first;
  Value second;
};
using Columns = std::vector<Column>;

// A new row. A row that exists already (primary key, UNIQUE) makes store.unique with
// "table.column" as detail.
struct Insert {
  Name table;
  Columns columns;
};
// Changes columns of the row `id` if its version is still `version`; the new version is version
// + 1.
struct Update {
  Name table;
  std::int64_t id;
  std::int64_t version;
  Columns columns;
};
struct Remove {
  Name table;
  std::int64_t id;
  std::int64_t version;
};
// The row `id` was read at `version`.
struct Require {
  Name table;
  std::int64_t id;
  std::int64_t version;
};
// Adds to the counter `key` (table store_counter), which starts at 0.
struct AddDelta {
  std::string key;
  std::int64_t delta;
};
// Makes `id` findable in `index` by its tokens (blinded by the vault, separated by spaces).
// Replaces what was there.
struct IndexText {
  std::string index;
  std::int64_t id;
  std::string tokens;
};
// Removes `id` from `index`.
struct UnindexText {
  std::string index;
  std::int64_t id;
};
// Keeps the staged file `id` (Store::stage_file) for good; without it a staged file is swept after
// a day.
struct AttachFile {
  std::int64_t id;
};

using Change =
    std::variant<Insert, Update, Remove, Require, AddDelta, IndexText, UnindexText, AttachFile>;

struct WriteSet {
  std::vector<Change> changes;

  void add(Change change) { changes.push_back(std::move(change)); }
  void insert(Name table, Columns columns) { add(Insert{table, std::move(columns)}); }
  void update(Name table, std::int64_t id, std::int64_t version, Columns columns) {
    add(Update{table, id, version, std::move(columns)});
  }
  void append(WriteSet other) {
    for (auto& change : other.changes) changes.push_back(std::move(change));
  }
};

}  // namespace linli::store
