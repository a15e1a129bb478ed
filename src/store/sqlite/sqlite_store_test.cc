// What is particular to SQLite and its folder; what every store must do is in contract_test.cc.
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <fstream>
#include <future>
#include <latch>
#include <map>
#include <mutex>
#include <thread>

#include "base/random.h"
#include "store/backup.h"
#include "store/disk.h"
#include "store/sqlite/counters.h"
#include "store/store.h"
#include "store/testing_folder.h"

namespace linli::store {
namespace {

const std::vector<Migration> kMigrations = {{900, "notes", R"sql(
-- vault: notes that tests write
CREATE TABLE note (
  id {pk},                  -- number
  version BIGINT NOT NULL,  -- of the row
  text TEXT NOT NULL        -- any
){end};
)sql"}};

WriteSet note(std::int64_t id, std::string text = "text") {
  return WriteSet{{Insert{"note", {{"id", id}, {"version", 1}, {"text", std::move(text)}}}}};
}

class SqliteStore : public testing::Test {
 protected:
  void open(SqliteOptions options = {}) {
    store_.reset();
    options.folder = folder_.path();
    options.create = true;
    auto opened = open_sqlite(options, kMigrations);
    ASSERT_TRUE(opened) << opened.error().code << ' ' << opened.error().detail;
    store_ = std::move(*opened);
  }
  std::string reopen_error() {
    store_.reset();
    const auto opened = open_sqlite({.folder = folder_.path()}, kMigrations);
    return opened ? "" : opened.error().code;
  }
  std::string commit(WriteSet changes) {
    const auto done = store_->commit_and_wait(std::move(changes));
    return done ? "" : done.error().code;
  }
  static std::int64_t count(Store& store) {
    auto snapshot = store.read();
    if (!snapshot) return -1;
    return (*snapshot)->number("SELECT count(*) FROM note").value_or(-2);
  }

  ScratchFolder folder_;
  std::unique_ptr<Store> store_;
};

// A file system whose flush fails from some call on.
namespace faulty {

sqlite3_vfs* real = nullptr;
sqlite3_vfs shim;
// Files with locks and files without have methods of their own.
std::mutex mutex;
std::map<const sqlite3_io_methods*, sqlite3_io_methods> patched;
int (*real_sync)(sqlite3_file*, int) = nullptr;
std::atomic<int> syncs_left = 0;
std::atomic<int> syncs_after_failure = 0;

int sync(sqlite3_file* file, int flags) {
  if (syncs_left-- > 0) return real_sync(file, flags);
  ++syncs_after_failure;
  return SQLITE_IOERR_FSYNC;
}

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  const int code = real->xOpen(real, name, file, flags, out_flags);
  if (code != SQLITE_OK || file->pMethods == nullptr) return code;
  const std::lock_guard lock(mutex);
  auto [methods, added] = patched.emplace(file->pMethods, *file->pMethods);
  if (added) {
    real_sync = file->pMethods->xSync;
    methods->second.xSync = sync;
  }
  file->pMethods = &methods->second;
  return code;
}

// In force while it lives.
class Vfs {
 public:
  Vfs() {
    real = sqlite3_vfs_find(nullptr);
    shim = *real;
    shim.zName = "faulty";
    shim.pNext = nullptr;
    shim.xOpen = open;
    syncs_left = 1'000'000;
    syncs_after_failure = 0;
    sqlite3_vfs_register(&shim, 1);
  }
  Vfs(const Vfs&) = delete;
  Vfs& operator=(const Vfs&) = delete;
  ~Vfs() {
    sqlite3_vfs_unregister(&shim);
    sqlite3_vfs_register(real, 1);
  }
};

}  // namespace faulty

TEST_F(SqliteStore, AFailedFlushStopsWritingForGoodAndIsNeverRepeated) {
  {
    const faulty::Vfs vfs;
    open();
    ASSERT_EQ(commit(note(1)), "");
    faulty::syncs_left = 0;
    std::latch held(1);
    std::latch free(1);
    // Nothing is written by an empty set, so nothing is flushed.
    store_->commit({}, [&](Result<void> done) {
      EXPECT_TRUE(done);
      held.count_down();
      free.wait();
    });
    held.wait();
    std::vector<std::future<std::string>> answers;
    for (std::int64_t id = 2; id <= 4; ++id) {
      std::promise<std::string> answer;
      answers.push_back(answer.get_future());
      store_->commit(note(id), [answer = std::move(answer)](Result<void> done) mutable {
        answer.set_value(done ? "" : done.error().code);
      });
    }
    free.count_down();
    for (auto& answer : answers) EXPECT_EQ(answer.get(), "store.unknown");
    EXPECT_TRUE(store_->stopped());
    faulty::syncs_left = 1'000'000;
    EXPECT_EQ(commit(note(5)), "store.stopped");
    EXPECT_EQ(store_->scrub().error().code, "store.stopped");
    EXPECT_EQ(store_->stage_file(1, "x").error().code, "store.stopped");
    EXPECT_EQ(count(*store_), 1);
    store_.reset();
    EXPECT_EQ(faulty::syncs_after_failure, 1);
    EXPECT_EQ(faulty::syncs_left, 1'000'000);
  }
  open();
  EXPECT_FALSE(store_->stopped());
  EXPECT_GE(count(*store_), 1);
  EXPECT_EQ(commit(note(5)), "");
}

TEST_F(SqliteStore, AFailedFlushOfACheckpointStopsWritingToo) {
  const faulty::Vfs vfs;
  open();
  ASSERT_EQ(commit(note(1)), "");
  faulty::syncs_left = 0;
  EXPECT_EQ(store_->scrub().error().code, "store.stopped");
  EXPECT_TRUE(store_->stopped());
  EXPECT_EQ(commit(note(2)), "store.stopped");
  store_.reset();
}

// Commits pairs of rows and a delta, and tells the parent each first id that was acknowledged.
[[noreturn]] void write_until_killed(const std::string& folder, std::int64_t from, int tell) {
  auto store = open_sqlite({.folder = folder, .create = true}, kMigrations);
  if (!store) _exit(1);
  for (std::int64_t id = from;; id += 2) {
    WriteSet changes = note(id);
    changes.append(note(id + 1));
    changes.add(AddDelta{"notes", 2});
    changes.add(IndexText{"note", id, "0a"});
    (*store)->commit(std::move(changes), [id, tell](Result<void> done) {
      if (!done || ::write(tell, &id, sizeof id) != sizeof id) _exit(2);
    });
    while ((*store)->queued() > 100) std::this_thread::yield();
  }
}

// Runs such a writer, kills it after some milliseconds, and returns what it was told.
std::vector<std::int64_t> acknowledged_before_kill(const std::string& folder, std::int64_t from,
                                                   int wait_ms) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) write_until_killed(folder, from, ends[1]);
  ::close(ends[1]);
  std::vector<std::int64_t> ids;
  std::int64_t id = 0;
  std::thread killer([child, wait_ms] {
    std::this_thread::sleep_for(std::chrono::milliseconds(wait_ms));
    ::kill(child, SIGKILL);
  });
  while (::read(ends[0], &id, sizeof id) == sizeof id) ids.push_back(id);
  killer.join();
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself: " << WEXITSTATUS(status);
  ::close(ends[0]);
  return ids;
}

