// sso/waiting.h – a sign-in that has begun: sealed, kept by the page that began it.
//
// The page keeps these bytes for its tab while the person is at the provider and hands them back;
// she cannot read or change them. So no state lies on the server, any node can go on, and an answer
// that another browser began is worth nothing here (login CSRF, mix-up).
// Source: OIDC Core 1.0 §3.1.2.1 (state, nonce), RFC 7636 (PKCE), RFC 9700. Thread safety: any.
// Errors: sso.begin_again (Unauthorized: changed, over, of another provider or state).
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "vault/vault.h"

namespace linli::sso {

inline constexpr std::int64_t kWaitingMs = 10 * kMsPerMinute;

struct Waiting {
  std::string provider;
  std::string state;     // comes back in the address
  std::string nonce;     // comes back in the token
  std::string verifier;  // shown to the provider when the code is exchanged
  Instant ends_at;
};

// A new one for this provider: three times 256 random bits.
Waiting begin(std::string_view provider, Random& random, Instant now);
// The code challenge of RFC 7636, S256.
std::string challenge_of(const Waiting& waiting);

std::string seal(const vault::Vault& vault, const Waiting& waiting);
// The one that belongs to the `state` that came back. Errors: sso.begin_again.
Result<Waiting> open(const vault::Vault& vault, std::string_view sealed, std::string_view state,
                     Instant now);

}  // namespace linli::sso
