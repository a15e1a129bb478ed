#include "model/email.h"

#include <algorithm>

#include "base/clean_text.h"
#include "base/fold.h"

namespace linli {
namespace {

bool alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// Dot-separated pieces, none empty.
bool in_pieces(std::string_view text, std::string_view also) {
  if (text.empty() || text.front() == '.' || text.back() == '.') return false;
  if (text.find("..") != std::string_view::npos) return false;
  return std::ranges::all_of(
      text, [&](char c) { return alphanumeric(c) || c == '.' || also.contains(c); });
}

}  // namespace

std::optional<std::string> normal_email(std::string_view text) {
  std::string out = fold_width(clean_line(text));
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  const auto at = out.find('@');
  if (out.size() > kEmailMax || at == std::string::npos) return std::nullopt;
  const std::string_view name = std::string_view(out).substr(0, at);
  const std::string_view host = std::string_view(out).substr(at + 1);
  // Of the signs that RFC 5322 allows in a name those that people have; a - begins no option.
  if (!in_pieces(name, "+-_") || name.front() == '-') return std::nullopt;
  if (!in_pieces(host, "-") || host.find('.') == std::string_view::npos) return std::nullopt;
  return out;
}

std::string mask_email(std::string_view email) {
  const auto at = email.find('@');
  if (at == std::string_view::npos) return "";
  return std::string(email.substr(0, 1)) + "***" + std::string(email.substr(at));
}

}  // namespace linli
