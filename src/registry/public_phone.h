// registry/public_phone.h – the telephone of a desk that everybody may read.
//
// It belongs to the office, never to a person: a number that the registry holds as somebody's own
// is refused (RISK-5: what was given for one purpose is not shown for another). Thread safety:
// pure functions; those of a snapshot as it is.
#pragma once

#include <string>
#include <string_view>

#include "store/snapshot.h"
#include "vault/vault.h"

namespace linli::registry {

inline constexpr std::size_t kPublicPhoneMax = 24;

// As it is shown: digits, with one '-' between groups, perhaps '+' first; spaces become '-'.
// "" stays "". Errors: registry.phone_invalid (Invalid: fewer than 3 digits, over kPublicPhoneMax
// characters, or another character).
Result<std::string> normal_public_phone(std::string_view text);

// As normal_public_phone. Errors besides: registry.phone_is_personal (Invalid).
Result<std::string> public_phone_of_desk(store::Snapshot& read, const vault::Vault& vault,
                                         std::string_view text);

}  // namespace linli::registry
