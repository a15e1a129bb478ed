// desk/schema.h – the tables of the kernel: matters, who takes part, where they stood, deadlines.
// Thread safety: pure function.
#pragma once

#include <vector>

#include "store/store.h"
#include "vault/reseal.h"

namespace linli::desk {

// From here on entries say in what state they leave the rows of a matter (desk/state.h).
inline constexpr int kStateMigration = 82;

// Numbers 45–59, 82 and 83; the record's tables (40–44) are in record/schema.h.
std::vector<store::Migration> migrations();
// Receipts, which may hold a follow-up code (vault/reseal.h).
std::vector<vault::SealedTable> sealed_tables();

}  // namespace linli::desk
