#include "store/open.h"

#include "base/text.h"
#include "store/backup.h"
#include "store/disk.h"
#include "store/postgres/condition.h"
#include "store/postgres/schema.h"
#include "store/sqlite/migrate.h"

namespace linli::store {
namespace {

// More threads read than on SQLite, since each waits for the database.
constexpr int kReadersOnPostgres = 32;

std::string pointer_of(const std::string& folder) {
  return folder + "/database";
}

Result<PostgresOptions> options_in(const std::string& folder) {
  const std::string text = TRY(disk::read_whole(pointer_of(folder)));
  const auto lines = split(text, '\n');
  PostgresOptions options;
  options.readers_max = kReadersOnPostgres;
  options.database = std::string(lines[0]);
  if (lines.size() > 1 && !lines[1].empty()) options.schema = std::string(lines[1]);
  return options;
}

Result<std::unique_ptr<Store>> create_on_postgres(const OpenOptions& options,
                                                  const std::vector<Migration>& migrations) {
  PostgresOptions postgres;
  postgres.database = options.database;
  postgres.schema = options.schema;
  const auto there = open_postgres_readonly(postgres, migrations);
  if (there) return fail(ErrorKind::Conflict, "store.not_empty", "schema " + options.schema);
  if (there.error().code != "store.absent") return Failure(there.error());
  TRY(disk::make_folder(options.folder));
  TRY(disk::write_durably(pointer_of(options.folder),
                          options.database + '\n' + options.schema + '\n'));
  postgres.create = true;
  postgres.bulk = options.bulk;
  postgres.nodes = options.nodes;
  return open_postgres(postgres, migrations);
}

}  // namespace

Result<Condition> condition_on_postgres(const std::string& folder) {
  return postgres::condition_of(TRY(options_in(folder)));
}

bool is_on_postgres(const std::string& folder) {
  return disk::exists(pointer_of(folder));
}

std::vector<Migration> own_migrations(const std::string& folder) {
  return is_on_postgres(folder) ? postgres::all_migrations_of({}) : sqlite::all_migrations_of({});
}

Result<std::unique_ptr<Store>> open_store(const OpenOptions& options,
                                          const std::vector<Migration>& migrations) {
  if (options.create && !options.database.empty()) return create_on_postgres(options, migrations);
  if (is_on_postgres(options.folder)) {
    PostgresOptions postgres = TRY(options_in(options.folder));
    postgres.nodes = options.nodes;
    return open_postgres(postgres, migrations);
  }
  SqliteOptions sqlite;
  sqlite.folder = options.folder;
  sqlite.create = options.create;
  sqlite.bulk = options.bulk;
  return open_sqlite(sqlite, migrations);
}

Result<std::unique_ptr<Store>> open_store_readonly(const std::string& folder,
                                                   const std::vector<Migration>& migrations) {
  if (!is_on_postgres(folder)) return open_sqlite_readonly(folder);
  return open_postgres_readonly(TRY(options_in(folder)), migrations);
}

Result<std::unique_ptr<Source>> open_source(const std::string& folder) {
  if (is_on_postgres(folder)) return postgres_source(TRY(options_in(folder)));
  return sqlite_source(folder);
}

Result<Carried> carry_into(Source& source, OpenOptions to,
                           const std::vector<Migration>& migrations) {
  TRY(require_empty(to.folder));
  to.create = true;
  TRY(open_store(to, migrations));
  const auto sink = is_on_postgres(to.folder) ? TRY(postgres_sink(TRY(options_in(to.folder))))
                                              : TRY(sqlite_sink(to.folder));
  return carry(source, *sink);
}

}  // namespace linli::store
