// access/schema.h – accounts, sessions, one-time codes. Migrations 60–69. Thread safety: pure.
#pragma once

#include <vector>

#include "store/store.h"

namespace linli::access {

std::vector<store::Migration> migrations();

}  // namespace linli::access
