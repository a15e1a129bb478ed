#include "base/fold.h"

#include <algorithm>
#include <iterator>

#include "base/clean_text.h"
#include "base/text.h"

namespace linli {
namespace {

constexpr std::string_view kSpaces[] = {"\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
                                        "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009",
                                        "\u200A", "\u202F", "\u205F", "\u3000"};
constexpr std::string_view kHyphens[] = {"\u00AD", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014",
                                         "\u2015", "\u2043", "\u2212", "\uFE58", "\uFE63"};
// Takes room and shows nothing; variation selectors, which stay in names, show nothing alone.
bool shows_nothing(std::string_view sequence) {
  if (sequence.starts_with("\u2800")) return true;
  return sequence.starts_with("\xEF\xB8") && sequence.size() >= 3 &&
         static_cast<unsigned char>(sequence[2]) <= 0x8F;
}

template <std::size_t N>
const std::string_view* begins_with_one(std::string_view text, const std::string_view (&all)[N]) {
  const auto* found =
      std::ranges::find_if(all, [&](std::string_view one) { return text.starts_with(one); });
  return found == std::end(all) ? nullptr : found;
}

// U+FF01 … U+FF5E are the printable ASCII characters in full width; 0 when it is none.
char full_width(std::string_view text) {
  if (text.size() < 3 || text[0] != '\xEF') return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  const auto third = static_cast<unsigned char>(text[2]);
  if (second == 0xBC && third >= 0x81 && third <= 0xBF) return static_cast<char>(third - 0x60);
  if (second == 0xBD && third >= 0x80 && third <= 0x9E) return static_cast<char>(third - 0x20);
  return 0;
}

}  // namespace

std::string fold_width(std::string_view text) {
  std::string out;
  const std::string clean = is_utf8(text) ? clean_text(text) : std::string(text);
  for (std::string_view rest = clean; !rest.empty();) {
    if (const auto byte = static_cast<unsigned char>(rest.front()); byte < 0x80) {
      out += byte == '\t' || byte == '\n' ? ' ' : rest.front();
      rest.remove_prefix(1);
    } else if (const auto* space = begins_with_one(rest, kSpaces)) {
      out += ' ';
      rest.remove_prefix(space->size());
    } else if (const auto* hyphen = begins_with_one(rest, kHyphens)) {
      out += '-';
      rest.remove_prefix(hyphen->size());
    } else if (const char wide = full_width(rest)) {
      out += wide;
      rest.remove_prefix(3);
    } else {
      out += rest.front();
      rest.remove_prefix(1);
    }
  }
  return std::string(trim(out));
}

std::string fold_number(std::string_view text) {
  std::string out = fold_width(text);
  std::erase_if(out, [](char c) { return c == ' ' || c == '-'; });
  return out;
}

bool has_visible(std::string_view text) {
  const std::string folded = fold_width(text);
  for (std::string_view rest = folded; !rest.empty();) {
    const bool nothing = shows_nothing(rest);
    if (!nothing && rest.front() != ' ') return true;
    rest.remove_prefix(nothing ? 3 : 1);
  }
  return false;
}

}  // namespace linli
