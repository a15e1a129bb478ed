// store/sqlite/copy.h – an online copy of a data folder. Thread safety: any thread.
#pragma once

#include <string>

#include "base/result.h"

namespace linli::store::sqlite {

// Copies database and kept files of a folder in use into a new or empty folder and verifies the
// copy (integrity_check, hashes). It reads one transaction all through, so the writer is not held
// up, but its log cannot be reset meanwhile. Errors: store.not_empty, store.backup_damaged,
// store.corrupt, of disk.h.
Result<void> copy_to(const std::string& from, const std::string& to);

}  // namespace linli::store::sqlite
