// office/routes.h – the routes of registry administration (routes_read.cc, routes_write.cc).
//
// GET /api/v1/registry/units/{id}, …/positions, …/organisations, …/people;
// POST /api/v1/registry/positions/{id}, …/positions/{id}/terms, …/terms/{id}/end,
// for system administrators only; (routes_imports.cc) POST …/imports/{kind},
// …/imports/{kind}/pieces, …/import/run, GET …/import, …/import/result for them, …/import-kinds and
// …/import-kinds/{kind}/template.xlsx for whoever is signed in; and (routes_accounts.cc) GET and
// POST /api/v1/accounts, …/administrators, DELETE …/accounts/{id}, POST …/accounts/{id}/reset,
// …/accounts/{id}/end-sessions, GET …/account-requests, POST …/account-requests/{id}/confirm,
// …/decline, …/account-requests/confirm (many), …/administrators/own-name, GET …/me/accounts,
// …/county; and (routes_phone_checks.cc) GET /api/v1/phone-checks, POST …/confirm, …/decline, GET
// …/me/phone-checks, POST …/me/phone-checks/{id}/confirm, …/object; and (routes_opening.cc) GET
// /api/v1/county/readiness, …/accounts/lacking, POST …/accounts/many. Thread safety: handlers are
// called from several threads at once.
#pragma once

#include <vector>

#include "access/access.h"
#include "api/route.h"
#include "desk/kernel.h"
#include "office/import_desk.h"

namespace linli::office {

// `kernel` must outlive the routes.
std::vector<api::Route> read_routes(desk::Kernel& kernel);
std::vector<api::Route> write_routes(desk::Kernel& kernel);
// `imports` must outlive them.
std::vector<api::Route> import_routes(ImportDesk& imports);
// `access` too.
std::vector<api::Route> account_routes(desk::Kernel& kernel, access::Access& access);
std::vector<api::Route> opening_routes(desk::Kernel& kernel, access::Access& access);
std::vector<api::Route> phone_check_routes(desk::Kernel& kernel, access::Access& access);

}  // namespace linli::office
