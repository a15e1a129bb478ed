// record/verify.h – proves the whole record, or names the first thing that is wrong with it.
//
// Everything is computed again from the entries' bytes: leaves, order, chains of the matters, roots
// at every head, signatures, hashed payloads. It reads in pages and may run beside a working
// server. Source: charter ("Journal"), RFC 6962, docs/adr/0004-journal.md. Thread safety: any
// thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "journal/head.h"
#include "store/store.h"
#include "vault/payloads.h"

namespace linli::record {

// What the vault holds for a commitment: vault::Payloads::check.
using PayloadCheck = std::function<Result<vault::Payload>(const Digest& commitment)>;

struct VerifyReport {
  std::int64_t entries = 0;   // in the tree
  std::int64_t waiting = 0;   // on the record, not in the tree yet (about a second of work)
  std::int64_t payloads = 0;  // checked, the erased ones included
  std::int64_t erased = 0;
  Digest root{};  // of the tree of `entries` leaves
  // The first fault, naming what is wrong: "entry 123 (leaf 4): …", "leaf 4: …", "head 5: …",
  // "payload photo of entry 123: …", "queue: …", "tree: …". Empty: intact.
  std::optional<std::string> fault;
};

struct VerifyOptions {
  journal::PublicKey key{};
  PayloadCheck payload;               // empty: payloads are not checked
  std::vector<journal::Head> copied;  // heads copied out, read before the call: the journal must
                                      // contain each of them
};

// Errors: only those of the store and of `payload`; what is wrong with the record is in the report.
Result<VerifyReport> verify(store::Store& store, const VerifyOptions& options);

}  // namespace linli::record
