#include "sending/fill.h"

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>

#include "outbound/fetch.h"

namespace linli::sending {
namespace {

constexpr std::array<std::string_view, 8> kPlaces = {"phone", "email", "text",     "id",
                                                     "time",  "stamp", "template", "sign"};

// What stands between the braces at the start, "" if it is no name.
std::string_view name_at(std::string_view text) {
  if (!text.starts_with('{')) return {};
  const auto end = text.find('}');
  if (end == std::string_view::npos || end == 1) return {};
  const auto name = text.substr(1, end - 1);
  const bool word =
      std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
  return word ? name : std::string_view();
}

std::string escaped(const std::string& value, Escape escape) {
  if (escape == Escape::Form) return outbound::percent_encoded(value);
  if (escape == Escape::Nothing) return value;
  const auto quoted = boost::json::serialize(boost::json::string_view(value));
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

std::string fill(std::string_view text, const Values& values, Escape escape) {
  std::string out;
  while (!text.empty()) {
    const auto name = name_at(text);
    const auto value = values.find(name);
    if (name.empty() || value == values.end()) {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    out += escaped(value->second, escape);
    text.remove_prefix(name.size() + 2);
  }
  return out;
}

std::string unknown_place(std::string_view text) {
  for (; !text.empty(); text.remove_prefix(1)) {
    const auto name = name_at(text);
    if (!name.empty() && std::ranges::find(kPlaces, name) == kPlaces.end())
      return std::string(name);
  }
  return "";
}

}  // namespace linli::sending
