#include <algorithm>
#include <array>

#include "vault/bytes.h"
#include "vault/media_formats.h"

namespace linli::vault::media {
namespace {

// What a picture or its animation needs to be shown; text, time and EXIF are not in it.
constexpr std::array<std::string_view, 15> kKept{"IHDR", "PLTE", "IDAT", "IEND", "tRNS",
                                                 "gAMA", "cHRM", "sRGB", "iCCP", "sBIT",
                                                 "bKGD", "pHYs", "acTL", "fcTL", "fdAT"};

}  // namespace

Cleaned clean_png(std::string_view bytes) {
  Reader in(bytes);
  const auto signature = in.take(8);
  if (!signature) return std::nullopt;
  std::string out(*signature);
  bool data = false;
  for (bool first = true;; first = false) {
    const std::size_t start = in.at();
    const auto size = in.big(4);
    const auto type = in.take(4);
    if (!size || !type || !in.take(*size + 4)) return std::nullopt;
    if (first && (*type != "IHDR" || *size != 13)) return std::nullopt;
    if (std::find(kKept.begin(), kKept.end(), *type) != kKept.end()) {
      out += bytes.substr(start, in.at() - start);
    }
    data |= *type == "IDAT";
    if (*type == "IEND") break;
  }
  if (!data) return std::nullopt;
  return out;
}

}  // namespace linli::vault::media
