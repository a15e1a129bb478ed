// vault/payloads.h – what the vault holds for a commitment of the record, for verifying it.
//
// A table in memory (48 bytes a text or file) made by one walk through the vault: verifying is
// rare, so no index on commitments slows every write. Thread safety: one thread.
#pragma once

#include <cstdint>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "store/store.h"
#include "vault/vault.h"

namespace linli::vault {

enum class Payload {
  Intact,   // there, and its commitment computed anew is this one
  Erased,   // erased as the law provides
  Altered,  // there, but it cannot be opened or is not what was recorded
  Missing,  // no row has this commitment
};

class Payloads {
 public:
  // Keeps references.
  Payloads(const Vault& vault, store::Store& store) : vault_(vault), store_(store) {}

  // Looks a commitment up, opens what it names and computes it anew. The table is read at the first
  // call, and again when a commitment is not in it (it may have been written meanwhile).
  // Errors: those of the store.
  Result<Payload> check(const Digest& commitment);

 private:
  enum class Kind : std::uint8_t { Text, File };
  struct Known {
    Digest commitment;
    std::int64_t id;
    Kind kind;
  };
  Result<void> load();
  Result<void> load_table(store::Sql page, Kind kind);
  const Known* find(const Digest& commitment) const;

  const Vault& vault_;
  store::Store& store_;
  std::vector<Known> known_;  // by commitment
};

}  // namespace linli::vault
