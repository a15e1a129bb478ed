#include "vault/media.h"

#include <array>

#include "base/check.h"
#include "vault/media_formats.h"

namespace linli::vault {
namespace {

struct Named {
  MediaType type;
  std::string_view mime;
};

constexpr std::array<Named, 9> kNames{{{MediaType::Jpeg, "image/jpeg"},
                                       {MediaType::Png, "image/png"},
                                       {MediaType::Webp, "image/webp"},
                                       {MediaType::M4a, "audio/mp4"},
                                       {MediaType::Mp3, "audio/mpeg"},
                                       {MediaType::Ogg, "audio/ogg"},
                                       {MediaType::Wav, "audio/wav"},
                                       {MediaType::Amr, "audio/amr"},
                                       {MediaType::Webm, "audio/webm"}}};

constexpr std::size_t kHeadBytes = 4096;  // where the name of a codec stands

bool holds(std::string_view bytes, std::string_view word) {
  return bytes.substr(0, kHeadBytes).find(word) != std::string_view::npos;
}

bool is_ogg_sound(std::string_view bytes) {
  return bytes.starts_with(std::string_view("OggS\0", 5)) &&
         (holds(bytes, "OpusHead") || holds(bytes, "\x01vorbis") || holds(bytes, "Speex   ")) &&
         !holds(bytes, "\x80theora");
}

bool is_webm_sound(std::string_view bytes) {
  return bytes.starts_with("\x1A\x45\xDF\xA3") &&
         bytes.substr(0, 64).find("webm") != std::string_view::npos &&
         (holds(bytes, "A_OPUS") || holds(bytes, "A_VORBIS")) && !holds(bytes, "V_VP") &&
         !holds(bytes, "V_AV1");
}

bool is_mp3(std::string_view bytes) {
  return bytes.starts_with("ID3") || media::is_mpeg_audio(bytes);
}

}  // namespace

bool is_photo(MediaType type) {
  return type == MediaType::Jpeg || type == MediaType::Png || type == MediaType::Webp;
}

std::string_view mime_of(MediaType type) {
  for (const auto& named : kNames) {
    if (named.type == type) return named.mime;
  }
  CHECK(false);
}

std::optional<MediaType> media_of_mime(std::string_view mime) {
  for (const auto& named : kNames) {
    if (named.mime == mime) return named.type;
  }
  return std::nullopt;
}

std::optional<MediaType> sniff(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xD8\xFF")) return MediaType::Jpeg;
  if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return MediaType::Png;
  if (bytes.starts_with("RIFF") && bytes.size() >= 12) {
    if (bytes.substr(8, 4) == "WEBP") return MediaType::Webp;
    if (bytes.substr(8, 4) == "WAVE") return MediaType::Wav;
    return std::nullopt;
  }
  if (bytes.size() >= 12 && bytes.substr(4, 4) == "ftyp") {
    return media::is_sound_only(bytes) ? std::optional(MediaType::M4a) : std::nullopt;
  }
  if (bytes.starts_with("#!AMR\n") || bytes.starts_with("#!AMR-WB\n")) return MediaType::Amr;
  if (is_ogg_sound(bytes)) return MediaType::Ogg;
  if (is_webm_sound(bytes)) return MediaType::Webm;
  if (is_mp3(bytes)) return MediaType::Mp3;
  return std::nullopt;
}

namespace {

media::Cleaned cleaned(MediaType type, std::string_view bytes) {
  switch (type) {
    case MediaType::Jpeg:
      return media::clean_jpeg(bytes);
    case MediaType::Png:
      return media::clean_png(bytes);
    case MediaType::Webp:
      return media::clean_webp(bytes);
    case MediaType::M4a:
      return media::clean_m4a(bytes);
    case MediaType::Mp3:
      return media::clean_mp3(bytes);
    case MediaType::Wav:
      return media::clean_wav(bytes);
    case MediaType::Ogg:
      return media::clean_ogg(bytes);
    case MediaType::Amr:
      return media::clean_amr(bytes);
    case MediaType::Webm:
      return media::clean_webm(bytes);
  }
  return std::nullopt;
}

}  // namespace

Result<CleanFile> clean(std::string_view bytes) {
  if (bytes.size() > kPhotoBytesMax) return invalid("vault.file_too_large");
  const auto type = sniff(bytes);
  if (!type) return invalid("vault.file_type");
  if (!is_photo(*type) && bytes.size() > kVoiceBytesMax) return invalid("vault.file_too_large");
  auto out = cleaned(*type, bytes);
  if (!out || sniff(*out) != type)
    return invalid("vault.file_damaged", std::string(mime_of(*type)));
  return CleanFile{*type, *std::move(out)};
}

}  // namespace linli::vault
