#include "sso/waiting.h"

#include <boost/describe.hpp>

#include "base/hash.h"
#include "base/json.h"

namespace linli::sso {
namespace {

constexpr std::string_view kContext = "sso.waiting";
constexpr std::int64_t kRow = 0;  // lies in no table
constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kSealedMax = 2'000;

struct Inside {
  std::string provider, state, nonce, verifier;
  std::int64_t ends_at = 0;
};
BOOST_DESCRIBE_STRUCT(Inside, (), (provider, state, nonce, verifier, ends_at))

}  // namespace

Waiting begin(std::string_view provider, Random& random, Instant now) {
  const auto secret = [&] { return to_base64url(random.bytes(kSecretBytes)); };
  return {std::string(provider), secret(), secret(), secret(), plus_ms(now, kWaitingMs)};
}

std::string challenge_of(const Waiting& waiting) {
  return to_base64url(as_bytes(sha256(waiting.verifier)));
}

std::string seal(const vault::Vault& vault, const Waiting& waiting) {
  const Inside inside{waiting.provider, waiting.state, waiting.nonce, waiting.verifier,
                      waiting.ends_at.ms};
  return to_base64url(vault.seal_field(kContext, kRow, to_json(inside)));
}

Result<Waiting> open(const vault::Vault& vault, std::string_view sealed, std::string_view state,
                     Instant now) {
  const auto again = [] { return fail(ErrorKind::Unauthorized, "sso.begin_again"); };
  if (sealed.empty() || sealed.size() > kSealedMax) return again();
  const auto bytes = from_base64url(sealed);
  if (!bytes) return again();
  const auto plain = vault.open_field(kContext, kRow, *bytes);
  if (!plain) return again();
  const auto value = parse_json(*plain);
  if (!value) return again();
  const auto inside = read_json<Inside>(*value);
  if (!inside || now.ms >= inside->ends_at || !equal_secret(inside->state, state)) return again();
  return Waiting{inside->provider, inside->state, inside->nonce, inside->verifier,
                 Instant{inside->ends_at}};
}

}  // namespace linli::sso
