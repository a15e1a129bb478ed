// vault/schema.h – the tables of the vault. Migrations 10–19. Thread safety: pure.
#pragma once

#include <vector>

#include "store/store.h"

namespace linli::vault {

std::vector<store::Migration> migrations();

}  // namespace linli::vault
