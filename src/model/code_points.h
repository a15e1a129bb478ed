// model/code_points.h – the characters of a text as numbers, one after the other.
// Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <string_view>

namespace linli {

// One code point and how many bytes it takes.
struct CodePoint {
  char32_t value;
  std::size_t size;
};

// The code point at byte `at`, which lies in the text. Bytes that are no UTF-8 count as themselves.
inline CodePoint code_point_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned lead = byte(0);
  const std::size_t size = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (size == 1 || at + size > text.size()) return {lead, 1};
  char32_t value = lead & (0xFFu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) value = (value << 6) | (byte(i) & 0x3Fu);
  return {value, size};
}

// What takes no room on a screen, or only changes how its neighbours look: marks of direction,
// joiners, variation selectors, combining accents. A reader does not see it, so it hides nothing.
inline bool is_invisible(char32_t c) {
  return (c < 0x20 && c != '\n') || c == 0x7F || c == 0xAD || (c >= 0x300 && c <= 0x36F) ||
         c == 0x34F || c == 0x61C || c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5 ||
         (c >= 0x180B && c <= 0x180F) || (c >= 0x80 && c <= 0x9F && c != 0x85) ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || (c >= 0x20D0 && c <= 0x20FF) || c == 0x3164 ||
         (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || c == 0xFFA0 ||
         (c >= 0xE0000 && c <= 0xE01EF);
}

// What takes room and shows nothing: spaces of every width, line ends, the empty Braille cell.
inline bool is_blank(char32_t c) {
  return c == ' ' || c == '\n' || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x2800 || c == 0x3000;
}

}  // namespace linli
