#include "pack/replies.h"

#include <algorithm>

#include "pack/parts.h"

namespace linli::pack {

bool ReplyTemplate::fits(std::string_view category) const {
  return std::ranges::any_of(categories, [&](const std::string& one) {
    return one == "*" || category == one || category.starts_with(one + ".");
  });
}

std::vector<std::string> blanks_of(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
    const auto end = text.find('}', at);
    if (end == std::string_view::npos) break;
    out.emplace_back(text.substr(at, end - at + 1));
  }
  return out;
}

std::optional<std::string> blank_left(const std::vector<ReplyTemplate>& templates,
                                      std::string_view text) {
  const auto left = blanks_of(text);
  for (const auto& one : templates) {
    for (const auto& words : {one.text.zh, one.text.en}) {
      for (const auto& blank : blanks_of(words)) {
        if (std::ranges::find(left, blank) != left.end()) return blank;
      }
    }
  }
  return std::nullopt;
}

void read_replies(Reader& reader, const Yaml& root, Pack& pack) {
  for (const auto& item : root.items) {
    if (pack.replies.size() == kRepliesMax) {
      return reader.problem(item, "pack.type", "at most 500 templates are expected");
    }
    reader.only(item, {"reply", "categories", "title", "text"});
    ReplyTemplate reply;
    reply.key = reader.need_text(item, "reply");
    reader.need(item, "categories");
    reply.categories = reader.texts(item, "categories");
    reply.title = reader.words(reader.need(item, "title"));
    reply.text = reader.words(reader.need(item, "text"));
    pack.replies.push_back(std::move(reply));
  }
}

}  // namespace linli::pack
