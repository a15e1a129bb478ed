// store/sqlite/applier.h – turns write sets into statements, with as little work as possible.
//
// Statements are cached by the addresses of the literal names in them, so finding one builds no
// text; values are bound without copying. Thread safety: the writer thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/marks.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/counters.h"
#include "store/sqlite/files.h"
#include "store/sqlite/text_index.h"
#include "store/write_set.h"

namespace linli::store::sqlite {

class Applier {
 public:
  Applier(sqlite3* connection, const Files& files)
      : connection_(connection), files_(files), indexes_(connection), counters_(connection) {}

  // Applies the row changes of one write set inside the open transaction. The set must live until
  // settle() or forget(). Errors of kind Conflict and Invalid refuse this set only (its rows must
  // be rolled back); any other ends the group.
  Result<void> apply(const WriteSet& changes);
  // Applies what was left over for the end of the group: counters and text of the sets accepted.
  Result<void> settle();
  // Forgets what was left over (the group was rolled back).
  void forget();

  // Files that the accepted sets attached; to be moved once the group is durable.
  std::vector<std::int64_t> take_attached();
  // The marks of what was applied since they were last taken.
  std::uint64_t take_marks() { return std::exchange(marks_, 0); }
  Counters& counters() { return counters_; }
  TextIndexes& indexes() { return indexes_; }

 private:
  using Key = std::vector<const void*>;
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };
  // What the sets of this group leave to its end, with how much of it stands (the rest belongs to
  // the set being applied).
  struct LeftOver {
    std::vector<const AddDelta*> deltas;
    std::vector<const Change*> texts;
    std::vector<std::int64_t> files;
  };

  Result<void> apply_changes(const WriteSet& changes);
  Result<void> apply_one(const Change& change);
  Result<void> apply(const Insert& insert);
  Result<void> apply(const Update& update);
  Result<void> apply(const Remove& remove);
  Result<void> apply(const Require& require);
  Result<void> apply(const AttachFile& attach);
  Result<void> check_index(const std::string& name) const;
  Result<sqlite3_stmt*> statement(const void* kind, Name table, const Columns& columns,
                                  std::string (*text)(Name, const Columns&));

  sqlite3* connection_;
  const Files& files_;
  TextIndexes indexes_;
  Counters counters_;
  Key key_;  // reused, so that a look-up allocates nothing
  std::unordered_map<Key, Statement, KeyHash> statements_;
  LeftOver left_;
  std::uint64_t marks_ = 0;
};

}  // namespace linli::store::sqlite
