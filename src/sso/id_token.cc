#include "sso/id_token.h"

#include <cjose/cjose.h>

#include <algorithm>
#include <optional>

#include "base/hash.h"
#include "base/json.h"

namespace linli::sso {
namespace {

namespace json = boost::json;

struct FreeKey {
  void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
};
struct FreeToken {
  void operator()(cjose_jws_t* token) const { cjose_jws_release(token); }
};
using KeyPointer = std::unique_ptr<cjose_jwk_t, FreeKey>;
using TokenPointer = std::unique_ptr<cjose_jws_t, FreeToken>;

Failure refused(std::string_view step) {
  return fail(ErrorKind::Unauthorized, "sso.token_refused", std::string(step));
}

// A member that is a text; nothing otherwise.
std::optional<std::string> text_in(const json::object& object, std::string_view name) {
  const auto* found = object.if_contains(name);
  if (found == nullptr || !found->is_string()) return std::nullopt;
  return std::string(found->get_string());
}

// NumericDate, whole or with a fraction.
std::optional<std::int64_t> seconds_in(const json::object& object, std::string_view name) {
  const auto* found = object.if_contains(name);
  if (found == nullptr) return std::nullopt;
  constexpr std::int64_t kSecondsMax = 100'000'000'000;
  if (found->is_int64()) {
    const auto seconds = found->get_int64();
    if (seconds < 0 || seconds > kSecondsMax) return std::nullopt;
    return seconds;
  }
  if (!found->is_double()) return std::nullopt;
  const double seconds = found->get_double();
  if (seconds < 0 || seconds > static_cast<double>(kSecondsMax)) return std::nullopt;
  return static_cast<std::int64_t>(seconds);
}

Result<json::object> header_of(std::string_view token) {
  const auto dot = token.find('.');
  if (token.size() > kTokenBytesMax || dot == std::string_view::npos) return refused("form");
  const auto bytes = from_base64url(token.substr(0, dot));
  if (!bytes) return refused("form");
  auto header = parse_json(*bytes);
  if (!header || !header->is_object()) return refused("form");
  return std::move(header->get_object());
}

}  // namespace

struct Keys::Key {
  std::string id;
  std::string algorithm;  // that alone it is for; "" any of its kind
  cjose_jwk_kty_t kind = CJOSE_JWK_KTY_RSA;
  KeyPointer key;

