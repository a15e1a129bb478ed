#include "http/status.h"

#include <array>
#include <utility>

namespace linli::http {

namespace {

// Codes for which HTTP has a narrower word than their kind has.
constexpr std::array<std::pair<std::string_view, int>, 13> kByCode = {{
    {"access.wait", 429},
    {"access.address_wait", 429},
    {"access.phone_code_first", 429},
    {"access.emergency_wait", 429},
    {"request.reveals_many", 429},
    {"http.method", 405},
    {"http.slow", 408},
    {"http.body_too_large", 413},
    {"http.content_type", 415},
    {"http.content_encoding", 415},
    {"http.header_too_large", 431},
    {"http.host", 421},
    {"http.version", 505},
}};

constexpr std::array<std::pair<int, std::string_view>, 27> kReasons = {{
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
}};

}  // namespace

int status_of(const Error& error) {
  for (const auto& [code, status] : kByCode) {
    if (error.code == code) return status;
  }
  switch (error.kind) {
    case ErrorKind::Invalid:
      return 400;
    case ErrorKind::Unauthorized:
      return 401;
    case ErrorKind::Forbidden:
      return 403;
    case ErrorKind::NotFound:
      return 404;
    case ErrorKind::Conflict:
      return 409;
    case ErrorKind::Overloaded:
    case ErrorKind::Unknown:
      return 503;
    case ErrorKind::Corrupt:
      return 500;
  }
  return 500;
}

std::string_view reason_of(int status) {
  for (const auto& [known, reason] : kReasons) {
    if (known == status) return reason;
  }
  return "";
}

}  // namespace linli::http
