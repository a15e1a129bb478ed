#include "store/postgres/text_index.h"

#include <algorithm>

namespace linli::store::postgres {
namespace {

constexpr std::size_t kIndexNameMax = 40;

}  // namespace

bool is_index_name(std::string_view name) {
  return !name.empty() && name.size() <= kIndexNameMax &&
         std::ranges::all_of(name, [](char c) { return c == '_' || (c >= 'a' && c <= 'z'); });
}

}  // namespace linli::store::postgres
