// store/sqlite/files.h – the files of a data folder: files/staged/ID and files/kept/xx/ID.
//
// A file is first staged; when the row in store_file is committed it is moved to kept. Whatever
// the order of a crash, the row alone decides: a staged file with a row is moved at the next
// open, one without is swept after a day. Thread safety: any thread; keep() and settle() only on
// the writer thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/sqlite/connection.h"

namespace linli::store::sqlite {

class Files {
 public:
  explicit Files(std::string folder);

  // Makes the folders. Errors: of disk.h.
  Result<void> prepare();

  Result<void> stage(std::int64_t id, std::string_view bytes);
  bool staged(std::int64_t id) const;
  // Moves a staged file to kept. No harm if it fails: settle() repeats it.
  void keep(std::int64_t id);
  // Bytes of a kept file. Errors: store.file_absent, of disk.h.
  Result<std::string> read_kept(std::int64_t id) const;
  Result<std::string> read_staged(std::int64_t id) const;
  // Overwrites and deletes, wherever it lies.
  Result<void> erase(std::int64_t id);
  // Moves staged files that have a row, erases those without that are older than a day.
  Result<void> settle(const std::function<bool(std::int64_t)>& has_row, std::int64_t now_ms);

  std::string staged_path(std::int64_t id) const;
  std::string kept_path(std::int64_t id) const;
  // Where a kept file lies under the data folder: files/kept/xx/ID.
  static std::string kept_name(std::int64_t id);

 private:
  std::string folder_;
};

// Files::settle() with the rows and the clock of the database.
Result<void> settle_files(sqlite3* connection, Files& files);

}  // namespace linli::store::sqlite
