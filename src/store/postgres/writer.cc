#include "store/postgres/writer.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace linli::store::postgres {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kBulkGroupMax = 1024;
constexpr int kRepeatsMax = 5;
constexpr std::int64_t kDeltasMax = 20'000;
constexpr auto kIdleBeforeTidy = 2s;
constexpr auto kSweepEvery = 1h;

// One node folds at a time; another finds the lock taken and leaves it to that one.
std::string fold_of(std::int64_t node) {
  return "WITH may AS MATERIALIZED (SELECT pg_try_advisory_xact_lock("
         "hashtext('linli.' || current_schema()), 2) AS ok),"
         " gone AS (DELETE FROM store_counter_part WHERE (SELECT ok FROM may) AND node = " +
         std::to_string(node) +
         " RETURNING key, delta)"
         " INSERT INTO store_counter (key, value) SELECT key, delta FROM gone"
         " ON CONFLICT (key) DO UPDATE SET value = store_counter.value + excluded.value";
}
// Staged a day ago and kept by nobody.
constexpr const char* kSweep =
    "DELETE FROM store_file_bytes b WHERE b.staged_at <"
    " (extract(epoch FROM clock_timestamp()) * 1000)::bigint - 86400000"
    " AND NOT EXISTS (SELECT 1 FROM store_file f WHERE f.id = b.id)";

Error stopped_error() {
  return {ErrorKind::Overloaded, "store.stopped", {}};
}

// PostgreSQL reports a commit that is only on its own disk, because waiting for its copies was
// cancelled, as success with a warning: such a commit may be lost with the machine.
void hear_warnings(void* warned, const PGresult* notice) {
  const char* severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (severity != nullptr && std::string_view(severity) == "WARNING") {
    *static_cast<bool*>(warned) = true;
  }
}

}  // namespace

Result<std::unique_ptr<Writer>> Writer::start(Presence presence, const PostgresOptions& options) {
  std::unique_ptr<Writer> writer(new Writer(std::move(presence), options));
  TRY(writer->begin_session());
  writer->thread_ = std::thread([self = writer.get()] { self->work(); });
  return writer;
}

Writer::Writer(Presence presence, const PostgresOptions& options)
    : presence_(std::move(presence)), options_(options), sweep_at_(Clock::now() + kSweepEvery) {}

Writer::~Writer() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  arrived_.notify_one();
  thread_.join();
}

Result<void> Writer::begin_session() {
  PGconn* connection = presence_.connection.get();
  PQsetNoticeReceiver(connection, hear_warnings, &warned_);
  if (options_.bulk) {
    TRY(run(connection, ("SET synchronous_commit = off; COMMENT ON SCHEMA " +
                         quoted_name(options_.schema) + " IS 'linli: filling'")
                            .c_str()));
  }
  if (PQsetnonblocking(connection, 1) != 0 || PQenterPipelineMode(connection) != 1) {
    return Failure(unreachable(connection));
  }
  batch_ = std::make_unique<Batch>(presence_, marks_);
  return {};
}

Result<void> Writer::connect_again() {
  if (presence_.connection && !is_lost(presence_.connection.get())) return {};
  batch_.reset();
  presence_.connection.reset();
  // What was being filled without waiting for the disk may not all be there any more.
  if (options_.bulk) return Failure(stopped_error());
  presence_.connection = TRY(rejoin(options_, presence_));
  return begin_session();
}

void Writer::commit(WriteSet changes, Done done) {
  std::unique_lock lock(mutex_);
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
  const bool wake = std::exchange(asleep_, false);
  lock.unlock();
  if (wake) arrived_.notify_one();
}

void Writer::work() {
  while (take_group()) {
    if (group_.empty()) {
      tidy();
    } else {
      run_group();
    }
  }
  close();
}

bool Writer::take_group() {
  std::unique_lock lock(mutex_);
  if (queue_.empty() && !closing_) {
    asleep_ = true;
    const auto until = deltas_ > 0 ? Clock::now() + kIdleBeforeTidy : sweep_at_;
    arrived_.wait_until(lock, until, [this] { return !queue_.empty() || closing_; });
    asleep_ = false;
  }
  if (queue_.empty()) return !closing_;
  const std::size_t max = options_.bulk ? kBulkGroupMax : options_.group_max;
  while (!queue_.empty() && group_.size() < max) {
    group_.push_back(std::move(queue_.front()));
    queue_.pop_front();
    --queued_;
  }
  lock.unlock();
  taken_.notify_all();
  return true;
}

