#include <array>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "base/text.h"
#include "store/backup.h"
#include "store/postgres/readers.h"
#include "store/postgres/writer.h"
#include "store/store.h"
#include "store/transfer.h"

namespace linli::store {
namespace postgres {
namespace {

using namespace std::chrono_literals;

// How long a node that leads does not ask whether it still does; the others wait kLeadMs for it.
constexpr auto kLeadUnasked = 3s;

// Led until ten seconds from now, if nobody leads, or who leads is late or gone (the lock of its
// number is free).
constexpr const char* kLead =
    "WITH clock AS (SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now)"
    " INSERT INTO store_leader AS l (id, node, until_at)"
    " SELECT 1, $1::bigint, now + 10000 FROM clock"
    " ON CONFLICT (id) DO UPDATE SET node = excluded.node, until_at = excluded.until_at"
    " WHERE l.node = excluded.node OR l.until_at < excluded.until_at - 10000"
    " OR pg_try_advisory_xact_lock(hashtext('linli.' || current_schema()),"
    " (1000 + l.node % 1024)::int) RETURNING 1";
constexpr const char* kStopLeading = "DELETE FROM store_leader WHERE node = $1";
constexpr const char* kStage =
    "INSERT INTO store_file_bytes (id, staged_at, bytes) VALUES"
    " ($1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint, $2)"
    " ON CONFLICT (id) DO UPDATE SET bytes = excluded.bytes, staged_at = excluded.staged_at";
constexpr const char* kEraseBytes = "DELETE FROM store_file_bytes WHERE id = $1";
constexpr const char* kTables =
    "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables"
    " WHERE schemaname = current_schema()";

Failure read_only() {
  return fail(ErrorKind::Forbidden, "store.read_only");
}

// A connection for what is neither a group nor a snapshot, made when it is needed.
class Control {
 public:
  explicit Control(Place place) : place_(std::move(place)) {}

  // How many rows it changed or found.
  Result<std::int64_t> run(const char* sql, std::int64_t first,
                           std::optional<std::string_view> bytes = std::nullopt) {
    const std::lock_guard lock(mutex_);
    TRY(connect());
    const std::string number = std::to_string(first);
    const std::array<const char*, 2> values = {number.c_str(), bytes ? bytes->data() : nullptr};
    const std::array<int, 2> lengths = {0, bytes ? static_cast<int>(bytes->size()) : 0};
    constexpr std::array<int, 2> kFormats = {0, 1};
    const Answer answer(PQexecParams(connection_.get(), sql, bytes ? 2 : 1, nullptr, values.data(),
                                     lengths.data(), kFormats.data(), 0));
    if (is_lost(connection_.get())) return Failure(unreachable(connection_.get()));
    const auto status = PQresultStatus(answer.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
      return parse_int64(PQcmdTuples(answer.get())).value_or(0);
    }
    return Failure(error_of(answer.get()));
  }

  // VACUUM frees what deleted rows held; the checkpoint brings the emptied pages to the disk where
  // our role may ask for one.
  Result<void> vacuum() {
    const std::lock_guard lock(mutex_);
    TRY(connect());
    const auto tables = TRY(postgres::run(connection_.get(), kTables));
    const std::string text = std::string("VACUUM ") + PQgetvalue(tables.get(), 0, 0);
    TRY(postgres::run(connection_.get(), text.c_str()));
    static_cast<void>(PQexec(connection_.get(), "CHECKPOINT"));
    return {};
  }

 private:
  Result<void> connect() {
    if (connection_ && !is_lost(connection_.get())) return {};
    connection_ = TRY(postgres::connect(place_, Access::write));
    return {};
  }

  const Place place_;
  std::mutex mutex_;
  Connection connection_;
};

class PostgresStore final : public Store {
 public:
  PostgresStore(const PostgresOptions& options, const std::vector<Migration>& migrations)
      : options_(options),
        migrations_(migrations),
        readers_({options.database, options.schema}, options.readers_max),
        control_({options.database, options.schema}) {}

  ~PostgresStore() override {
    if (led_until_ != SteadyTime{}) {
      const auto left = control_.run(kStopLeading, node());
      static_cast<void>(left);  // then the others wait until it is late
    }
    writer_.reset();
  }

