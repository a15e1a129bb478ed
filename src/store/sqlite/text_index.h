// store/sqlite/text_index.h – text indexes: one FTS5 table per index, filled at the end of a group.
//
// FTS5 3.40 only marks removed words; they leave the file when segments are merged. So an index
// that had a removal is stale until merge_step() has merged it whole. detail=none because tokens
// are only ever asked for together, never as a phrase. A token is five bytes above 127, which the
// tokenizer "ascii" takes for letters, so that FTS5 keeps it in little more than its 32 bits.
// Thread safety: the writer thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "store/sqlite/connection.h"

namespace linli::store::sqlite {

// Whether an index may be named so: 1 to 40 of a–z and _.
bool is_index_name(std::string_view name);
// The statement a reader asks with: ?1 the words, ?2 the limit, ?3 a rowid above all.
std::string find_sql(std::string_view index);
// Whether the index has a table in what this connection sees.
Result<bool> has_index(sqlite3* connection, std::string_view index);
// Tokens as an FTS5 expression that asks for all of them; "" if there are none or one is no token.
std::string match_all(std::string_view tokens);
// The tokens, as IndexText has them, that a row of the table holds.
std::string tokens_in(std::string_view bytes);

class TextIndexes {
 public:
  explicit TextIndexes(sqlite3* connection) : connection_(connection) {}

  // Inside the group's transaction; `name` is a valid index name, `tokens` are such.
  Result<void> put(const std::string& name, std::int64_t id, std::string_view tokens);
  Result<void> remove(const std::string& name, std::int64_t id);

  // Whether removed words still lie in some index.
  Result<bool> stale();
  // Merges a little of a stale index, in its own transaction; true while there is more to do.
  Result<bool> merge_step();
  // After a rollback nothing that was made in the transaction may be remembered.
  void forget() { known_.clear(); }

 private:
  enum class Merge { start, go_on };
  struct Index {
    Statement insert;
    Statement remove;
    Statement mark_stale;
    bool stale = false;
  };
  Result<Index*> open(const std::string& name);
  Result<void> mark_stale(Index& index, const std::string& name);
  Result<bool> merge(const std::string& name, Merge step);

  sqlite3* connection_;
  std::map<std::string, Index, std::less<>> known_;
  std::string merging_;  // the index being merged, if any
};

}  // namespace linli::store::sqlite
