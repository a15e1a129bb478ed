// sso/id_token.h – is this ID token what the provider we asked says, to us, now?
//
// OpenID Connect Core 1.0 §3.1.3.7, step by step: signed by a key of the provider with an algorithm
// from a fixed list (never "none", never a shared secret), for us, from it, not over, and answering
// this very sign-in (nonce). Signatures are cjose's (Debian), the rules are here. Pure.
// Source: OIDC Core 1.0, RFC 7515, 7517, 7519, 8725; OWASP ASVS 5.0 9.1, 9.2, 10.5; docs/adr/0025.
// Thread safety: any thread.
//
// Errors: sso.token_refused (Unauthorized; detail: the step that failed, no value of the token),
// sso.keys_malformed (Overloaded: the provider's keys cannot be read).
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace linli::sso {

inline constexpr std::size_t kTokenBytesMax = 32 * 1024;
inline constexpr std::size_t kKeysMax = 50;
inline constexpr std::size_t kSubjectMax = 255;                  // OIDC Core 1.0 §2
inline constexpr std::int64_t kSkewMs = kMsPerMinute;            // between two clocks
inline constexpr std::int64_t kIssuedMsMax = 10 * kMsPerMinute;  // older ones are refused
inline constexpr std::size_t kRsaBitsMin = 2048;

// The public keys of a provider that may sign.
class Keys {
 public:
  // A JWK set (RFC 7517); keys of other uses and kinds are left out. Errors: sso.keys_malformed.
  static Result<Keys> parse(std::string_view jwks);
  ~Keys();
  Keys(Keys&&) noexcept;
  Keys& operator=(Keys&&) noexcept;

  // Whether a key of this id is there.
  bool knows(std::string_view key_id) const;
  std::size_t size() const;

 private:
  struct Key;
  Keys();
  std::vector<Key> keys_;
  friend Result<std::string> signed_payload(const Keys&, std::string_view,
                                            const std::set<std::string>&);
};

// What the token must say.
struct Expected {
  std::string issuer;
  std::string client;
  std::string nonce;
  std::set<std::string> algorithms;  // of RS256, PS256, ES256
  std::string identity_claim;        // name of the claim with the verified identity number, or ""
  Instant now;
};

struct Claims {
  std::string subject;
  std::string identity_number;  // as the provider writes it; "" when there is none
};

// The id of the key that a token names; "" if it names none. Errors: sso.token_refused.
Result<std::string> key_id_of(std::string_view token);

// The payload of a token that one of the keys has signed. Errors: sso.token_refused.
Result<std::string> signed_payload(const Keys& keys, std::string_view token,
                                   const std::set<std::string>& algorithms);

// Errors: sso.token_refused.
Result<Claims> check_id_token(const Keys& keys, std::string_view token, const Expected& expected);

}  // namespace linli::sso
