#include <vector>

#include "vault/bytes.h"
#include "vault/media_formats.h"

namespace linli::vault::media {
namespace {

constexpr std::size_t kCrcAt = 22;
constexpr std::size_t kHeader = 27;

// RFC 3533 appendix A: polynomial 0x04c11db7, not reflected, from 0.
std::uint32_t crc_of(std::string_view page) {
  std::uint32_t crc = 0;
  for (const char c : page) {
    crc ^= static_cast<std::uint32_t>(static_cast<unsigned char>(c)) << 24;
    for (int bit = 0; bit < 8; ++bit) crc = crc << 1 ^ ((crc >> 31) * 0x04c11db7u);
  }
  return crc;
}

// A page: header with its table of laces, and content.
struct Page {
  std::string_view header, content;
  std::string_view laces() const { return header.substr(kHeader); }
  std::string_view serial() const { return header.substr(14, 4); }
};

std::optional<Page> page_at(std::string_view bytes) {
  if (bytes.size() < kHeader || !bytes.starts_with(std::string_view("OggS\0", 5))) {
    return std::nullopt;
  }
  const std::size_t header = kHeader + static_cast<unsigned char>(bytes[kHeader - 1]);
  if (bytes.size() < header) return std::nullopt;
  std::size_t content = 0;
  for (const char lace : bytes.substr(kHeader, header - kHeader)) {
    content += static_cast<unsigned char>(lace);
  }
  if (bytes.size() - header < content) return std::nullopt;
  return Page{bytes.substr(0, header), bytes.substr(header, content)};
}

// The comment header with nothing in it, as long as it was: RFC 7845 section 5.2 and its elders let
// zeros follow. Vorbis wants its framing bit behind the empty list.
std::string empty_comments(std::string_view packet) {
  const std::string_view start = packet.starts_with("OpusTags")     ? packet.substr(0, 8)
                                 : packet.starts_with("\x03vorbis") ? packet.substr(0, 7)
                                                                    : packet.substr(0, 0);
  std::string out(packet.size(), '\0');
  out.replace(0, start.size(), start);
  const std::size_t framing = start.size() + 8;
  if (start.size() == 7 && framing < out.size()) out[framing] = '\x01';
  return out;
}

class Ogg {
 public:
  explicit Ogg(std::string_view bytes) : bytes_(bytes) {}

  // Pages of the first stream, its second packet emptied; what is no page ends the sound.
  Cleaned clean() {
    while (const auto page = page_at(bytes_)) {
      if (serial_.data() == nullptr) serial_ = page->serial();
      if (page->serial() == serial_) take(*page);
      bytes_.remove_prefix(page->header.size() + page->content.size());
    }
    if (packets_ < 2) return std::nullopt;
    empty_second();
    seal();
    return std::move(out_);
  }

 private:
  void take(const Page& page) {
    pages_.push_back(out_.size());
    out_ += page.header;
    std::size_t at = 0;
    for (const char lace : page.laces()) {
      const auto size = static_cast<unsigned char>(lace);
      if (packets_ == 1) second_.emplace_back(out_.size() + at, size);
      at += size;
      if (size < 255) ++packets_;
    }
    out_ += page.content;
  }
  void empty_second() {
    std::string packet;
    for (const auto& [at, size] : second_) packet += out_.substr(at, size);
    packet = empty_comments(packet);
    std::size_t from = 0;
    for (const auto& [at, size] : second_) {
      out_.replace(at, size, packet, from, size);
      from += size;
    }
  }
  void seal() {
    for (std::size_t i = 0; i < pages_.size(); ++i) {
      const std::size_t end = i + 1 < pages_.size() ? pages_[i + 1] : out_.size();
      out_.replace(pages_[i] + kCrcAt, 4, 4, '\0');
      std::string crc;
      put_little(crc, crc_of(std::string_view(out_).substr(pages_[i], end - pages_[i])), 4);
      out_.replace(pages_[i] + kCrcAt, 4, crc);
    }
  }

  std::string_view bytes_, serial_;
  std::string out_;
  std::vector<std::size_t> pages_;                           // where each begins in out_
  std::vector<std::pair<std::size_t, std::size_t>> second_;  // the second packet's pieces in out_
  int packets_ = 0;
};

}  // namespace

Cleaned clean_ogg(std::string_view bytes) {
  return Ogg(bytes).clean();
}

}  // namespace linli::vault::media
