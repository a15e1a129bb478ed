#include "vault/upload.h"

#include "base/hash.h"

namespace linli::vault {
namespace {

store::Blob hashed(std::string_view handle) {
  return store::Blob{std::string(as_bytes(sha256(handle)))};
}

Failure absent() {
  return fail(ErrorKind::NotFound, "vault.absent", "file");
}

struct Waiting {
  std::int64_t id;
  std::int64_t version;
  std::int64_t file_version;  // 0: its row is gone
};

}  // namespace

Result<Upload> take_upload(const Vault& vault, store::Store& store, store::WriteSet& changes,
                           PersonId uploader, Instant now, std::string_view bytes) {
  const auto file = TRY(take_in(vault, store, changes, {MatterId{}, uploader}, bytes));
  Upload out{to_hex(vault.random().bytes(kHandleBytes)), file.type, file.size};
  changes.insert("vault_upload", {{"id", file.id},
                                  {"version", 1},
                                  {"handle", hashed(out.handle)},
                                  {"person_id", uploader},
                                  {"made_at", now}});
  return out;
}

Result<FileId> claim_upload(store::Snapshot& snapshot, store::WriteSet& changes,
                            std::string_view handle, const Claim& claim, Instant now) {
  struct Row {
    FileId id;
    std::int64_t version, file_version;
    PersonId uploader;
  };
  const auto row =
      TRY(snapshot.one("SELECT u.id, u.version, f.version, u.person_id FROM vault_upload u"
                       " JOIN vault_file f ON f.id = u.id"
                       " WHERE u.handle = ?1 AND u.made_at > ?2 AND f.erased_at IS NULL",
                       {hashed(handle), plus_ms(now, -kUploadMs)}, [](const store::Row& r) {
                         return Row{r.id<FileId>(0), r.integer(1), r.integer(2), r.id<PersonId>(3)};
                       }));
  if (!row || (row->uploader && row->uploader != claim.claimer)) return absent();
  changes.add(store::Remove{"vault_upload", row->id.value, row->version});
  changes.update("vault_file", row->id.value, row->file_version,
                 {{"matter_id", claim.matter}, {"person_id", claim.owner}});
  return row->id;
}

// The bytes go first: what is left of an interrupted run is found again by its row.
Result<int> sweep_uploads(store::Store& store, Instant now) {
  std::vector<Waiting> old;
  {
    const auto read = TRY(store.read());
    old =
        TRY(read->all("SELECT u.id, u.version, f.version FROM vault_upload u"
                      " LEFT JOIN vault_file f ON f.id = u.id"
                      " WHERE u.made_at < ?1 ORDER BY u.made_at LIMIT ?2",
                      {plus_ms(now, -kSweepAfterMs), kUploadsSweptMax}, [](const store::Row& r) {
                        return Waiting{r.integer(0), r.integer(1), r.is_null(2) ? 0 : r.integer(2)};
                      }));
  }
  if (old.empty()) return 0;
  store::WriteSet changes;
  for (const auto& one : old) {
    TRY(store.erase_file(one.id));
    changes.add(store::Remove{"vault_upload", one.id, one.version});
    if (one.file_version > 0) changes.add(store::Remove{"vault_file", one.id, one.file_version});
  }
  TRY(store.commit_and_wait(std::move(changes)));
  return static_cast<int>(old.size());
}

}  // namespace linli::vault
