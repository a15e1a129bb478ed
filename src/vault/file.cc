#include "vault/file.h"

#include "base/check.h"
#include "journal/entry.h"
#include "vault/seal.h"

namespace linli::vault {
namespace {

constexpr std::string_view kKeyContext = "vault_file.sealed";
constexpr std::string_view kBytesContext = "vault_file.bytes";

struct FileRow {
  FileId id;
  std::int64_t version = 0;
  std::string sealed;
  std::string media_type;
  bool erased = false;
};

Result<FileRow> find_row(store::Snapshot& snapshot, FileId id) {
  auto row = TRY(snapshot.one(
      "SELECT id, version, sealed, media_type, erased_at FROM vault_file WHERE id = ?1", {id},
      [](const store::Row& r) {
        return FileRow{r.id<FileId>(0), r.integer(1), r.string(2), r.string(3), !r.is_null(4)};
      }));
  if (!row) return fail(ErrorKind::NotFound, "vault.absent", "file " + json_text(id));
  return *std::move(row);
}

struct Opened {
  std::string salt;
  std::string bytes;
};

Result<Opened> open_bytes(const Vault& vault, store::Store& store, const FileRow& row) {
  const auto secrets = TRY(open(vault.keys(), {kKeyContext, row.id.value}, row.sealed));
  if (secrets.size() != journal::kSaltSize + kKeyBytes) {
    return fail(ErrorKind::Corrupt, "vault.damaged", "vault_file");
  }
  const auto key = Secret::of(std::string_view(secrets).substr(journal::kSaltSize));
  const auto sealed = TRY(store.read_file(row.id.value));
  // Not within the braces: g++ 12 leaks the members made before a TRY that returns.
  auto bytes = TRY(open_with(key, {kBytesContext, row.id.value}, sealed));
  return Opened{secrets.substr(0, journal::kSaltSize), std::move(bytes)};
}

}  // namespace

Result<TakenFile> take_in(const Vault& vault, store::Store& store, store::WriteSet& changes,
                          const FileOwner& owner, std::string_view bytes) {
  const CleanFile file = TRY(clean(bytes));
  const std::string salt = vault.random().bytes(journal::kSaltSize);
  const Secret key = Secret::random(vault.random());
  TakenFile out{vault.ids().make<FileId>(), file.type, static_cast<std::int64_t>(file.bytes.size()),
                journal::commit_text(salt, file.bytes)};
  const std::int64_t id = out.id.value;
  TRY(store.stage_file(id, seal_with(key, vault.random(), {kBytesContext, id}, file.bytes)));
  const std::string secrets = salt + std::string(key.view());
  const store::Blob sealed{seal(vault.keys(), vault.random(), {kKeyContext, id}, secrets)};
  changes.insert("vault_file",
                 {{"id", out.id},
                  {"version", 1},
                  {"matter_id", owner.matter},
                  {"person_id", owner.person},
                  {"media_type", mime_of(out.type)},
                  {"size", out.size},
                  {"sealed", sealed},
                  {"commitment", store::Blob{std::string(as_bytes(out.commitment))}}});
  changes.add(store::AttachFile{id});
  return out;
}

Result<OpenedFile> open_file(const Vault& vault, store::Store& store, store::Snapshot& snapshot,
                             FileId id) {
  const auto row = TRY(find_row(snapshot, id));
  if (row.erased) return fail(ErrorKind::NotFound, "vault.erased");
  const auto type = media_of_mime(row.media_type);
  if (!type) return fail(ErrorKind::Corrupt, "vault.damaged", "vault_file.media_type");
  auto opened = TRY(open_bytes(vault, store, row));
  return OpenedFile{*type, std::move(opened.bytes)};
}

Result<std::vector<FileFacts>> files_of(store::Snapshot& snapshot, MatterId matter) {
  std::vector<FileFacts> out;
  TRY(snapshot.visit(
      "SELECT id, media_type, size, person_id FROM vault_file"
      " WHERE matter_id = ?1 AND erased_at IS NULL ORDER BY id",
      {matter}, [&](const store::Row& row) {
        const auto type = media_of_mime(row.text(1));
        if (type) out.push_back({row.id<FileId>(0), *type, row.integer(2), row.id<PersonId>(3)});
        return true;
      }));
  return out;
}

Result<std::optional<Digest>> recompute_file(const Vault& vault, store::Store& store,
                                             store::Snapshot& snapshot, FileId id) {
  const auto row = TRY(find_row(snapshot, id));
  if (row.erased) return std::optional<Digest>();
  const auto opened = TRY(open_bytes(vault, store, row));
  return std::optional<Digest>(journal::commit_text(opened.salt, opened.bytes));
}

}  // namespace linli::vault
