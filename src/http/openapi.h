// http/openapi.h – the OpenAPI 3.1 document of the routes.
//
// Source: OpenAPI 3.1.0, RFC 9457; ADR 0009. Thread safety: any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/route.h"

namespace linli::http {

// The whole document as JSON. Every route gives one operation with its parameters, body, result,
// the codes it may refuse with (x-errors), who may call it (x-who) and its example. Left out are
// the codes of any route: http, json, store, access.setting_up, access.session_unknown and _ended.
std::string openapi(const std::vector<api::Route>& routes);

}  // namespace linli::http
