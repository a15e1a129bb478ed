#include "vault/payloads.h"

#include <algorithm>

#include "vault/file.h"

namespace linli::vault {
namespace {

constexpr int kPageRows = 1000;  // long texts too are read well within the longest read
// How much later than a higher id another node may have written a lower one.
constexpr std::int64_t kBehindMs = kMsPerHour;

Digest digest_of(std::string_view bytes) {
  Digest out{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), out.size()), out.begin());
  return out;
}

bool says_altered(const Error& error) {
  return error.kind == ErrorKind::Corrupt || error.kind == ErrorKind::NotFound;
}

}  // namespace

Result<void> Payloads::load_table(
    store::Sql page, std::int64_t after,
    const std::function<std::optional<Payload>(const store::Row&)>& look) {
  for (int seen = kPageRows; seen == kPageRows;) {
    seen = 0;
    const auto snapshot = TRY(store_.read());
    TRY(snapshot->visit(page, {after, kPageRows}, [&](const store::Row& row) {
      after = row.integer(0);
      known_.push_back({digest_of(row.text(1)), after, look(row)});
      newest_ = std::max(newest_, after);
      ++seen;
      return true;
    }));
  }
  return {};
}

std::optional<Payload> Payloads::look_at_text(const store::Row& row) const {
  if (!row.is_null(3)) return Payload::Erased;
  const auto now = vault_.commitment_of(row.id<TextId>(0), row.text(2));
  return now && *now == digest_of(row.text(1)) ? Payload::Intact : Payload::Altered;
}

Result<void> Payloads::load() {
  const std::int64_t after =
      known_.empty() ? 0 : first_id_at(plus_ms(made_at(newest_), -kBehindMs));
  std::erase_if(known_, [after](const Known& known) { return known.id > after; });
  TRY(load_table(
      "SELECT id, commitment, sealed, erased_at FROM vault_text WHERE id > ?1 ORDER BY id LIMIT ?2",
      after, [this](const store::Row& row) { return look_at_text(row); }));
  TRY(load_table("SELECT id, commitment FROM vault_file WHERE id > ?1 ORDER BY id LIMIT ?2", after,
                 [](const store::Row&) { return std::nullopt; }));
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
  if (known->found) return *known->found;
  const auto snapshot = TRY(store_.read());
  const auto now = recompute_file(vault_, store_, *snapshot, FileId{known->id});
  if (!now)
    return says_altered(now.error()) ? Result<Payload>(Payload::Altered) : Failure(now.error());
  if (!now->has_value()) return Payload::Erased;
  return **now == commitment ? Payload::Intact : Payload::Altered;
}

}  // namespace linli::vault