TEST_F(SqliteStore, AfterKill9EveryAcknowledgedRowIsThereAndNoneHalfDone) {
  SeededRandom random(20);
  std::int64_t from = 1;
  std::size_t told = 0;
  for (int round = 0; round < 20; ++round) {
    const auto ids =
        acknowledged_before_kill(folder_.path(), from, 60 + static_cast<int>(random.below(60)));
    open();
    auto snapshot = store_->read();
    ASSERT_TRUE(snapshot);
    for (const auto id : ids) {
      ASSERT_EQ((*snapshot)
                    ->number("SELECT count(*) FROM note WHERE id IN (?1, ?1 + 1)", {id})
                    .value_or(-1),
                2)
          << "round " << round;
    }
    EXPECT_EQ((*snapshot)
                  ->number("SELECT count(*) FROM note a WHERE id % 2 = 1 AND NOT EXISTS"
                           " (SELECT 1 FROM note b WHERE b.id = a.id + 1)")
                  .value_or(-1),
              0);
    const auto rows = (*snapshot)->number("SELECT count(*) FROM note").value_or(-1);
    EXPECT_EQ((*snapshot)->counter("notes").value_or(-1), rows);
    const auto found = (*snapshot)->find_text("note", "0a", 1'000'000, kPlaceEnd);
    EXPECT_EQ(found ? static_cast<std::int64_t>(found->size()) * 2 : 0, rows);
    from = (*snapshot)->number("SELECT coalesce(max(id), 0) + 1 FROM note").value_or(-1);
    told += ids.size();
    snapshot->reset();
    store_.reset();
  }
  EXPECT_GT(told, 20U);
}

