// notice/post.h – posting a notice: a matter of the procedure `notice`, opened by a desk.
//
// It stands at the desk that posted it, has the day named in it as its deadline, and is on the
// record like every matter; it is taken down by an act of its procedure or by that deadline
// (RISK-13). Thread safety: any thread. Errors: desk.no_such_procedure (NotFound: the pack has
// none), registry.no_such_unit, notice.not_your_place (Forbidden: no hat at a level that the
// procedure names, at or above the unit), notice.personal_number (Invalid), notice.until_past
// (Invalid), notice.until_too_late (Invalid: after the longest time of the procedure),
// procedure.form_*, those of desk::submit().
#pragma once

#include <functional>

#include "desk/submit.h"
#include "notice/views.h"
#include "rights/actor.h"

namespace linli::notice {

// The next serial of a year; notices are numbered with all other matters.
using Serials = std::function<Result<std::int64_t>(int year)>;

struct PostCommand {
  rights::Actor actor;
  NoticeBody body;
};

// Answers with a NoticeReceipt as JSON. `serials` must outlive the call's end.
void post(desk::Kernel& kernel, const Serials& serials, PostCommand command,
          desk::Idempotency idempotency, desk::Answered done);

}  // namespace linli::notice
