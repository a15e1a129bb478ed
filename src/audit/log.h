// audit/log.h – how calls and acts become entries of the audit. This header is the manual.
//
// 1. A route says which entry it leaves (api::Route::audit). The server makes a trace of every call
//    (api::Request::trace) and hands each refusal to refused() – handlers do nothing for it, but
//    may say in the trace whose account was tried, or ids: `request.trace->account = …`.
// 2. An act puts its entry into its own write set, so that it can neither happen without the entry
//    nor the entry without it (fail closed):
//      – whatever goes through desk::submit() with desk::idempotency_of(request) does so by itself;
//      – other handlers call `log.add(changes, request.trace.get())` before they commit;
//      – a route that only reads, or whose act is not a write set, goes through hold() (below): it
//        answers once its entry is durable;
//      – commands at the machine call `log.add(changes, Entry{…})` with their own name as route.
// 3. Refusals are queued in memory: the same refusal from the same source within a minute is one
//    entry with a count, at most kWrittenPerMinute entries a minute and kPendingMax kinds of
//    refusal are kept; what is beyond is counted by one entry of kind `dropped`. flush() writes
//    them, twice a second, on every node.
// An entry is chained, copied out and looked at for alarms by the job (audit/chain.h).
//
// Thread safety: any thread. Source: issue "nothing escapes the audit", docs/adr/0022-audit.md.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "api/route.h"
#include "audit/entry.h"
#include "base/clock.h"
#include "base/random.h"
#include "model/ids.h"
#include "store/store.h"
#include "store/write_set.h"

namespace linli::audit {

inline constexpr std::size_t kPendingMax = 10'000;         // kinds of refusal remembered at once
inline constexpr std::int64_t kTogetherMs = kMsPerMinute;  // repeats within it are one entry
inline constexpr int kWrittenPerMinute = 600;              // entries for refusals, of one process
inline constexpr int kFlushedMax = 500;                    // entries in one write set

// Whether a call that succeeds on a route that says so leaves an entry of its own.
bool leaves_entry(api::Audit audit);
// The kind of such an entry; Kind::refusal for routes that leave none.
Kind kind_of(api::Audit audit);
// As /openapi.json prints it: "sign_in", "journal", "nothing" …
std::string_view name_of(api::Audit audit);

// The entry of a call that succeeded, as its route says.
Entry entry_of(const api::Trace& trace);

class Log {
 public:
  // References must outlive it.
  Log(const Clock& clock, Random& random, IdSource& ids)
      : clock_(clock), random_(random), ids_(ids) {}
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  // The entry of a call that succeeds once `changes` are committed; nothing when the route leaves
  // none, or for no trace (a write of the program itself).
  void add(store::WriteSet& changes, const api::Trace* trace);
  // Any entry.
  void add(store::WriteSet& changes, Entry entry);

  // A call that was refused with this status: decides whether it leaves an entry, and queues it.
  // Does not wait.
  void refused(const api::Trace& trace, const Error& error, int status);
  // Queues an entry that no write set carries.
  void queue(Entry entry);

  // Writes what is queued; waits, so not on an I/O or writer thread. Nothing is lost when it fails.
  // Returns how many entries were written. Errors: those of the store.
  Result<int> flush(store::Store& store);

 private:
  struct Pending {
    Entry entry;
    std::int64_t times = 0;  // not written yet
    Instant since;           // when this minute began
    bool written = false;    // its first entry is
  };
  struct Batch {
    std::vector<std::pair<std::string, Entry>> entries;  // by key
    std::int64_t dropped = 0;
  };
  Batch take(Instant now);
  void give_back(const Batch& batch);

  const Clock& clock_;
  Random& random_;
  IdSource& ids_;
  std::mutex mutex_;
  std::unordered_map<std::string, Pending> pending_;
  std::int64_t dropped_ = 0;
  Instant minute_;   // of the count below
  int written_ = 0;  // entries in this minute
};

// The route with a handler whose answer waits until the entry of the call is durable; if it cannot
// be written, the answer is that error. For routes that read or act without a write set of their
// own. `log` and `store` must outlive it.
api::Route hold(Log& log, store::Store& store, api::Route route);

}  // namespace linli::audit
