// vault/media_formats.h – one cleaner a format, for vault/media.h only.
//
// Each takes the whole bytes of a file that sniff() took for its format and answers the file
// without metadata, or nothing if it is not whole or a picture too large to be unpacked.
// Thread safety: pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace linli::vault::media {

using Cleaned = std::optional<std::string>;

// What a phone can unpack: a side of 16,384 and 100 million pixels are more than cameras make.
inline constexpr std::uint64_t kSideMax = 16'384;
inline constexpr std::uint64_t kPixelsMax = 100'000'000;
inline bool few_pixels(std::uint64_t width, std::uint64_t height) {
  return width >= 1 && height >= 1 && width <= kSideMax && height <= kSideMax &&
         width * height <= kPixelsMax;
}

// EXIF's part that says how the camera was held (1–8). TIFF 6.0: header, first directory, entry
// 0x0112 of type SHORT. 0 when it gives none.
std::uint64_t orientation_of(std::string_view tiff);
// The smallest TIFF that says so.
std::string tiff_with(std::uint64_t orientation);

Cleaned clean_jpeg(std::string_view bytes);
Cleaned clean_png(std::string_view bytes);
Cleaned clean_webp(std::string_view bytes);
Cleaned clean_wav(std::string_view bytes);
Cleaned clean_mp3(std::string_view bytes);
Cleaned clean_m4a(std::string_view bytes);
Cleaned clean_ogg(std::string_view bytes);
Cleaned clean_amr(std::string_view bytes);
Cleaned clean_webm(std::string_view bytes);

// Whether an ISO media file has sound and no pictures that move.
bool is_sound_only(std::string_view bytes);
// Whether whole MPEG audio frames start here: two in a row, or one that is all there is. One alone
// is eleven bits of luck.
bool is_mpeg_audio(std::string_view bytes);

}  // namespace linli::vault::media
