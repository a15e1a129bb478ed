// overview/schema.h – what the database needs for public figures (migrations 32–34).
// Thread safety: any thread.
#pragma once

#include <vector>

#include "store/store.h"

namespace linli::overview {

std::vector<store::Migration> migrations();

}  // namespace linli::overview
