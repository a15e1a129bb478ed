// store/backup.h – backups as folders of plain files with a MANIFEST, which comes last.
//
// MANIFEST has a line "linli backup 1", then per file, sorted by name: SHA-256 in hexadecimal, two
// spaces, size in bytes, two spaces, name below the folder; and last "end", two spaces and the
// SHA-256 of all lines before. So a backup that was cut short, or in which any byte changed, is
// recognised without the program. Source: issue of the store; NIST SP 800-34 (verified copies).
// Thread safety: any thread. Errors besides those named: of disk.h.
#pragma once

#include <map>
#include <string>

#include "base/result.h"

namespace linli::store {

// Writes MANIFEST for all files now in the folder and flushes it.
Result<void> write_manifest(const std::string& folder);

// Compares every file with MANIFEST. Errors: store.backup_damaged (Corrupt; detail: the first file
// that is missing, changed or not listed).
Result<void> verify_backup(const std::string& folder);

// Adds small files to a whole backup and lists them. Errors: store.backup_damaged.
Result<void> add_to_backup(const std::string& folder,
                           const std::map<std::string, std::string>& files);

// Verifies a backup, copies it into a new or empty folder, and verifies what was copied. Errors:
// store.backup_damaged, store.not_empty (Conflict: the target holds something).
Result<void> restore_backup(const std::string& from, const std::string& to_folder);

// Errors: store.not_empty if the folder holds anything.
Result<void> require_empty(const std::string& folder);

}  // namespace linli::store
