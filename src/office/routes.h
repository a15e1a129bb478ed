// office/routes.h – the routes of registry administration (routes_read.cc, routes_write.cc).
//
// GET /api/v1/registry/units/{id}, …/positions, …/organisations, …/people;
// POST /api/v1/registry/positions/{id}, …/positions/{id}/terms, …/terms/{id}/end,
// …/imports/{kind}. All of them for administrators only. Thread safety: handlers are called from
// several threads at once.
#pragma once

#include <vector>

#include "api/route.h"
#include "desk/kernel.h"

namespace linli::office {

// `kernel` must outlive the routes.
std::vector<api::Route> read_routes(desk::Kernel& kernel);
std::vector<api::Route> write_routes(desk::Kernel& kernel);

}  // namespace linli::office