TEST_F(SqliteStore, AfterScrubbingNoErasedByteLiesInTheFolder) {
  open();
  // Not a literal in one piece, so that only stored bytes can hold it.
  const std::string secret = std::string("geheim") + "nis";
  const std::string token = std::string("ab12") + "cd34";
  SeededRandom random(5);
  for (std::int64_t id = 1; id <= 300; ++id) {
    WriteSet changes = note(id, std::string(random.below(900), 'x') + secret);
    changes.add(IndexText{"note", id, "00aa " + token + (id % 3 == 0 ? " 11bb" : "")});
    store_->commit(std::move(changes), [](Result<void> done) { EXPECT_TRUE(done); });
  }
  ASSERT_TRUE(store_->stage_file(9, "file " + secret));
  ASSERT_EQ(commit(WriteSet{{AttachFile{9}}}), "");
  const auto traces = [&] {
    int found = 0;
    for (const auto& at : std::filesystem::recursive_directory_iterator(folder_.path())) {
      if (at.is_directory()) continue;
      const auto bytes = disk::read_whole(at.path().string()).value_or("");
      if (bytes.find(secret) != std::string::npos) ++found;
      if (bytes.find(token) != std::string::npos) ++found;
    }
    return found;
  };
  ASSERT_GT(traces(), 0);
  for (std::int64_t id = 1; id <= 300; ++id) {
    WriteSet changes{{Update{"note", id, 1, {{"text", ""}}}}};
    if (id % 2 == 0) changes.add(UnindexText{"note", id});
    if (id % 2 == 1) changes.add(IndexText{"note", id, "00aa"});
    store_->commit(std::move(changes), [](Result<void> done) { EXPECT_TRUE(done); });
  }
  ASSERT_TRUE(store_->erase_file(9));
  ASSERT_TRUE(store_->scrub());
  EXPECT_EQ(traces(), 0);
  auto snapshot = store_->read();
  ASSERT_TRUE(snapshot);
  const auto found = (*snapshot)->find_text("note", "00aa", 1000, kPlaceEnd);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->size(), 150U);
}

TEST_F(SqliteStore, AForgottenSnapshotDoesNotKeepTheLogFromBeingEmptied) {
  open();
  ASSERT_EQ(commit(note(1)), "");
  auto snapshot = store_->read();
  ASSERT_TRUE(snapshot);
  ASSERT_EQ((*snapshot)->number("SELECT count(*) FROM note").value_or(-1), 1);
  ASSERT_EQ(commit(note(2)), "");
  EXPECT_TRUE(store_->scrub());
  EXPECT_EQ(disk::size(folder_.in("linli.db-wal")), 0);
  const auto late = (*snapshot)->number("SELECT count(*) FROM note");
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, "store.read_too_long");
}

TEST_F(SqliteStore, ReadingBesideARunningWriterSeesWhatIsCommittedAndCannotWrite) {
  EXPECT_EQ(open_sqlite_readonly(folder_.path()).error().code, "store.absent");
  open();
  auto reader = open_sqlite_readonly(folder_.path());
  ASSERT_TRUE(reader) << reader.error().detail;
  EXPECT_EQ(count(**reader), 0);
  ASSERT_EQ(commit(note(1)), "");
  EXPECT_EQ(count(**reader), 1);
  EXPECT_EQ((*reader)->commit_and_wait(note(2)).error().code, "store.read_only");
  EXPECT_EQ((*reader)->stage_file(1, "x").error().code, "store.read_only");
  EXPECT_EQ((*reader)->erase_file(1).error().code, "store.read_only");
  EXPECT_EQ((*reader)->scrub().error().code, "store.read_only");
  reader->reset();
  store_.reset();
  auto alone = open_sqlite_readonly(folder_.path());
  ASSERT_TRUE(alone) << alone.error().detail;
  EXPECT_EQ(count(**alone), 1);
}

TEST_F(SqliteStore, AFolderThatIsNotThereIsOnlyMadeWhenAskedFor) {
  EXPECT_EQ(reopen_error(), "store.absent");
  EXPECT_FALSE(disk::exists(folder_.path()));
  open();
  EXPECT_EQ(reopen_error(), "");
}

