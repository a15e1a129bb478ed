// notice/rules.h – what a notice must not say. Thread safety: pure functions.
//
// Source: RISK-13: nothing personal on a public page. The form says so, people read it before it is
// posted; what a machine can see for certain it refuses.
#pragma once

#include <string_view>

namespace linli::notice {

// Whether the text holds a mobile telephone or an identity number of a person: 11 digits that
// begin with 13 … 19, or 18 characters with a right check digit; spaces and hyphens between digits
// do not hide one. Telephones of offices (0717-4212345, 12345) are none.
bool holds_personal_number(std::string_view text);

}  // namespace linli::notice
