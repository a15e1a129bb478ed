#include "store/postgres/presence.h"

#include <chrono>
#include <functional>
#include <string>
#include <thread>

#include "store/marks.h"
#include "store/postgres/schema.h"

namespace linli::store::postgres {
namespace {

using namespace std::chrono_literals;

// Second numbers of the advisory locks; 0 is that of the groups (batch.h), 1 that of the county, 2
// that of folding.
constexpr int kNodeLocks = 1000;
constexpr int kNodesMax = 1024;  // ids keep ten bits of a node's number
constexpr auto kJoinWaitMax = 10s;
constexpr auto kJoinPause = 50ms;
// A process that was killed is noticed by the database within moments.
constexpr auto kAloneWaitMax = 1s;

std::string call(const char* function, std::int32_t county, std::int64_t lock) {
  return std::string("SELECT ") + function + "(" + std::to_string(county) + ", " +
         std::to_string(lock) + ")::int";
}

Result<bool> try_lock(PGconn* connection, std::int32_t county, std::int64_t lock) {
  const auto text = call("pg_try_advisory_lock", county, lock);
  return TRY(number(connection, text.c_str())) != 0;
}

Result<bool> try_share(PGconn* connection, std::int32_t county) {
  const auto text = call("pg_try_advisory_lock_shared", county, kCountyLock);
  return TRY(number(connection, text.c_str())) != 0;
}

Failure locked(const char* why) {
  return fail(ErrorKind::Conflict, "store.locked", why);
}

Result<std::int32_t> county_of(PGconn* connection, const std::string& schema) {
  const std::string text = "SELECT hashtext('linli." + schema + "')";
  return static_cast<std::int32_t>(TRY(number(connection, text.c_str())));
}

// What ended nodes counted becomes one row, so that a sum of all rows never goes back.
constexpr const char* kFoldMarks =
    "BEGIN; INSERT INTO store_mark (node, counts) SELECT 0, array_agg(total ORDER BY place)"
    " FROM (SELECT place, sum(count)::bigint AS total FROM store_mark,"
    " unnest(counts) WITH ORDINALITY AS c(count, place) GROUP BY place) AS t HAVING count(*) > 0"
    " ON CONFLICT (node) DO UPDATE SET counts = excluded.counts;"
    " DELETE FROM store_mark WHERE node <> 0; DELETE FROM store_leader; COMMIT";

// What ended nodes did not fold, and what another engine's county did not.
constexpr const char* kFoldCounters =
    "WITH parts AS (DELETE FROM store_counter_part RETURNING key, delta),"
    " deltas AS (DELETE FROM store_counter_delta RETURNING key, delta)"
    " INSERT INTO store_counter (key, value) SELECT key, sum(delta) FROM"
    " (SELECT * FROM parts UNION ALL SELECT * FROM deltas) AS gone GROUP BY key"
    " ON CONFLICT (key) DO UPDATE SET value = store_counter.value + excluded.value";

Result<void> add_marks(PGconn* connection, std::int64_t node) {
  const std::string text = "INSERT INTO store_mark (node, counts) VALUES (" + std::to_string(node) +
                           ", array_fill(0::bigint, ARRAY[" + std::to_string(MarkCounts{}.size()) +
                           "])) ON CONFLICT (node) DO NOTHING";
  TRY(run(connection, text.c_str()));
  return {};
}

// Nobody else has the county open: the schema is brought up to date. Nodes that only lost their
// connections, with the database perhaps, may come back unless what they keep could be old then.
Result<void> settle(PGconn* connection, const PostgresOptions& options,
                    const std::vector<Migration>& migrations) {
  if (TRY(is_filling(connection, options.schema))) {
    return fail(ErrorKind::Corrupt, "store.corrupt", "filling this schema was interrupted");
  }
  const auto missing = TRY(missing_in(connection, migrations));
  TRY(apply_all(connection, missing));
  TRY(run(connection, kFoldMarks));
  TRY(run(connection, kFoldCounters));
  if (options.nodes == Nodes::Several && missing.empty()) return {};
  TRY(run(connection, "DELETE FROM store_lease"));
  return {};
}

// Tries again for a while: another node may just be starting, or have just ended.
Result<bool> soon(std::chrono::milliseconds max, const std::function<Result<bool>()>& take) {
  const auto until = std::chrono::steady_clock::now() + max;
  while (!TRY(take())) {
    if (std::chrono::steady_clock::now() >= until) return false;
    std::this_thread::sleep_for(kJoinPause);
  }
  return true;
}

Result<void> enter(PGconn* connection, std::int32_t county, const PostgresOptions& options,
                   const std::vector<Migration>& migrations) {
  const auto alone = [&] { return try_lock(connection, county, kCountyLock); };
  const bool waits = options.nodes == Nodes::Alone;
  if (TRY(soon(waits ? kAloneWaitMax : 0ms, alone))) {
    TRY(settle(connection, options, migrations));
    if (options.nodes == Nodes::Alone) return {};
    // Shared first, so that there is no moment without a lock.
    if (!TRY(try_share(connection, county))) return locked("another process writes here");
    TRY(run(connection, call("pg_advisory_unlock", county, kCountyLock).c_str()));
    return {};
  }
  if (options.nodes == Nodes::Alone) return locked("another process writes here");
  const auto share = [&] { return try_share(connection, county); };
  if (!TRY(soon(kJoinWaitMax, share))) return locked("another process has it alone");
  if (TRY(missing_in(connection, migrations)).empty()) return {};
  return locked("nodes of an older program still run");
}

Result<std::int64_t> take_number(PGconn* connection, std::int32_t county) {
  while (true) {
    const auto taken =
        TRY(number(connection,
                   "INSERT INTO store_lease (taken_at) VALUES"
                   " ((extract(epoch FROM clock_timestamp()) * 1000)::bigint) RETURNING id"));
    if (!TRY(try_lock(connection, county, kNodeLocks + taken % kNodesMax))) continue;
    TRY(add_marks(connection, taken));
    return taken;
  }
}

}  // namespace

Result<void> require_schema(PGconn* connection, const std::string& schema) {
  const std::string text = "SELECT count(*) FROM pg_namespace WHERE nspname = '" + schema + "'";
  if (TRY(number(connection, text.c_str())) == 1) return {};
  return fail(ErrorKind::NotFound, "store.absent", "schema " + schema);
}

Result<bool> is_filling(PGconn* connection, const std::string& schema) {
  const std::string text = "SELECT count(*) FROM pg_namespace WHERE nspname = '" + schema +
                           "' AND obj_description(oid, 'pg_namespace') = 'linli: filling'";
  return TRY(number(connection, text.c_str())) != 0;
}

Result<Presence> join(const PostgresOptions& options, const std::vector<Migration>& migrations) {
  if (!is_schema_name(options.schema)) {
    return invalid("store.constraint", "schema name: " + options.schema);
  }
  Presence presence;
  presence.connection = TRY(connect({options.database, options.schema}, Access::write));
  PGconn* connection = presence.connection.get();
  if (options.create) {
    TRY(run(connection, ("CREATE SCHEMA IF NOT EXISTS " + quoted_name(options.schema)).c_str()));
  }
  TRY(require_schema(connection, options.schema));
  presence.county = TRY(county_of(connection, options.schema));
  TRY(enter(connection, presence.county, options, all_migrations_of(migrations)));
  presence.node = TRY(take_number(connection, presence.county));
  return presence;
}

Result<Connection> rejoin(const PostgresOptions& options, const Presence& before) {
  auto connection = TRY(connect({options.database, options.schema}, Access::write));
  const auto again = [&]() -> Result<bool> {
    if (options.nodes == Nodes::Alone) {
      if (!TRY(try_lock(connection.get(), before.county, kCountyLock))) return false;
    } else if (!TRY(try_share(connection.get(), before.county))) {
      return false;
    }
    return try_lock(connection.get(), before.county, kNodeLocks + before.node % kNodesMax);
  };
  // The database may not have noticed yet that the old connection is gone.
  if (!TRY(again())) {
    return fail(ErrorKind::Overloaded, "store.unreachable", "the old connection still stands");
  }
  const std::string lease =
      "SELECT count(*) FROM store_lease WHERE id = " + std::to_string(before.node);
  if (TRY(number(connection.get(), lease.c_str())) != 1) {
    return fail(ErrorKind::Overloaded, "store.stopped", "the county was opened alone meanwhile");
  }
  TRY(add_marks(connection.get(), before.node));
  return connection;
}

}  // namespace linli::store::postgres
