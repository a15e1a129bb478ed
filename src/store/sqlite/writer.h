// store/sqlite/writer.h – the one thread that writes: groups, commits, checkpoints, tidies.
//
// It is the only holder of a connection that writes or checkpoints, which keeps clear of SQLite's
// WAL-reset fault (all versions before 3.51.3). Everything queued, up to group_max, becomes one
// transaction with one flush. Thread safety: any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include "store/sqlite/applier.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/files.h"
#include "store/sqlite/readers.h"
#include "store/store.h"

namespace linli::store::sqlite {

class Writer {
 public:
  // Takes over the connection and starts the thread. Errors: of prepare().
  static Result<std::unique_ptr<Writer>> start(Connection connection, Files& files,
                                               Readers& readers, const SqliteOptions& options);
  // Writes what is queued, folds, checkpoints and closes the connection.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // See Store::commit. In bulk mode a full queue makes the caller wait.
  void commit(WriteSet changes, Done done);
  // See Store::scrub. Errors: store.overloaded (somebody reads the log all the time, for example a
  // backup), store.stopped.
  Result<void> scrub();
  // Writing stops for good (a flush failed).
  void stop() { stopped_ = true; }
  bool stopped() const { return stopped_; }
  std::size_t queued() const { return queued_; }

 private:
  Writer(Connection connection, Files& files, Readers& readers, const SqliteOptions& options);
  Result<void> prepare_statements();
  struct Item {
    WriteSet changes;
    Done done;
    Result<void> outcome;
  };
  using Clock = std::chrono::steady_clock;
  struct Scrub {
    std::promise<Result<void>> outcome;
    Clock::time_point give_up_at;
  };
  enum class Turn { group, tidy, end };

  void work();
  Turn next_turn();
  void take(Turn turn);
  void undo_turn(const char* why);
  std::size_t most_in_group() const;
  // Moves up to group_max items into the group.
  void take_group();
  void run_group();
  Result<void> apply_group();
  Result<bool> apply_all_or_none();
  Result<void> apply_item(Item& item);
  static void tell(Item& item);
  void end_group_with(const Error& error);
  // Nothing of the group is written.
  void drop_group(const Error& error);
  void acknowledge();

  void checkpoint_if_long();
  Result<void> checkpoint(int mode, int wait_ms);
  // One small step of what there is to do while nobody writes, so that a new item waits little:
  // drops removed words, empties the log.
  void tidy();
  Result<bool> tidy_step();
  void sweep_files();
  void answer_scrubs(const Result<void>& outcome);
  void close();
  void stop_if_broken(const Result<void>& result);

  // Of the writer thread.
  Connection connection_;
  Statement begin_;
  Statement commit_;
  int savepoints_for_ = 0;  // so many groups to come
  Statement savepoint_;
  Statement release_;
  Statement undo_;
  Files& files_;
  Readers& readers_;
  const SqliteOptions options_;
  Applier applier_;
  std::vector<Item> inbox_;  // taken from the queue; from inbox_at_ on not yet in a group
  std::size_t inbox_at_ = 0;
  std::vector<Item> group_;
  int log_pages_ = 0;        // in the write-ahead log, told by SQLite after each commit
  int log_pages_tried_ = 0;  // when a checkpoint was last tried
  bool untidy_ = true;       // something was written since the last whole tidying
  bool tidying_ = false;     // a tidying was begun and goes on when nobody writes
  std::vector<Scrub> scrubs_taken_;
  Clock::time_point sweep_at_;

  // Shared.
  std::atomic<bool> stopped_ = false;
  std::atomic<std::size_t> queued_ = 0;
  std::atomic<bool> scrub_wanted_ = false;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::condition_variable taken_;
  std::vector<Item> queue_;
  std::vector<WriteSet> spent_;  // written; freed by whoever commits next, not by this thread
  std::vector<Scrub> scrubs_;
  bool asleep_ = false;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace linli::store::sqlite
