#include <array>

#include "vault/media_formats.h"

namespace linli::vault::media {
namespace {

constexpr std::string_view kNarrow = "#!AMR\n";
constexpr std::string_view kWide = "#!AMR-WB\n";
constexpr int kNone = -1;  // no such frame

// Bytes behind the first byte of a frame, by its type (3GPP TS 26.101, 26.201).
constexpr std::array<int, 16> kNarrowSizes{12, 13,    15,    17,    19,    20,    26,    31,
                                           5,  kNone, kNone, kNone, kNone, kNone, kNone, 0};
constexpr std::array<int, 16> kWideSizes{17, 23, 32,    36,    40,    46,    50, 58,
                                         60, 5,  kNone, kNone, kNone, kNone, 0,  0};

}  // namespace

// RFC 4867 section 5.3: the magic, then frames; what is no whole frame ends the sound.
Cleaned clean_amr(std::string_view bytes) {
  const bool wide = bytes.starts_with(kWide);
  const auto& sizes = wide ? kWideSizes : kNarrowSizes;
  const std::size_t magic = (wide ? kWide : kNarrow).size();
  std::size_t at = magic;
  while (at < bytes.size()) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const int size = (first & 0x83) == 0 ? sizes[(first >> 3) & 0x0F] : kNone;
    if (size == kNone || at + 1 + static_cast<std::size_t>(size) > bytes.size()) break;
    at += 1 + static_cast<std::size_t>(size);
  }
  if (at == magic) return std::nullopt;
  return std::string(bytes.substr(0, at));
}

}  // namespace linli::vault::media
