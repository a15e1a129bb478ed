// store/schema.h – the store's own tables: what was applied to the folder, who holds it, counters,
// kept files and text indexes. Thread safety: values.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "store/store.h"

namespace linli::store {

// Numbers 1–9. open_sqlite() adds them by itself.
std::vector<Migration> migrations();

// Those of the program and those of the store, by number. A number that is there twice aborts.
std::vector<Migration> with_own(std::vector<Migration> migrations);

// What store_schema says was applied: the SHA-256 of the text, hexadecimal, by number.
using Applied = std::map<std::int64_t, std::string>;
// Those that are still to be applied, in order. Errors: store.corrupt (the text of one that was
// applied has changed), store.newer (one was applied that this program does not know).
Result<std::vector<Migration>> missing_of(const std::vector<Migration>& migrations,
                                          Applied applied);

}  // namespace linli::store
