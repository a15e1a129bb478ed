// delivery/schema.h – the outbox. Migrations 70–79. Thread safety: pure.
#pragma once

#include <vector>

#include "store/store.h"

namespace linli::delivery {

std::vector<store::Migration> migrations();

}  // namespace linli::delivery
