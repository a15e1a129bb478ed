#include "model/check_digit.h"

#include <algorithm>
#include <array>

#include "base/fold.h"

namespace linli {
namespace {

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

}  // namespace

int damm(std::string_view digits) {
  std::size_t interim = 0;
  for (const char c : digits) {
    interim = static_cast<std::size_t>(kDamm[interim][static_cast<std::size_t>(c - '0')]);
  }
  return static_cast<int>(interim);
}

std::optional<std::string> only_digits(std::string_view text) {
  auto digits = fold_number(text);
  if (!std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; })) {
    return std::nullopt;
  }
  return digits;
}

}  // namespace linli
