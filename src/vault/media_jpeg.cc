#include <algorithm>
#include <cctype>

#include "vault/bytes.h"
#include "vault/media_formats.h"

namespace linli::vault::media {
namespace {

constexpr std::uint64_t kStart = 0xD8, kEnd = 0xD9, kScan = 0xDA;
constexpr std::string_view kExif{"Exif\0\0", 6};

std::string segment(std::uint64_t marker, std::string_view payload) {
  std::string out = "\xFF";
  put_big(out, marker, 1);
  put_big(out, payload.size() + 2, 2);
  out += payload;
  return out;
}

std::string exif_with(std::uint64_t orientation) {
  return segment(0xE1, std::string(kExif) + tiff_with(orientation));
}

// Whether a segment is needed to show the picture: tables, frames, restart interval, and of the
// application segments only Adobe's colour transform (a colour profile takes any bytes).
bool is_picture(std::uint64_t marker, std::string_view payload) {
  if (marker == 0xEE) return payload.starts_with("Adobe") && payload.size() == 12;
  return marker >= 0xC0 && marker <= 0xDF && marker != kStart && marker != kEnd &&
         !(marker >= 0xD0 && marker <= 0xD7);
}

bool is_frame(std::uint64_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// Where the coded data of a scan ends: at the next marker that is neither a stuffed zero nor a
// restart.
std::optional<std::size_t> scan_end(std::string_view bytes, std::size_t at) {
  while (true) {
    at = bytes.find('\xFF', at);
    if (at == std::string_view::npos || at + 1 >= bytes.size()) return std::nullopt;
    const auto next = static_cast<unsigned char>(bytes[at + 1]);
    if (next == 0x00 || (next >= 0xD0 && next <= 0xD7)) {
      at += 2;
    } else if (next == 0xFF) {
      at += 1;
    } else {
      return at;
    }
  }
}

// Some cameras leave the end marker out, and phones write what they know of the picture behind it.
// Words of at least this size are none of a picture's bytes.
constexpr std::size_t kTrailerWord = 12;
constexpr std::size_t kTrailerBytes = 64 * 1024;
constexpr std::size_t kTrailerHead = 8;  // type and size before a name

std::string_view without_trailer(std::string_view scan) {
  std::size_t run = 0;
  for (std::size_t at = scan.size() - std::min(scan.size(), kTrailerBytes); at < scan.size();
       ++at) {
    const auto c = static_cast<unsigned char>(scan[at]);
    run = std::isalnum(c) != 0 || c == '_' ? run + 1 : 0;
    if (run == kTrailerWord) {
      const auto begin = at + 1 - run;
      return scan.substr(0, begin - std::min(begin, kTrailerHead));
    }
  }
  return scan;
}

class Jpeg {
 public:
  explicit Jpeg(std::string_view bytes) : bytes_(bytes), in_(bytes) {}

  Cleaned clean() {
    if (in_.big(2) != 0xFF00 + kStart) return std::nullopt;
    while (true) {
      if (scan_ && in_.at() == bytes_.size()) return finish();
      const auto marker = next_marker();
      if (!marker) return std::nullopt;
      if (*marker == kEnd) return finish();
      if (!take_segment(*marker)) return std::nullopt;
    }
  }

 private:
  std::optional<std::uint64_t> next_marker() {
    if (in_.big(1) != 0xFF) return std::nullopt;
    auto marker = in_.big(1);
    while (marker == 0xFF) marker = in_.big(1);
    return marker;
  }

  bool take_segment(std::uint64_t marker) {
    const auto size = in_.big(2);
    if (!size || *size < 2 || marker < 0xC0) return false;
    const auto payload = in_.take(*size - 2);
    if (!payload) return false;
    if (marker == 0xE1 && orientation_ == 0 && payload->starts_with(kExif)) {
      orientation_ = orientation_of(payload->substr(kExif.size()));
    }
    if (!is_picture(marker, *payload)) return true;
    if (is_frame(marker)) {
      if (payload->size() < 5) return false;
      Reader frame(*payload);
      frame.take(1);  // bits a sample
      const auto height = frame.big(2);
      const auto width = frame.big(2);
      if (!few_pixels(*width, *height)) return false;
      frame_ = true;
    }
    body_ += segment(marker, *payload);
    return marker != kScan || take_scan();
  }

  bool take_scan() {
    if (!frame_) return false;
    const auto end = scan_end(bytes_, in_.at());
    const auto scan = bytes_.substr(in_.at(), end.value_or(bytes_.size()) - in_.at());
    if (!end && scan.empty()) return false;
    scan_ = true;
    body_ += end ? scan : without_trailer(scan);
    return in_.seek(end.value_or(bytes_.size()));
  }

  // What follows the end is another picture or a film; it is left out.
  Cleaned finish() const {
    if (!frame_ || !scan_) return std::nullopt;
    std::string out = "\xFF\xD8";
    if (orientation_ > 1) out += exif_with(orientation_);
    return out + body_ + "\xFF\xD9";
  }

  std::string_view bytes_;
  Reader in_;
  std::string body_;
  std::uint64_t orientation_ = 0;
  bool frame_ = false;
  bool scan_ = false;
};

}  // namespace

std::uint64_t orientation_of(std::string_view payload) {
  const bool big = payload.starts_with("MM");
  if (!big && !payload.starts_with("II")) return 0;
  Reader in(payload);
  const auto number = [&](std::size_t size) { return big ? in.big(size) : in.little(size); };
  if (!in.take(4)) return 0;
  const auto directory = number(4);
  if (!directory || !in.seek(static_cast<std::size_t>(*directory))) return 0;
  const auto entries = number(2);
  for (std::uint64_t i = 0; entries && i < *entries; ++i) {
    const auto tag = number(2);
    const auto type = number(2);
    const auto count = number(4);
    const auto value = number(2);
    if (!tag || !type || !count || !value || !in.take(2)) return 0;
    if (*tag == 0x0112) return *type == 3 && *count == 1 && *value >= 1 && *value <= 8 ? *value : 0;
  }
  return 0;
}

std::string tiff_with(std::uint64_t orientation) {
  std::string out = "MM";
  put_big(out, 42, 2);
  put_big(out, 8, 4);       // the directory follows
  put_big(out, 1, 2);       // one entry
  put_big(out, 0x0112, 2);  // orientation
  put_big(out, 3, 2);       // SHORT
  put_big(out, 1, 4);
  put_big(out, orientation, 2);
  put_big(out, 0, 2);
  put_big(out, 0, 4);  // no further directory
  return out;
}

Cleaned clean_jpeg(std::string_view bytes) {
  return Jpeg(bytes).clean();
}

}  // namespace linli::vault::media
