// access/key_hash.h – what throttles keep of an address, a phone or a login: 64 bits of its hash;
// and what is stored of a random secret. Thread safety: pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/hash.h"
#include "store/write_set.h"

namespace linli::access {

inline std::uint64_t hash_key(std::string_view key) {
  const Digest digest = sha256(key);
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < sizeof out; ++i) out = out << 8 | digest[i];
  return out;
}

inline store::Blob stored_hash(std::string_view secret) {
  return {std::string(as_bytes(sha256(secret)))};
}

}  // namespace linli::access
