// access/routes.h – the routes of signing in and out; those of accounts are office/routes.h.
//
// POST /api/v1/codes, POST /api/v1/sessions/code, POST /api/v1/sessions/password,
// DELETE /api/v1/sessions/current, POST /api/v1/sessions/end-all,
// POST /api/v1/administrators/first, POST /api/v1/activations; of her own account (routes_own.cc):
// GET /api/v1/me/account, POST /api/v1/me/password, POST /api/v1/me/second-factor, …/confirm,
// …/end, POST /api/v1/me/recovery-codes, GET /api/v1/me/sessions, DELETE /api/v1/me/sessions/{id};
// of her e-mail address (routes_mail.cc): GET, POST and DELETE /api/v1/me/mail, POST
// /api/v1/me/mail/code. The session travels in a cookie (access/cookie.h). Thread safety: handlers
// are called from several threads at once.
#pragma once

#include <vector>

#include "access/access.h"
#include "api/route.h"

namespace linli::access {

// `access` must outlive the routes.
std::vector<api::Route> routes(Access& access);
// Those of her own account; `routes` has them too.
std::vector<api::Route> own_routes(Access& access);
// Those of her e-mail address; `routes` has them too.
std::vector<api::Route> mail_routes(Access& access);

}  // namespace linli::access
