// sso/provider.h – whom the county lets sign people in, and what that house says of itself.
//
// Settings come from the file given to `linli serve --sso` (docs/sso.md); what a provider says of
// itself (OpenID Connect Discovery 1.0) is held against them. Thread safety: values.
// Errors: sso.settings (Invalid; detail: file, line, what), sso.provider_malformed (Overloaded:
// its metadata contradict the settings or the standard; detail: which member).
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/words.h"

namespace linli::sso {

inline constexpr std::size_t kProvidersMax = 8;
inline constexpr std::string_view kRedirectPath = "/sso";  // the page that people come back to

enum class For { Staff, Residents };

struct Provider {
  std::string key;     // in the address: "county"
  Words title;         // on the button
  std::string issuer;  // exactly as it stands in its tokens
  std::string client;  // what we are called there
  std::string secret;  // shared with it; "" for a client without one (PKCE alone)
  For whom = For::Staff;
  std::string scopes = "openid";
  // The claim that holds an identity number which the provider has verified; "" when it has none.
  std::string identity_claim;
  std::set<std::string> algorithms{"RS256", "PS256", "ES256"};
  std::string ca_file;            // authorities of its certificate; "" the machine's
  std::set<std::string> origins;  // its own, and others that its endpoints may lie at
};

struct Settings {
  std::string public_url;  // "https://linli.example.gov.cn": where the pages are
  std::vector<Provider> providers;

  const Provider* find(std::string_view key) const;
  std::string redirect() const { return public_url + std::string(kRedirectPath); }
};

// Reads the settings; `file` is for messages. Errors: sso.settings.
Result<Settings> parse_settings(const std::string& file, std::string_view yaml);

// What is needed of a provider's metadata.
struct Metadata {
  std::string authorization_endpoint;
  std::string token_endpoint;
  std::string keys_url;
  bool names_itself = false;    // its answers carry "iss" (RFC 9207)
  bool secret_in_form = false;  // it takes the secret in the form alone, not as Basic
};

// Where a provider publishes them.
std::string metadata_url(const Provider& provider);
// Errors: sso.provider_malformed.
Result<Metadata> parse_metadata(const Provider& provider, std::string_view json);

}  // namespace linli::sso
