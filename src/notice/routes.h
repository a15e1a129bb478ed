// notice/routes.h – the routes of notices.
//
// POST /api/v1/notices, GET /api/v1/public/notices, GET /api/v1/public/notices/{number}; acts on a
// notice are those of every matter (desk/routes.h). Thread safety: handlers are called from several
// threads at once.
#pragma once

#include <vector>

#include "api/route.h"
#include "notice/post.h"

namespace linli::notice {

// Both references must outlive the routes.
std::vector<api::Route> routes(desk::Kernel& kernel);

}  // namespace linli::notice
