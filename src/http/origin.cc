#include "http/origin.h"

#include <algorithm>

namespace linli::http {
namespace {

char lower_letter(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool of_host(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':' ||
         c == '[' || c == ']' || c == '_';
}

// The host as it is compared; "" when it is none.
std::string normal(std::string_view scheme, std::string_view host) {
  std::string out(host);
  std::ranges::transform(out, out.begin(), lower_letter);
  if (!std::ranges::all_of(out, of_host)) return {};
  const std::string_view own_port = scheme == "https" ? ":443" : ":80";
  if (out.ends_with(own_port)) out.resize(out.size() - own_port.size());
  return out;
}

}  // namespace

std::optional<Origin> Origin::parse(std::string_view text) {
  const auto end = text.find("://");
  if (end == std::string_view::npos) return std::nullopt;
  Origin out;
  out.scheme = text.substr(0, end);
  if (out.scheme != "http" && out.scheme != "https") return std::nullopt;
  out.host = normal(out.scheme, text.substr(end + 3));
  if (out.host.empty()) return std::nullopt;
  return out;
}

bool Origin::named_by(std::string_view host_field) const {
  return normal(scheme, host_field) == host;
}

}  // namespace linli::http
