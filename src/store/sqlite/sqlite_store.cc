#include <algorithm>
#include <atomic>

#include "base/check.h"
#include "store/disk.h"
#include "store/sqlite/copy.h"
#include "store/sqlite/files.h"
#include "store/sqlite/folder_lock.h"
#include "store/sqlite/migrate.h"
#include "store/sqlite/readers.h"
#include "store/sqlite/writer.h"
#include "store/store.h"

namespace linli::store {
namespace sqlite {
namespace {

constexpr std::string_view kDatabase = "/linli.db";
// Lies in a folder that is being filled without flushes; a crash leaves it there as a warning.
constexpr std::string_view kFilling = "/filling";

Failure read_only() {
  return fail(ErrorKind::Forbidden, "store.read_only");
}

class SqliteStore final : public Store {
 public:
  explicit SqliteStore(const std::string& folder, int readers_max)
      : folder_(folder), files_(folder), readers_(folder + std::string(kDatabase), readers_max) {}
  ~SqliteStore() override { close(); }

  // Opens for writing. Errors: of open_sqlite().
  Result<void> start(const SqliteOptions& options, const std::vector<Migration>& migrations) {
    bulk_ = options.bulk;
    if (options.create) TRY(disk::make_folder(folder_));
    if (!options.create && !disk::exists(path())) {
      return fail(ErrorKind::NotFound, "store.absent", folder_);
    }
    lock_.emplace(TRY(lock_folder(folder_)));
    if (disk::exists(folder_ + std::string(kFilling))) {
      return fail(ErrorKind::Corrupt, "store.corrupt", "filling this folder was interrupted");
    }
    TRY(files_.prepare());
    if (bulk_) TRY(disk::write_durably(folder_ + std::string(kFilling), ""));
    Connection connection = TRY(connect(path(), Access::write));
    TRY(run(connection.get(), "PRAGMA journal_mode=WAL; PRAGMA cache_size=-65536;"));
    TRY(run(connection.get(), bulk_ ? "PRAGMA synchronous=OFF" : "PRAGMA synchronous=FULL"));
    TRY(migrate(connection.get(), migrations));
    node_ = TRY(take_lease(connection.get()));
    TRY(settle_files(connection.get(), files_));
    readers_.see_all_changes();
    writer_ = TRY(Writer::start(std::move(connection), files_, readers_, options));
    return disk::sync_folder(folder_);
  }

  // Opens for reading only. Errors: of open_sqlite_readonly().
  Result<void> start_reading() {
    if (!disk::exists(path())) return fail(ErrorKind::NotFound, "store.absent", folder_);
    auto snapshot = TRY(readers_.lease());
    TRY(snapshot->number("SELECT count(*) FROM store_schema"));
    return {};
  }

  Result<std::unique_ptr<Snapshot>> read() override { return readers_.lease(); }

  void commit(WriteSet changes, Done done) override {
    if (!writer_) return done(read_only());
    writer_->commit(std::move(changes), std::move(done));
  }

  Result<void> stage_file(std::int64_t id, std::string_view bytes) override {
    if (!writer_) return read_only();
    if (writer_->stopped()) return fail(ErrorKind::Overloaded, "store.stopped");
    return watched(files_.stage(id, bytes));
  }

  Result<std::string> read_file(std::int64_t id) override {
    auto kept = files_.read_kept(id);
    if (kept || kept.error().code != "store.file_absent") return kept;
    auto snapshot = TRY(readers_.lease());
    // The row alone makes a file readable: it may be committed while the file is still staged.
    if (TRY(snapshot->number("SELECT count(*) FROM store_file WHERE id = ?1", {id})) == 0) {
      return kept;
    }
    auto staged = files_.read_staged(id);
    return staged ? staged : files_.read_kept(id);
  }

  Result<void> erase_file(std::int64_t id) override {
    if (!writer_) return read_only();
    if (writer_->stopped()) return fail(ErrorKind::Overloaded, "store.stopped");
    TRY(watched(files_.erase(id)));
    WriteSet changes;
    changes.add(Remove{"store_file", id, 1});
    const auto removed = commit_and_wait(std::move(changes));
    if (!removed && removed.error().code != "store.conflict") return removed;
    return {};
  }

  Result<void> scrub() override { return writer_ ? writer_->scrub() : read_only(); }

  Result<void> backup(const std::string& folder) override { return copy_to(folder_, folder); }

  std::int64_t node() const override { return node_; }
  bool stopped() const override { return writer_ && writer_->stopped(); }
  std::size_t queued() const override { return writer_ ? writer_->queued() : 0; }

 private:
  std::string path() const { return folder_ + std::string(kDatabase); }

  // A failed flush of a file stops writing like one of the database.
  Result<void> watched(Result<void> result) {
    if (!result && result.error().code == "store.stopped") writer_->stop();
    return result;
  }

  static Result<std::int64_t> take_lease(sqlite3* connection) {
    TRY(run(connection,
            "BEGIN IMMEDIATE;"
            "INSERT INTO store_lease (taken_at) VALUES (unixepoch() * 1000);"
            "DELETE FROM store_lease WHERE id < (SELECT max(id) FROM store_lease);"
            "COMMIT"));
    return sqlite::number(connection, "SELECT max(id) FROM store_lease");
  }

  void close() {
    if (!writer_) return;
    const bool whole = !writer_->stopped();
    writer_.reset();
    if (!bulk_ || !whole) return;
    // Everything written without flushes is flushed now; only then the warning goes.
    if (disk::sync_file(path()) && disk::sync_folder(folder_)) {
      const std::string warning = folder_ + std::string(kFilling);
      if (disk::erase(warning)) return;
    }
  }

  const std::string folder_;
  Files files_;
  std::optional<disk::Descriptor> lock_;
  Readers readers_;
  std::unique_ptr<Writer> writer_;
  std::int64_t node_ = 0;
  bool bulk_ = false;
};

}  // namespace
}  // namespace sqlite

Result<std::unique_ptr<Store>> open_sqlite(const SqliteOptions& options,
                                           const std::vector<Migration>& migrations) {
  auto store = std::make_unique<sqlite::SqliteStore>(options.folder, options.readers_max);
  TRY(store->start(options, migrations));
  return std::unique_ptr<Store>(std::move(store));
}

Result<std::unique_ptr<Store>> open_sqlite_readonly(const std::string& folder) {
  auto store = std::make_unique<sqlite::SqliteStore>(folder, SqliteOptions{}.readers_max);
  TRY(store->start_reading());
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace linli::store
