// base/address.h – Internet addresses and ranges of them, for limits and allow-lists.
//
// An IPv4 address written as IPv6 (::ffff:192.0.2.1) is the IPv4 address. Source: RFC 4291 sections
// 2.2 and 2.5.5.2, RFC 5952 (text), RFC 4632 (ranges). Thread safety: values.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace linli {

class Address {
 public:
  enum class Family : std::uint8_t { V4, V6 };

  // "192.0.2.1", "2001:db8::1"; nothing for another text, a port, brackets or a zone.
  static std::optional<Address> parse(std::string_view text);

  Family family() const { return family_; }
  int bits_max() const { return family_ == Family::V4 ? 32 : 128; }
  // The first `bits` bits, the others 0; all of it when `bits` is more than it has.
  Address prefix(int bits) const;
  // Who is counted as one by limits: IPv4 /32; IPv6 /64, which one subscriber holds whole.
  Address household() const { return prefix(family_ == Family::V4 ? 32 : 64); }
  // Where somebody is, no nearer than a neighbourhood: IPv4 /24, IPv6 /48.
  Address neighbourhood() const { return prefix(family_ == Family::V4 ? 24 : 48); }
  // 127.0.0.0/8 and ::1.
  bool loopback() const;
  std::string text() const;

  auto operator<=>(const Address&) const = default;

 private:
  Family family_ = Family::V4;
  std::array<std::uint8_t, 16> bytes_{};  // IPv4: the first four
};

// A range of addresses with a common prefix.
class Cidr {
 public:
  // "192.0.2.0/24", "2001:db8::/32", or one address. Nothing for another text, a length beyond the
  // address, or bits set behind the prefix ("192.0.2.1/24": which of both is meant?).
  static std::optional<Cidr> parse(std::string_view text);

  bool contains(const Address& address) const;
  std::string text() const;

  bool operator==(const Cidr&) const = default;

 private:
  Address start_;
  int bits_ = 0;
};

// Ranges with commas and spaces between them; nothing when one of them is none.
std::optional<std::vector<Cidr>> parse_cidrs(std::string_view text);
bool contains(const std::vector<Cidr>& ranges, const Address& address);
// The address as text is in one of the ranges; no when it is none.
bool contains(const std::vector<Cidr>& ranges, std::string_view address);

}  // namespace linli
