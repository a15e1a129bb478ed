// request/routes.h – the routes of requests.
//
// POST /api/v1/requests, GET /api/v1/requests/mine,
// GET /api/v1/public/matters, GET /api/v1/public/matters/{number}.
// Thread safety: handlers are called from several threads at once.
#pragma once

#include <vector>

#include "access/pace.h"
#include "api/route.h"
#include "desk/kernel.h"

namespace linli::request {

// All references must outlive the routes.
std::vector<api::Route> routes(desk::Kernel& kernel, access::Pace& pace);
}  // namespace linli::request
