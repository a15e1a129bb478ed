#include "desk/submit.h"

#include <future>
#include <memory>

#include "audit/log.h"

namespace linli::desk {
namespace {

constexpr std::int64_t kReceiptKeptMs = 30 * kMsPerDay;

struct Job {
  Kernel& kernel;
  Idempotency idempotency;
  Prepare prepare;
  Answered done;
  int tries = 0;
};

// The answer given before to the same key, if there is one.
Result<std::optional<std::string>> earlier_answer(const Job& job, store::Snapshot& read) {
  struct Found {
    std::int64_t id;
    std::string body, sealed;
  };
  const auto found = TRY(read.one(
      "SELECT id, body_hash, sealed FROM receipt WHERE scope = ?1 AND idempotency_key = ?2",
      {job.idempotency.scope, job.idempotency.key}, [](const store::Row& row) {
        return Found{row.integer(0), row.string(1), row.string(2)};
      }));
  if (!found) return std::nullopt;
  if (found->body != as_bytes(job.idempotency.body)) {
    return fail(ErrorKind::Conflict, "desk.key_reused");
  }
  if (found->sealed.empty()) return fail(ErrorKind::NotFound, "desk.receipt_erased");
  return TRY(job.kernel.vault.open_field("receipt.sealed", found->id, found->sealed));
}

// The matter of the entry that the write set puts on the record; none for what is about no matter.
store::Value matter_of(const store::WriteSet& changes) {
  for (const auto& change : changes.changes) {
    const auto* row = std::get_if<store::Insert>(&change);
    if (row == nullptr || row->table.text != "journal_entry") continue;
    for (const auto& column : row->columns) {
      if (column.first.text == "matter_id") return column.second;
    }
  }
  return store::Null{};
}

void add_receipt(const Job& job, Prepared& prepared) {
  const std::int64_t id = job.kernel.ids.next();
  const auto matter = matter_of(prepared.changes);
  const std::string& kept = prepared.repeat ? *prepared.repeat : prepared.answer;
  auto sealed = job.kernel.vault.seal_field("receipt.sealed", id, kept);
  prepared.changes.insert("receipt",
                          {{"id", id},
                           {"version", 1},
                           {"scope", job.idempotency.scope},
                           {"idempotency_key", job.idempotency.key},
                           {"body_hash", store::Blob{std::string(as_bytes(job.idempotency.body))}},
                           {"sealed", store::Blob{std::move(sealed)}},
                           {"matter_id", matter}});
}

Result<Prepared> decide(const Job& job) {
  const auto read = TRY(job.kernel.store.read());
  if (!job.idempotency.key.empty()) {
    if (auto answer = TRY(earlier_answer(job, *read))) {
      Prepared out;
      out.answer = std::move(*answer);
      out.answered_before = true;
      return out;
    }
  }
  Prepared prepared = TRY(job.prepare(*read));
  if (prepared.answered_before) return prepared;
  if (!job.idempotency.key.empty()) add_receipt(job, prepared);
  job.kernel.audit.add(prepared.changes, job.idempotency.trace.get());
  return prepared;
}

bool somebody_was_faster(const Error& error) {
  return error.code == "store.conflict" || error.code == "store.unique";
}

void run(std::shared_ptr<Job> job) {
  auto prepared = decide(*job);
  if (!prepared) return job->done(Failure(prepared.error()));
  if (prepared->answered_before) return job->done(std::move(prepared->answer));
  Kernel& kernel = job->kernel;
  kernel.store.commit(std::move(prepared->changes), [job, answer = std::move(prepared->answer)](
                                                        Result<void> committed) mutable {
    if (committed) return job->done(std::move(answer));
    if (!somebody_was_faster(committed.error())) return job->done(Failure(committed.error()));
    if (++job->tries >= kDecideTimesMax) {
      return job->done(fail(ErrorKind::Overloaded, "desk.busy", committed.error().detail));
    }
    // Not on the writer thread: deciding reads.
    if (!job->kernel.workers.post([job] { run(job); })) {
      job->done(fail(ErrorKind::Overloaded, "desk.busy"));
    }
  });
}

}  // namespace

void submit(Kernel& kernel, Idempotency idempotency, Prepare prepare, Answered done) {
  run(std::make_shared<Job>(
      Job{kernel, std::move(idempotency), std::move(prepare), std::move(done)}));
}

Result<std::string> submit_and_wait(Kernel& kernel, Idempotency idempotency, Prepare prepare) {
  std::promise<Result<std::string>> promise;
  auto future = promise.get_future();
  submit(kernel, std::move(idempotency), std::move(prepare),
         [&promise](Result<std::string> answer) { promise.set_value(std::move(answer)); });
  return future.get();
}

Result<int> sweep_receipts(Kernel& kernel, int limit) {
  const auto read = TRY(kernel.store.read());
  // Ids are ordered by time, so the oldest are the smallest.
  const auto rows = TRY(
      read->all("SELECT id, version FROM receipt ORDER BY id LIMIT ?1", {limit},
                [](const store::Row& row) { return std::pair(row.integer(0), row.integer(1)); }));
  store::WriteSet changes;
  const std::int64_t before_ms = made_at(kernel.ids.next()).ms - kReceiptKeptMs;
  for (const auto& [id, version] : rows) {
    if (made_at(id).ms < before_ms) changes.add(store::Remove{"receipt", id, version});
  }
  const int count = static_cast<int>(changes.changes.size());
  if (count > 0) TRY(kernel.store.commit_and_wait(std::move(changes)));
  return count;
}

}  // namespace linli::desk
