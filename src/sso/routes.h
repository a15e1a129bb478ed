// sso/routes.h – GET /api/v1/sso, POST /api/v1/sso/{provider}/begin, POST /api/v1/sso/finish; for
// administrators GET and POST /api/v1/sso/bindings, POST /api/v1/sso/bindings/{id}/confirm and
// DELETE /api/v1/sso/bindings/{id}.
//
// Without settings the county has no provider: the list is empty and nothing can be begun.
// Thread safety: handlers are called from several threads at once.
#pragma once

#include <vector>

#include "api/route.h"
#include "sso/sso.h"

namespace linli::sso {

// `sso` may be nullptr: no provider. All must outlive the routes.
std::vector<api::Route> routes(desk::Kernel& kernel, access::Access& access, Sso* sso);
std::vector<api::Route> binding_routes(desk::Kernel& kernel);

}  // namespace linli::sso
