// desk/slip_schema.h – the tables of slips, and the index of what was entered at a desk
// (migrations 80–89).
//
// Source: ADR 0023. Thread safety: pure.
#pragma once

#include <vector>

#include "store/store.h"

namespace linli::desk {

std::vector<store::Migration> slip_migrations();

}  // namespace linli::desk
