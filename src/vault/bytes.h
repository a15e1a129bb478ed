// vault/bytes.h – reading untrusted bytes without ever leaving them. Thread safety: one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace linli::vault {

// Every read answers nothing when the bytes are not there; nothing is ever read past the end.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  std::size_t at() const { return at_; }
  std::size_t left() const { return bytes_.size() - at_; }
  bool seek(std::size_t to) {
    if (to > bytes_.size()) return false;
    at_ = to;
    return true;
  }

  std::optional<std::string_view> take(std::uint64_t size) {
    if (size > left()) return std::nullopt;
    const auto out = bytes_.substr(at_, static_cast<std::size_t>(size));
    at_ += static_cast<std::size_t>(size);
    return out;
  }
  // An unsigned number of `size` (1–8) bytes.
  std::optional<std::uint64_t> big(std::size_t size) {
    const auto bytes = take(size);
    if (!bytes) return std::nullopt;
    std::uint64_t out = 0;
    for (const char c : *bytes) out = out << 8 | static_cast<unsigned char>(c);
    return out;
  }
  std::optional<std::uint64_t> little(std::size_t size) {
    const auto bytes = take(size);
    if (!bytes) return std::nullopt;
    std::uint64_t out = 0;
    for (std::size_t i = size; i-- > 0;) out = out << 8 | static_cast<unsigned char>((*bytes)[i]);
    return out;
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

inline void put_big(std::string& out, std::uint64_t value, std::size_t size) {
  for (std::size_t i = size; i-- > 0;) out += static_cast<char>((value >> (8 * i)) & 255);
}
inline void put_little(std::string& out, std::uint64_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) out += static_cast<char>((value >> (8 * i)) & 255);
}

}  // namespace linli::vault
