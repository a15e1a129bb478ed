// overview/rounding.h – numbers told so coarsely that none can be reckoned back to a few matters.
//
// Numbers stand one after another in the county's order. Their running sum is rounded to the base,
// and each number becomes the difference of two rounded sums. So whatever runs of numbers are added
// up – a town, the county – come out as the rounded sums say, and no shown number contradicts
// another; and since of each running sum only the base-wide span is known that it lies in, every
// number keeps several possible values, whatever is known of the others. Source: ADR 0034; RISK-6,
// RISK-33. Thread safety: pure.
#pragma once

#include <cstdint>
#include <vector>

namespace linli::overview {

// As many numbers, each a multiple of `base` (pack::kRoundToLeast or more) and less than `base`
// away from its count; `counts` are 0 or more.
std::vector<std::int64_t> round_along(const std::vector<std::int64_t>& counts, std::int64_t base);

}  // namespace linli::overview
