// store/postgres/writer.h – the one thread of this process that writes: groups, commits, folds.
//
// Everything queued, up to group_max, becomes one transaction: one round trip for all its commands,
// one for the commit, which waits for the disk. A commit whose answer never came is store.unknown.
// Thread safety: any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "store/postgres/batch.h"
#include "store/postgres/presence.h"
#include "store/store.h"

namespace linli::store::postgres {

class Writer {
 public:
  // Takes over the connection and starts the thread.
  static Result<std::unique_ptr<Writer>> start(Presence presence, const PostgresOptions& options);
  // Writes what is queued, folds and closes the connection.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // See Store::commit. In bulk mode a full queue makes the caller wait.
  void commit(WriteSet changes, Done done);
  bool stopped() const { return stopped_; }
  std::size_t queued() const { return queued_; }
  std::int64_t node() const { return presence_.node; }

 private:
  Writer(Presence presence, const PostgresOptions& options);
  struct Item {
    WriteSet changes;
    Done done;
    std::optional<Error> refused;
  };
  using Clock = std::chrono::steady_clock;

  void work();
  // Moves up to group_max items into the group; false when there will be none any more.
  bool take_group();
  void run_group();
  // Applies what is not refused until nothing of it is. Errors: of Batch::apply.
  Result<void> apply_group(Company company);
  Result<void> connect_again();
  Result<void> begin_session();
  void roll_back();
  // Errors: store.unknown, or what makes certain that nothing was committed.
  Result<void> commit_group();
  void answer(const Result<void>& outcome);
  void tidy();
  void close();
  void end_filling();
  // One command outside of the groups.
  Result<void> say(const char* sql);

  // Of the writer thread.
  Presence presence_;
  const PostgresOptions options_;
  MarkCounts marks_{};
  std::unique_ptr<Batch> batch_;
  std::vector<Item> group_;
  bool may_repeat_ = false;
  bool warned_ = false;  // the database warned while it committed
  std::int64_t deltas_ = 1;
  Clock::time_point sweep_at_;

  // Shared.
  std::atomic<bool> stopped_ = false;
  std::atomic<std::size_t> queued_ = 0;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::condition_variable taken_;
  std::deque<Item> queue_;
  bool asleep_ = false;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace linli::store::postgres
