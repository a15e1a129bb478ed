// store/sqlite/connection.h – SQLite's handles as owned values, and its codes as our errors.
//
// Only files of store/sqlite include sqlite3.h. Thread safety: one thread at a time per connection
// (all are opened SQLITE_OPEN_NOMUTEX).
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/value.h"

namespace linli::store::sqlite {

struct CloseConnection {
  void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Connection = std::unique_ptr<sqlite3, CloseConnection>;
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

// How long a connection waits for a lock that another one holds.
inline constexpr int kBusyMsMax = 2000;

enum class Access { read, write, read_frozen };  // read_frozen: nobody else uses the file

// Opens with the settings all connections share: no automatic checkpoint, foreign keys, time limit
// for other holders of a lock. Errors: store.absent, store.corrupt, store.disk.
Result<Connection> connect(const std::string& path, Access access);

// What SQLite's last code on this connection means: store.unique, store.conflict,
// store.constraint, store.read_too_long, store.overloaded, store.full, store.disk or store.corrupt.
Error error_of(sqlite3* connection);
inline Failure failed(sqlite3* connection) {
  return Failure(error_of(connection));
}

// Text that does not compile aborts: all SQL is fixed in the program. Errors: of error_of().
Result<Statement> prepare(sqlite3* connection, std::string_view sql);

// Runs statements without rows or parameters.
Result<void> run(sqlite3* connection, const char* sql);
// Ends the transaction without a trace, if one is open.
void undo_all(sqlite3* connection);
// Steps a statement without rows to its end and resets it.
Result<void> run(sqlite3_stmt* statement);
// The first column of the first row of a statement; 0 without a row.
Result<std::int64_t> number(sqlite3* connection, std::string_view sql);

// Binds without copying: what the value holds must live until the statement is reset.
void bind(sqlite3_stmt* statement, int at, std::int64_t value);
void bind(sqlite3_stmt* statement, int at, std::string_view text);
void bind(sqlite3_stmt* statement, int at, const Value& value);

std::string_view text_of(sqlite3_stmt* statement, int column);

// Resets when it goes, so that no statement is left half-read.
class ResetAtEnd {
 public:
  explicit ResetAtEnd(sqlite3_stmt* statement) : statement_(statement) {}
  ResetAtEnd(const ResetAtEnd&) = delete;
  ResetAtEnd& operator=(const ResetAtEnd&) = delete;
  ~ResetAtEnd() { sqlite3_reset(statement_); }

 private:
  sqlite3_stmt* statement_;
};

}  // namespace linli::store::sqlite
