#include "overview/rounding.h"

#include "base/check.h"
#include "pack/pack.h"

namespace linli::overview {

std::vector<std::int64_t> round_along(const std::vector<std::int64_t>& counts, std::int64_t base) {
  CHECK(base >= pack::kRoundToLeast);
  std::vector<std::int64_t> out;
  out.reserve(counts.size());
  std::int64_t sum = 0;
  std::int64_t told = 0;
  for (const auto count : counts) {
    sum += count;
    const std::int64_t rounded = (sum + base / 2) / base * base;  // to the nearest
    out.push_back(rounded - told);
    told = rounded;
  }
  return out;
}

}  // namespace linli::overview
