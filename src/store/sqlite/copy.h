// store/sqlite/copy.h – an online copy of a data folder. Thread safety: any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/sqlite/connection.h"

namespace linli::store::sqlite {

// Copies database and kept files of a folder in use into a new or empty folder and verifies the
// copy (integrity_check, hashes). It reads one transaction all through, so the writer is not held
// up, but its log cannot be reset meanwhile. Errors: store.not_empty, store.backup_damaged,
// store.corrupt, of disk.h.
Result<void> copy_to(const std::string& from, const std::string& to);

// Errors: store.corrupt (detail: the first damaged page).
Result<void> check_pages(sqlite3* connection);
// Ids of the files that have a row.
Result<std::vector<std::int64_t>> kept_files(sqlite3* connection);

}  // namespace linli::store::sqlite
