// store/tokens.h – the tokens of a text as the numbers they are.
//
// Outside of the engines tokens are hexadecimal words (IndexText); each engine keeps numbers in the
// shortest way it has. Thread safety: any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace linli::store {

// Words of one to eight hexadecimal digits, separated by spaces; nothing if one is none.
std::optional<std::vector<std::uint32_t>> numbers_of(std::string_view tokens);
// The words of them, eight digits each.
std::string words_of(const std::vector<std::uint32_t>& numbers);

}  // namespace linli::store
