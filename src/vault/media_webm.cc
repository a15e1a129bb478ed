#include <algorithm>
#include <array>

#include "vault/bytes.h"
#include "vault/media_formats.h"

namespace linli::vault::media {
namespace {

// RFC 9559. What holds others is walked into: ids tell by themselves where they belong.
constexpr std::array<std::uint64_t, 5> kHolders{
    0x18538067,  // Segment
    0x1549A966,  // Info
    0x1654AE6B,  // Tracks
    0xAE,        // TrackEntry
    0x1F43B675,  // Cluster
};
constexpr std::array<std::uint64_t, 24> kKeptElements{
    0x1A45DFA3,                                    // EBML
    0x114D9B74, 0x1C53BB6B,                        // SeekHead, Cues
    0x2AD7B1,   0x4489,                            // TimestampScale, Duration
    0xD7,       0x73C5,     0x83,   0x86,          // number, uid, type and codec of a track
    0x63A2,     0x56AA,     0x56BB, 0xE1,          // what the codec needs, Audio
    0x9C,       0x23E383,   0x88,   0xB9, 0x55AA,  // flags, default duration
    0xE7,       0xA3,       0xA0,   0xA7, 0xAB,    // Timestamp, SimpleBlock, BlockGroup …
    0x22B59C,                                      // Language
};
constexpr std::array<std::uint64_t, 2> kBlanked{0x4D80, 0x5741};  // MuxingApp, WritingApp
constexpr std::uint64_t kTimeless = ~std::uint64_t{0};            // a size that is not known

bool one_of(const auto& ids, std::uint64_t id) {
  return std::ranges::find(ids, id) != ids.end();
}

// A number whose length its first byte tells; an id keeps the bit that tells it.
std::optional<std::uint64_t> number(Reader& in, std::size_t bytes_max, bool id) {
  const auto first = in.big(1);
  if (!first || *first == 0) return std::nullopt;
  std::size_t more = 0;
  while ((*first & (0x80u >> more)) == 0) ++more;
  if (more >= bytes_max) return std::nullopt;
  const std::uint64_t bit = 0x80u >> more;
  std::uint64_t out = id ? *first : *first & ~bit;
  bool ones = (*first & (bit - 1)) == bit - 1;
  for (std::size_t i = 0; i < more; ++i) {
    const auto next = in.big(1);
    if (!next) return std::nullopt;
    ones &= *next == 0xFF;
    out = out << 8 | *next;
  }
  return !id && ones ? kTimeless : out;
}

// Void of the same length, so that no offset changes.
std::string void_of(std::size_t length) {
  constexpr std::size_t kShort = 2 + 126;
  std::string out = "\xEC";
  if (length <= kShort) {
    put_big(out, 0x80 | (length - 2), 1);
  } else {
    put_big(out, 0x01, 1);
    put_big(out, length - 9, 7);
  }
  out.resize(length, '\0');
  return out;
}

}  // namespace

// What is no whole element ends the sound.
Cleaned clean_webm(std::string_view bytes) {
  Reader in_bytes(bytes);
  std::string out;
  bool blocks = false;
  while (in_bytes.left() > 0) {
    const std::size_t start = in_bytes.at();
    const auto id = number(in_bytes, 4, true);
    const auto size = id ? number(in_bytes, 8, false) : std::nullopt;
    if (!id || !size) break;
    const std::size_t content = in_bytes.at();
    if (one_of(kHolders, *id)) {
      out += bytes.substr(start, content - start);
      continue;
    }
    if (*size == kTimeless || *size > in_bytes.left()) break;
    in_bytes.take(static_cast<std::size_t>(*size));
    const std::size_t end = in_bytes.at();
    blocks |= *id == 0xA3 || *id == 0xA0;
    if (one_of(kKeptElements, *id)) {
      out += bytes.substr(start, end - start);
    } else if (one_of(kBlanked, *id)) {
      out += bytes.substr(start, content - start);
      out.append(end - content, ' ');
    } else {
      out += void_of(end - start);
    }
  }
  if (!blocks) return std::nullopt;
  return out;
}

}  // namespace linli::vault::media