TEST_F(SqliteStore, ADatabaseThatIsNoneIsRefused) {
  std::filesystem::create_directories(folder_.path());
  std::ofstream(folder_.in("linli.db")) << std::string(8192, 'x');
  EXPECT_EQ(reopen_error(), "store.corrupt");
}

TEST_F(SqliteStore, TheRefusedSecondWriterNamesTheProcessThatHoldsTheFolder) {
  open();
  const auto second = open_sqlite({.folder = folder_.path()}, kMigrations);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().detail, "process " + std::to_string(::getpid()));
}

TEST_F(SqliteStore, FillingInBulkLosesNothingAndAnInterruptedOneIsRefused) {
  open({.folder = "", .queue_max = 100, .bulk = true});
  EXPECT_TRUE(disk::exists(folder_.in("filling")));
  std::atomic<int> done = 0;
  for (std::int64_t id = 1; id <= 5000; ++id) {
    store_->commit(note(id), [&done](Result<void> result) { done += result ? 1 : 0; });
  }
  store_.reset();
  EXPECT_EQ(done, 5000);
  EXPECT_FALSE(disk::exists(folder_.in("filling")));
  EXPECT_FALSE(disk::exists(folder_.in("linli.db-wal")));
  open();
  EXPECT_EQ(count(*store_), 5000);
  store_.reset();
  std::ofstream(folder_.in("filling")) << "";
  EXPECT_EQ(reopen_error(), "store.corrupt");
}

using Counted = std::vector<std::pair<std::string, std::int64_t>>;

std::int64_t rows_of(Store& store, Sql count) {
  return store.read().value()->number(count).value();
}
constexpr Sql kCounterRows = "SELECT count(*) FROM store_counter";
constexpr Sql kPartRows = "SELECT count(*) FROM store_counter_part";

TEST_F(SqliteStore, ACounterAtNoughtTakesNoRow) {
  open();
  ASSERT_EQ(commit(WriteSet{{AddDelta{"open", 2}, AddDelta{"ended", 1}}}), "");
  ASSERT_EQ(commit(WriteSet{{AddDelta{"open", -2}, AddDelta{"ended", 1}}}), "");
  const Counted ended = {{"ended", 2}};
  EXPECT_EQ(store_->read().value()->counters("a", "z").value(), ended);
  EXPECT_EQ(store_->read().value()->counter("open").value(), 0);
  store_.reset();  // folds
  open();
  EXPECT_EQ(store_->read().value()->counters("a", "z").value(), ended);
  EXPECT_EQ(rows_of(*store_, kCounterRows), 1);
  EXPECT_EQ(rows_of(*store_, kPartRows), 0);
}

TEST_F(SqliteStore, WhatIsNotFoldedYetIsCountedWithWhatIs) {
  open();
  ASSERT_EQ(commit(WriteSet{{AddDelta{"a", 1}, AddDelta{"b", 5}, AddDelta{"c", 3}}}), "");
  store_.reset();
  open();
  EXPECT_EQ(rows_of(*store_, kPartRows), 0);
  ASSERT_EQ(commit(WriteSet{{AddDelta{"b", -5}, AddDelta{"c", 4}, AddDelta{"d", 2}}}), "");
  EXPECT_EQ(rows_of(*store_, kPartRows), 3);
  const auto read = store_->read().value();
  EXPECT_EQ(read->counters("a", "z").value(), (Counted{{"a", 1}, {"c", 7}, {"d", 2}}));
  EXPECT_EQ(read->counters("b", "d").value(), (Counted{{"c", 7}}));
  EXPECT_EQ(read->counter("c").value(), 7);
}

