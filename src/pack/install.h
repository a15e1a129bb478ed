// pack/install.h – packs in the database: every version that ever ran, because matters stay with
// the version under which they began.
//
// Errors: pack.not_proven (detail: the faults), pack.version_reused (a procedure changed and kept
// its version), pack.unchanged (Conflict: this very pack is installed), pack.none_installed.
// Thread safety: any thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "model/ids.h"
#include "pack/load.h"
#include "store/store.h"

namespace linli::pack {

// Every definition of every installed pack, and the pack in force.
struct Installed {
  std::shared_ptr<const Pack> current;
  std::int64_t number = 0;  // of the current pack, from 1
  std::map<std::pair<std::string, int>, procedure::Definition> definitions;

  // nullptr when that version was never installed.
  const procedure::Definition* find(std::string_view key, int version) const;
};

Result<Installed> load_installed(store::Snapshot& snapshot);

// Adds what installs `pack` after `before` (nullptr: the first) to `changes`.
Result<void> install(store::WriteSet& changes, const Pack& pack, const Installed* before,
                     std::int64_t id, Instant now);

// What differs, as lines that a county official can read; empty when nothing does.
std::vector<std::string> diff(const Pack& before, const Pack& after);

}  // namespace linli::pack
