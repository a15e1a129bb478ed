#include "request/likeness.h"

#include <algorithm>

#include "base/text.h"

namespace linli::request {

std::set<std::string> pairs_of(std::string_view text) {
  std::set<std::string> out;
  std::string before;
  while (!text.empty()) {
    std::string one(first_code_points(text, 1));
    if (one.empty()) break;
    text.remove_prefix(one.size());
    const auto byte = static_cast<unsigned char>(one[0]);
    if (one.size() == 1) {
      const bool upper = byte >= 'A' && byte <= 'Z';
      if (upper) one[0] = static_cast<char>(byte - 'A' + 'a');
      const bool word = upper || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
      if (!word) {
        before.clear();
        continue;
      }
    }
    if (!before.empty()) out.insert(before + one);
    before = std::move(one);
  }
  return out;
}

int likeness(const std::set<std::string>& a, const std::set<std::string>& b) {
  return static_cast<int>(
      std::ranges::count_if(a, [&](const std::string& pair) { return b.contains(pair); }));
}

}  // namespace linli::request
