#include "vault/seal.h"

#include <sodium.h>

#include <array>

#include "base/check.h"

namespace linli::vault {
namespace {

constexpr char kSealFormat = 1;
constexpr std::size_t kHeader = 1 + 2 + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
static_assert(kSealedOverhead == kHeader + crypto_aead_xchacha20poly1305_ietf_ABYTES);
static_assert(kKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string bound_to(Place place) {
  std::string out(place.context);
  out += '\0';
  const auto row = static_cast<std::uint64_t>(place.row);
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>((row >> shift) & 255);
  return out;
}

std::string seal_numbered(const Secret& key, std::uint16_t number, Random& random, Place place,
                          std::string_view plain) {
  std::string out(plain.size() + kSealedOverhead, '\0');
  out[0] = kSealFormat;
  out[1] = static_cast<char>(number >> 8);
  out[2] = static_cast<char>(number & 255);
  auto* bytes = reinterpret_cast<unsigned char*>(out.data());
  random.fill({bytes + 3, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES});
  const std::string bound = bound_to(place);
  CHECK(crypto_aead_xchacha20poly1305_ietf_encrypt(bytes + kHeader, nullptr, raw(plain),
                                                   plain.size(), raw(bound), bound.size(), nullptr,
                                                   bytes + 3, key.data()) == 0);
  return out;
}

}  // namespace

std::string seal(const Keys& keys, Random& random, Place place, std::string_view plain) {
  const auto& [number, key] = *keys.data.rbegin();
  return seal_numbered(key, number, random, place, plain);
}

Result<std::string> open(const Keys& keys, Place place, std::string_view sealed) {
  const std::uint16_t number = key_number(sealed);
  if (number == 0) return fail(ErrorKind::Corrupt, "vault.damaged", std::string(place.context));
  const auto key = keys.data.find(number);
  if (key == keys.data.end()) {
    return fail(ErrorKind::Corrupt, "vault.key_missing", "key " + std::to_string(number));
  }
  return open_with(key->second, place, sealed);
}

std::uint16_t key_number(std::string_view sealed) {
  if (sealed.size() < kSealedOverhead || sealed[0] != kSealFormat) return 0;
  return static_cast<std::uint16_t>(static_cast<unsigned char>(sealed[1]) << 8 |
                                    static_cast<unsigned char>(sealed[2]));
}

std::string seal_with(const Secret& key, Random& random, Place place, std::string_view plain) {
  return seal_numbered(key, 0, random, place, plain);
}

Result<std::string> open_with(const Secret& key, Place place, std::string_view sealed) {
  const auto damaged = [&] {
    return fail(ErrorKind::Corrupt, "vault.damaged",
                std::string(place.context) + " row " + std::to_string(place.row));
  };
  if (sealed.size() < kSealedOverhead || sealed[0] != kSealFormat) return damaged();
  std::string out(sealed.size() - kSealedOverhead, '\0');
  const std::string bound = bound_to(place);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          reinterpret_cast<unsigned char*>(out.data()), nullptr, nullptr, raw(sealed) + kHeader,
          sealed.size() - kHeader, raw(bound), bound.size(), raw(sealed) + 3, key.data()) != 0) {
    return damaged();
  }
  return out;
}

}  // namespace linli::vault
