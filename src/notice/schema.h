// notice/schema.h – what the database needs for notices (migrations 90–99).
// Thread safety: any thread.
#pragma once

#include <vector>

#include "store/store.h"

namespace linli::notice {

std::vector<store::Migration> migrations();

}  // namespace linli::notice
