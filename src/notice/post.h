// notice/post.h – posting a notice: a matter of the procedure `notice`, opened by a desk.
//
// It stands at the desk that posted it, has the end of the day named in it as its deadline, and is
// on the record like every matter; it is taken down by an act of its procedure or by that deadline
// (RISK-13). Thread safety: any thread. Errors: those of desk::open().
#pragma once

#include "desk/submit.h"
#include "notice/views.h"
#include "rights/actor.h"

namespace linli::notice {

struct PostCommand {
  rights::Actor actor;
  NoticeBody body;
};

// Answers with a NoticeReceipt as JSON.
void post(desk::Kernel& kernel, PostCommand command, desk::Idempotency idempotency,
          desk::Answered done);

}  // namespace linli::notice
