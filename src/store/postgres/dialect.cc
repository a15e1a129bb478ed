#include "store/postgres/dialect.h"

#include <cctype>

namespace linli::store::postgres {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// A whole word TEXT outside of comments is the type of a column: migrations cast nothing.
std::string with_byte_order(std::string_view sql) {
  static constexpr std::string_view kType = "TEXT";
  std::string out;
  bool comment = false;
  for (std::size_t at = 0; at < sql.size(); ++at) {
    if (sql.substr(at, 2) == "--") comment = true;
    if (sql[at] == '\n') comment = false;
    const bool word = !comment && sql.substr(at, kType.size()) == kType &&
                      (at == 0 || !is_word(sql[at - 1])) &&
                      (at + kType.size() == sql.size() ||
                       (!is_word(sql[at + kType.size()]) && sql[at + kType.size()] != '['));
    if (!word) {
      out += sql[at];
      continue;
    }
    out += "TEXT COLLATE \"C\"";
    at += kType.size() - 1;
  }
  return out;
}

}  // namespace

std::string migration_text(std::string_view sql) {
  std::string text = with_byte_order(sql);
  replace_all(text, "{pk}", "BIGINT PRIMARY KEY");
  replace_all(text, "{blob}", "BYTEA");
  replace_all(text, "{end}", "");
  replace_all(text, "{by_key}", "");
  replace_all(text, "{postgres} ", "");
  return text;
}

std::string statement_text(std::string_view sql, std::size_t list) {
  std::string text(sql);
  const std::string array = "ALL ($" + std::to_string(list) + "::bigint[])";
  replace_all(text, "NOT IN (?*)", "<> " + array);
  replace_all(text, "IN (?*)", "= ANY" + array.substr(3));
  for (char& c : text) {
    if (c == '?') c = '$';
  }
  return text;
}

}  // namespace linli::store::postgres
