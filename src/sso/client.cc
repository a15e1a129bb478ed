#include "sso/client.h"

#include <algorithm>

#include "base/json.h"
#include "outbound/fetch.h"

namespace linli::sso {
namespace {

constexpr int kOk = 200;

outbound::Fetcher fetcher(const Provider& provider) {
  return outbound::Fetcher(provider.origins, provider.ca_file);
}

Result<std::string> get(const Provider& provider, const std::string& url) {
  outbound::Ask ask;
  ask.url = url;
  ask.headers = {{"Accept", "application/json"}};
  auto answer = TRY(fetcher(provider).fetch(ask));
  if (answer.status != kOk) {
    return fail(ErrorKind::Overloaded, "sso.provider_malformed",
                "status " + std::to_string(answer.status));
  }
  return std::move(answer.body);
}

}  // namespace

Result<std::shared_ptr<const Metadata>> Client::metadata(const Provider& provider) {
  const Instant now = clock_.now();
  {
    const std::lock_guard lock(mutex_);
    const auto& kept = known_[provider.key].metadata;
    if (kept.value && now.ms - kept.at.ms < kKeptMs) return kept.value;
  }
  const auto text = TRY(get(provider, metadata_url(provider)));
  auto fresh = std::make_shared<const Metadata>(TRY(parse_metadata(provider, text)));
  const std::lock_guard lock(mutex_);
  known_[provider.key].metadata = {fresh, now};
  return fresh;
}

Result<std::shared_ptr<const Keys>> Client::keys(const Provider& provider, const Metadata& metadata,
                                                 const std::string& key_id) {
  const Instant now = clock_.now();
  {
    const std::lock_guard lock(mutex_);
    const auto& kept = known_[provider.key].keys;
    const std::int64_t age = now.ms - kept.at.ms;
    const bool there = kept.value && (key_id.empty() || kept.value->knows(key_id));
    if (kept.value && age < (there ? kKeptMs : kAskAgainMs)) return kept.value;
  }
  const auto text = TRY(get(provider, metadata.keys_url));
  auto fresh = std::make_shared<const Keys>(TRY(Keys::parse(text)));
  const std::lock_guard lock(mutex_);
  known_[provider.key].keys = {fresh, now};
  return fresh;
}

Result<std::string> Client::address(const Provider& provider, const Waiting& waiting) {
  const auto found = TRY(metadata(provider));
  std::string out = found->authorization_endpoint;
  out += out.find('?') == std::string::npos ? '?' : '&';
  // Made apart: the words of a person's sign-in never stand in a log of ours.
  const std::pair<std::string_view, std::string> parameters[] = {
      {"response_type", "code"},
      {"client_id", provider.client},
      {"redirect_uri", settings_.redirect()},
      {"scope", provider.scopes},
      {"state", waiting.state},
      {"nonce", waiting.nonce},
      {"code_challenge", challenge_of(waiting)},
      {"code_challenge_method", "S256"}};
  bool first = true;
  for (const auto& [name, value] : parameters) {
    if (!first) out += '&';
    first = false;
    out += std::string(name) + '=' + outbound::percent_encoded(value);
  }
  return out;
}

Result<std::string> Client::token_for(const Provider& provider, const Metadata& metadata,
                                      const Waiting& waiting, const std::string& code) const {
  outbound::Ask ask;
  ask.url = metadata.token_endpoint;
  ask.headers = {{"Accept", "application/json"}};
  ask.form = {{"grant_type", "authorization_code"},
              {"code", code},
              {"redirect_uri", settings_.redirect()},
              {"code_verifier", waiting.verifier}};
  if (provider.secret.empty() || metadata.secret_in_form) {
    ask.form.emplace_back("client_id", provider.client);
  }
  if (!provider.secret.empty() && metadata.secret_in_form) {
    ask.form.emplace_back("client_secret", provider.secret);
  } else if (!provider.secret.empty()) {
    // RFC 6749 2.3.1: both are form-encoded before they become Basic.
    ask.user = outbound::percent_encoded(provider.client);
    ask.password = outbound::percent_encoded(provider.secret);
  }
  const auto answer = TRY(fetcher(provider).fetch(ask));
  const auto refused = [&] {
    return fail(ErrorKind::Unauthorized, "sso.provider_refused",
                "status " + std::to_string(answer.status));
  };
  if (answer.status != kOk) return refused();
  const auto value = parse_json(answer.body);
  if (!value || !value->is_object()) return refused();
  const auto* token = value->get_object().if_contains("id_token");
  if (token == nullptr || !token->is_string()) return refused();
  return std::string(token->get_string());
}

Result<Claims> Client::exchange(const Provider& provider, const Waiting& waiting,
                                const std::string& code, const std::string& issuer) {
  const auto again = [] { return fail(ErrorKind::Unauthorized, "sso.begin_again"); };
  if (code.empty() || code.size() > kCodeBytesMax) return again();
  const auto found = TRY(metadata(provider));
  // RFC 9207 2.4: "Clients MUST … compare … If the value does not match the expected issuer
  // identifier, clients MUST reject the authorization response". Who says that it sends one must.
  if (issuer.empty() ? found->names_itself : issuer != provider.issuer) return again();
  const auto token = TRY(token_for(provider, *found, waiting, code));
  const auto known = TRY(keys(provider, *found, TRY(key_id_of(token))));
  return check_id_token(*known, token,
                        {provider.issuer, provider.client, waiting.nonce, provider.algorithms,
                         provider.identity_claim, clock_.now()});
}

}  // namespace linli::sso
