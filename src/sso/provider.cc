#include "sso/provider.h"

#include <algorithm>

#include "base/json.h"
#include "outbound/fetch.h"
#include "pack/yaml.h"

namespace linli::sso {
namespace {

namespace json = boost::json;

constexpr std::string_view kWellKnown = "/.well-known/openid-configuration";

bool key_fits(std::string_view key) {
  return !key.empty() && key.size() <= 30 && std::ranges::all_of(key, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

class SettingsReader {
 public:
  SettingsReader(const std::string& file, std::vector<pack::Problem>& problems)
      : reader_(file, problems) {}

  Settings read(std::string_view yaml) {
    Settings out;
    const auto document = reader_.parse(yaml);
    if (document.kind == pack::YamlKind::Null) return out;
    reader_.only(document, {"public_url", "providers"});
    out.public_url = url(document, "public_url");
    const auto origin = outbound::origin_of(out.public_url);
    if (!origin || *origin != out.public_url) {
      reader_.problem(document, "sso.settings", "public_url: https://name, nothing after it");
    }
    const auto& providers = reader_.need(document, "providers");
    if (providers.members.empty() || providers.members.size() > kProvidersMax) {
      reader_.problem(providers, "sso.settings", "providers: one to eight");
    }
    for (const auto& [key, node] : providers.members) out.providers.push_back(provider(key, node));
    return out;
  }

 private:
  std::string url(const pack::Yaml& map, std::string_view name) {
    std::string text = reader_.need_text(map, name);
    if (!outbound::origin_of(text)) {
      reader_.problem(map, "sso.settings", std::string(name) + ": not an https address");
    }
    return text;
  }

  std::set<std::string> origins(const pack::Yaml& node, const std::string& issuer) {
    std::set<std::string> out;
    for (const auto& text : reader_.texts(node, "origins")) {
      const auto origin = outbound::origin_of(text);
      if (!origin) reader_.problem(node, "sso.settings", "origins: not an https address");
      if (origin) out.insert(*origin);
    }
    if (const auto own = outbound::origin_of(issuer)) out.insert(*own);
    return out;
  }

  Provider provider(const std::string& key, const pack::Yaml& node) {
    Provider out;
    out.key = key;
    if (!key_fits(key)) reader_.problem(node, "sso.settings", key + ": a-z, 0-9 and _");
    reader_.only(node, {"title", "issuer", "client", "secret", "for", "scopes", "identity_claim",
                        "algorithms", "ca_file", "origins"});
    out.title = reader_.words(node, "title");
    out.issuer = url(node, "issuer");
    out.client = reader_.need_text(node, "client");
    out.secret = reader_.text(node, "secret", "");
    out.scopes = reader_.text(node, "scopes", "openid");
    out.identity_claim = reader_.text(node, "identity_claim", "");
    out.ca_file = reader_.text(node, "ca_file", "");
    out.origins = origins(node, out.issuer);
    const std::string whom = reader_.need_text(node, "for");
    if (whom != "staff" && whom != "residents") {
      reader_.problem(node, "sso.settings", "for: staff or residents");
    }
    out.whom = whom == "residents" ? For::Residents : For::Staff;
    // Without it nobody can ever be told apart: administrators bind accounts of staff only.
    if (out.whom == For::Residents && out.identity_claim.empty()) {
      reader_.problem(node, "sso.settings", "residents are known by identity_claim alone");
    }
    if (const auto given = reader_.texts(node, "algorithms"); !given.empty()) {
      for (const auto& one : given) {
        if (!out.algorithms.contains(one)) {
          reader_.problem(node, "sso.settings", one + ": RS256, PS256 or ES256");
        }
      }
      out.algorithms = {given.begin(), given.end()};
    }
    return out;
  }

  pack::Reader reader_;
};

std::string text_or_none(const json::object& object, std::string_view name) {
  const auto* found = object.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : "";
}

bool lists(const json::object& object, std::string_view name, std::string_view word) {
  const auto* found = object.if_contains(name);
  return found != nullptr && found->is_array() &&
         std::ranges::any_of(found->get_array(), [&](const json::value& one) {
           return one.is_string() && std::string_view(one.get_string()) == word;
         });
}

}  // namespace

const Provider* Settings::find(std::string_view key) const {
  const auto found = std::ranges::find(providers, key, &Provider::key);
  return found == providers.end() ? nullptr : &*found;
}

Result<Settings> parse_settings(const std::string& file, std::string_view yaml) {
  std::vector<pack::Problem> problems;
  auto out = SettingsReader(file, problems).read(yaml);
  if (problems.empty()) return out;
  return invalid("sso.settings", pack::to_line(problems.front()));
}

std::string metadata_url(const Provider& provider) {
  std::string_view issuer = provider.issuer;
  if (issuer.ends_with('/')) issuer.remove_suffix(1);
  return std::string(issuer) + std::string(kWellKnown);
}

Result<Metadata> parse_metadata(const Provider& provider, std::string_view text) {
  const auto malformed = [](std::string_view member) {
    return fail(ErrorKind::Overloaded, "sso.provider_malformed", std::string(member));
  };
  const auto value = parse_json(text);
  if (!value || !value->is_object()) return malformed("document");
  const auto& object = value->get_object();
  // Discovery 1.0 §4.3: "The issuer value returned MUST be identical to the Issuer URL that was
  // used as the prefix to /.well-known/openid-configuration".
  if (text_or_none(object, "issuer") != provider.issuer) return malformed("issuer");
  Metadata out;
  out.authorization_endpoint = text_or_none(object, "authorization_endpoint");
  out.token_endpoint = text_or_none(object, "token_endpoint");
  out.keys_url = text_or_none(object, "jwks_uri");
  for (const auto* url : {&out.authorization_endpoint, &out.token_endpoint, &out.keys_url}) {
    const auto origin = outbound::origin_of(*url);
    if (!origin || !provider.origins.contains(*origin)) return malformed("endpoints");
  }
  if (object.contains("code_challenge_methods_supported") &&
      !lists(object, "code_challenge_methods_supported", "S256")) {
    return malformed("code_challenge_methods_supported");
  }
  const auto* names = object.if_contains("authorization_response_iss_parameter_supported");
  out.names_itself = names != nullptr && names->is_bool() && names->get_bool();
  const std::string_view methods = "token_endpoint_auth_methods_supported";
  out.secret_in_form = object.contains(methods) && !lists(object, methods, "client_secret_basic") &&
                       lists(object, methods, "client_secret_post");
  return out;
}

}  // namespace linli::sso
