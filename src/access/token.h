// access/token.h – the session token: base64url of the session's id (8 bytes, big-endian) and 256
// random bits. The row is found by its key, the secret compared in constant time; only its SHA-256
// is stored. Thread safety: pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/ids.h"

namespace linli::access {

inline constexpr std::size_t kSecretBytes = 32;

struct Token {
  SessionId session;
  std::string secret;
};

std::string write_token(const Token& token);
// Errors: access.session_unknown.
Result<Token> parse_token(std::string_view text);
bool secret_matches(std::string_view secret_hash, const Token& token);

}  // namespace linli::access
