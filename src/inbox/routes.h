// inbox/routes.h – the routes of lists of matters.
//
// GET /api/v1/inbox, GET /api/v1/matters/{id}/related. Thread safety: handlers are called from
// several threads at once.
#pragma once

#include <vector>

#include "api/route.h"
#include "inbox/query.h"

namespace linli::inbox {

// `kernel` must outlive the routes.
std::vector<api::Route> routes(desk::Kernel& kernel);

// What any list of matters may be asked for, but for its page; and the question put together, which
// is about the first page of kPage. Errors: desk.scope_unknown, desk.filter_wrong (Invalid).
std::vector<api::Parameter> parameters();
Result<Query> question(const desk::Rules& rules, const api::Request& request);

}  // namespace linli::inbox
