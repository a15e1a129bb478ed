// vault/reseal.h – after a rotation: sealing rows anew under the current key, a bounded batch at a
// time, while the program runs.
//
// A folder with sealed columns lists them as SealedTable; a column's context is "table.column", as
// for seal_field(). Thread safety: any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.h"
#include "store/snapshot.h"
#include "store/write_set.h"
#include "vault/vault.h"

namespace linli::vault {

inline constexpr int kResealBatch = 500;  // rows read at once

struct SealedTable {
  store::Name table;
  // "SELECT id, version, <columns in order> FROM <table> WHERE id > ?1 ORDER BY id LIMIT ?2"
  store::Sql page;
  std::vector<store::Name> columns;
};

// Those of the vault itself: texts, and the keys of files (a file's bytes need no new sealing).
std::vector<SealedTable> sealed_tables();

// Adds to `changes` the rows after `after` that an older key has sealed. Returns the id to go on
// from, or nothing when the table is done. Commit the batch, then ask for the next; a Conflict
// means a row changed meanwhile: ask again from the same `after`.
// Errors: vault.damaged, vault.key_missing, and those of the store.
Result<std::optional<std::int64_t>> reseal_batch(store::Snapshot& snapshot, const Vault& vault,
                                                 const SealedTable& table, std::int64_t after,
                                                 store::WriteSet& changes);

}  // namespace linli::vault
