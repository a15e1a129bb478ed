// app/config.h – the configuration file of `linli serve`: TOML, every value named as its option is.
//
// `port = 8420` is --port 8420, `log = true` is --log, a list is what the option separates by
// commas. What stands on the command line as well wins. docs/configuration.md lists every value; a
// test holds it against what serve takes. Thread safety: pure. Errors: app.config_malformed
// (Invalid; detail: file, line, column and what is wrong), app.config_unknown (Invalid; detail:
// file, line and the name).
#pragma once

#include <string>
#include <string_view>

#include "app/commands.h"
#include "base/result.h"

namespace linli::app {

inline constexpr std::size_t kConfigBytesMax = 64 * 1024;

// The words of the command line that say the same. `name` is for messages.
Result<Words> words_of_config(const std::string& name, std::string_view text,
                              const Accepts& accepts);

// Puts the file of --config FILE, if there is one, before the other words: Arguments keeps the
// last.
Result<Words> with_config(const Words& words, const Accepts& accepts);

}  // namespace linli::app
