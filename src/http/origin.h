// http/origin.h – scheme and host of a site, as browsers name it in Origin and Host.
// Source: RFC 6454, RFC 9110 section 4.3. Thread safety: values.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace linli::http {

struct Origin {
  std::string scheme;  // "http" or "https"
  std::string host;    // lower case; with its port unless that is the scheme's own

  // "https://linli.example", "http://10.0.0.1:8420"; nothing for "null", a path, a user name.
  static std::optional<Origin> parse(std::string_view text);
  // The Host field of a request to this origin names it.
  bool named_by(std::string_view host_field) const;
  std::string text() const { return scheme + "://" + host; }

  bool operator==(const Origin&) const = default;
};

}  // namespace linli::http
