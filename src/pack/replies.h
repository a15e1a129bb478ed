// pack/replies.h – beginnings of answers, by category: words as data.
//
// replies.yaml of a pack (docs/packs.md). A blank is written {什么时候}: whoever answers puts her
// own words there, and an answer in which one is left is not sent (blank_left). Thread safety:
// values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/words.h"

namespace linli::pack {

inline constexpr std::size_t kRepliesMax = 500;

struct ReplyTemplate {
  std::string key;
  std::vector<std::string> categories;  // keys or prefixes of keys; "*" is all
  Words title;
  Words text;
  bool operator==(const ReplyTemplate&) const = default;

  bool fits(std::string_view category) const;
};

// Every blank in a text, with its braces, in order.
std::vector<std::string> blanks_of(std::string_view text);
// The first blank of any of these templates that the text still has.
std::optional<std::string> blank_left(const std::vector<ReplyTemplate>& templates,
                                      std::string_view text);

}  // namespace linli::pack
