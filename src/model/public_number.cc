#include "model/public_number.h"

#include "base/check.h"
#include "model/check_digit.h"

namespace linli {
namespace {

constexpr int kYearMin = 2000;
constexpr int kYearMax = 9999;
constexpr std::size_t kShort = 12;  // year 4, serial 7, check 1
constexpr std::size_t kLong = 16;   // year 4, serial 11, check 1
constexpr std::int64_t kShortSerialMax = 9'999'999;

std::string padded(std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  return std::string(width - digits.size(), '0') + digits;
}

std::int64_t number(std::string_view digits) {
  std::int64_t value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

}  // namespace

std::string to_text(PublicNumber number) {
  CHECK(number.year >= kYearMin && number.year <= kYearMax);
  CHECK(number.serial > 0 && number.serial <= kSerialMax);
  const std::size_t size = number.serial <= kShortSerialMax ? kShort : kLong;
  std::string digits = std::to_string(number.year) + padded(number.serial, size - 5);
  digits += static_cast<char>('0' + damm(digits));
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && i % 4 == 0) out += ' ';
    out += digits[i];
  }
  return out;
}

Result<PublicNumber> parse_public_number(std::string_view text) {
  const auto wrong = [] { return invalid("model.number_wrong"); };
  const auto digits = only_digits(text);
  if (!digits || (digits->size() != kShort && digits->size() != kLong)) return wrong();
  if (damm(*digits) != 0) return wrong();
  const std::string_view all = *digits;
  const PublicNumber out{static_cast<int>(number(all.substr(0, 4))),
                         number(all.substr(4, all.size() - 5))};
  const bool needs_long = out.serial > kShortSerialMax;
  if (out.year < kYearMin || out.serial == 0 || needs_long != (all.size() == kLong)) return wrong();
  return out;
}

}  // namespace linli
