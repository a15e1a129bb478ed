#include "store/sqlite/writer.h"

#include <cstdio>
#include <exception>

#include "base/clock.h"
#include "store/disk.h"

namespace linli::store::sqlite {
namespace {

using namespace std::chrono_literals;

constexpr int kLogPagesMax = 16 * 1024;          // 64 MiB, then a checkpoint that waits for nobody
constexpr int kLogPagesMuch = 4 * kLogPagesMax;  // 256 MiB, then one that waits for readers
constexpr int kReaderWaitMsMax = 50;
constexpr std::size_t kBulkGroupMax = 4096;
// While a folder is filled a group is gathered first, as long as more arrives.
constexpr std::size_t kBulkGroupWanted = 512;
constexpr auto kBulkPause = 3ms;
constexpr auto kIdleBeforeTidy = 2s;
constexpr auto kScrubMax = 5s;
constexpr auto kSweepEvery = 1h;
constexpr int kGroupsWithSavepoints = 32;  // after one in which a set was refused

int remember_log_pages(void* pages, sqlite3*, const char*, int now) {
  *static_cast<int*>(pages) = now;
  return SQLITE_OK;
}

bool refuses_one_set(const Error& error) {
  return error.kind == ErrorKind::Conflict || error.kind == ErrorKind::Invalid;
}

// Nothing was written and nothing is in doubt: a full disk fails before the flush.
bool may_go_on(const Error& error) {
  return error.code == "store.full" || error.code == "store.overloaded";
}

Error stopped_error() {
  return {ErrorKind::Overloaded, "store.stopped", {}};
}

}  // namespace

Result<std::unique_ptr<Writer>> Writer::start(Connection connection, Files& files, Readers& readers,
                                              const SqliteOptions& options) {
  std::unique_ptr<Writer> writer(new Writer(std::move(connection), files, readers, options));
  TRY(writer->prepare_statements());
  writer->thread_ = std::thread([self = writer.get()] { self->work(); });
  return writer;
}

Writer::Writer(Connection connection, Files& files, Readers& readers, const SqliteOptions& options)
    : connection_(std::move(connection)),
      files_(files),
      readers_(readers),
      options_(options),
      applier_(connection_.get(), files),
      sweep_at_(Clock::now() + kSweepEvery) {
  group_.reserve(most_in_group());
  sqlite3_wal_hook(connection_.get(), remember_log_pages, &log_pages_);
}

Result<void> Writer::prepare_statements() {
  begin_ = TRY(prepare(connection_.get(), "BEGIN IMMEDIATE"));
  commit_ = TRY(prepare(connection_.get(), "COMMIT"));
  savepoint_ = TRY(prepare(connection_.get(), "SAVEPOINT one"));
  release_ = TRY(prepare(connection_.get(), "RELEASE one"));
  undo_ = TRY(prepare(connection_.get(), "ROLLBACK TO one"));
  return applier_.counters().fold_deltas();
}

Writer::~Writer() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  arrived_.notify_one();
  thread_.join();
}

void Writer::commit(WriteSet changes, Done done) {
  std::vector<WriteSet> spent;  // freed after the lock
  std::unique_lock lock(mutex_);
  spent.swap(spent_);
  if (stopped_) {
    lock.unlock();
    return done(Failure(stopped_error()));
  }
  if (queued_ >= options_.queue_max && std::this_thread::get_id() != thread_.get_id()) {
    if (!options_.bulk) {
      lock.unlock();
      return done(fail(ErrorKind::Overloaded, "store.overloaded", "the queue of writes is full"));
    }
    taken_.wait(lock, [this] { return queued_ < options_.queue_max; });
  }
  queue_.push_back({std::move(changes), std::move(done), {}});
  ++queued_;
  // A wake-up is a system call; while the writer works it looks at the queue by itself.
  const bool wake = std::exchange(asleep_, false);
  lock.unlock();
  if (wake) arrived_.notify_one();
}

Result<void> Writer::scrub() {
  std::future<Result<void>> outcome;
  {
    const std::lock_guard lock(mutex_);
    scrubs_.push_back({{}, Clock::now() + kScrubMax});
    outcome = scrubs_.back().outcome.get_future();
    scrub_wanted_ = true;
    asleep_ = false;
  }
  arrived_.notify_one();
  return outcome.get();
}

void Writer::work() {
  for (Turn turn = next_turn(); turn != Turn::end; turn = next_turn()) {
    // The job boundary: without memory a turn is undone, and the next one may do better.
    try {
      take(turn);
    } catch (const std::exception& exhaustion) {
      undo_turn(exhaustion.what());
    }
  }
  close();
}

