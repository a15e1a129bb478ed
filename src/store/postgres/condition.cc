#include "store/postgres/condition.h"

#include <string>

#include "store/postgres/connection.h"
#include "store/postgres/presence.h"

namespace linli::store::postgres {
namespace {

// A table whose rows our role may not change, or a schema that it may not bring forward; a server
// that only follows another lets nobody write.
std::string may_write(const std::string& schema) {
  return "SELECT (NOT pg_is_in_recovery() AND has_schema_privilege('" + schema +
         "', 'USAGE') AND has_schema_privilege('" + schema +
         "', 'CREATE') AND NOT EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = '" + schema +
         "'::regnamespace AND relkind = 'r' AND NOT (has_table_privilege(oid, 'INSERT')"
         " AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE'))))::int";
}

// Locks of two numbers stand in pg_locks as unsigned ones.
std::string nodes_of(const std::string& schema) {
  return "SELECT count(DISTINCT pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
         " AND objsubid = 2 AND objid = " +
         std::to_string(kCountyLock) +
         " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
         " AND classid::bigint = (hashtext('linli." +
         schema + "')::bigint & 4294967295)";
}

}  // namespace

Result<Condition> condition_of(const PostgresOptions& options) {
  if (!is_schema_name(options.schema)) {
    return invalid("store.constraint", "schema name: " + options.schema);
  }
  const auto connection = TRY(connect({options.database, options.schema}, Access::read));
  PGconn* server = connection.get();
  TRY(require_schema(server, options.schema));
  Condition out;
  out.filling = TRY(is_filling(server, options.schema));
  out.may_write = TRY(number(server, may_write(options.schema).c_str())) == 1;
  out.nodes = static_cast<int>(TRY(number(server, nodes_of(options.schema).c_str())));
  return out;
}

}  // namespace linli::store::postgres
