// sso/schema.h – who is who at a provider. Migrations 110–114. Thread safety: pure.
#pragma once

#include <vector>

#include "store/store.h"

namespace linli::sso {

std::vector<store::Migration> migrations();

}  // namespace linli::sso
