#include "vault/vault.h"

#include "base/check.h"
#include "journal/entry.h"
#include "vault/seal.h"

namespace linli::vault {
namespace {

constexpr std::string_view kTextContext = "vault_text.sealed";

struct TextRow {
  TextId id;
  std::string sealed;
  bool erased = false;
};

TextRow text_row(const store::Row& row) {
  return {row.id<TextId>(0), row.string(1), !row.is_null(2)};
}

// Salt and text, as sealed together.
Result<std::string> open_sealed(const Keys& keys, TextId id, std::string_view sealed) {
  auto plain = TRY(open(keys, {kTextContext, id.value}, sealed));
  if (plain.size() < journal::kSaltSize) {
    return fail(ErrorKind::Corrupt, "vault.damaged", "vault_text");
  }
  return plain;
}

Result<TextRow> find_row(store::Snapshot& snapshot, TextId id) {
  auto row = TRY(
      snapshot.one("SELECT id, sealed, erased_at FROM vault_text WHERE id = ?1", {id}, text_row));
  if (!row) return fail(ErrorKind::NotFound, "vault.absent", "text " + json_text(id));
  return *std::move(row);
}

}  // namespace

Vault::Vault(const Keys& keys, Random& random, IdSource& ids)
    : keys_(keys), random_(random), ids_(ids), blind_(keys) {}

SealedText Vault::put_text(store::WriteSet& changes, const TextOwner& owner,
                           std::string_view text) const {
  std::string plain = random_.bytes(journal::kSaltSize);
  SealedText out{ids_.make<TextId>(), journal::commit_text(plain, text)};
  plain += text;
  const store::Blob sealed{seal(keys_, random_, {kTextContext, out.id.value}, plain)};
  changes.insert("vault_text",
                 {{"id", out.id},
                  {"version", 1},
                  {"matter_id", owner.matter},
                  {"person_id", owner.person},
                  {"kind", owner.kind},
                  {"sealed", sealed},
                  {"commitment", store::Blob{std::string(as_bytes(out.commitment))}}});
  return out;
}

Result<std::string> Vault::text(store::Snapshot& snapshot, TextId id) const {
  const auto row = TRY(find_row(snapshot, id));
  if (row.erased) return fail(ErrorKind::NotFound, "vault.erased");
  auto plain = TRY(open_sealed(keys_, row.id, row.sealed));
  return plain.substr(journal::kSaltSize);
}

Result<std::map<TextId, std::string>> Vault::texts(store::Snapshot& snapshot,
                                                   const std::vector<TextId>& ids) const {
  std::map<TextId, std::string> out;
  if (ids.empty()) return out;
  store::IntList list;
  for (const auto id : ids) list.push_back(id.value);
  const auto rows = TRY(snapshot.all(
      "SELECT id, sealed, erased_at FROM vault_text WHERE id IN (?*)", {list}, text_row));
  for (const auto& row : rows) {
    if (!row.erased)
      out.emplace(row.id, TRY(open_sealed(keys_, row.id, row.sealed)).substr(journal::kSaltSize));
  }
  return out;
}

Result<Digest> Vault::commitment_of(TextId id, std::string_view sealed) const {
  const auto plain = TRY(open_sealed(keys_, id, sealed));
  const std::string_view view = plain;
  return journal::commit_text(view.substr(0, journal::kSaltSize), view.substr(journal::kSaltSize));
}

std::string Vault::seal_field(std::string_view context, std::int64_t row,
                              std::string_view plain) const {
  return seal(keys_, random_, {context, row}, plain);
}

Result<std::string> Vault::open_field(std::string_view context, std::int64_t row,
                                      std::string_view sealed) const {
  if (sealed.empty()) return std::string();
  return open(keys_, {context, row}, sealed);
}

}  // namespace linli::vault
