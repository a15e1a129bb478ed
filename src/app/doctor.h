// app/doctor.h – what is wrong with a data folder, its keys and its surroundings, and what to do.
//
// It only reads, and may run beside the server. Each finding is a code of the catalogue, whose
// sentence and remedy are printed in the language asked for. What a county lacks to serve is asked
// of office/readiness.h, as the first-run page asks. Thread safety: one thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "office/readiness.h"
#include "store/snapshot.h"
#include "vault/vault.h"

namespace linli::app {

using office::Finding;
using office::Level;

struct Patient {
  std::string data;
  std::string keys;                                  // "": DATA-keys
  std::string backups;                               // where backups lie; "": DATA-backups
  std::int64_t room_wanted = std::int64_t{2} << 30;  // bytes free on the disk; a tenth is needed
};

// Everything that was found, the worst first.
std::vector<Finding> examine(const Patient& patient, const Clock& clock);

// Errors: app.keys_of_another (Invalid): neither the newest signed head nor any of the newest texts
// fits these keys, so they belong to another county; those of the store.
Result<void> require_own_keys(store::Snapshot& read, const vault::Vault& vault);

}  // namespace linli::app
