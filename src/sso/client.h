// sso/client.h – talks to the providers: where to send people, and whom a code stands for.
//
// Authorization code with PKCE (S256), state, nonce and, where the provider names itself, iss
// (RFC 9207). Metadata and keys are kept kKeptMs; an unknown key id asks for the keys anew, at most
// once in kAskAgainMs, so that rotation works and nobody can make us ask in a loop. Calls block.
// Source: OIDC Core 1.0, Discovery 1.0, RFC 6749, 7636, 9207, 9700; docs/adr/0025.
// Thread safety: any thread.
//
// Errors: outbound.*, sso.provider_malformed, sso.keys_malformed, sso.provider_refused
// (Unauthorized: no token for this code), sso.begin_again (iss of another), sso.token_refused.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "sso/id_token.h"
#include "sso/provider.h"
#include "sso/waiting.h"

namespace linli::sso {

inline constexpr std::int64_t kKeptMs = kMsPerHour;
inline constexpr std::int64_t kAskAgainMs = kMsPerMinute;
inline constexpr std::size_t kCodeBytesMax = 2'000;

class Client {
 public:
  // `clock` is the machine's: tokens of others end by the world's time, also in a sample. Keeps a
  // reference to it.
  Client(Settings settings, const Clock& clock) : settings_(std::move(settings)), clock_(clock) {}

  const Settings& settings() const { return settings_; }

  // The address to send the person to.
  Result<std::string> address(const Provider& provider, const Waiting& waiting);
  // Who came back with this code. `issuer` is the iss of the answer, "" if it had none.
  Result<Claims> exchange(const Provider& provider, const Waiting& waiting, const std::string& code,
                          const std::string& issuer);

 private:
  template <class T>
  struct KeptOf {
    std::shared_ptr<const T> value;
    Instant at;
  };
  struct Known {
    KeptOf<Metadata> metadata;
    KeptOf<Keys> keys;
  };

  Result<std::shared_ptr<const Metadata>> metadata(const Provider& provider);
  // The keys, asked for anew if they do not hold `key_id`.
  Result<std::shared_ptr<const Keys>> keys(const Provider& provider, const Metadata& metadata,
                                           const std::string& key_id);
  Result<std::string> token_for(const Provider& provider, const Metadata& metadata,
                                const Waiting& waiting, const std::string& code) const;

  const Settings settings_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Known> known_;  // by the key of the provider
};

}  // namespace linli::sso
