// desk/public_text.h – what must not stand on a page that everybody reads.
//
// Source: RISK-13: nothing personal on a public page. People read a text before it is shown; what a
// machine can see for certain it refuses. Thread safety: functions of a snapshot.
#pragma once

#include <string_view>

#include "store/snapshot.h"

namespace linli::desk {

// The field of a matter, and of the form that sets it, whose words stand on the public page.
inline constexpr std::string_view kPublicTitle = "public_title";

// Errors: desk.personal_number (Invalid; detail: how the number begins): the text holds a mobile
// telephone or an identity number (model/personal_number.h) that is not the public telephone of a
// desk as the registry has it.
Result<void> check_public_text(store::Snapshot& read, std::string_view text);

}  // namespace linli::desk
