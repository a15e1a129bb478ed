// access/schema.h – accounts, sessions, one-time codes, second factors. Migrations
// 60–69. Thread safety: pure.
#pragma once

#include <vector>

#include "store/store.h"
#include "vault/reseal.h"

namespace linli::access {

std::vector<store::Migration> migrations();
// The sealed columns of this folder, for sealing anew after a rotation of keys.
std::vector<vault::SealedTable> sealed_tables();

}  // namespace linli::access
