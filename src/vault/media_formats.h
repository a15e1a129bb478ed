// vault/media_formats.h – one cleaner a format, for vault/media.h only.
//
// Each takes the whole bytes of a file that sniff() took for its format and answers the file
// without metadata, or nothing if it is not whole. Thread safety: pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace linli::vault::media {

using Cleaned = std::optional<std::string>;

Cleaned clean_jpeg(std::string_view bytes);
Cleaned clean_png(std::string_view bytes);
Cleaned clean_webp(std::string_view bytes);
Cleaned clean_wav(std::string_view bytes);
Cleaned clean_mp3(std::string_view bytes);
Cleaned clean_m4a(std::string_view bytes);

// Whether an ISO media file has sound and no pictures that move.
bool is_sound_only(std::string_view bytes);
// Whether whole MPEG audio frames start here: two in a row, or one that is all there is. One alone
// is eleven bits of luck.
bool is_mpeg_audio(std::string_view bytes);

}  // namespace linli::vault::media
