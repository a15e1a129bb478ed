#include "app/arguments.h"

#include "base/text.h"

namespace linli::app {

Result<Arguments> Arguments::parse(const std::vector<std::string>& arguments,
                                   const Accepts& accepts) {
  Arguments out;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (!argument.starts_with("--")) {
      out.words_.push_back(argument);
      continue;
    }
    const auto equals = argument.find('=');
    const std::string name = argument.substr(2, equals == std::string::npos ? equals : equals - 2);
    if (accepts.flags.contains(name) && equals == std::string::npos) {
      out.flags_.insert(name);
    } else if (!accepts.values.contains(name)) {
      return invalid("app.unknown_option", argument);
    } else if (equals != std::string::npos) {
      out.values_[name] = argument.substr(equals + 1);
    } else if (i + 1 == arguments.size()) {
      return invalid("app.option_value", argument);
    } else {
      out.values_[name] = arguments[++i];
    }
  }
  if (out.words_.size() < accepts.words_min) return invalid("app.word_missing");
  if (out.words_.size() > accepts.words_max) {
    return invalid("app.unknown_word", out.words_.back());
  }
  return out;
}

std::optional<std::string> Arguments::value(const std::string& name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

Result<std::string> Arguments::needed(const std::string& name) const {
  auto found = value(name);
  if (!found || found->empty()) return invalid("app.option_missing", "--" + name);
  return std::move(*found);
}

Result<std::int64_t> Arguments::number(const std::string& name, std::int64_t otherwise) const {
  const auto found = value(name);
  if (!found) return otherwise;
  const auto number = parse_int64(*found);
  if (!number) return invalid("app.option_value", "--" + name);
  return *number;
}

}  // namespace linli::app