  bool fits(std::string_view wanted) const {
    if (!algorithm.empty() && algorithm != wanted) return false;
    return wanted == "ES256" ? kind == CJOSE_JWK_KTY_EC : kind == CJOSE_JWK_KTY_RSA;
  }
};

Keys::Keys() = default;
Keys::~Keys() = default;
Keys::Keys(Keys&&) noexcept = default;
Keys& Keys::operator=(Keys&&) noexcept = default;

std::size_t Keys::size() const {
  return keys_.size();
}

bool Keys::knows(std::string_view key_id) const {
  return std::ranges::any_of(keys_, [&](const Key& key) { return key.id == key_id; });
}

Result<Keys> Keys::parse(std::string_view text) {
  const auto malformed = [] { return fail(ErrorKind::Overloaded, "sso.keys_malformed"); };
  const auto set = parse_json(text);
  if (!set || !set->is_object()) return malformed();
  const auto* list = set->get_object().if_contains("keys");
  if (list == nullptr || !list->is_array() || list->get_array().size() > kKeysMax) {
    return malformed();
  }
  Keys out;
  for (const auto& one : list->get_array()) {
    if (!one.is_object()) return malformed();
    const auto& object = one.get_object();
    const std::string kind = text_in(object, "kty").value_or("");
    const bool signs = text_in(object, "use").value_or("sig") == "sig";
    const bool curve = kind == "EC" && text_in(object, "crv").value_or("") == "P-256";
    // No secret key is anybody's public key: "oct" stays out.
    if (!signs || !(kind == "RSA" || curve)) continue;
    std::string plain;
    write_json(plain, one);
    cjose_err error{};
    Key key;
    key.key.reset(cjose_jwk_import(plain.c_str(), plain.size(), &error));
    if (!key.key) continue;
    key.kind = cjose_jwk_get_kty(key.key.get(), &error);
    const std::size_t bits = cjose_jwk_get_keysize(key.key.get(), &error);
    if (key.kind == CJOSE_JWK_KTY_RSA && bits < kRsaBitsMin) continue;
    key.id = text_in(object, "kid").value_or("");
    key.algorithm = text_in(object, "alg").value_or("");
    out.keys_.push_back(std::move(key));
  }
  return out;
}

Result<std::string> key_id_of(std::string_view token) {
  return text_in(TRY(header_of(token)), "kid").value_or("");
}

Result<std::string> signed_payload(const Keys& keys, std::string_view token,
                                   const std::set<std::string>& algorithms) {
  const auto header = TRY(header_of(token));
  // RFC 8725 3.1: the list decides which algorithm may be used, not the token.
  const std::string algorithm = text_in(header, "alg").value_or("");
  const bool known = algorithm == "RS256" || algorithm == "PS256" || algorithm == "ES256";
  if (!known || !algorithms.contains(algorithm)) return refused("algorithm");
  if (header.contains("crit")) return refused("crit");
  const std::string id = text_in(header, "kid").value_or("");
  cjose_err error{};
  const TokenPointer parsed(cjose_jws_import(token.data(), token.size(), &error));
  if (!parsed) return refused("form");
  for (const auto& key : keys.keys_) {
    if (!key.fits(algorithm) || (!id.empty() && key.id != id)) continue;
    if (!cjose_jws_verify(parsed.get(), key.key.get(), &error)) continue;
    std::uint8_t* bytes = nullptr;
    std::size_t size = 0;
    if (!cjose_jws_get_plaintext(parsed.get(), &bytes, &size, &error)) return refused("form");
    return std::string(reinterpret_cast<const char*>(bytes), size);
  }
  return refused("signature");
}

namespace {

// "If the ID Token contains multiple audiences, the Client SHOULD verify that an azp Claim is
// present. If an azp Claim is present, the Client SHOULD verify that its client_id is the value."
Result<void> check_audience(const json::object& payload, const std::string& client) {
  const auto* audience = payload.if_contains("aud");
  if (audience == nullptr) return refused("audience");
  bool ours = false;
  bool several = false;
  if (audience->is_string()) {
    ours = std::string_view(audience->get_string()) == client;
  } else if (audience->is_array()) {
    several = audience->get_array().size() > 1;
    for (const auto& one : audience->get_array()) {
      ours = ours || (one.is_string() && std::string_view(one.get_string()) == client);
    }
  }
  if (!ours) return refused("audience");
  const auto* party = payload.if_contains("azp");
  if (party == nullptr) return several ? Result<void>(refused("azp")) : Result<void>{};
  if (!party->is_string() || std::string_view(party->get_string()) != client) {
    return refused("azp");
  }
  return {};
}

Result<void> check_time(const json::object& payload, Instant now) {
  const auto ends = seconds_in(payload, "exp");
  const auto issued = seconds_in(payload, "iat");
  if (!ends || now.ms >= *ends * kMsPerSecond + kSkewMs) return refused("exp");
  if (!issued || now.ms < *issued * kMsPerSecond - kSkewMs ||
      now.ms > *issued * kMsPerSecond + kIssuedMsMax) {
    return refused("iat");
  }
  if (payload.contains("nbf")) {
    const auto from = seconds_in(payload, "nbf");
    if (!from || now.ms < *from * kMsPerSecond - kSkewMs) return refused("nbf");
  }
  return {};
}

}  // namespace

Result<Claims> check_id_token(const Keys& keys, std::string_view token, const Expected& expected) {
  // 6–8. "validate the signature … using the algorithm specified in the JWT alg Header Parameter …
  // The alg value SHOULD be the default of RS256 or the algorithm sent by the Client".
  const std::string text = TRY(signed_payload(keys, token, expected.algorithms));
  const auto value = parse_json(text);
  if (!value || !value->is_object()) return refused("form");
  const auto& payload = value->get_object();
  // 2. "The Issuer Identifier … MUST exactly match the value of the iss (issuer) Claim."
  if (text_in(payload, "iss").value_or("") != expected.issuer) return refused("issuer");
  // 3–5.
  TRY(check_audience(payload, expected.client));
  // 9, 10.
  TRY(check_time(payload, expected.now));
  // 11. "the value checked to verify that it is the same value as the one that was sent".
  if (expected.nonce.empty() ||
      !equal_secret(text_in(payload, "nonce").value_or(""), expected.nonce)) {
    return refused("nonce");
  }
  Claims out;
  out.subject = text_in(payload, "sub").value_or("");
  if (out.subject.empty() || out.subject.size() > kSubjectMax) return refused("subject");
  if (!expected.identity_claim.empty()) {
    out.identity_number = text_in(payload, expected.identity_claim).value_or("");
  }
  return out;
}

}  // namespace linli::sso
