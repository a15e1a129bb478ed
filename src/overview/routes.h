// overview/routes.h – the routes of figures. Thread safety: as api/route.h says.
#pragma once

#include <vector>

#include "api/route.h"
#include "desk/kernel.h"

namespace linli::overview {

// `kernel` must outlive them.
std::vector<api::Route> routes(desk::Kernel& kernel);
std::vector<api::Route> alarm_routes(desk::Kernel& kernel);

}  // namespace linli::overview
