// http/status.h – which status code a refusal becomes: the only place that knows.
//
// Source: RFC 9110 section 15; base/result.h. Thread safety: any thread.
#pragma once

#include <string_view>

#include "base/result.h"

namespace linli::http {

int status_of(const Error& error);
// "Not Found" …; "" when unknown.
std::string_view reason_of(int status);

}  // namespace linli::http
