// store/postgres/condition.h – what a PostgreSQL server says of a county beside its rows.
// Thread safety: any thread.
#pragma once

#include "store/open.h"

namespace linli::store::postgres {

// Errors: store.unreachable, store.absent, store.constraint (the name of the schema).
Result<Condition> condition_of(const PostgresOptions& options);

}  // namespace linli::store::postgres
