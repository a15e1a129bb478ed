// desk/submit.h – deciding, committing and answering once: idempotency and deciding again.
//
// Every write of the program above the store goes through submit(): what was decided on one
// snapshot is committed with the versions it was decided on; a conflict means that somebody was
// faster, and it is decided again on a newer snapshot. Source: charter "The one path of a write".
// Thread safety: any thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/hash.h"
#include "desk/kernel.h"

namespace linli::api {
struct Trace;
}  // namespace linli::api

namespace linli::desk {

inline constexpr int kDecideTimesMax = 8;

// Whose write it is: `scope` names actor and route, `body` is the hash of what was sent.
struct Idempotency {
  std::string scope;
  std::string key;  // empty: not idempotent (jobs of the program itself)
  Digest body{};
  std::shared_ptr<const api::Trace> trace = nullptr;  // of the call; its entry goes with the write
};

// What was decided: the changes, and the JSON that answers once they are durable.
struct Prepared {
  store::WriteSet changes;
  std::string answer;
  bool answered_before = false;  // nothing to commit: the receipt of an earlier try
  // What a repeat of the same key is answered, when the answer holds what is shown once only.
  std::optional<std::string> repeat{};
};
using Prepare = std::function<Result<Prepared>(store::Snapshot&)>;
using Answered = std::move_only_function<void(Result<std::string>)>;

// Runs `prepare`, adds the receipt, commits, and calls `done` once (from any thread) with the
// answer. Errors: those of `prepare` and of the store; desk.key_reused (Conflict: the same key with
// another body); desk.receipt_erased (NotFound: it was done, and its answer erased since);
// desk.busy (Overloaded: too many conflicts).
void submit(Kernel& kernel, Idempotency idempotency, Prepare prepare, Answered done);
// The same, waiting; not on an I/O or writer thread.
Result<std::string> submit_and_wait(Kernel& kernel, Idempotency idempotency, Prepare prepare);

// Removes receipts older than 30 days, at most `limit`. Returns how many.
Result<int> sweep_receipts(Kernel& kernel, int limit);

}  // namespace linli::desk
