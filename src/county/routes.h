// county/routes.h – the county's words, and what it keeps about whoever asks.
//
// GET /api/v1/units…, /api/v1/categories, /api/v1/choices/{list}, /api/v1/me,
// /api/v1/me/households (routes.cc); GET /api/v1/procedures,
// GET /api/v1/procedures/{key}/drawing.svg (routes_procedures.cc); GET /api/v1/me/lookups,
// GET /api/v1/me/export (routes_own.cc).
// Thread safety: handlers are called from several threads at once.
#pragma once

#include <vector>

#include "api/route.h"
#include "desk/kernel.h"

namespace linli::county {

// `kernel` must outlive the routes.
std::vector<api::Route> routes(desk::Kernel& kernel);
std::vector<api::Route> procedure_routes(desk::Kernel& kernel);
std::vector<api::Route> own_routes(desk::Kernel& kernel);

}  // namespace linli::county
