// app/arguments.h – the command line: a command, named options, plain words.
//
// Thread safety: value. Errors: app.unknown_option, app.option_value (Invalid; exit 2).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"

namespace linli::app {

// What a command takes: options with a value, options without, and how many plain words.
struct Accepts {
  std::set<std::string> values;  // "data" for --data DIR
  std::set<std::string> flags;   // "sample" for --sample
  std::size_t words_min = 0;
  std::size_t words_max = 0;
};

class Arguments {
 public:
  static Result<Arguments> parse(const std::vector<std::string>& arguments, const Accepts& accepts);
  bool flag(const std::string& name) const { return flags_.contains(name); }
  std::optional<std::string> value(const std::string& name) const;
  // Errors: app.option_missing.
  Result<std::string> needed(const std::string& name) const;
  // Errors: app.option_value.
  Result<std::int64_t> number(const std::string& name, std::int64_t otherwise) const;
  const std::vector<std::string>& words() const { return words_; }

 private:
  std::map<std::string, std::string> values_;
  std::set<std::string> flags_;
  std::vector<std::string> words_;
};

}  // namespace linli::app
