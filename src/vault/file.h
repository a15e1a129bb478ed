// vault/file.h – photos and voice notes, encrypted, under a key of their own each.
//
// A file's bytes are sealed under a random key that stands, sealed, in its vault_file row: a
// rotation touches only rows, and an erased row makes the bytes unreadable even where a copy of
// them survives. Thread safety: any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/result.h"
#include "model/ids.h"
#include "store/snapshot.h"
#include "store/store.h"
#include "store/write_set.h"
#include "vault/media.h"
#include "vault/vault.h"

namespace linli::vault {

struct FileOwner {
  MatterId matter;
  PersonId person;
};

struct TakenFile {
  FileId id;
  MediaType type;
  std::int64_t size = 0;  // bytes, without metadata
  Digest commitment{};    // journal::commit_text(salt, clean bytes)
};

struct OpenedFile {
  MediaType type;
  std::string bytes;
};

// Checks and cleans the bytes, stages them sealed, and adds the row and AttachFile to `changes`. If
// these are never committed, the store sweeps the bytes. Writes to disk: not on a thread that must
// not wait. Errors: vault.file_type, vault.file_too_large, vault.file_damaged, those of the store.
Result<TakenFile> take_in(const Vault& vault, store::Store& store, store::WriteSet& changes,
                          const FileOwner& owner, std::string_view bytes);

// Errors: vault.absent, vault.erased (NotFound), vault.damaged, vault.key_missing (Corrupt).
Result<OpenedFile> open_file(const Vault& vault, store::Store& store, store::Snapshot& snapshot,
                             FileId id);

struct FileFacts {
  FileId id;
  MediaType type;
  std::int64_t size = 0;  // bytes
  PersonId person;        // who gave it
};
// The files of a matter that are not erased, oldest first.
Result<std::vector<FileFacts>> files_of(store::Snapshot& snapshot, MatterId matter);

// For verifying the record: the commitment computed anew from the stored file, or nothing if it was
// erased. Errors: vault.absent, vault.damaged, vault.key_missing.
Result<std::optional<Digest>> recompute_file(const Vault& vault, store::Store& store,
                                             store::Snapshot& snapshot, FileId id);

}  // namespace linli::vault
