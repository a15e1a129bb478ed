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

#include "bench/filing.h"

namespace linli::bench {

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

  // Writes the rows once more under this key; `done` is called on the writer's thread after the
  // commit and told whether they were written: false when a filing before had the key.
  using Done = std::function<void(bool written)>;
  void write(std::string key, Done done);

 private:
  struct Waiting {
    std::string key;
    Done done;
    bool written = false;
  };
  void work();
  bool write_rows(const std::string& key);
  bool write_row(std::size_t row, const std::string& key);

  const Filing& filing_;
  Database database_;
  std::vector<Statement> inserts_;
  Statement begin_, savepoint_, back_, release_, commit_;
  FreshIds ids_;
  int log_pages_ = 0;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Waiting> queue_;
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
