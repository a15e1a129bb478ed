// audit/schema.h – the log of sign-ins, refusals, looks and administration, and its chain.
// Migrations 100–109. Thread safety: pure.
#pragma once

#include <vector>

#include "store/store.h"

namespace linli::audit {

std::vector<store::Migration> migrations();

}  // namespace linli::audit
