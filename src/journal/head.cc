#include "journal/head.h"

#include <sodium.h>

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "base/text.h"

namespace linli::journal {
namespace {

static_assert(kSecretKeySize == crypto_sign_SEEDBYTES);
static_assert(sizeof(Signature) == crypto_sign_BYTES);
static_assert(sizeof(PublicKey) == crypto_sign_PUBLICKEYBYTES);

constexpr std::string_view kHeadFormat = "linli-head-1";

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string signed_bytes(std::int64_t size, const Digest& root, Instant at) {
  return std::string(kHeadFormat) + ' ' + std::to_string(size) + ' ' + to_hex(root) + ' ' +
         std::to_string(at.ms);
}

template <class Array>
bool copy_exactly(const Result<std::string>& from, Array& to) {
  if (!from || from->size() != to.size()) return false;
  std::copy(from->begin(), from->end(), to.begin());
  return true;
}

}  // namespace

std::string make_secret_key(Random& random) {
  return random.bytes(kSecretKeySize);
}

Result<Signer> Signer::make(std::string_view secret_key) {
  CHECK(sodium_init() >= 0);
  if (secret_key.size() != kSecretKeySize) return invalid("journal.key_wrong");
  Signer signer;
  CHECK(crypto_sign_seed_keypair(signer.public_key_.data(), signer.secret_.data(),
                                 bytes_of(secret_key)) == 0);
  return signer;
}

Signer::Signer(Signer&& other) noexcept : secret_(other.secret_), public_key_(other.public_key_) {
  sodium_memzero(other.secret_.data(), other.secret_.size());
}

Signer::~Signer() {
  sodium_memzero(secret_.data(), secret_.size());
}

Head Signer::sign(std::int64_t size, const Digest& root, Instant at) const {
  Head head{size, root, at, {}};
  const std::string bytes = signed_bytes(size, root, at);
  CHECK(crypto_sign_detached(head.signature.data(), nullptr, bytes_of(bytes), bytes.size(),
                             secret_.data()) == 0);
  return head;
}

Signature Signer::sign_line(std::string_view line) const {
  CHECK(!line.starts_with(kHeadFormat));
  Signature out{};
  CHECK(crypto_sign_detached(out.data(), nullptr, bytes_of(line), line.size(), secret_.data()) ==
        0);
  return out;
}

Result<void> verify_line(std::string_view line, const Signature& signature, const PublicKey& key) {
  if (crypto_sign_verify_detached(signature.data(), bytes_of(line), line.size(), key.data()) != 0) {
    return fail(ErrorKind::Corrupt, "journal.head_forged");
  }
  return {};
}

Result<void> verify_head(const Head& head, const PublicKey& key) {
  const std::string bytes = signed_bytes(head.size, head.root, head.at);
  if (crypto_sign_verify_detached(head.signature.data(), bytes_of(bytes), bytes.size(),
                                  key.data()) != 0) {
    return fail(ErrorKind::Corrupt, "journal.head_forged");
  }
  return {};
}

std::string to_line(const Head& head) {
  const auto* signature = reinterpret_cast<const char*>(head.signature.data());
  return signed_bytes(head.size, head.root, head.at) + ' ' +
         to_base64url({signature, head.signature.size()});
}

Result<Head> parse_head(std::string_view line) {
  const auto malformed = [] { return fail(ErrorKind::Corrupt, "journal.head_malformed"); };
  const auto words = split(line, ' ');
  if (words.size() != 5 || words[0] != kHeadFormat) return malformed();
  const auto size = parse_int64(words[1]);
  const auto at = parse_int64(words[3]);
  Head head;
  if (!size || !at || *size < 0 || !copy_exactly(from_hex(words[2]), head.root) ||
      !copy_exactly(from_base64url(words[4]), head.signature)) {
    return malformed();
  }
  head.size = *size;
  head.at = Instant{*at};
  // One head, one line: "+5", "007" and upper-case digits are other lines.
  if (to_line(head) != line) return malformed();
  return head;
}

}  // namespace linli::journal
