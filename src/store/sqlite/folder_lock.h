// store/sqlite/folder_lock.h – one writing process per data folder: flock on DIR/lock.
// Thread safety: value that does not copy; the lock ends with it or with the process.
#pragma once

#include <string>

#include "base/result.h"
#include "store/disk.h"

namespace linli::store::sqlite {

// Takes the lock and writes the process number into the file. Errors: store.locked (Conflict,
// detail: the number of the process that holds it), store.disk.
Result<disk::Descriptor> lock_folder(const std::string& folder);

}  // namespace linli::store::sqlite
