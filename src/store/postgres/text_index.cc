#include "store/postgres/text_index.h"

#include <algorithm>

#include "store/tokens.h"

namespace linli::store::postgres {
namespace {

constexpr std::size_t kIndexNameMax = 40;

}  // namespace

bool is_index_name(std::string_view name) {
  return !name.empty() && name.size() <= kIndexNameMax &&
         std::ranges::all_of(name, [](char c) { return c == '_' || (c >= 'a' && c <= 'z'); });
}

std::optional<IntList> integers_of(std::string_view tokens) {
  const auto numbers = numbers_of(tokens);
  if (!numbers) return std::nullopt;
  IntList out;
  for (const auto number : *numbers) out.push_back(static_cast<std::int32_t>(number));
  return out;
}

}  // namespace linli::store::postgres
