// store/postgres/presence.h – which processes have a county open, and with which numbers.
//
// The connection that writes holds advisory locks as long as it stands: one of the county (alone or
// shared with other nodes) and one of the node's number, so that no two living nodes make the same
// ids. The node's row in store_lease is its right to come back after a lost connection: whoever
// opens the county for itself alone, or changes its schema, removes the rows of others; another
// node that starts meanwhile leaves them. Thread safety: the writer thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/postgres/connection.h"
#include "store/store.h"

namespace linli::store::postgres {

struct Presence {
  Connection connection;    // for writing, holding the locks
  std::int64_t node = 0;    // number of this process
  std::int32_t county = 0;  // first number of every advisory lock of this county
};

// Second number of the advisory lock that says who has the county open.
inline constexpr int kCountyLock = 1;

// Errors: store.absent.
Result<void> require_schema(PGconn* connection, const std::string& schema);
// Whether filling this schema was begun and has not ended.
Result<bool> is_filling(PGconn* connection, const std::string& schema);

// Opens the county and brings its schema up to date. Errors: those of open_postgres().
Result<Presence> join(const PostgresOptions& options, const std::vector<Migration>& migrations);

// Connects again as the same node. Errors: store.stopped (the county was opened by somebody alone
// meanwhile, who may have changed what this process keeps in memory), store.unreachable.
Result<Connection> rejoin(const PostgresOptions& options, const Presence& before);

}  // namespace linli::store::postgres
