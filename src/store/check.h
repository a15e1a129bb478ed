// store/check.h – looks for damage in a data folder without changing it.
//
// Thread safety: any thread; it may run beside the process that writes.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace linli::store {

// Reads every page of the database and looks for every kept file. Errors: store.corrupt (detail:
// the first fault), store.absent, store.disk.
Result<void> check_folder(const std::string& folder);

// Who holds the folder's lock, "process 4711"; nothing when nobody writes here.
std::optional<std::string> writer_of(const std::string& folder);

}  // namespace linli::store
