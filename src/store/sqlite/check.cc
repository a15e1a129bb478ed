#include "store/check.h"

#include "store/sqlite/connection.h"
#include "store/sqlite/copy.h"
#include "store/sqlite/files.h"
#include "store/sqlite/folder_lock.h"

namespace linli::store {

Result<void> check_folder(const std::string& folder) {
  const sqlite::Connection database =
      TRY(sqlite::connect(folder + "/linli.db", sqlite::Access::read));
  TRY(sqlite::check_pages(database.get()));
  const sqlite::Files files(folder);
  for (const auto id : TRY(sqlite::kept_files(database.get()))) {
    if (disk::exists(files.kept_path(id)) || files.staged(id)) continue;
    return fail(ErrorKind::Corrupt, "store.corrupt",
                "kept file " + std::to_string(id) + " is gone");
  }
  return {};
}

std::optional<std::string> writer_of(const std::string& folder) {
  if (!disk::exists(folder + "/lock")) return std::nullopt;
  const auto taken = sqlite::lock_folder(folder);
  if (taken || taken.error().code != "store.locked") return std::nullopt;
  return taken.error().detail;
}

}  // namespace linli::store
