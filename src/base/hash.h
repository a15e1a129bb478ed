// base/hash.h – SHA-256 and its encodings. Source: FIPS 180-4, RFC 4648.
// Thread safety: any thread. Binary strings hold raw bytes.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace linli {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view bytes);
// SHA-256 of the parts one after another, without joining them.
Digest sha256(std::initializer_list<std::string_view> parts);
// HMAC-SHA-256 (RFC 2104).
Digest hmac_sha256(std::string_view key, std::string_view bytes);

std::string_view as_bytes(const Digest& digest);

// Lower-case hexadecimal.
std::string to_hex(std::string_view bytes);
std::string to_hex(const Digest& digest);
// Errors: base.not_hex.
Result<std::string> from_hex(std::string_view hex);

// RFC 4648 base64 with padding.
std::string to_base64(std::string_view bytes);

// RFC 4648 base64url without padding. Errors: base.not_base64.
std::string to_base64url(std::string_view bytes);
Result<std::string> from_base64url(std::string_view text);

// Whether two secrets are equal, in time that does not depend on where they differ.
bool equal_secret(std::string_view a, std::string_view b);

}  // namespace linli