  // Opens for writing. Errors: of open_postgres().
  Result<void> start() {
    writer_ = TRY(Writer::start(TRY(join(options_, migrations_)), options_));
    return {};
  }

  // Opens for reading only. Errors: of open_postgres_readonly().
  Result<void> start_reading() {
    auto snapshot = TRY(readers_.lease());
    auto there = snapshot->number("SELECT count(*) FROM store_schema");
    if (there) return {};
    if (there.error().code == "store.corrupt") {
      return fail(ErrorKind::NotFound, "store.absent", "schema " + options_.schema);
    }
    return Failure(there.error());
  }

  Result<std::unique_ptr<Snapshot>> read() override { return readers_.lease(); }

  void commit(WriteSet changes, Done done) override {
    if (!writer_) return done(read_only());
    writer_->commit(std::move(changes), std::move(done));
  }

  Result<void> stage_file(std::int64_t id, std::string_view bytes) override {
    if (!writer_) return read_only();
    TRY(control_.run(kStage, id, bytes));
    return {};
  }

  Result<std::string> read_file(std::int64_t id) override {
    const auto snapshot = TRY(readers_.lease());
    auto bytes = TRY(snapshot->one(
        "SELECT b.bytes FROM store_file f JOIN store_file_bytes b ON b.id = f.id WHERE f.id = ?1",
        {id}, [](const Row& row) { return row.string(0); }));
    if (!bytes) return fail(ErrorKind::NotFound, "store.file_absent", std::to_string(id));
    return std::move(*bytes);
  }

  Result<void> erase_file(std::int64_t id) override {
    if (!writer_) return read_only();
    TRY(control_.run(kEraseBytes, id));
    WriteSet changes;
    changes.add(Remove{"store_file", id, 1});
    const auto removed = commit_and_wait(std::move(changes));
    if (!removed && removed.error().code != "store.conflict") return removed;
    return {};
  }

  Result<void> scrub() override { return writer_ ? control_.vacuum() : read_only(); }

  // A folder for SQLite, which can be restored to either engine.
  Result<void> backup(const std::string& folder) override {
    TRY(require_empty(folder));
    TRY(open_sqlite({.folder = folder, .create = true}, migrations_));
    {
      const auto source = TRY(postgres_source(options_));
      const auto sink = TRY(sqlite_sink(folder));
      TRY(carry(*source, *sink));
    }
    TRY(write_manifest(folder));
    return verify_backup(folder);
  }

  std::int64_t node() const override { return writer_ ? writer_->node() : 0; }
  bool leads() override {
    if (!writer_ || writer_->stopped()) return false;
    const auto now = std::chrono::steady_clock::now();
    if (now < led_until_) return true;
    const auto leads = control_.run(kLead, node());
    led_until_ = leads && *leads == 1 ? now + kLeadUnasked : SteadyTime{};
    return led_until_ != SteadyTime{};
  }
  bool stopped() const override { return writer_ && writer_->stopped(); }
  std::size_t queued() const override { return writer_ ? writer_->queued() : 0; }

 private:
  const PostgresOptions options_;
  const std::vector<Migration> migrations_;
  Readers readers_;
  Control control_;
  std::unique_ptr<Writer> writer_;
  SteadyTime led_until_;  // of the thread that does what happens by itself
};

}  // namespace
}  // namespace postgres

Result<std::unique_ptr<Store>> open_postgres(const PostgresOptions& options,
                                             const std::vector<Migration>& migrations) {
  auto store = std::make_unique<postgres::PostgresStore>(options, migrations);
  TRY(store->start());
  return std::unique_ptr<Store>(std::move(store));
}

Result<std::unique_ptr<Store>> open_postgres_readonly(const PostgresOptions& options,
                                                      const std::vector<Migration>& migrations) {
  if (!postgres::is_schema_name(options.schema)) {
    return invalid("store.constraint", "schema name: " + options.schema);
  }
  auto store = std::make_unique<postgres::PostgresStore>(options, migrations);
  TRY(store->start_reading());
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace linli::store
