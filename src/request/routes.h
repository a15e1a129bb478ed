// request/routes.h – the routes of requests.
//
// POST /api/v1/requests, GET /api/v1/requests/mine, POST /api/v1/follow,
// POST /api/v1/follow/acts/{act}, GET /api/v1/public/matters, GET /api/v1/public/matters/{number},
// POST /api/v1/matters/{id}/reveal, GET /api/v1/me/lookups,
// GET /api/v1/me/export.
// Thread safety: handlers are called from several threads at once.
#pragma once

#include <vector>

#include "api/route.h"
#include "desk/kernel.h"
#include "request/follow.h"
#include "request/serial.h"

namespace linli::request {

// All references must outlive the routes.
std::vector<api::Route> routes(desk::Kernel& kernel, Serials& serials, Follower& follower);

}  // namespace linli::request
