#include "model/public_number.h"

#include <array>
#include <optional>

#include "base/check.h"

namespace linli {
namespace {

constexpr int kYearMin = 2000;
constexpr int kYearMax = 9999;
constexpr std::size_t kShort = 12;  // year 4, serial 7, check 1
constexpr std::size_t kLong = 16;   // year 4, serial 11, check 1
constexpr std::int64_t kShortSerialMax = 9'999'999;

// Damm's quasigroup of order 10: weakly totally anti-symmetric, with zeros on the diagonal.
constexpr std::array<std::array<int, 10>, 10> kDamm = {{{0, 3, 1, 7, 5, 9, 8, 6, 4, 2},
                                                        {7, 0, 9, 2, 1, 5, 4, 8, 6, 3},
                                                        {4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
                                                        {1, 7, 5, 0, 9, 8, 3, 4, 2, 6},
                                                        {6, 1, 2, 3, 0, 4, 5, 9, 7, 8},
                                                        {3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
                                                        {5, 8, 6, 9, 7, 2, 0, 1, 3, 4},
                                                        {8, 9, 4, 5, 3, 6, 2, 0, 1, 7},
                                                        {9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
                                                        {2, 5, 8, 1, 4, 3, 6, 7, 9, 0}}};

// The check digit of `digits`; 0 for digits that end with their own check digit.
int damm(std::string_view digits) {
  std::size_t interim = 0;
  for (const char c : digits) {
    interim = static_cast<std::size_t>(kDamm[interim][static_cast<std::size_t>(c - '0')]);
  }
  return static_cast<int>(interim);
}

std::string padded(std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  return std::string(width - digits.size(), '0') + digits;
}

// The digits of what somebody typed; nothing if something else is in it.
std::optional<std::string> only_digits(std::string_view text) {
  constexpr std::string_view kWideSpace = "\u3000";
  std::string out;
  while (!text.empty()) {
    const char c = text[0];
    if (c >= '0' && c <= '9') {
      out += c;
    } else if (text.starts_with("\xEF\xBC") && text.size() >= 3 && text[2] >= '\x90' &&
               text[2] <= '\x99') {  // U+FF10 … U+FF19, full-width digits
      out += static_cast<char>(text[2] - '\x90' + '0');
      text.remove_prefix(2);
    } else if (text.starts_with(kWideSpace)) {
      text.remove_prefix(kWideSpace.size() - 1);
    } else if (c != ' ' && c != '-') {
      return std::nullopt;
    }
    text.remove_prefix(1);
  }
  return out;
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
  const auto wrong = [] { return invalid("request.number_wrong"); };
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
