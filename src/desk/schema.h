// desk/schema.h – the tables of the kernel: matters, who takes part, where they stood, deadlines.
// Thread safety: pure function.
#pragma once

#include <vector>

#include "store/store.h"

namespace linli::desk {

// Numbers 45–59; the record's tables (40–44) are in record_schema.h.
std::vector<store::Migration> migrations();

}  // namespace linli::desk
