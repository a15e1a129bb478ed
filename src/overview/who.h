// overview/who.h – who of the staff somebody was, in words: position and name.
// Thread safety: functions of a snapshot. Errors: those of the store, registry and vault.
#pragma once

#include <string>

#include "desk/kernel.h"
#include "model/words.h"

namespace linli::overview {

// The position of a term, or the one that the person held then; 0 for none.
Result<PositionId> position_of(store::Snapshot& read, PersonId person, TermId term, Instant at);

// 向巷村 · 受理分办 张三: by the term worn, or by the one that the person held then; the name alone
// when she held none; empty for nobody.
Result<Words> who_was(const desk::Kernel& kernel, store::Snapshot& read, PersonId person,
                      TermId term, Instant at);

// The login of an account; "" when there is none.
Result<std::string> login_of(store::Snapshot& read, AccountId account);

}  // namespace linli::overview
