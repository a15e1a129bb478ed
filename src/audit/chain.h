// audit/chain.h – gives entries their number and hash, signs the ends of the chain, lets go of what
// is old.
//
// Each link takes on the hash of the one before (audit/entry.h), so none can be changed, taken out
// or put in unseen. Two points are signed with the key outside the database: the newest link, whose
// line also goes to a file outside of it, so that taking away the last links is seen; and the last
// link that was removed after its retention, from which the rest is checked. Any number of chains
// may run on any number of nodes: the newest point moves by compare-and-swap and the slower one's
// work is dropped whole. Source: docs/adr/0022-audit.md. Thread safety: one thread at a time; not
// the store's writer thread.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "journal/head.h"
#include "model/ids.h"
#include "store/store.h"

namespace linli::audit {

inline constexpr int kChainedMax = 500;  // entries in one run
inline constexpr int kRemovedMax = 500;  // entries removed in one run
inline constexpr int kCutMax = 500;      // addresses cut in one run

enum class Point { Newest = 1, Removed = 2 };

// A signed point. Number 0 with 32 zero bytes is the point before the first link, never signed.
struct Head {
  std::int64_t number = 0;
  std::string hash = std::string(32, '\0');
  Instant at;
  journal::Signature signature{};
  std::int64_t version = 0;  // of the row; 0: there is none
};

// "linli-audit-head-1 <number> <hash, hex> <ms since 1970> <signature, base64url>", for the point
// Removed "linli-audit-removed-1 …"; what is signed is the line up to its last space.
std::string to_line(Point point, const Head& head);
// Errors: audit.head_malformed (Corrupt).
Result<Head> parse_head(Point point, std::string_view line);
Head sign(const journal::Signer& signer, Point point, std::int64_t number, std::string_view hash,
          Instant at);
// Errors: journal.head_forged (Corrupt).
Result<void> verify(Point point, const Head& head, const journal::PublicKey& key);

// As it lies in the store; number 0 when there is none.
Result<Head> read_head(store::Snapshot& read, Point point);
// The newest head copied to a file; nothing when there is no file. Errors: audit.head_malformed.
Result<std::optional<Head>> read_head_file(const std::string& path);

struct Chained {
  int entries = 0;    // linked in this run
  bool more = false;  // the queue holds more: run again at once
};

class Chain {
 public:
  // `head_file` is where the newest point is kept, as one line; it belongs on another disk or
  // machine than the data. All references must outlive the chain.
  Chain(store::Store& store, const Clock& clock, IdSource& ids, const journal::Signer& signer,
        std::string head_file)
      : store_(store),
        clock_(clock),
        ids_(ids),
        signer_(signer),
        head_file_(std::move(head_file)) {}

  // Links what is queued, at most kChainedMax, signs the newest point and copies it out. That
  // another node was faster is no error. Errors: those of the store; audit.broken (Corrupt: the
  // chain does not hold what was copied out: the file is left as it is, as evidence),
  // audit.head_not_copied (Overloaded: the file cannot be written; tried again at the next run).
  Result<Chained> run_once();

  // Removes the oldest entries that were made more than `keep_ms` ago, at most kRemovedMax, and
  // signs from where on the chain goes. Returns how many.
  Result<int> remove_old(std::int64_t keep_ms);

  // Cuts the addresses that are due to their networks, at most kCutMax. Returns how many.
  Result<int> cut_addresses();

 private:
  Result<Chained> link();
  Result<void> copy_out();

  store::Store& store_;
  const Clock& clock_;
  IdSource& ids_;
  const journal::Signer& signer_;
  const std::string head_file_;
};

// Cuts every address that came with this person's calls without an account, at most kCutMax, now:
// for erasure. Returns how many are in `changes`.
Result<int> cut_addresses_of(store::Snapshot& read, PersonId person, store::WriteSet& changes);

}  // namespace linli::audit
