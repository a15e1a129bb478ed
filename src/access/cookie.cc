#include "access/cookie.h"

namespace linli::access {
namespace {

std::string cookie(CookieKind kind, const std::string& token, std::int64_t max_age_s) {
  std::string out = kind == CookieKind::Tls ? "__Host-linli=" : "linli=";
  out += token + "; Path=/; Max-Age=" + std::to_string(max_age_s) + "; HttpOnly; SameSite=Lax";
  if (kind == CookieKind::Tls) out += "; Secure";
  return out;
}

}  // namespace

std::string set_cookie(CookieKind kind, const SignedIn& signed_in, Instant now) {
  return cookie(kind, signed_in.token, (signed_in.ends_at.ms - now.ms) / kMsPerSecond);
}

std::string clear_cookie(CookieKind kind) {
  return cookie(kind, "", 0);
}

std::string set_device_cookie(CookieKind kind, const std::string& device, std::int64_t life_ms) {
  const bool tls = kind == CookieKind::Tls;
  return (tls ? "__Host-linli_device=" : "linli_device=") + device +
         "; Path=/; Max-Age=" + std::to_string(life_ms / kMsPerSecond) +
         "; HttpOnly; SameSite=Strict" + (tls ? "; Secure" : "");
}

}  // namespace linli::access