void Writer::take(Turn turn) {
  if (turn == Turn::tidy) return tidy();
  take_group();
  run_group();
  checkpoint_if_long();
  if (scrub_wanted_) tidy();  // a person's erasure does not wait for a quiet moment
}

// What is committed has been acknowledged: whoever is left in the group is not written.
void Writer::undo_turn(const char* why) {
  std::fprintf(stderr, "linli: the writer ran out of memory: %s\n", why);
  undo_all(connection_.get());
  applier_.forget();
  end_group_with({ErrorKind::Overloaded, "store.overloaded", "no memory"});
}

Writer::Turn Writer::next_turn() {
  if (inbox_at_ < inbox_.size()) return Turn::group;
  inbox_.clear();
  inbox_at_ = 0;
  std::unique_lock lock(mutex_);
  if (queue_.empty() && !closing_) {
    if (tidying_ || scrub_wanted_) return Turn::tidy;
    asleep_ = true;
    const auto until = untidy_ ? Clock::now() + kIdleBeforeTidy : sweep_at_;
    arrived_.wait_until(lock, until,
                        [this] { return !queue_.empty() || closing_ || scrub_wanted_; });
    asleep_ = false;
    if (queue_.empty() && !closing_) return Turn::tidy;
  }
  if (queue_.empty()) return Turn::end;
  for (std::size_t seen = 0; options_.bulk && seen < queue_.size() && !closing_;) {
    seen = queue_.size();
    if (seen < kBulkGroupWanted) arrived_.wait_for(lock, kBulkPause);
  }
  inbox_.swap(queue_);
  return Turn::group;
}

std::size_t Writer::most_in_group() const {
  return options_.bulk ? kBulkGroupMax : options_.group_max;
}

void Writer::take_group() {
  const std::size_t most = most_in_group();
  group_.clear();
  while (inbox_at_ < inbox_.size() && group_.size() < most) {
    // Without memory it stays where it is, and is taken by the next turn.
    group_.push_back(std::move(inbox_[inbox_at_]));
    ++inbox_at_;
    --queued_;
  }
  if (options_.bulk) {
    // Taken under the lock, so that nobody misses it between looking and waiting.
    const std::lock_guard lock(mutex_);
    taken_.notify_all();
  }
}

void Writer::run_group() {
  if (stopped_) return end_group_with(stopped_error());
  if (auto begun = run(begin_.get()); !begun) return end_group_with(begun.error());
  if (auto applied = apply_group(); !applied) {
    const Error& error = applied.error();
    if (may_go_on(error)) return drop_group(error);
    stopped_ = true;
    return drop_group({ErrorKind::Overloaded, "store.stopped", error.detail});
  }
  auto committed = run(commit_.get());
  readers_.marks().count(applier_.take_marks());
  if (!committed) {
    const Error& error = committed.error();
    if (may_go_on(error)) return drop_group(error);
    // What is on the disk after a failed flush nobody knows; flushing again would lie. Where only
    // the log's index in memory could not grow, on a full disk, the log is flushed: the next group
    // is written over it, but after a crash before that it may be there.
    stopped_ = sqlite3_extended_errcode(connection_.get()) != SQLITE_IOERR_SHMSIZE;
    return drop_group({ErrorKind::Unknown, "store.unknown", error.detail});
  }
  untidy_ = true;
  acknowledge();
}

void Writer::drop_group(const Error& error) {
  undo_all(connection_.get());
  applier_.forget();
  end_group_with(error);
}

// A savepoint copies every page that its set touches, and hardly any set is refused: so a group is
// tried without them, and again with them if one was.
Result<void> Writer::apply_group() {
  if (savepoints_for_ == 0) {
    if (TRY(apply_all_or_none())) return applier_.settle();
    undo_all(connection_.get());
    applier_.forget();
    TRY(run(begin_.get()));
    savepoints_for_ = kGroupsWithSavepoints;
  }
  --savepoints_for_;
  for (auto& item : group_) TRY(apply_item(item));
  return applier_.settle();
}

// False if a set was refused; then the others are half written.
Result<bool> Writer::apply_all_or_none() {
  for (auto& item : group_) {
    item.outcome = applier_.apply(item.changes);
    if (item.outcome) continue;
    if (!refuses_one_set(item.outcome.error())) return Failure(item.outcome.error());
    return false;
  }
  return true;
}

Result<void> Writer::apply_item(Item& item) {
  TRY(run(savepoint_.get()));
  item.outcome = applier_.apply(item.changes);
  if (!item.outcome) {
    if (!refuses_one_set(item.outcome.error())) return item.outcome;
    TRY(run(undo_.get()));
  }
  return run(release_.get());
}

