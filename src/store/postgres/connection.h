// store/postgres/connection.h – libpq's handles as owned values, and its codes as our errors.
//
// Only files of store/postgres include libpq-fe.h. Thread safety: one thread at a time per
// connection.
#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace linli::store::postgres {

struct FinishConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
struct ClearAnswer {
  void operator()(PGresult* answer) const { PQclear(answer); }
};
using Connection = std::unique_ptr<PGconn, FinishConnection>;
using Answer = std::unique_ptr<PGresult, ClearAnswer>;

// Where a county lies: a database as libpq names it, and a schema in it.
struct Place {
  std::string database;
  std::string schema;
};

enum class Access { read, write };

// Whether a schema may be named so: 1 to 40 of a–z, 0–9 and _, a letter first.
bool is_schema_name(std::string_view name);

// Connects with the settings all connections share: UTF-8, the schema as the only place to look in,
// limits of time, commits that wait for the disk. Errors: store.unreachable (Overloaded),
// store.corrupt (the database is not in UTF-8).
Result<Connection> connect(const Place& place, Access access);

// What a refused command means: store.unique, store.constraint, store.overloaded,
// store.read_too_long, store.unreachable, store.disk or store.corrupt. Text that does not compile
// aborts: all SQL is fixed in the program.
Error error_of(const PGresult* answer);
// The connection broke, or cannot be made.
Error unreachable(const PGconn* connection);
// Whether nothing more can be said or heard on it.
bool is_lost(const PGconn* connection);

// Whether the group may simply be applied again (a deadlock, a serialisation failure).
bool may_repeat(const PGresult* answer);

// Runs statements without parameters outside a pipeline; several only without an answer.
Result<Answer> run(PGconn* connection, const char* sql);
// The first column of the first row, as an integer; 0 without a row.
Result<std::int64_t> number(PGconn* connection, const char* sql);

// The name as an identifier of SQL: only for names that is_schema_name().
std::string quoted(std::string_view name);

}  // namespace linli::store::postgres
