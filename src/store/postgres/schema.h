// store/postgres/schema.h – tables that only this engine has, and bringing a schema up to date.
//
// Thread safety: any thread.
#pragma once

#include <vector>

#include "store/postgres/connection.h"
#include "store/store.h"

namespace linli::store::postgres {

// The migrations of the program with those of the store and of this engine, in order.
std::vector<Migration> all_migrations_of(std::vector<Migration> migrations);

// Those that the schema lacks. Errors: store.newer, store.corrupt, of connection.h.
Result<std::vector<Migration>> missing_in(PGconn* connection,
                                          const std::vector<Migration>& migrations);

// Applies them, each in a transaction of its own. Errors: store.corrupt (one fails), of
// connection.h.
Result<void> apply_all(PGconn* connection, const std::vector<Migration>& migrations);

}  // namespace linli::store::postgres
