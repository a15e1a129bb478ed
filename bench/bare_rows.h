// bench/bare_rows.h – the rows of one real filing, written and read by raw SQLite and nothing else.
//
// This is what `linli serve` is measured against: prepared statements, WAL, synchronous=FULL, one
// writer thread that puts up to 64 filings into one commit, each in its own savepoint – and no
// decision, no sealing, no hash, no reading. Thread safety: Writer::write any thread.
#pragma once

#include <sqlite3.h>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace linli::bench {

enum class Kind {
  Id,      // an id of this filing: a fresh one each time, the same wherever it was the same
  Unique,  // a text that must be unique: its end is replaced by a counter
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

// Reads what bench/serve.ts captured of a real filing; a broken file throws.
Filing read_filing(const std::string& path);

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
struct EndStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, EndStatement>;

class Writer {
 public:
  Writer(const std::string& database, const Filing& filing);
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer();

  // Writes the rows once more; `done` is called on the writer's thread after the commit.
  void write(std::function<void()> done);

 private:
  void work();
  void write_rows();

  const Filing& filing_;
  Database database_;
  std::vector<Statement> inserts_;
  Statement begin_, savepoint_, release_, commit_;
  std::map<std::int64_t, std::int64_t> fresh_;
  std::int64_t next_id_ = 0;
  int log_pages_ = 0;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<std::function<void()>> queue_;
  bool closing_ = false;
  std::thread thread_;
};

struct Reads {
  std::int64_t matters = 0;
  double seconds = 0;
};
// Performs, on `threads` threads for `seconds`, the SELECTs that show one matter, matter after
// matter, and looks at every column.
Reads read_matters(const std::string& database, const std::vector<std::int64_t>& matters,
                   int threads, double seconds);

}  // namespace linli::bench
