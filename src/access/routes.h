// access/routes.h – the routes of signing in and out, and of accounts.
//
// POST /api/v1/codes, POST /api/v1/sessions/code, POST /api/v1/sessions/password,
// DELETE /api/v1/sessions/current, POST /api/v1/sessions/end-all,
// POST /api/v1/administrators/first, POST /api/v1/accounts, DELETE /api/v1/accounts/{id},
// POST /api/v1/activations. The session travels in a cookie (access/cookie.h).
// Thread safety: handlers are called from several threads at once.
#pragma once

#include <vector>

#include "access/access.h"
#include "api/route.h"

namespace linli::access {

// `access` must outlive the routes.
std::vector<api::Route> routes(Access& access);

}  // namespace linli::access
