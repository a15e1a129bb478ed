// base/text.h – small work on UTF-8 text. Thread safety: any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace linli {

// Whether the bytes are well-formed UTF-8 without NUL.
bool is_utf8(std::string_view text);
// Number of code points; the text must be UTF-8.
std::size_t code_points(std::string_view text);
// The first `count` code points.
std::string_view first_code_points(std::string_view text, std::size_t count);
// Without ASCII and ideographic spaces at both ends.
std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);

// A whole decimal int64, nothing before or after.
std::optional<std::int64_t> parse_int64(std::string_view text);

}  // namespace linli
