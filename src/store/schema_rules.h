// store/schema_rules.h – what the text of every migration must look like, for the tests of every
// folder that owns tables. Thread safety: any thread.
#pragma once

#include <string>
#include <vector>

#include "store/store.h"

namespace linli::store {

// One sentence per fault ("20 registry, line 3: …"); empty if there is none. The rules:
// 1. numbers are unique and positive, names are there;
// 2. straight above CREATE TABLE stands a comment whose first line says "-- record: …",
//    "-- vault: …" or "-- derived: …" (the three classes of the charter);
// 3. a table is written one column a line, each ending with a comment; lines that begin with
//    UNIQUE, PRIMARY, FOREIGN, CHECK or CONSTRAINT need none; it closes with "){end};" or
//    "){by_key};";
// 4. columns are {pk}, {blob}, BIGINT or TEXT; a table with `version` has `id {pk}`;
// 5. words of one dialect only (AUTOINCREMENT, WITHOUT ROWID, INSERT OR …) and constraints that
//    are checked only at commit (DEFERRABLE: they would fail a whole group) do not occur.
std::vector<std::string> schema_faults(const std::vector<Migration>& migrations);

}  // namespace linli::store
