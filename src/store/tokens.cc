#include "store/tokens.h"

#include <charconv>

#include "base/text.h"

namespace linli::store {
namespace {

constexpr int kHex = 16;
constexpr int kBits = 32;

}  // namespace

std::optional<std::vector<std::uint32_t>> numbers_of(std::string_view tokens) {
  std::vector<std::uint32_t> out;
  for (const auto word : split(tokens, ' ')) {
    if (word.empty()) continue;
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number, kHex);
    if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
    out.push_back(number);
  }
  return out;
}

std::string words_of(const std::vector<std::uint32_t>& numbers) {
  std::string out;
  for (const auto number : numbers) {
    if (!out.empty()) out += ' ';
    for (int shift = kBits - 4; shift >= 0; shift -= 4) {
      out += "0123456789abcdef"[(number >> shift) & 15];
    }
  }
  return out;
}

}  // namespace linli::store
