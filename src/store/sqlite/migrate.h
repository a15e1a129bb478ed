// store/sqlite/migrate.h – brings a folder's schema forward, never back.
// Thread safety: before other threads use the connection.
#pragma once

#include <vector>

#include "store/sqlite/connection.h"
#include "store/store.h"

namespace linli::store::sqlite {

// The text of a migration with {pk}, {blob}, {end}, {by_key} and BIGINT as SQLite writes them,
// without the lines that begin with {postgres}.
std::string sqlite_text(std::string_view sql);

// These, the store's own and SQLite's, in the order of their numbers.
std::vector<Migration> all_migrations_of(std::vector<Migration> migrations);

// Applies what is missing, each migration in a transaction of its own, in order of number. The
// store's own migrations are added. Errors: store.newer (a migration was applied that is not
// known here), store.corrupt (an applied one has another text now, or one fails).
Result<void> migrate(sqlite3* connection, std::vector<Migration> migrations);

}  // namespace linli::store::sqlite
