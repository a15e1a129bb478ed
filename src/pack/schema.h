// pack/schema.h – the tables of pack/: migrations 30–31.
// Thread safety: pure function.
#pragma once

#include <vector>

#include "store/store.h"

namespace linli::pack {

std::vector<store::Migration> migrations();

}  // namespace linli::pack
