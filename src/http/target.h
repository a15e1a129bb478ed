// http/target.h – the target of a request: path segments and query, decoded or refused.
//
// Source: RFC 3986, RFC 9112 section 3.2.1 (origin-form only). Thread safety: any thread.
// Errors: http.bad_target (path), http.bad_query.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace linli::http {

struct Target {
  std::string_view path;                   // as it came, from "/" on
  std::vector<std::string_view> segments;  // of the path, still encoded; "/" has none
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order
};

// The views point into `target`. Refused are targets that are not a path, fragments, backslashes,
// empty and dot segments, and in the query: doubled names, control characters, bad UTF-8.
Result<Target> parse_target(std::string_view target);

// A path segment decoded. Refused are encoded slashes and backslashes, control characters and
// bytes that are not UTF-8, dot segments.
Result<std::string> decode_segment(std::string_view segment);

}  // namespace linli::http
