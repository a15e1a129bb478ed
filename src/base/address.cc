#include "base/address.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/text.h"

namespace linli {
namespace {

constexpr std::size_t kTextMax = 45;  // INET6_ADDRSTRLEN without its NUL
constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr int kMappedBits = 96;

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
  if (text.empty() || text.size() > kTextMax || text.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  const std::string whole(text);
  Address out;
  if (inet_pton(AF_INET, whole.c_str(), out.bytes_.data()) == 1) return out;
  std::array<std::uint8_t, 16> bytes{};
  if (inet_pton(AF_INET6, whole.c_str(), bytes.data()) != 1) return std::nullopt;
  if (std::equal(kMapped.begin(), kMapped.end(), bytes.begin())) {
    std::copy(bytes.begin() + kMapped.size(), bytes.end(), out.bytes_.begin());
    return out;
  }
  out.family_ = Family::V6;
  out.bytes_ = bytes;
  return out;
}

Address Address::prefix(int bits) const {
  Address out = *this;
  for (int byte = 0; byte < bits_max() / 8; ++byte) {
    const int kept = std::clamp(bits - byte * 8, 0, 8);
    auto& place = out.bytes_[static_cast<std::size_t>(byte)];
    place = static_cast<std::uint8_t>(place & (0xff00U >> static_cast<unsigned>(kept)));
  }
  return out;
}

bool Address::loopback() const {
  if (family_ == Family::V4) return bytes_[0] == 127;
  return std::all_of(bytes_.begin(), bytes_.end() - 1, [](auto byte) { return byte == 0; }) &&
         bytes_.back() == 1;
}

std::string Address::text() const {
  std::array<char, INET6_ADDRSTRLEN> out{};
  const int family = family_ == Family::V4 ? AF_INET : AF_INET6;
  if (inet_ntop(family, bytes_.data(), out.data(), out.size()) == nullptr) return {};
  return out.data();
}

std::optional<Cidr> Cidr::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = Address::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  Cidr out;
  out.start_ = *address;
  out.bits_ = address->bits_max();
  if (slash == std::string_view::npos) return out;
  const auto length = text.substr(slash + 1);
  const auto bits = parse_int64(length);
  if (!bits || *bits < 0 || length.front() == '-' || length.front() == '+') return std::nullopt;
  const bool mapped = text.substr(0, slash).find(':') != std::string_view::npos &&
                      address->family() == Address::Family::V4;
  const auto real = mapped ? *bits - kMappedBits : *bits;
  if (real < 0 || real > address->bits_max()) return std::nullopt;
  out.bits_ = static_cast<int>(real);
  if (address->prefix(out.bits_) != *address) return std::nullopt;
  return out;
}

bool Cidr::contains(const Address& address) const {
  return address.family() == start_.family() && address.prefix(bits_) == start_;
}

std::string Cidr::text() const {
  return start_.text() + '/' + std::to_string(bits_);
}

std::optional<std::vector<Cidr>> parse_cidrs(std::string_view text) {
  std::vector<Cidr> out;
  for (const auto part : split(text, ',')) {
    const auto range = Cidr::parse(trim(part));
    if (!range) return std::nullopt;
    out.push_back(*range);
  }
  return out;
}

bool contains(const std::vector<Cidr>& ranges, const Address& address) {
  return std::ranges::any_of(ranges, [&](const auto& range) { return range.contains(address); });
}

bool contains(const std::vector<Cidr>& ranges, std::string_view address) {
  const auto parsed = Address::parse(address);
  return parsed && contains(ranges, *parsed);
}

}  // namespace linli
