#include "http/target.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace linli::http {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

enum class Plus { Literal, Space };

std::optional<std::string> decode(std::string_view text, Plus plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus == Plus::Space) {
      c = ' ';
    }
    if (is_control(c)) return std::nullopt;
    out += c;
  }
  if (!is_utf8(out)) return std::nullopt;
  return out;
}

Result<void> parse_query(std::string_view text, Target& out) {
  for (const auto pair : split(text, '&')) {
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = decode(pair.substr(0, equals), Plus::Space);
    auto value = decode(pair.substr(std::min(equals + 1, pair.size())), Plus::Space);
    if (!name || name->empty() || !value) return invalid("http.bad_query");
    const auto same = [&](const auto& known) { return known.first == *name; };
    if (std::ranges::any_of(out.query, same)) return invalid("http.bad_query", *name);
    out.query.emplace_back(std::move(*name), std::move(*value));
  }
  return {};
}

}  // namespace

Result<Target> parse_target(std::string_view target) {
  const auto bad = [](char c) { return is_control(c) || c == '#' || c == '\\' || c == ' '; };
  if (target.empty() || target.front() != '/' || std::ranges::any_of(target, bad)) {
    return invalid("http.bad_target");
  }
  Target out;
  const auto question = std::min(target.find('?'), target.size());
  out.path = target.substr(0, question);
  auto rest = out.path.substr(1);
  while (!rest.empty()) {
    const auto slash = std::min(rest.find('/'), rest.size());
    const auto segment = rest.substr(0, slash);
    if (segment.empty() || segment == "." || segment == "..") return invalid("http.bad_target");
    out.segments.push_back(segment);
    if (slash + 1 == rest.size()) return invalid("http.bad_target", "/");
    rest.remove_prefix(std::min(slash + 1, rest.size()));
  }
  if (question < target.size()) TRY(parse_query(target.substr(question + 1), out));
  return out;
}

Result<std::string> decode_segment(std::string_view segment) {
  auto out = decode(segment, Plus::Literal);
  if (!out || out->empty() || *out == "." || *out == ".." ||
      out->find_first_of("/\\") != std::string::npos) {
    return invalid("http.bad_target");
  }
  return std::move(*out);
}

}  // namespace linli::http
