// vault/payloads.h – what the vault holds for a commitment of the record, for verifying it.
//
// A table in memory (48 bytes a text or file) made by one walk through the vault, which opens every
// text: verifying is rare, so no index on commitments slows every write, and millions of texts are
// not asked for one by one. Thread safety: one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
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

  // Looks up a commitment and what was found when it was computed anew: for texts in the walk,
  // which is made at the first call and, for what was written meanwhile, when a commitment is not
  // known; for files now. Errors: those of the store.
  Result<Payload> check(const Digest& commitment);

 private:
  struct Known {
    Digest commitment;
    std::int64_t id;
    std::optional<Payload> found;  // of a text; a file is looked at when it is asked for
  };
  Result<void> load();
  Result<void> load_table(store::Sql page, std::int64_t after,
                          const std::function<std::optional<Payload>(const store::Row&)>& look);
  std::optional<Payload> look_at_text(const store::Row& row) const;
  const Known* find(const Digest& commitment) const;

  const Vault& vault_;
  store::Store& store_;
  std::vector<Known> known_;  // by commitment
  std::int64_t newest_ = 0;   // the highest id in it
};

}  // namespace linli::vault
