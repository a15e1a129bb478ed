// http/router.h – finds the route of a method and a path.
//
// A tree of path segments, made once: a segment is looked up by hash, a template segment "{id}"
// takes any; a literal is tried before it. Thread safety: read from any thread once made.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "api/route.h"
#include "base/result.h"
#include "http/target.h"

namespace linli::http {

// A route with what is looked up for every request.
struct Entry {
  const api::Route* route = nullptr;
  std::size_t number = 0;            // counts from 0, for metrics
  std::vector<std::string> in_path;  // the names of its template segments, in order
  std::vector<const api::Parameter*> in_query;
  std::vector<std::string> body_types;  // lower case
};

class Router {
 public:
  // `routes` must outlive the router. Errors: http.routes (the path of a doubled route).
  static Result<Router> make(const std::vector<const api::Route*>& routes);

  struct Match {
    const Entry* entry = nullptr;          // null: see allow
    std::vector<std::string_view> values;  // of the template segments, encoded
    std::string allow;                     // methods the path knows; "" when unknown
  };
  // HEAD is answered as GET. An unknown method finds no entry.
  Match find(std::string_view method, const std::vector<std::string_view>& segments) const;
  const std::vector<std::unique_ptr<Entry>>& entries() const { return entries_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  struct Node {
    std::unordered_map<std::string, std::unique_ptr<Node>, Hash, std::equal_to<>> literals;
    std::unique_ptr<Node> any;
    std::map<api::Method, const Entry*> entries;
  };
  Result<void> add(const api::Route& route);
  static const Node* walk(const Node& node, const std::vector<std::string_view>& segments,
                          std::size_t at, std::vector<std::string_view>& values);

  std::unique_ptr<Node> root_ = std::make_unique<Node>();
  std::vector<std::unique_ptr<Entry>> entries_;
};

// "GET", "POST" …
std::string_view method_name(api::Method method);

}  // namespace linli::http
