#include "store/sqlite/migrate.h"

#include "base/hash.h"
#include "store/schema.h"

namespace linli::store::sqlite {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// PostgreSQL's, which several nodes share, is its own (store/postgres/schema.cc).
constexpr std::string_view kCounterParts = R"sql(
-- derived: what was added to counters and is not folded yet (store/sqlite/counters.h)
CREATE TABLE store_counter_part (
  key TEXT NOT NULL PRIMARY KEY,  -- name of the counter
  delta BIGINT NOT NULL           -- to add
){by_key};
)sql";

Result<Applied> applied_to(sqlite3* connection) {
  Applied applied;
  if (TRY(number(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'store_schema'")) ==
      0) {
    return applied;
  }
  const Statement all = TRY(prepare(connection, "SELECT number, sha256 FROM store_schema"));
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(all.get())) == SQLITE_ROW) {
    applied.emplace(sqlite3_column_int64(all.get(), 0), text_of(all.get(), 1));
  }
  if (code != SQLITE_DONE) return failed(connection);
  return applied;
}

Result<void> record(sqlite3* connection, const Migration& migration, const std::string& hash) {
  const Statement insert = TRY(prepare(
      connection,
      "INSERT INTO store_schema (number, name, sha256, program, applied_at)"
      " VALUES (?1, ?2, ?3, ?4, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER))"));
  bind(insert.get(), 1, std::int64_t{migration.number});
  bind(insert.get(), 2, migration.name);
  bind(insert.get(), 3, std::string_view(hash));
  bind(insert.get(), 4, std::string_view(LINLI_VERSION));
  return run(insert.get());
}

Result<void> apply(sqlite3* connection, const Migration& migration, const std::string& hash) {
  TRY(run(connection, "BEGIN IMMEDIATE"));
  auto done = run(connection, sqlite_text(migration.sql).c_str());
  if (done) done = record(connection, migration, hash);
  if (done) done = run(connection, "COMMIT");
  if (done) return {};
  sqlite3_exec(connection, "ROLLBACK", nullptr, nullptr, nullptr);
  return fail(ErrorKind::Corrupt, "store.corrupt",
              "migration " + std::to_string(migration.number) + " " + std::string(migration.name) +
                  ": " + done.error().detail);
}

}  // namespace

std::string sqlite_text(std::string_view sql) {
  std::string text(sql);
  // Lines for that engine alone.
  for (auto at = text.find("{postgres}"); at != std::string::npos; at = text.find("{postgres}")) {
    text.erase(at, text.find('\n', at) - at);
  }
  replace_all(text, "{pk}", "INTEGER PRIMARY KEY");
  replace_all(text, "{blob}", "BLOB");
  replace_all(text, "{end}", " STRICT");
  replace_all(text, "{by_key}", " STRICT, WITHOUT ROWID");
  // STRICT tables know the 64-bit integer only as INTEGER.
  replace_all(text, "BIGINT", "INTEGER");
  return text;
}

std::vector<Migration> all_migrations_of(std::vector<Migration> migrations) {
  migrations.push_back({7, "sqlite_counter_parts", kCounterParts});
  return with_own(std::move(migrations));
}

Result<void> migrate(sqlite3* connection, std::vector<Migration> migrations) {
  const auto applied = TRY(applied_to(connection));
  for (const auto& migration : TRY(missing_of(all_migrations_of(std::move(migrations)), applied))) {
    TRY(apply(connection, migration, to_hex(sha256(migration.sql))));
  }
  return {};
}

}  // namespace linli::store::sqlite
