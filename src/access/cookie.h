// access/cookie.h – the session cookie as it is set; http/ reads it.
//
// HttpOnly, SameSite=Lax, Path=/; with TLS also Secure and the name __Host-linli. Forged requests
// from other sites: state-changing requests must carry content-type application/json, which http/
// checks, and which no foreign form can send without a preflight.
// Source: RFC 6265bis, ASVS 5.0 3.3. Thread safety: pure.
#pragma once

#include <string>

#include "access/access.h"

namespace linli::access {

// The value of Set-Cookie for a new session. Max-Age is the session's absolute limit.
std::string set_cookie(CookieKind kind, const SignedIn& signed_in, Instant now);
// The value of Set-Cookie that removes it.
std::string clear_cookie(CookieKind kind);
// The value of Set-Cookie that names a browser, so that limits know it again: 256 random bits that
// prove nothing about anybody (docs/adr/0021). Named linli_device, with TLS __Host-linli_device;
// SameSite=Strict.
std::string set_device_cookie(CookieKind kind, const std::string& device, std::int64_t life_ms);

}  // namespace linli::access
