// journal/head.h – signed tree heads: what the journal was, at a time, for all to keep.
//
// A head is one line of text; what is signed is the line up to its last space (docs/formats.md,
// "Tree head"). The key lives outside the database, and lines are copied out of it, so whoever can
// write the database still cannot rewrite the record unseen. Source: RFC 8032 (Ed25519),
// docs/adr/0004-journal.md. Thread safety: values; a Signer may sign from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/hash.h"
#include "base/random.h"
#include "base/result.h"

namespace linli::journal {

using Signature = std::array<std::uint8_t, 64>;
using PublicKey = std::array<std::uint8_t, 32>;

inline constexpr std::size_t kSecretKeySize = 32;  // bytes: the Ed25519 seed

struct Head {
  std::int64_t size = 0;
  Digest root{};
  Instant at;
  Signature signature{};
  bool operator==(const Head&) const = default;
};

// A new secret key, to be kept in the key folder.
std::string make_secret_key(Random& random);

class Signer {
 public:
  // Keeps the key until it is destroyed, then wipes it. Errors: journal.key_wrong (Invalid: not
  // kSecretKeySize bytes).
  static Result<Signer> make(std::string_view secret_key);
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;
  Signer(Signer&& other) noexcept;
  Signer& operator=(Signer&&) = delete;
  ~Signer();

  Head sign(std::int64_t size, const Digest& root, Instant at) const;
  // A line that is no head: it begins with the name of another format, or this aborts.
  Signature sign_line(std::string_view line) const;
  const PublicKey& public_key() const { return public_key_; }

 private:
  Signer() = default;
  std::array<std::uint8_t, 64> secret_{};
  PublicKey public_key_{};
};

// Errors: journal.head_forged (Corrupt: not signed by that key).
Result<void> verify_head(const Head& head, const PublicKey& key);

// Errors: journal.head_forged (Corrupt: not signed by that key).
Result<void> verify_line(std::string_view line, const Signature& signature, const PublicKey& key);

// "linli-head-1 <size> <root, hex> <ms since 1970> <signature, base64url>", without a line end.
std::string to_line(const Head& head);
// Errors: journal.head_malformed (Corrupt).
Result<Head> parse_head(std::string_view line);

}  // namespace linli::journal