TEST_F(SqliteStore, CountersAreFoldedWhenNobodyWrites) {
  open();
  for (int i = 0; i < 1200; ++i) {
    ASSERT_EQ(commit(WriteSet{{AddDelta{std::to_string(i), 1}}}), "");
  }
  EXPECT_GT(rows_of(*store_, kPartRows), 0);
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (rows_of(*store_, kPartRows) > 0 && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_EQ(rows_of(*store_, kPartRows), 0);
  EXPECT_EQ(rows_of(*store_, kCounterRows), 1200);
}

TEST_F(SqliteStore, WhatWaitsToBeFoldedIsBounded) {
  open();
  constexpr int kAtOnce = 1000;
  for (int i = 0; i < 15 * kAtOnce; i += kAtOnce) {
    WriteSet changes;
    for (int j = i; j < i + kAtOnce; ++j) changes.add(AddDelta{std::to_string(j), 1});
    ASSERT_EQ(commit(std::move(changes)), "");
  }
  EXPECT_LE(rows_of(*store_, kPartRows), sqlite::kCounterPartsMax);
  EXPECT_GT(rows_of(*store_, kCounterRows), 0);
  EXPECT_EQ(store_->read().value()->counters("", "a").value().size(), 15U * kAtOnce);
}

TEST_F(SqliteStore, AFullQueueRefusesAtOnce) {
  open({.folder = "", .queue_max = 3});
  std::latch held(1);
  std::latch free(1);
  store_->commit({}, [&](Result<void>) {
    held.count_down();
    free.wait();
  });
  held.wait();
  std::latch rest(3);
  for (std::int64_t id = 1; id <= 3; ++id) {
    store_->commit(note(id), [&rest](Result<void> done) {
      EXPECT_TRUE(done);
      rest.count_down();
    });
  }
  EXPECT_EQ(commit(note(4)), "store.overloaded");
  free.count_down();
  rest.wait();
  EXPECT_EQ(count(*store_), 3);
}

TEST_F(SqliteStore, WhenAllReadersAreLeasedTheNextIsRefusedAfterAWhile) {
  open({.folder = "", .readers_max = 1});
  auto first = store_->read();
  ASSERT_TRUE(first);
  EXPECT_EQ(store_->read().error().code, "store.overloaded");
  first->reset();
  EXPECT_TRUE(store_->read());
}

TEST_F(SqliteStore, AFileCommittedBeforeACrashCouldMoveItIsReadAndMovedAtTheNextOpening) {
  open();
  ASSERT_TRUE(store_->stage_file(7, "photo"));
  ASSERT_EQ(commit(WriteSet{{AttachFile{7}}}), "");
  ASSERT_EQ(commit({}), "");  // the file is moved after the first is told of
  std::string kept;
  for (const auto& at : std::filesystem::recursive_directory_iterator(folder_.in("files/kept"))) {
    if (!at.is_directory()) kept = at.path().string();
  }
  std::filesystem::rename(kept, folder_.in("files/staged/7"));
  EXPECT_EQ(store_->read_file(7).value_or(""), "photo");
  open();
  EXPECT_TRUE(disk::exists(kept));
  EXPECT_EQ(store_->read_file(7).value_or(""), "photo");
}

TEST_F(SqliteStore, OnlyStagedFilesOlderThanADayAreSwept) {
  open();
  ASSERT_TRUE(store_->stage_file(5, "old"));
  ASSERT_TRUE(store_->stage_file(6, "younger"));
  const auto old = folder_.in("files/staged/5");
  const auto younger = folder_.in("files/staged/6");
  const auto age = [](const std::string& file, std::chrono::minutes by) {
    std::filesystem::last_write_time(file, std::filesystem::last_write_time(file) - by);
  };
  age(old, std::chrono::hours(24) + std::chrono::minutes(1));
  age(younger, std::chrono::hours(24) - std::chrono::minutes(5));
  open();
  EXPECT_FALSE(disk::exists(old));
  EXPECT_TRUE(disk::exists(younger));
}

TEST_F(SqliteStore, ADiskThatRefusesAFileSaysSo) {
  open();
  std::filesystem::remove(folder_.in("files/staged"));
  EXPECT_EQ(store_->stage_file(5, "x").error().code, "store.disk");
  EXPECT_FALSE(store_->stopped());
}

// What follows from it, on a disk that runs full, is tested in faults/.
TEST_F(SqliteStore, ADiskWithoutRoomIsToldFromOneThatRefuses) {
  for (const int reason : {ENOSPC, EDQUOT}) {
    errno = reason;
    EXPECT_EQ(disk::refused("write", "x").error().code, "store.full");
  }
  errno = EROFS;
  EXPECT_EQ(disk::refused("write", "x").error().code, "store.disk");
}

TEST_F(SqliteStore, AByteFlippedInABackupIsFound) {
  open();
  ASSERT_EQ(commit(note(1)), "");
  ScratchFolder copy;
  ASSERT_TRUE(store_->backup(copy.path()));
  std::fstream file(copy.in("linli.db"), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(5000);
  file.put('!');
  file.close();
  EXPECT_EQ(verify_backup(copy.path()).error().code, "store.backup_damaged");
}

}  // namespace
}  // namespace linli::store
