#include "store/sqlite/log_pieces.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "store/disk.h"
#include "store/sqlite/connection.h"
#include "store/testing_folder.h"

namespace linli::store::sqlite {
namespace {

// The default file system while it lives, counting what is written to logs.
class CountedWrites {
 public:
  CountedWrites() {
    real_ = sqlite3_vfs_find(nullptr);
    counting_ = *real_;
    counting_.zName = "counting";
    counting_.pNext = nullptr;
    counting_.xOpen = open;
    writes_ = 0;
    sqlite3_vfs_register(&counting_, 1);
  }
  CountedWrites(const CountedWrites&) = delete;
  CountedWrites& operator=(const CountedWrites&) = delete;
  ~CountedWrites() {
    sqlite3_vfs_unregister(&counting_);
    sqlite3_vfs_register(real_, 1);
  }
  static int take() { return writes_.exchange(0); }

 private:
  static int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
    const int code = real_->xOpen(real_, name, file, flags, out);
    if (code != SQLITE_OK || (flags & SQLITE_OPEN_WAL) == 0) return code;
    real_write_ = file->pMethods->xWrite;
    methods_ = *file->pMethods;
    methods_.xWrite = write;
    file->pMethods = &methods_;
    return code;
  }
  static int write(sqlite3_file* file, const void* bytes, int amount, sqlite3_int64 at) {
    ++writes_;
    return real_write_(file, bytes, amount, at);
  }

  static inline sqlite3_vfs* real_ = nullptr;
  static inline sqlite3_vfs counting_;
  static inline sqlite3_io_methods methods_;
  static inline int (*real_write_)(sqlite3_file*, const void*, int, sqlite3_int64) = nullptr;
  static inline std::atomic<int> writes_ = 0;
};

class LogPieces : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(disk::make_folder(folder_.path())); }
  Connection opened(Access access) {
    Connection connection = connect(folder_.in("linli.db"), access).value();
    if (access == Access::read) return connection;
    EXPECT_TRUE(run(connection.get(), "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"));
    return connection;
  }
  static void fill(sqlite3* writer) {
    ASSERT_TRUE(run(writer, "CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, a BLOB)"));
  }
  // So many rows of a page each.
  static std::string rows(int from, int to) {
    return "WITH RECURSIVE n (i) AS (SELECT " + std::to_string(from) +
           " UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(to) +
           ") INSERT INTO t SELECT i, zeroblob(3900) FROM n";
  }
  std::int64_t seen(std::string_view sql) {
    return number(opened(Access::read).get(), sql).value();
  }

  ScratchFolder folder_;
};

TEST_F(LogPieces, AGroupsPagesAreWrittenInFewCalls) {
  const CountedWrites counted;
  const Connection writer = opened(Access::write);
  fill(writer.get());
  CountedWrites::take();
  ASSERT_TRUE(run(writer.get(), rows(1, 200).c_str()));
  const int writes = CountedWrites::take();
  EXPECT_GE(writes, 6);   // 200 pages are 800 KiB, a piece at most 128
  EXPECT_LE(writes, 10);  // and not two for each page
  EXPECT_EQ(seen("SELECT count(*) FROM t"), 200);
}

TEST_F(LogPieces, WhatIsCommittedIsSeenByOthersAtOnce) {
  const Connection writer = opened(Access::write);
  const Connection other = opened(Access::read);
  fill(writer.get());
  ASSERT_TRUE(run(writer.get(), "PRAGMA synchronous=OFF"));
  for (int i = 1; i <= 20; ++i) {
    ASSERT_TRUE(run(writer.get(), rows(i, i).c_str()));
    EXPECT_EQ(number(other.get(), "SELECT count(*) FROM t WHERE length(a) = 3900").value(), i);
  }
}

// A transaction larger than the cache writes pages before its end, reads them again, and writes
// some of them a second time.
TEST_F(LogPieces, ATransactionLargerThanTheCacheReadsWhatItHasWritten) {
  const Connection writer = opened(Access::write);
  fill(writer.get());
  ASSERT_TRUE(run(writer.get(), "PRAGMA cache_size=10; PRAGMA mmap_size=0; BEGIN"));
  ASSERT_TRUE(run(writer.get(), rows(1, 300).c_str()));
  ASSERT_TRUE(run(writer.get(), "UPDATE t SET a = randomblob(3900) WHERE id % 3 = 0"));
  EXPECT_EQ(number(writer.get(), "SELECT count(*) FROM t WHERE a = zeroblob(3900)").value(), 200);
  EXPECT_EQ(seen("SELECT count(*) FROM t"), 0);
  ASSERT_TRUE(run(writer.get(), "COMMIT"));
  EXPECT_EQ(seen("SELECT count(*) FROM t WHERE a = zeroblob(3900)"), 200);
  EXPECT_EQ(seen("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
}

TEST_F(LogPieces, WhatWasUndoneLeavesNothingInTheLog) {
  const Connection writer = opened(Access::write);
  fill(writer.get());
  ASSERT_TRUE(run(writer.get(), "PRAGMA cache_size=10; PRAGMA mmap_size=0"));
  for (const char* end : {"ROLLBACK", "COMMIT", "ROLLBACK", "COMMIT"}) {
    ASSERT_TRUE(run(writer.get(), "BEGIN; DELETE FROM t"));
    ASSERT_TRUE(run(writer.get(), rows(1, 100).c_str()));
    ASSERT_TRUE(run(writer.get(), end));
  }
  EXPECT_EQ(seen("SELECT count(*) FROM t"), 100);
  ASSERT_TRUE(run(writer.get(), "PRAGMA wal_checkpoint(TRUNCATE)"));
  ASSERT_TRUE(run(writer.get(), rows(101, 150).c_str()));  // the log begins anew
  EXPECT_EQ(seen("SELECT count(*) FROM t"), 150);
  EXPECT_EQ(seen("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
}

}  // namespace
}  // namespace linli::store::sqlite
