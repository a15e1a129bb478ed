// desk/duty.h – whose duty a matter is, as the county's directory says it: what a dispatch desk is
// shown before it assigns.
//
// Thread safety: the route may be called from any thread. Source: REQ-10, DUTY-2.
#pragma once

#include <vector>

#include "api/route.h"
#include "desk/kernel.h"

namespace linli::desk {

// GET /api/v1/matters/{id}/duty: the desk and the name of the rule. Errors: desk.no_such_matter for
// who has no standing in the matter or no hat in it.
std::vector<api::Route> duty_routes(Kernel& kernel);

}  // namespace linli::desk
