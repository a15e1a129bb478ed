#include "vault/bytes.h"
#include "vault/media_formats.h"

namespace linli::vault::media {
namespace {

constexpr std::uint64_t kStart = 0xD8, kEnd = 0xD9, kScan = 0xDA;
constexpr std::string_view kIcc{"ICC_PROFILE\0", 12};
constexpr std::string_view kExif{"Exif\0\0", 6};

// The orientation (1–8) in an EXIF segment, 0 if it gives none. TIFF 6.0: header, first directory,
// entry 0x0112 of type SHORT.
std::uint64_t orientation_of(std::string_view payload) {
  if (!payload.starts_with(kExif)) return 0;
  payload.remove_prefix(kExif.size());
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

std::string segment(std::uint64_t marker, std::string_view payload) {
  std::string out = "\xFF";
  put_big(out, marker, 1);
  put_big(out, payload.size() + 2, 2);
  out += payload;
  return out;
}

std::string exif_with(std::uint64_t orientation) {
  std::string payload(kExif);
  payload += "MM";
  put_big(payload, 42, 2);
  put_big(payload, 8, 4);       // the directory follows
  put_big(payload, 1, 2);       // one entry
  put_big(payload, 0x0112, 2);  // orientation
  put_big(payload, 3, 2);       // SHORT
  put_big(payload, 1, 4);
  put_big(payload, orientation, 2);
  put_big(payload, 0, 2);
  put_big(payload, 0, 4);  // no further directory
  return segment(0xE1, payload);
}

// Whether a segment is needed to show the picture: tables, frames, restart interval, and of the
// application segments only the colour profile and Adobe's colour transform.
bool is_picture(std::uint64_t marker, std::string_view payload) {
  if (marker == 0xE2) return payload.starts_with(kIcc);
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

class Jpeg {
 public:
  explicit Jpeg(std::string_view bytes) : bytes_(bytes), in_(bytes) {}

  Cleaned clean() {
    if (in_.big(2) != 0xFF00 + kStart) return std::nullopt;
    while (true) {
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
    if (marker == 0xE1 && orientation_ == 0) orientation_ = orientation_of(*payload);
    if (!is_picture(marker, *payload)) return true;
    frame_ |= is_frame(marker);
    body_ += segment(marker, *payload);
    return marker != kScan || take_scan();
  }

  bool take_scan() {
    const auto end = scan_end(bytes_, in_.at());
    if (!frame_ || !end) return false;
    scan_ = true;
    body_ += bytes_.substr(in_.at(), *end - in_.at());
    return in_.seek(*end);
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

Cleaned clean_jpeg(std::string_view bytes) {
  return Jpeg(bytes).clean();
}

}  // namespace linli::vault::media
