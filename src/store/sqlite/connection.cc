#include "store/sqlite/connection.h"

#include <cstdio>
#include <type_traits>

#include "base/check.h"
#include "store/disk.h"
#include "store/sqlite/log_pieces.h"

namespace linli::store::sqlite {
namespace {

// Small pieces of memory each connection keeps for its statements.
constexpr int kLookasideBytes = 1200;
constexpr int kLookasideSlots = 400;

int open_flags(Access access) {
  const int mode =
      access == Access::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  return mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE;
}

// A path as a file: URI, so that options can follow it.
std::string uri_of(const std::string& path, Access access) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      uri += '%';
      uri += kHex[static_cast<unsigned char>(c) >> 4];
      uri += kHex[static_cast<unsigned char>(c) & 15];
    } else {
      uri += c;
    }
  }
  if (access == Access::read_frozen) uri += "?immutable=1";
  return uri;
}

constexpr std::string_view kUnique = "UNIQUE constraint failed: ";

// "t.a, t.b" as SQLite names the columns becomes "t.a,t.b".
std::string unique_columns(std::string_view message) {
  std::string columns;
  if (message.starts_with(kUnique)) message.remove_prefix(kUnique.size());
  for (const char c : message) {
    if (c != ' ') columns += c;
  }
  return columns;
}

Error constraint_error(int code, std::string message) {
  if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
      code == SQLITE_CONSTRAINT_ROWID) {
    return {ErrorKind::Conflict, "store.unique", unique_columns(message)};
  }
  return {ErrorKind::Invalid, "store.constraint", std::move(message)};
}

// SQLite counts its memory under one lock of all connections, and nobody reads the count.
void count_no_memory() {
  static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(once);  // too late when somebody used SQLite before: then it counts
}

}  // namespace

Error error_of(sqlite3* connection) {
  const int code = sqlite3_extended_errcode(connection);
  std::string message = sqlite3_errmsg(connection);
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
      return constraint_error(code, std::move(message));
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH:
      return {ErrorKind::Invalid, "store.constraint", std::move(message)};
    case SQLITE_INTERRUPT:
      return {ErrorKind::Overloaded, "store.read_too_long", {}};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorKind::Overloaded, "store.overloaded", std::move(message)};
    case SQLITE_FULL:
      return {ErrorKind::Overloaded, "store.full", std::move(message)};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {ErrorKind::Corrupt, "store.corrupt", std::move(message)};
    default:
      return {ErrorKind::Overloaded, "store.disk", message + " (" + std::to_string(code) + ")"};
  }
}

Result<Connection> connect(const std::string& path, Access access) {
  count_no_memory();
  sqlite3* opened = nullptr;
  const std::string uri = uri_of(path, access);
  const char* const files = access == Access::write ? log_in_pieces() : nullptr;
  const int code = sqlite3_open_v2(uri.c_str(), &opened, open_flags(access), files);
  Connection connection(opened);
  if (code != SQLITE_OK) {
    // Absent is only what is not there: a disk that refuses may do better later.
    if ((code & 0xff) == SQLITE_CANTOPEN && !disk::exists(path)) {
      return fail(ErrorKind::NotFound, "store.absent", path);
    }
    return failed(opened);
  }
  sqlite3_busy_timeout(opened, kBusyMsMax);
  sqlite3_db_config(opened, SQLITE_DBCONFIG_LOOKASIDE, nullptr, kLookasideBytes, kLookasideSlots);
  TRY(run(opened,
          "PRAGMA wal_autocheckpoint=0; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
          "PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF; PRAGMA mmap_size=2147418112;"));
  if (access != Access::write) {
    // Only the one writer may checkpoint, also when a reader is the last to close.
    sqlite3_db_config(opened, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    TRY(run(opened, "PRAGMA query_only=ON; PRAGMA cache_size=-4096;"));
  }
  return connection;
}

Result<Statement> prepare(sqlite3* connection, std::string_view sql) {
  sqlite3_stmt* made = nullptr;
  const int code = sqlite3_prepare_v3(connection, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &made, nullptr);
  if (code == SQLITE_OK) return Statement(made);
  if ((code & 0xff) == SQLITE_ERROR) {
    std::fprintf(stderr, "SQL does not compile: %s\n%.*s\n", sqlite3_errmsg(connection),
                 static_cast<int>(sql.size()), sql.data());
    CHECK((code & 0xff) != SQLITE_ERROR);
  }
  return failed(connection);
}

Result<void> run(sqlite3* connection, const char* sql) {
  if (sqlite3_exec(connection, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    return failed(connection);
  }
  return {};
}

void undo_all(sqlite3* connection) {
  if (sqlite3_get_autocommit(connection) != 0) return;
  sqlite3_exec(connection, "ROLLBACK", nullptr, nullptr, nullptr);
}

Result<void> run(sqlite3_stmt* statement) {
  const int code = sqlite3_step(statement);
  if (code == SQLITE_DONE || code == SQLITE_ROW) {
    sqlite3_reset(statement);
    return {};
  }
  const Error error = error_of(sqlite3_db_handle(statement));
  sqlite3_reset(statement);
  return Failure(error);
}

Result<std::int64_t> number(sqlite3* connection, std::string_view sql) {
  const Statement statement = TRY(prepare(connection, sql));
  const int code = sqlite3_step(statement.get());
  if (code == SQLITE_DONE) return 0;
  if (code != SQLITE_ROW) return failed(connection);
  return sqlite3_column_int64(statement.get(), 0);
}

void bind(sqlite3_stmt* statement, int at, std::int64_t value) {
  CHECK(sqlite3_bind_int64(statement, at, value) == SQLITE_OK);
}

void bind(sqlite3_stmt* statement, int at, std::string_view text) {
  const char* data = text.data() == nullptr ? "" : text.data();
  CHECK(sqlite3_bind_text64(statement, at, data, text.size(), SQLITE_STATIC, SQLITE_UTF8) ==
        SQLITE_OK);
}

void bind(sqlite3_stmt* statement, int at, const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value.content)) {
    bind(statement, at, *integer);
  } else if (const auto* text = std::get_if<std::string>(&value.content)) {
    bind(statement, at, std::string_view(*text));
  } else if (const auto* blob = std::get_if<Blob>(&value.content)) {
    CHECK(sqlite3_bind_blob64(statement, at, blob->bytes.data(), blob->bytes.size(),
                              SQLITE_STATIC) == SQLITE_OK);
  } else {
    CHECK(std::holds_alternative<Null>(value.content));
    CHECK(sqlite3_bind_null(statement, at) == SQLITE_OK);
  }
}

std::string_view text_of(sqlite3_stmt* statement, int column) {
  // The pointer first: asking for it may convert and change the length.
  const void* bytes = sqlite3_column_type(statement, column) == SQLITE_BLOB
                          ? sqlite3_column_blob(statement, column)
                          : sqlite3_column_text(statement, column);
  if (bytes == nullptr) return {};
  return {static_cast<const char*>(bytes),
          static_cast<std::size_t>(sqlite3_column_bytes(statement, column))};
}

}  // namespace linli::store::sqlite
