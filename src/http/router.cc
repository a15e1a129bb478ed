#include "http/router.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace linli::http {

namespace {

std::optional<api::Method> method_of(std::string_view name) {
  if (name == "GET" || name == "HEAD") return api::Method::Get;
  if (name == "POST") return api::Method::Post;
  if (name == "PUT") return api::Method::Put;
  if (name == "DELETE") return api::Method::Delete;
  return std::nullopt;
}

std::vector<std::string> body_types(std::string_view list) {
  std::vector<std::string> out;
  for (const auto type : split(list, ',')) {
    std::string lower(trim(type));
    std::ranges::transform(lower, lower.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    out.push_back(std::move(lower));
  }
  return out;
}

}  // namespace

std::string_view method_name(api::Method method) {
  switch (method) {
    case api::Method::Get:
      return "GET";
    case api::Method::Post:
      return "POST";
    case api::Method::Put:
      return "PUT";
    case api::Method::Delete:
      return "DELETE";
  }
  return "";
}

Result<Router> Router::make(const std::vector<const api::Route*>& routes) {
  Router router;
  for (const auto* route : routes) TRY(router.add(*route));
  return router;
}

Result<void> Router::add(const api::Route& route) {
  auto entry = std::make_unique<Entry>();
  entry->route = &route;
  entry->number = entries_.size();
  entry->body_types = body_types(route.body_type);
  for (const auto& parameter : route.parameters) {
    if (parameter.in == api::In::Query) entry->in_query.push_back(&parameter);
  }
  auto* node = root_.get();
  for (const auto segment : split(std::string_view(route.path).substr(1), '/')) {
    if (segment.empty()) continue;
    const bool any = segment.front() == '{' && segment.back() == '}';
    if (any) entry->in_path.emplace_back(segment.substr(1, segment.size() - 2));
    auto& next = any ? node->any : node->literals[std::string(segment)];
    if (!next) next = std::make_unique<Node>();
    node = next.get();
  }
  if (!node->entries.emplace(route.method, entry.get()).second) {
    return fail(ErrorKind::Corrupt, "http.routes", route.path);
  }
  entries_.push_back(std::move(entry));
  return {};
}

const Router::Node* Router::walk(const Node& node, const std::vector<std::string_view>& segments,
                                 std::size_t at, std::vector<std::string_view>& values) {
  if (at == segments.size()) return node.entries.empty() ? nullptr : &node;
  if (const auto literal = node.literals.find(segments[at]); literal != node.literals.end()) {
    if (const auto* found = walk(*literal->second, segments, at + 1, values)) return found;
  }
  if (!node.any) return nullptr;
  values.push_back(segments[at]);
  const auto* found = walk(*node.any, segments, at + 1, values);
  if (found == nullptr) values.pop_back();
  return found;
}

Router::Match Router::find(std::string_view method,
                           const std::vector<std::string_view>& segments) const {
  Match match;
  const auto* node = walk(*root_, segments, 0, match.values);
  if (node == nullptr) return match;
  if (const auto known = method_of(method)) {
    if (const auto entry = node->entries.find(*known); entry != node->entries.end()) {
      match.entry = entry->second;
      return match;
    }
  }
  for (const auto& [other, entry] : node->entries) {
    if (!match.allow.empty()) match.allow += ", ";
    match.allow += method_name(other);
    if (other == api::Method::Get) match.allow += ", HEAD";
  }
  return match;
}

}  // namespace linli::http
