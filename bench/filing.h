// bench/filing.h – the rows of one real filing, as bench/ceilings.ts captured them.
//
// Thread safety: a filing is read once and shared; FreshIds belong to one thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace linli::bench {

enum class Kind {
  Id,      // an id of this filing: a fresh one each time, the same wherever it was the same
  Unique,  // a text that must be unique: a counter is added
  Key,     // the idempotency key
  Integer,
  Text,
  Blob,
  Null,
};

struct Column {
  std::string name;
  Kind kind = Kind::Null;
  std::int64_t integer = 0;
  std::string bytes;
};

struct TableRow {
  std::string table;
  std::vector<Column> columns;
};

// What one filing writes, and what it was answered.
struct Filing {
  std::vector<TableRow> rows;
  std::string answer;
};

// Reads what bench/ceilings.ts captured of a real filing; a broken file throws.
Filing read_filing(const std::string& path);

// Ids of the same order as the program's, after all that are there; `run` tells runs on the same
// database apart.
class FreshIds {
 public:
  FreshIds(const Filing& filing, int run);

  // The next filing begins.
  void next_filing() { fresh_.clear(); }
  // What stands for this captured id in the present filing.
  std::int64_t of(std::int64_t captured);
  std::int64_t next() { return ++next_; }

 private:
  std::map<std::int64_t, std::int64_t> fresh_;
  std::int64_t next_ = 0;
};

}  // namespace linli::bench
