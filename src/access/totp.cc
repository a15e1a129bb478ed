#include "access/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "base/check.h"
#include "base/hash.h"

namespace linli::access {
namespace {

// RFC 3986: everything but unreserved characters.
std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    if (plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

}  // namespace

std::int64_t totp_step(Instant at) {
  return at.ms / kTotpStepMs;
}

std::string totp_code(std::string_view secret, std::int64_t step) {
  std::array<unsigned char, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i) {
    counter[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(step) >> (56 - 8 * i));
  }
  std::array<unsigned char, 20> mac{};
  unsigned int size = 0;
  CHECK(HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter.data(),
             counter.size(), mac.data(), &size) != nullptr);
  // RFC 4226 5.3: the last four bits say where the 31 bits begin.
  const std::size_t at = mac[19] & 15u;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8 | mac[at + i];
  number = (number & 0x7FFFFFFFu) % 1'000'000u;
  std::string out(kTotpDigits, '0');
  for (std::size_t i = kTotpDigits; i-- > 0; number /= 10) {
    out[i] = static_cast<char>('0' + number % 10);
  }
  return out;
}

std::optional<std::int64_t> totp_match(std::string_view secret, std::string_view given,
                                       std::int64_t after, Instant now) {
  std::string digits;
  for (const char c : given) {
    if (c != ' ') digits += c;
  }
  std::optional<std::int64_t> out;
  const std::int64_t middle = totp_step(now);
  for (std::int64_t step = middle - kTotpWindow; step <= middle + kTotpWindow; ++step) {
    const bool same = equal_secret(totp_code(secret, step), digits);
    if (same && step > after && !out) out = step;
  }
  return out;
}

std::string to_base32(std::string_view bytes) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : bytes) {
    held = held << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 5; bits -= 5) out += kLetters[(held >> (bits - 5)) & 31u];
  }
  if (bits > 0) out += kLetters[(held << (5 - bits)) & 31u];
  return out;
}

std::string totp_address(std::string_view secret, std::string_view issuer, std::string_view login) {
  const std::string named = percent_encoded(issuer);
  return "otpauth://totp/" + named + ":" + percent_encoded(login) + "?secret=" + to_base32(secret) +
         "&issuer=" + named;
}

}  // namespace linli::access
