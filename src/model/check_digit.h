// model/check_digit.h – the check digit of numbers that people read, write down and type.
//
// That of Damm: it finds every single wrong digit and every swap of neighbours. Source: H. M. Damm,
// "Total anti-symmetrische Quasigruppen" (2004); docs/formats.md. Thread safety: pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace linli {

// The check digit of `digits` (0 to 9 only); 0 for digits that end with their own check digit.
int damm(std::string_view digits);

// The digits of what somebody typed, full-width ones too, spaces and hyphens left out; nothing if
// something else is in it.
std::optional<std::string> only_digits(std::string_view text);

}  // namespace linli
