#include "app/config.h"

// Errors are values here, as everywhere.
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>

namespace linli::app {
namespace {

std::string place_of(const std::string& name, const toml::source_region& source) {
  return name + ':' + std::to_string(source.begin.line) + ':' + std::to_string(source.begin.column);
}

Failure malformed(const std::string& place, std::string_view what) {
  return fail(ErrorKind::Invalid, "app.config_malformed", place + ": " + std::string(what));
}

// A value as it stands on a command line; nothing for what none is.
std::optional<std::string> word_of(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return text;
  if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
  const auto* list = node.as_array();
  if (list == nullptr) return std::nullopt;
  std::string out;
  for (const auto& one : *list) {
    const auto text = one.value_exact<std::string>();
    if (!text) return std::nullopt;
    out += (out.empty() ? "" : ",") + *text;
  }
  return out;
}

}  // namespace

Result<Words> words_of_config(const std::string& name, std::string_view text,
                              const Accepts& accepts) {
  if (text.size() > kConfigBytesMax) return malformed(name, "longer than 64 KiB");
  const auto parsed = toml::parse(text);
  if (!parsed) {
    return malformed(place_of(name, parsed.error().source()), parsed.error().description());
  }
  Words out;
  for (const auto& [key, node] : parsed.table()) {
    const std::string option(key.str());
    const auto place = place_of(name, node.source());
    if (accepts.flags.contains(option)) {
      const auto on = node.value_exact<bool>();
      if (!on) return malformed(place, option + " is true or false");
      if (*on) out.push_back("--" + option);
      continue;
    }
    if (option == "config" || !accepts.values.contains(option)) {
      return fail(ErrorKind::Invalid, "app.config_unknown", place + ": " + option);
    }
    auto word = word_of(node);
    if (!word) return malformed(place, option + " is a text, a whole number or a list of texts");
    out.push_back("--" + option);
    out.push_back(*std::move(word));
  }
  return out;
}

Result<Words> with_config(const Words& words, const Accepts& accepts) {
  const auto at = std::ranges::find(words, "--config");
  if (at == words.end() || at + 1 == words.end()) return words;
  auto out = TRY(words_of_config(*(at + 1), TRY(read_file(*(at + 1))), accepts));
  out.insert(out.end(), words.begin(), at);
  out.insert(out.end(), at + 2, words.end());
  return out;
}

}  // namespace linli::app
