#include "store/sqlite/copy.h"

#include <filesystem>
#include <vector>

#include "store/backup.h"
#include "store/disk.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/files.h"

namespace linli::store::sqlite {
namespace {

constexpr int kPagesPerStep = 1024;

struct EndBackup {
  void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};

// The transaction is held all through: without it every commit would make the copy start anew.
Result<void> copy_pages(sqlite3* source, const std::string& to) {
  const Connection target = TRY(connect(to, Access::write));
  TRY(run(target.get(), "PRAGMA synchronous=OFF"));
  const std::unique_ptr<sqlite3_backup, EndBackup> backup(
      sqlite3_backup_init(target.get(), "main", source, "main"));
  if (!backup) return failed(target.get());
  int code = SQLITE_OK;
  while (code == SQLITE_OK) code = sqlite3_backup_step(backup.get(), kPagesPerStep);
  if (code != SQLITE_DONE) return failed(target.get());
  return {};
}

// A file that is gone because it was erased while the copy ran has no row any more.
Result<void> allow_erased(const std::string& database, std::int64_t id) {
  const Connection now = TRY(connect(database, Access::read));
  const Statement row = TRY(prepare(now.get(), "SELECT 1 FROM store_file WHERE id = ?1"));
  bind(row.get(), 1, id);
  const int code = sqlite3_step(row.get());
  if (code == SQLITE_DONE) return {};
  if (code != SQLITE_ROW) return failed(now.get());
  return fail(ErrorKind::Corrupt, "store.corrupt", "kept file " + std::to_string(id) + " is gone");
}

Result<void> copy_file(const std::string& from, const std::string& to, std::int64_t id) {
  const Files source(from);
  const std::string target = Files(to).kept_path(id);
  TRY(disk::make_folder(std::filesystem::path(target).parent_path().string()));
  // Staged first: a file that is moved meanwhile is then found where it has gone.
  auto copied = disk::copy_durably(source.staged_path(id), target);
  if (!copied && copied.error().code == "store.file_absent") {
    copied = disk::copy_durably(source.kept_path(id), target);
  }
  if (copied || copied.error().code != "store.file_absent") return copied;
  return allow_erased(from + "/linli.db", id);
}

}  // namespace

Result<void> check_pages(sqlite3* copy) {
  const Statement check = TRY(prepare(copy, "PRAGMA integrity_check(1)"));
  if (sqlite3_step(check.get()) != SQLITE_ROW) return failed(copy);
  const std::string verdict(text_of(check.get(), 0));
  if (verdict != "ok") return fail(ErrorKind::Corrupt, "store.corrupt", verdict);
  return {};
}

Result<std::vector<std::int64_t>> kept_files(sqlite3* copy) {
  const Statement all = TRY(prepare(copy, "SELECT id FROM store_file ORDER BY id"));
  std::vector<std::int64_t> ids;
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(all.get())) == SQLITE_ROW) {
    ids.push_back(sqlite3_column_int64(all.get(), 0));
  }
  if (code != SQLITE_DONE) return failed(copy);
  return ids;
}

Result<void> copy_to(const std::string& from, const std::string& to) {
  TRY(require_empty(to));
  TRY(disk::make_folder(to + "/files/staged"));
  TRY(disk::make_folder(to + "/files/kept"));
  {
    const Connection source = TRY(connect(from + "/linli.db", Access::read));
    TRY(run(source.get(), "BEGIN; SELECT count(*) FROM store_schema"));
    TRY(copy_pages(source.get(), to + "/linli.db"));
  }
  TRY(disk::sync_file(to + "/linli.db"));
  {
    const Connection copy = TRY(connect(to + "/linli.db", Access::read_frozen));
    TRY(check_pages(copy.get()));
    for (const auto id : TRY(kept_files(copy.get()))) TRY(copy_file(from, to, id));
  }
  for (const auto& folder : disk::names_in(to + "/files/kept")) {
    TRY(disk::sync_folder(to + "/files/kept/" + folder));
  }
  TRY(disk::sync_folder(to));
  TRY(write_manifest(to));
  return verify_backup(to);
}

}  // namespace linli::store::sqlite
