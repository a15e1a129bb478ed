#include <algorithm>

#include "vault/bytes.h"
#include "vault/media_formats.h"

namespace linli::vault::media {
namespace {

struct Chunk {
  std::string_view type;
  std::string_view payload;
};

// The next chunk of a RIFF body; chunks have even length.
std::optional<Chunk> next_chunk(Reader& in) {
  const auto type = in.take(4);
  const auto size = in.little(4);
  if (!type || !size) return std::nullopt;
  const auto payload = in.take(*size);
  if (!payload) return std::nullopt;
  if (*size % 2 == 1 && in.left() > 0) in.take(1);
  return Chunk{*type, *payload};
}

void put_chunk(std::string& out, std::string_view type, std::string_view payload) {
  out += type;
  put_little(out, payload.size(), 4);
  out += payload;
  if (payload.size() % 2 == 1) out += '\0';
}

// The body of a RIFF file of this form, cut to the length that its header gives.
std::optional<std::string_view> body_of(std::string_view bytes, std::string_view form) {
  Reader in(bytes);
  if (in.take(4) != "RIFF") return std::nullopt;
  const auto size = in.little(4);
  if (!size || *size < 4 || in.take(4) != form) return std::nullopt;
  return in.take(*size - 4);
}

std::string riff(std::string_view form, std::string_view body) {
  std::string out = "RIFF";
  put_little(out, body.size() + 4, 4);
  out += form;
  out += body;
  return out;
}

constexpr std::size_t kFrameHeader = 16;

bool is_image_chunk(std::string_view type) {
  return type == "VP8 " || type == "VP8L" || type == "ALPH";
}

// A frame of an animation keeps its header and its image chunks only.
Cleaned clean_frame(std::string_view payload) {
  Reader in(payload);
  const auto header = in.take(kFrameHeader);
  if (!header) return std::nullopt;
  std::string out(*header);
  while (in.left() > 0) {
    const auto chunk = next_chunk(in);
    if (!chunk) return std::nullopt;
    if (is_image_chunk(chunk->type)) put_chunk(out, chunk->type, chunk->payload);
  }
  return out;
}

// RFC 9649: flags of VP8X; colour profile, EXIF and XMP are cleared because their chunks go.
bool put_header(std::string& out, std::string_view payload) {
  constexpr char kGone = 0x20 | 0x08 | 0x04;
  if (payload.size() != 10) return false;
  std::string header(payload);
  header[0] = static_cast<char>(header[0] & ~kGone);
  put_chunk(out, "VP8X", header);
  return true;
}

}  // namespace

Cleaned clean_webp(std::string_view bytes) {
  const auto body = body_of(bytes, "WEBP");
  if (!body) return std::nullopt;
  Reader in(*body);
  std::string out;
  bool image = false;
  while (in.left() > 0) {
    const auto chunk = next_chunk(in);
    if (!chunk) return std::nullopt;
    if (chunk->type == "VP8X") {
      if (!put_header(out, chunk->payload)) return std::nullopt;
    } else if (chunk->type == "ANMF") {
      const auto frame = clean_frame(chunk->payload);
      if (!frame) return std::nullopt;
      put_chunk(out, chunk->type, *frame);
      image = true;
    } else if (is_image_chunk(chunk->type) || chunk->type == "ANIM") {
      put_chunk(out, chunk->type, chunk->payload);
      image |= chunk->type != "ANIM";
    }
  }
  if (!image) return std::nullopt;
  return riff("WEBP", out);
}

Cleaned clean_wav(std::string_view bytes) {
  // Recorders that stop early leave the length open (0 or all ones).
  Reader in(bytes.substr(std::min<std::size_t>(12, bytes.size())));
  std::string out;
  bool format = false;
  bool data = false;
  while (in.left() >= 8 && !data) {
    const auto type = in.take(4);
    const auto size = in.little(4);
    data = type == "data";
    const auto payload = in.take(data ? std::min<std::uint64_t>(*size, in.left()) : *size);
    if (!payload) return std::nullopt;
    if (!data && *size % 2 == 1) in.take(1);
    format |= type == "fmt ";
    if (data || type == "fmt " || type == "fact") put_chunk(out, *type, *payload);
  }
  if (!format || !data) return std::nullopt;
  return riff("WAVE", out);
}

}  // namespace linli::vault::media
