// vault/media.h – what a file is, by its bytes, and the same file without what it tells about its
// maker.
//
// Types are told by content, never by name or header. Taken out: from JPEG everything but the
// picture and its orientation (EXIF with place and device, XMP, colour profiles, comments,
// thumbnails, what follows the picture); from PNG and WebP all chunks not needed to show it; from
// MP3 ID3 tags, from WAV all but format and sound, from M4A user data and tags, from Ogg comments
// and other streams, from WebM all but sound and what it needs, from AMR what is no frame. JPEG and
// PNG of too many pixels are refused (media_formats.h kPixelsMax). Every parser takes hostile
// bytes. Source: ITU-T T.81, EXIF 2.32, W3C PNG, RFC 9649 (WebP), ISO 14496-12, ASVS 5.2.
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace linli::vault {

enum class MediaType { Jpeg, Png, Webp, M4a, Mp3, Ogg, Wav, Amr, Webm };

inline constexpr std::size_t kPhotoBytesMax = 10u << 20;
inline constexpr std::size_t kVoiceBytesMax = 5u << 20;

bool is_photo(MediaType type);
// "image/jpeg", "audio/mp4" …
std::string_view mime_of(MediaType type);
std::optional<MediaType> media_of_mime(std::string_view mime);

// The type, told by content; nothing if it is none of those taken (video is not).
std::optional<MediaType> sniff(std::string_view bytes);

struct CleanFile {
  MediaType type;
  std::string bytes;
};

// Checks type and size and takes the metadata out. Errors (Invalid): vault.file_type,
// vault.file_too_large, vault.file_damaged (it begins like its type but is not whole).
Result<CleanFile> clean(std::string_view bytes);

}  // namespace linli::vault
