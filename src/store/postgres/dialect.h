// store/postgres/dialect.h – our common subset of SQL as PostgreSQL wants it.
//
// Thread safety: any thread.
#pragma once

#include <string>
#include <string_view>

namespace linli::store::postgres {

// A migration: {pk}, {blob}, {end}, {by_key} and {postgres} are replaced, and every TEXT column is
// ordered by its bytes, as SQLite does.
std::string migration_text(std::string_view sql);

// A statement: ?1 becomes $1; IN (?*) and NOT IN (?*) become a comparison with the array that is
// parameter number `list`.
std::string statement_text(std::string_view sql, std::size_t list);

}  // namespace linli::store::postgres
