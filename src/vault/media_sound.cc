#include <array>

#include "vault/bytes.h"
#include "vault/media_formats.h"

namespace linli::vault::media {
namespace {

// --- MPEG audio (ISO 11172-3, 13818-3) and ID3 --------------------------------------------------

unsigned byte_at(std::string_view bytes, std::size_t i) {
  return static_cast<unsigned char>(bytes[i]);
}

// The length of an ID3v2 tag at the start, 0 without one.
std::size_t id3_size(std::string_view bytes) {
  if (!bytes.starts_with("ID3") || bytes.size() < 10) return 0;
  std::size_t size = 0;
  for (std::size_t i = 6; i < 10; ++i) size = size << 7 | (byte_at(bytes, i) & 0x7F);
  const bool footer = (byte_at(bytes, 5) & 0x10) != 0;
  return size + (footer ? 20 : 10);
}

// --- ISO base media file format -----------------------------------------------------------------

constexpr int kBoxDepthMax = 8;
constexpr int kBoxesMax = 10'000;

struct Box {
  std::size_t start;    // of the header
  std::size_t content;  // after the header
  std::size_t end;
  std::string_view type;
};

std::optional<Box> next_box(Reader& in, std::string_view bytes, std::size_t end) {
  Box box{in.at(), 0, 0, {}};
  const auto size = in.big(4);
  const auto type = in.take(4);
  if (!size || !type) return std::nullopt;
  std::uint64_t length = *size;
  if (length == 1) {
    const auto large = in.big(8);
    if (!large) return std::nullopt;
    length = *large;
  }
  if (length == 0) length = end - box.start;  // to the end
  box.content = in.at();
  if (length < box.content - box.start || length > end - box.start) return std::nullopt;
  box.end = box.start + static_cast<std::size_t>(length);
  box.type = bytes.substr(box.start + 4, 4);
  return in.seek(box.end) ? std::optional(box) : std::nullopt;
}

bool holds_boxes(std::string_view type) {
  return type == "moov" || type == "trak" || type == "mdia" || type == "moof" || type == "traf" ||
         type == "minf" || type == "stbl" || type == "edts" || type == "mvex" || type == "dinf";
}

// Walks all boxes; false if they do not fit into each other.
template <class Visit>
bool walk(std::string_view bytes, std::size_t from, std::size_t end, int depth, int& boxes,
          const Visit& visit) {
  Reader in(bytes);
  if (depth > kBoxDepthMax || !in.seek(from)) return false;
  while (in.at() < end) {
    const auto box = next_box(in, bytes, end);
    if (!box || ++boxes > kBoxesMax) return false;
    visit(*box);
    if (holds_boxes(box->type) && !walk(bytes, box->content, box->end, depth + 1, boxes, visit)) {
      return false;
    }
  }
  return true;
}

// The length of the frame that starts here, 0 if none does.
std::size_t mp3_frame(std::string_view bytes) {
  constexpr std::array<unsigned, 15> kRates1{0,   32,  40,  48,  56,  64,  80, 96,
                                             112, 128, 160, 192, 224, 256, 320};
  constexpr std::array<unsigned, 15> kRates2{0,  8,  16, 24,  32,  40,  48, 56,
                                             64, 80, 96, 112, 128, 144, 160};
  constexpr std::array<unsigned, 3> kHertz{44100, 48000, 32000};
  if (bytes.size() < 4 || byte_at(bytes, 0) != 0xFF || (byte_at(bytes, 1) & 0xE0) != 0xE0) return 0;
  const unsigned version = (byte_at(bytes, 1) >> 3) & 3;  // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  const unsigned layer = (byte_at(bytes, 1) >> 1) & 3;    // 1: layer III
  const unsigned rate = byte_at(bytes, 2) >> 4;
  const unsigned hertz = (byte_at(bytes, 2) >> 2) & 3;
  if (version == 1 || layer != 1 || rate == 0 || rate == 15 || hertz == 3) return 0;
  const unsigned divisor = version == 3 ? 1 : version == 2 ? 2 : 4;
  const unsigned kilobits = version == 3 ? kRates1[rate] : kRates2[rate];
  const unsigned samples = version == 3 ? 144 : 72;
  const unsigned padding = (byte_at(bytes, 2) >> 1) & 1;
  return samples * kilobits * 1000 / (kHertz[hertz] / divisor) + padding;
}

}  // namespace

bool is_mpeg_audio(std::string_view bytes) {
  const std::size_t first = mp3_frame(bytes);
  if (first == 0 || first > bytes.size()) return false;
  return first == bytes.size() || mp3_frame(bytes.substr(first)) > 0;
}

Cleaned clean_mp3(std::string_view bytes) {
  while (const std::size_t tag = id3_size(bytes)) {
    if (tag >= bytes.size()) return std::nullopt;
    bytes.remove_prefix(tag);
  }
  constexpr std::size_t kId3v1 = 128;
  if (bytes.size() > kId3v1 && bytes.substr(bytes.size() - kId3v1).starts_with("TAG")) {
    bytes.remove_suffix(kId3v1);
  }
  if (!is_mpeg_audio(bytes)) return std::nullopt;
  return std::string(bytes);
}

bool is_sound_only(std::string_view bytes) {
  bool sound = false;
  bool film = false;
  int boxes = 0;
  const bool whole = walk(bytes, 0, bytes.size(), 0, boxes, [&](const Box& box) {
    if (box.type != "hdlr" || box.end - box.content < 12) return;
    const auto handler = bytes.substr(box.content + 8, 4);
    sound |= handler == "soun";
    film |= handler == "vide";
  });
  return whole && sound && !film;
}

// Boxes that describe are turned into free space of the same length, so that no offset changes.
Cleaned clean_m4a(std::string_view bytes) {
  std::string out(bytes);
  int boxes = 0;
  const bool whole = walk(bytes, 0, bytes.size(), 0, boxes, [&](const Box& box) {
    if (box.type != "udta" && box.type != "meta" && box.type != "uuid" && box.type != "free" &&
        box.type != "skip") {
      return;
    }
    out.replace(box.start + 4, 4, "free");
    out.replace(box.content, box.end - box.content, box.end - box.content, '\0');
  });
  return whole ? Cleaned(std::move(out)) : std::nullopt;
}

}  // namespace linli::vault::media
