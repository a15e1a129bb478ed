// base/natural_order.h – 2号 before 10号: the order in which people look for doors and units.
// Thread safety: pure.
#pragma once

#include <string_view>

namespace linli {

// Digits in a row count as one number, everything else byte by byte. A strict weak order; texts
// that differ in leading zeros only are ordered by their bytes.
bool natural_less(std::string_view a, std::string_view b);

}  // namespace linli
