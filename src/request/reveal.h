// request/reveal.h – a look at the filer's name or phone: on the record before it is shown.
//
// Only the desk that holds the matter, with a reason from the pack's list; the filer reads who
// looked, when and why. Source: RISK-3, 个人信息保护法 Art. 44, 54. Thread safety: any thread.
// Errors: desk.no_such_matter, request.not_to_reveal (Forbidden), request.nothing_to_reveal
// (NotFound), procedure.form_choice (Invalid: no such thing or reason).
#pragma once

#include "desk/submit.h"
#include "request/filing.h"
#include "rights/actor.h"

namespace linli::request {

// Answers with Revealed as JSON, after the look is durable.
void reveal(desk::Kernel& kernel, rights::Actor actor, MatterId matter, Reveal what,
            desk::Idempotency idempotency, desk::Answered done);

// Who looked at this person's data, newest first.
Result<LookupList> looks_at(const desk::Kernel& kernel, store::Snapshot& read, PersonId person);

}  // namespace linli::request
