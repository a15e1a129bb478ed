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

// Looks at what lies in the schema's tables, for planning. Empty ones are left out: as long as
// nobody looked at a table, the database takes it for one of some pages and picks the index that
// fits best; what it has seen empty it would take for one row, where any index will do.
inline constexpr const char* kAnalyze =
    "DO $$ DECLARE names text; BEGIN"
    " SELECT string_agg(format('%I', relname), ', ') INTO names FROM pg_class"
    " WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
    " AND pg_relation_size(oid) > 0;"
    " IF names IS NOT NULL THEN EXECUTE 'ANALYZE ' || names; END IF; END $$";

// The name as an identifier of SQL: only for names that is_schema_name().
std::string quoted_name(std::string_view name);

}  // namespace linli::store::postgres