void Writer::run_group() {
  const bool nothing =
      std::ranges::all_of(group_, [](const Item& item) { return item.changes.changes.empty(); });
  if (nothing) return answer({});
  for (int tries = 0; tries < kRepeatsMax; ++tries) {
    // Others' groups are kept out when they were in the way.
    auto done = connect_again();
    may_repeat_ = false;
    if (done) done = apply_group(tries == 0 ? Company::Shared : Company::Alone);
    if (done) done = commit_group();
    if (!done) roll_back();
    if (done || !may_repeat_) return answer(done);
  }
  answer(fail(ErrorKind::Overloaded, "store.overloaded", "other writers were in the way"));
}

Result<void> Writer::apply_group(Company company) {
  while (true) {
    std::vector<const WriteSet*> sets;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < group_.size(); ++i) {
      if (group_[i].refused) continue;
      sets.push_back(&group_[i].changes);
      places.push_back(i);
    }
    if (sets.empty()) return {};
    auto verdict = batch_->apply(sets, company);
    if (!verdict) {
      // Nothing was committed: what a lost connection took with it is applied again on a new one.
      may_repeat_ = is_lost(presence_.connection.get());
      return Failure(verdict.error());
    }
    if (verdict->repeat) {
      may_repeat_ = true;
      return fail(ErrorKind::Overloaded, "store.overloaded", "a deadlock with another writer");
    }
    if (verdict->clean()) return {};
    for (auto& [place, error] : verdict->refused) group_[places[place]].refused = std::move(error);
  }
}

Result<void> Writer::say(const char* sql) {
  Pipeline pipeline(presence_.connection.get());
  pipeline.query(sql);
  const auto answers = TRY(pipeline.finish(-1));
  if (went_well(answers[0])) return {};
  may_repeat_ = may_repeat(answers[0].get());
  return Failure(error_of(answers[0].get()));
}

void Writer::roll_back() {
  PGconn* connection = presence_.connection.get();
  if (connection == nullptr || is_lost(connection)) return;
  if (PQtransactionStatus(connection) == PQTRANS_IDLE) return;
  if (!say("ROLLBACK")) presence_.connection.reset();
}

Result<void> Writer::commit_group() {
  if (std::ranges::all_of(group_, [](const Item& item) { return item.refused.has_value(); })) {
    roll_back();
    return {};
  }
  warned_ = false;
  Pipeline pipeline(presence_.connection.get());
  pipeline.query("COMMIT");
  const auto answers = pipeline.finish(-1);
  if (!answers) return fail(ErrorKind::Unknown, "store.unknown", answers.error().detail);
  const Answer& answer = answers->front();
  if (!went_well(answer)) {
    may_repeat_ = may_repeat(answer.get());
    return fail(ErrorKind::Overloaded, "store.overloaded", error_of(answer.get()).detail);
  }
  if (warned_) return fail(ErrorKind::Unknown, "store.unknown", "the commit was not waited for");
  if (std::string_view(PQcmdStatus(answer.get())) == "COMMIT") return {};
  return fail(ErrorKind::Overloaded, "store.overloaded", "the database rolled back");
}

void Writer::answer(const Result<void>& outcome) {
  if (!outcome && outcome.error().code == "store.stopped") stopped_ = true;
  for (auto& item : group_) {
    item.done(item.refused ? Result<void>(Failure(std::move(*item.refused))) : outcome);
  }
  group_.clear();
  if (!batch_) return;
  deltas_ += batch_->take_deltas();
  if (deltas_ >= kDeltasMax) tidy();
}

// Nobody waits for it: what fails now is done the next time.
void Writer::tidy() {
  if (stopped_ || !connect_again()) return;
  if (deltas_ > 0 && !say(fold_of(presence_.node).c_str())) roll_back();
  deltas_ = 0;
  if (Clock::now() < sweep_at_) return;
  sweep_at_ = Clock::now() + kSweepEvery;
  if (!say(kSweep)) roll_back();
}

void Writer::close() {
  tidy();
  if (options_.bulk) end_filling();
  if (!presence_.connection || is_lost(presence_.connection.get())) return;
  // Waited for, so that who opens the county next finds it free.
  static_cast<void>(say("SELECT pg_advisory_unlock_all()"));
}

void Writer::end_filling() {
  if (stopped_ || !connect_again()) return;
  // A commit that waits for the disk takes with it all that did not; only then the warning goes.
  if (!say("SET synchronous_commit = on")) return;
  const std::string filled = "COMMENT ON SCHEMA " + quoted_name(options_.schema) + " IS 'linli'";
  if (!say(filled.c_str())) return;
  if (!say(kAnalyze)) roll_back();
}

}  // namespace linli::store::postgres
