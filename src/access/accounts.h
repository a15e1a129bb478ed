// access/accounts.h – whose an account is. Thread safety: functions of a snapshot.
#pragma once

#include <optional>
#include <string_view>

#include "model/ids.h"
#include "store/snapshot.h"

namespace linli::access {

// The person of this account, as the login is typed; nothing when there is none, it is closed, or
// it belongs to nobody (the first administrator's).
Result<std::optional<PersonId>> person_of_login(store::Snapshot& snapshot, std::string_view login);

}  // namespace linli::access
