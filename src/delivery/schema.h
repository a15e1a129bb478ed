// delivery/schema.h – the outbox. Migrations 70–79. Thread safety: pure.
#pragma once

#include <vector>

#include "store/store.h"
#include "vault/reseal.h"

namespace linli::delivery {

std::vector<store::Migration> migrations();
// Phones and words of messages (vault/reseal.h).
std::vector<vault::SealedTable> sealed_tables();

}  // namespace linli::delivery
