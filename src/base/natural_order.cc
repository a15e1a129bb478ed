#include "base/natural_order.h"

#include <algorithm>

namespace linli {
namespace {

// Takes a number from the front, without its leading zeros; "" when there is none.
std::string_view take_number(std::string_view& text) {
  const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
  auto number = text.substr(0, end);
  text.remove_prefix(end);
  if (number.empty()) return number;
  number.remove_prefix(std::min(number.find_first_not_of('0'), number.size() - 1));
  return number;
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  const auto whole_a = a;
  const auto whole_b = b;
  while (!a.empty() && !b.empty()) {
    const auto x = take_number(a);
    const auto y = take_number(b);
    if (x.empty() != y.empty()) return !x.empty();  // numbers come first
    if (x.size() != y.size()) return x.size() < y.size();
    if (x != y) return x < y;
    if (!x.empty()) continue;
    if (a.front() != b.front()) {
      return static_cast<unsigned char>(a.front()) < static_cast<unsigned char>(b.front());
    }
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  if (a.empty() != b.empty()) return a.empty();
  return whole_a < whole_b;
}

}  // namespace linli
