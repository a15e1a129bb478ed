// model/public_number.h – the number of a matter that people read, write down and say on the phone.
//
// "2026 0001 2347": the year of filing, a serial of seven digits (more when the year needs more, in
// steps of four) and a check digit, in groups of four, digits only. The check digit is that of
// Damm, over all digits before it: it finds every single wrong digit and every swap of neighbours.
// The number gives no access to anything by itself. Source: H. M. Damm, "Total anti-symmetrische
// Quasigruppen" (2004); docs/formats.md. Thread safety: values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace linli {

struct PublicNumber {
  int year = 0;             // 2000–9999
  std::int64_t serial = 0;  // counted from 1 within the county and year
  bool operator==(const PublicNumber&) const = default;
};

inline constexpr std::int64_t kSerialMax = 99'999'999'999;  // eleven digits

// Aborts for a year or serial out of range: both are made by the program.
std::string to_text(PublicNumber number);

// Takes it with or without spaces and hyphens, full-width digits too. Errors: model.number_wrong
// (Invalid: not such a number, or its check digit disagrees).
Result<PublicNumber> parse_public_number(std::string_view text);

}  // namespace linli
