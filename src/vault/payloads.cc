#include "vault/payloads.h"

#include <algorithm>

#include "vault/file.h"

namespace linli::vault {
namespace {

constexpr int kPageRows = 5000;  // well under the longest read

}  // namespace

Result<void> Payloads::load_table(store::Sql page, Kind kind) {
  std::int64_t after = 0;
  for (int seen = kPageRows; seen == kPageRows;) {
    seen = 0;
    const auto snapshot = TRY(store_.read());
    TRY(snapshot->visit(page, {after, kPageRows}, [&](const store::Row& row) {
      Known known{{}, row.integer(0), kind};
      const auto bytes = row.text(1);
      std::copy_n(bytes.begin(), std::min(bytes.size(), known.commitment.size()),
                  known.commitment.begin());
      known_.push_back(known);
      after = known.id;
      ++seen;
      return true;
    }));
  }
  return {};
}

Result<void> Payloads::load() {
  known_.clear();
  TRY(load_table("SELECT id, commitment FROM vault_text WHERE id > ?1 ORDER BY id LIMIT ?2",
                 Kind::Text));
  TRY(load_table("SELECT id, commitment FROM vault_file WHERE id > ?1 ORDER BY id LIMIT ?2",
                 Kind::File));
  std::sort(known_.begin(), known_.end(),
            [](const Known& a, const Known& b) { return a.commitment < b.commitment; });
  return {};
}

const Payloads::Known* Payloads::find(const Digest& commitment) const {
  const auto at =
      std::lower_bound(known_.begin(), known_.end(), commitment,
                       [](const Known& a, const Digest& b) { return a.commitment < b; });
  return at != known_.end() && at->commitment == commitment ? &*at : nullptr;
}

Result<Payload> Payloads::check(const Digest& commitment) {
  const Known* known = find(commitment);
  if (known == nullptr) {
    TRY(load());
    known = find(commitment);
  }
  if (known == nullptr) return Payload::Missing;
  const auto snapshot = TRY(store_.read());
  const auto now = known->kind == Kind::Text
                       ? vault_.recompute(*snapshot, TextId{known->id})
                       : recompute_file(vault_, store_, *snapshot, FileId{known->id});
  if (!now) {
    const auto kind = now.error().kind;
    if (kind == ErrorKind::Corrupt || kind == ErrorKind::NotFound) return Payload::Altered;
    return Failure(now.error());
  }
  if (!now->has_value()) return Payload::Erased;
  return **now == commitment ? Payload::Intact : Payload::Altered;
}

}  // namespace linli::vault
