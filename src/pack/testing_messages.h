// pack/testing_messages.h – for tests: the real messages beside the project, where there are any.
// Thread safety: any thread.
#pragma once

#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/text.h"

namespace linli::pack {

class RealMessages {
 public:
  static constexpr int kCount = 7324;
  static const std::string& path() {
    static const std::string out =
        LINLI_SOURCE_DIR "/../shared/data/messages/labelled_train.jsonl.gz";
    return out;
  }
  static bool are_there() { return std::filesystem::exists(path()); }

  // By the system's gzip, which keeps zlib out of this layer.
  static std::vector<boost::json::value> read() {
    std::string bytes;
    auto* pipe = popen(("gzip -dc '" + path() + "'").c_str(), "r");
    char block[1 << 16];
    while (const auto n = fread(block, 1, sizeof block, pipe)) bytes.append(block, n);
    pclose(pipe);
    std::vector<boost::json::value> out;
    for (const auto line : split(bytes, '\n')) {
      if (!line.empty()) out.push_back(parse_json(line).value());
    }
    return out;
  }
  // "" if there is none.
  static std::string member(const boost::json::value& message, const char* name) {
    const auto* found = message.get_object().if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->get_string())
                                                  : std::string();
  }
};

}  // namespace linli::pack
