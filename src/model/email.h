// model/email.h – one e-mail address, as it is kept. Source: RFC 5321. Thread safety: pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace linli {

inline constexpr std::size_t kEmailMax = 254;

// The address in normal form – width folded, no blanks around, lower case – or nothing when it is
// none: name@host with a dot in the host, one address, ASCII.
std::optional<std::string> normal_email(std::string_view text);
// "a***@example.cn".
std::string mask_email(std::string_view email);

}  // namespace linli
