// outbound/fetch.h – asking another server: named origins only, over TLS, within limits.
//
// The program asks nobody whom its configuration does not name (SSRF): a Fetcher is made with the
// origins it may ask, follows no redirect, takes no proxy, user or cookie from its surroundings,
// and speaks https; http only to this machine, for a gateway that runs beside it and for tests.
// A call blocks for at most kFetchMs: never on an I/O thread.
// Source: OWASP ASVS 5.0 1.3.6, 12.3.1, 13.2; docs/adr/0025. Thread safety: any thread.
//
// Errors: outbound.not_allowed (Forbidden: no named origin, or a URL that is none),
// outbound.unreachable (Overloaded: no connection, no valid certificate, cut off),
// outbound.slow (Overloaded: not done within kFetchMs), outbound.too_large (Overloaded: an answer
// of more than kAnswerBytesMax). The detail names the origin, never what was sent.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace linli::outbound {

inline constexpr long kConnectMs = 3'000;
inline constexpr long kFetchMs = 6'000;
inline constexpr std::size_t kAnswerBytesMax = 256 * 1024;
inline constexpr std::size_t kUrlMax = 2'000;

// "https://host:port" of a URL in lower case, its port only if it is not the usual one. Errors:
// outbound.not_allowed (not https, nor http to this machine; a user, a fragment, no host).
Result<std::string> origin_of(std::string_view url);

struct Ask {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  // A form (application/x-www-form-urlencoded) makes it a POST.
  std::vector<std::pair<std::string, std::string>> form;
  std::optional<std::string> body;  // so does a body, sent as it is; not with a form
  std::string user;                 // of HTTP's Basic; "" for none
  std::string password;
};

struct Answer {
  int status = 0;
  std::string body;
};

class Fetcher {
 public:
  // `ca_file`: the authorities to trust instead of the machine's; "" for those.
  explicit Fetcher(std::set<std::string> origins, std::string ca_file = "");
  Result<Answer> fetch(const Ask& ask) const;

 private:
  const std::set<std::string> origins_;
  const std::string ca_file_;
};

// A value as it stands in a query or a form (RFC 3986 unreserved characters stay).
std::string percent_encoded(std::string_view text);

}  // namespace linli::outbound
