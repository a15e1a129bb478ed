// vault/seal.h – encryption of one value for one place.
//
// Sealed bytes: 1 byte format (1 = XChaCha20-Poly1305), 2 bytes key number (big-endian), 24 bytes
// nonce, ciphertext, 16 bytes tag. Associated data: context, 0, row id (8 bytes big-endian), so
// bytes moved to another column or row do not open. The format byte leaves room for another cipher
// (SM4) beside this one. Cost: about 1 µs for a short text.
// Source: RFC 8439, draft-irtf-cfrg-xchacha, libsodium. Thread safety: any thread, if `random` is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "vault/keys.h"

namespace linli::vault {

inline constexpr std::size_t kSealedOverhead = 1 + 2 + 24 + 16;

// Where a sealed value lives: context is "table.column".
struct Place {
  std::string_view context;
  std::int64_t row = 0;
};

// Seals under the current data key.
std::string seal(const Keys& keys, Random& random, Place place, std::string_view plain);

// Errors: vault.damaged (Corrupt: changed bytes, or from another place), vault.key_missing
// (Corrupt: sealed with a key this folder does not have; detail: its number).
Result<std::string> open(const Keys& keys, Place place, std::string_view sealed);

// The number of the key that sealed it; 0 if these are not sealed bytes.
std::uint16_t key_number(std::string_view sealed);

// The same with a key of one's own; the key number in the bytes is 0.
std::string seal_with(const Secret& key, Random& random, Place place, std::string_view plain);
// Errors: vault.damaged.
Result<std::string> open_with(const Secret& key, Place place, std::string_view sealed);

}  // namespace linli::vault
