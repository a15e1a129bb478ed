#include "access/token.h"

#include "base/hash.h"

namespace linli::access {
namespace {

constexpr std::size_t kIdBytes = 8;

}  // namespace

std::string write_token(const Token& token) {
  std::string bytes;
  const auto id = static_cast<std::uint64_t>(token.session.value);
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>((id >> shift) & 255);
  return to_base64url(bytes + token.secret);
}

Result<Token> parse_token(std::string_view text) {
  const auto bytes = from_base64url(text);
  if (!bytes || bytes->size() != kIdBytes + kSecretBytes) {
    return fail(ErrorKind::Unauthorized, "access.session_unknown");
  }
  std::uint64_t id = 0;
  for (std::size_t i = 0; i < kIdBytes; ++i) id = id << 8 | static_cast<unsigned char>((*bytes)[i]);
  return Token{SessionId{static_cast<std::int64_t>(id)}, bytes->substr(kIdBytes)};
}

bool secret_matches(std::string_view secret_hash, const Token& token) {
  return equal_secret(secret_hash, as_bytes(sha256(token.secret)));
}

}  // namespace linli::access