// Whoever waits may run out of memory too; the others are told all the same. Each is told once,
// also when memory ends between the acknowledgement and the end of the turn.
void Writer::tell(Item& item) {
  auto done = std::exchange(item.done, nullptr);
  if (!done) return;
  try {
    done(std::move(item.outcome));
  } catch (const std::exception& exhaustion) {
    std::fprintf(stderr, "linli: an outcome was not taken: %s\n", exhaustion.what());
  }
}

void Writer::end_group_with(const Error& error) {
  for (auto& item : group_) {
    item.outcome = Failure(error);
    tell(item);
  }
  group_.clear();
}

void Writer::acknowledge() {
  for (auto& item : group_) tell(item);
  for (const auto id : applier_.take_attached()) files_.keep(id);
  {
    const std::lock_guard lock(mutex_);
    for (auto& item : group_) spent_.push_back(std::move(item.changes));
  }
  group_.clear();
}

void Writer::checkpoint_if_long() {
  if (stopped_ || log_pages_ < log_pages_tried_ + kLogPagesMax) {
    if (log_pages_ < log_pages_tried_) log_pages_tried_ = 0;  // the log began anew
    return;
  }
  log_pages_tried_ = log_pages_;
  readers_.end_overlong();
  stop_if_broken(log_pages_ < kLogPagesMuch
                     ? checkpoint(SQLITE_CHECKPOINT_PASSIVE, 0)
                     : checkpoint(SQLITE_CHECKPOINT_TRUNCATE, kReaderWaitMsMax));
}

Result<void> Writer::checkpoint(int mode, int wait_ms) {
  sqlite3_busy_timeout(connection_.get(), wait_ms);
  const int code = sqlite3_wal_checkpoint_v2(connection_.get(), nullptr, mode, nullptr, nullptr);
  const Error error = code == SQLITE_OK ? Error{} : error_of(connection_.get());
  sqlite3_busy_timeout(connection_.get(), kBusyMsMax);
  if (code != SQLITE_OK) return Failure(error);
  if (mode == SQLITE_CHECKPOINT_TRUNCATE) log_pages_ = log_pages_tried_ = 0;
  return {};
}

void Writer::tidy() {
  {
    const std::lock_guard lock(mutex_);
    for (auto& scrub : scrubs_) scrubs_taken_.push_back(std::move(scrub));
    scrubs_.clear();
    scrub_wanted_ = !scrubs_taken_.empty();
  }
  if (stopped_) {
    tidying_ = untidy_ = false;
    return answer_scrubs(Failure(stopped_error()));
  }
  const auto more = tidy_step();
  tidying_ = more && *more;
  if (!more) {
    stop_if_broken(Failure(more.error()));
    const bool late = !scrubs_taken_.empty() && Clock::now() >= scrubs_taken_.front().give_up_at;
    if (late && !stopped_) answer_scrubs(Failure(more.error()));
    if (stopped_) answer_scrubs(Failure(stopped_error()));
  } else if (!*more) {
    answer_scrubs({});
  }
}

// True while there is more to do. Errors: store.overloaded if a reader needs the log; then it is
// tried again.
Result<bool> Writer::tidy_step() {
  if (Clock::now() >= sweep_at_) sweep_files();
  if (!untidy_ && scrubs_taken_.empty()) return false;
  if (TRY(applier_.indexes().merge_step())) return true;
  if (TRY(applier_.counters().fold_step())) return true;
  readers_.end_overlong();
  TRY(checkpoint(SQLITE_CHECKPOINT_TRUNCATE, kReaderWaitMsMax));
  untidy_ = false;
  return false;
}

void Writer::answer_scrubs(const Result<void>& outcome) {
  for (auto& scrub : scrubs_taken_) scrub.outcome.set_value(outcome);
  scrubs_taken_.clear();
  const std::lock_guard lock(mutex_);
  scrub_wanted_ = !scrubs_.empty();
}

void Writer::sweep_files() {
  sweep_at_ = Clock::now() + kSweepEvery;
  stop_if_broken(settle_files(connection_.get(), files_));
}

void Writer::close() {
  if (stopped_) {
    answer_scrubs(Failure(stopped_error()));
    sqlite3_db_config(connection_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    return;
  }
  if (options_.bulk) stop_if_broken(run(connection_.get(), "PRAGMA synchronous=FULL"));
  while (!stopped_) {
    const auto more = applier_.counters().fold_step();
    if (!more) stop_if_broken(Failure(more.error()));
    if (!more || !*more) break;
  }
  readers_.end_overlong();
  if (!stopped_) stop_if_broken(checkpoint(SQLITE_CHECKPOINT_TRUNCATE, kReaderWaitMsMax));
}

void Writer::stop_if_broken(const Result<void>& result) {
  if (!result && !may_go_on(result.error())) stopped_ = true;
}

}  // namespace linli::store::sqlite
