// store/schema.h – the store's own tables: what was applied to the folder, who holds it, counters,
// kept files and text indexes. Thread safety: values.
#pragma once

#include <vector>

#include "store/store.h"

namespace linli::store {

// Numbers 1–9. open_sqlite() adds them by itself.
std::vector<Migration> migrations();

}  // namespace linli::store
