// desk/by_administrator.h – entries about what an administrator did.
// Thread safety: any thread.
#pragma once

#include <map>
#include <string>

#include "desk/kernel.h"
#include "rights/actor.h"
#include "store/write_set.h"

namespace linli::desk {

// Adds what an administrator did that is of no matter: her account's kind stands in it as "by".
EntryId record_by_administrator(Kernel& kernel, store::WriteSet& changes,
                                const rights::Actor& actor, const std::string& act,
                                std::map<std::string, std::string> facts);

}  // namespace linli::desk
