// store/sqlite/counters.h – counters: what acts add lies together until nobody writes, then is
// folded.
//
// A counter's key begins with what it is about, so the counters that one group changes lie all over
// store_counter: a third of all pages a filing wrote. So additions are kept in a small table beside
// it, a row for each counter, and folded when nobody writes; a reader adds both up. Thread safety:
// the writer thread. Errors: those of the database.
#pragma once

#include <cstdint>
#include <string_view>

#include "store/sqlite/connection.h"

namespace linli::store::sqlite {

// What waits to be folded; with more, additions go straight to store_counter.
inline constexpr int kCounterPartsMax = 10'000;

class Counters {
 public:
  explicit Counters(sqlite3* connection) : connection_(connection) {}

  // What an earlier program left, in its own transaction; before everything else.
  Result<void> fold_deltas();
  // Inside the group's transaction.
  Result<void> add(std::string_view key, std::int64_t delta);
  // Folds some, in its own transaction; true while there are more.
  Result<bool> fold_step();

 private:
  Result<void> look_whether_full();
  Result<void> add_straight(std::string_view key, std::int64_t delta);
  Result<bool> fold_some();

  sqlite3* connection_;
  Statement add_, drop_, add_part_, count_parts_, some_, drop_parts_;
  int until_look_ = 0;  // so many additions until the parts are counted again
  bool full_ = false;
};

}  // namespace linli::store::sqlite
