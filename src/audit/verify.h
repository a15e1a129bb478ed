// audit/verify.h – proves the audit's chain, or names the first thing that is wrong with it.
//
// Every link is computed again from its entry, from the last point that was removed after its
// retention up to the newest signed one; whole addresses against their hashes; the head that was
// copied out, and a copy of the entries if there is one, against the links. It reads in pages and
// may run beside a working server. Source: docs/adr/0022-audit.md. Thread safety: any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "audit/chain.h"
#include "journal/head.h"
#include "store/store.h"

namespace linli::audit {

inline constexpr int kVerifiedAtOnce = 500;  // links of one snapshot

struct VerifyReport {
  std::int64_t entries = 0;  // in the chain
  std::int64_t first = 0;    // number of the first one that is kept
  std::int64_t last = 0;
  std::int64_t waiting = 0;  // not linked yet (about a second of work)
  std::int64_t cut = 0;      // whose address was cut to its network
  // The first fault: "entry 123 (link 4): …", "link 4: …", "head: …", "copy: …". Empty: intact.
  std::optional<std::string> fault;
};

struct VerifyOptions {
  journal::PublicKey key{};
  std::optional<Head> copied;  // the head that was copied out, read before the call
  std::string copy_file;       // entries copied out by --audit-file; "" for none
};

// Errors: those of the store; audit.copy_unreadable (Invalid: no line of such a copy).
Result<VerifyReport> verify_chain(store::Store& store, const VerifyOptions& options);

// Where somebody is in the chain while she walks along it.
struct Walk {
  std::int64_t number = 0;
  std::string hash = std::string(32, '\0');
};
// Checks the links after `walk`, at most `limit` and up to `last`, and moves it on. The sentence of
// the first fault, or nothing. Counts cut addresses in `cut`.
Result<std::optional<std::string>> check_links(store::Snapshot& read, Walk& walk, std::int64_t last,
                                               int limit, std::int64_t& cut);

}  // namespace linli::audit
