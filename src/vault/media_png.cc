#include <algorithm>
#include <array>

#include "vault/bytes.h"
#include "vault/media_formats.h"

namespace linli::vault::media {
namespace {

// What a picture or its animation needs to be shown; text, time and EXIF are not in it.
constexpr std::array<std::string_view, 14> kKeptChunks{"IHDR", "PLTE", "IDAT", "IEND", "tRNS",
                                                       "gAMA", "cHRM", "sRGB", "sBIT", "bKGD",
                                                       "pHYs", "acTL", "fcTL", "fdAT"};

// PNG 1.2, annex D: of type and data.
std::uint32_t png_crc_of(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int i = 0; i < 8; ++i) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
  }
  return ~crc;
}

// Of EXIF only how the camera was held stays; "" when that says nothing.
std::string turned(std::string_view exif) {
  const auto orientation = orientation_of(exif);
  if (orientation <= 1) return "";
  const std::string chunk = "eXIf" + tiff_with(orientation);
  std::string out;
  put_big(out, chunk.size() - 4, 4);
  out += chunk;
  put_big(out, png_crc_of(chunk), 4);
  return out;
}

}  // namespace

Cleaned clean_png(std::string_view bytes) {
  Reader in(bytes);
  const auto signature = in.take(8);
  if (!signature) return std::nullopt;
  std::string out(*signature);
  bool data = false;
  bool turned_already = false;
  for (bool first = true;; first = false) {
    const std::size_t start = in.at();
    const auto size = in.big(4);
    const auto type = in.take(4);
    if (!size || !type || !in.take(*size + 4)) return std::nullopt;
    if (first && (*type != "IHDR" || *size != 13)) return std::nullopt;
    if (first) {
      Reader header(bytes.substr(start + 8, 8));
      const auto width = header.big(4);
      const auto height = header.big(4);
      if (!few_pixels(*width, *height)) return std::nullopt;
    }
    // It may stand before the picture or behind it, and counts once.
    if (*type == "eXIf" && !turned_already) {
      out += turned(bytes.substr(start + 8, *size));
      turned_already = true;
    }
    if (std::find(kKeptChunks.begin(), kKeptChunks.end(), *type) != kKeptChunks.end()) {
      out += bytes.substr(start, in.at() - start);
    }
    data |= *type == "IDAT";
    if (*type == "IEND") break;
  }
  if (!data) return std::nullopt;
  return out;
}

}  // namespace linli::vault::media
