// sample/routes.h – what only a sample folder has: signing in as anybody, the outbox, the clock.
//
// GET /api/v1/sample, GET /api/v1/sample/people, POST /api/v1/sample/sign-in,
// GET /api/v1/sample/messages, POST /api/v1/sample/clock. The server does not know these routes
// outside sample folders (api::Who::Sample). Thread safety: handlers are called from several
// threads.
#pragma once

#include <vector>

#include "access/access.h"
#include "api/route.h"
#include "desk/kernel.h"

namespace linli::sample {

// `clock` is nullptr when the clock cannot be moved (serve without --clock). References must
// outlive the routes. Errors of moving: sample.clock_fixed (Conflict).
std::vector<api::Route> routes(desk::Kernel& kernel, access::Access& access, MovableClock* clock);

}  // namespace linli::sample
