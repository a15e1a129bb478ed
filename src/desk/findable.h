// desk/findable.h – after an upgrade: what somebody may have erased is made findable by her phone.
//
// Contacts left without an account, messages to a phone, kept answers: all three note since ADR
// 0018 what they are found by. Rows from before get it here, a bounded page at a time, once.
// Thread safety: one call at a time; several nodes may call it.
#pragma once

#include "base/result.h"
#include "desk/kernel.h"

namespace linli::desk {

// Nothing to do when it was done before. Errors: those of the store and vault.
Result<void> make_findable(Kernel& kernel);

}  // namespace linli::desk
