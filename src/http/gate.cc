#include "http/gate.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace linli::http {

namespace {

constexpr std::size_t kKeyMin = 16;
constexpr std::size_t kKeyMax = 100;
constexpr std::size_t kTokenMax = 512;

bool visible(char c) {
  return c > 0x20 && c < 0x7f;
}

Result<rights::Actor> actor_of(const Site& site, api::Who who, const std::string& token) {
  rights::Actor nobody;
  if (token.empty() || token.size() > kTokenMax || !site.actor_of) return nobody;
  auto actor = site.actor_of(token);
  const bool open = who == api::Who::Anyone || who == api::Who::Sample;
  if (!actor && open && actor.error().kind == ErrorKind::Unauthorized) return nobody;
  return actor;
}

Result<void> check_type(const api::Parameter& parameter, const std::string& value) {
  const bool bad = (parameter.type == "integer" && !parse_int64(value)) ||
                   (parameter.type == "boolean" && value != "true" && value != "false");
  if (bad) return invalid("http.bad_parameter", parameter.name);
  return {};
}

Result<void> take_path(const Router::Match& match, std::map<std::string, std::string>& out) {
  const auto& entry = *match.entry;
  for (std::size_t i = 0; i < entry.in_path.size(); ++i) {
    out[entry.in_path[i]] = TRY(decode_segment(match.values[i]));
  }
  for (const auto& parameter : entry.route->parameters) {
    const auto value = out.find(parameter.name);
    if (parameter.in == api::In::Path && value != out.end()) {
      TRY(check_type(parameter, value->second));
    }
  }
  return {};
}

Result<void> take_query(const Entry& entry, Target& target,
                        std::map<std::string, std::string>& out) {
  for (auto& [name, value] : target.query) {
    const auto known = std::ranges::find(entry.in_query, name, &api::Parameter::name);
    if (known == entry.in_query.end()) return invalid("http.unknown_parameter", name);
    TRY(check_type(**known, value));
    out[name] = std::move(value);
  }
  for (const auto* parameter : entry.in_query) {
    if (parameter->required && !out.contains(parameter->name)) {
      return invalid("http.missing_parameter", parameter->name);
    }
  }
  return {};
}

bool same_type(std::string_view wanted, std::string_view given) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  given = trim(given.substr(0, given.find(';')));
  return std::ranges::equal(wanted, given, {}, {}, lower);
}

Result<void> check_change(const Entry& entry, const Head& head) {
  const auto& route = *entry.route;
  const bool reads = route.method == api::Method::Get;
  if (reads && !route.own_pages) return {};
  if (!head.fetch_site.empty() && head.fetch_site != "same-origin" && head.fetch_site != "none") {
    return fail(ErrorKind::Forbidden, "http.cross_site");
  }
  if (reads) return {};
  const auto fits = [&](const auto& type) { return same_type(type, head.content_type); };
  const bool typed = std::ranges::any_of(entry.body_types, fits);
  if (!typed && (route.method != api::Method::Delete || head.has_body())) {
    return invalid("http.content_type", route.body_type);
  }
  if (!route.writes) return {};
  const auto key = head.idempotency_key;
  if (key.size() < kKeyMin || key.size() > kKeyMax || !std::ranges::all_of(key, visible)) {
    return invalid("http.no_idempotency_key");
  }
  return {};
}

bool like_address(std::string_view text) {
  return !text.empty() && text.size() <= 45 &&
         text.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
}

double weight_of(std::string_view parameters) {
  const auto q = parameters.find("q=");
  if (q == std::string_view::npos) return 1;
  double weight = 0;
  const auto number = parameters.substr(q + 2);
  std::from_chars(number.data(), number.data() + number.size(), weight);
  return weight;
}

}  // namespace

std::string_view session_cookie(Cookies cookies) {
  return cookies == Cookies::Secure ? "__Host-linli" : "linli";
}

Result<void> may_call(api::Who who, const rights::Actor& actor) {
  using rights::ActorKind;
  if (who == api::Who::Anyone || who == api::Who::Sample) return {};
  if (actor.kind != ActorKind::Resident && actor.kind != ActorKind::Staff) {
    return fail(ErrorKind::Unauthorized, "http.sign_in");
  }
  const bool enough =
      who == api::Who::SignedIn ||
      (who == api::Who::Staff && actor.kind == ActorKind::Staff && !actor.hats.empty()) ||
      (who == api::Who::Administrator && actor.administrator);
  if (!enough) return fail(ErrorKind::Forbidden, "http.not_for_you");
  return {};
}

std::string_view cookie(std::string_view field, std::string_view name) {
  while (!field.empty()) {
    const auto end = std::min(field.find(';'), field.size());
    const auto pair = trim(field.substr(0, end));
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
      return pair.substr(name.size() + 1);
    }
    field.remove_prefix(std::min(end + 1, field.size()));
  }
  return {};
}

Language language_of(const Head& head, Language otherwise) {
  const auto chosen = cookie(head.cookie, "linli_lang");
  if (chosen == "zh") return Language::Zh;
  if (chosen == "en") return Language::En;
  double best = 0;
  if (head.accept_language.empty()) return otherwise;
  for (const auto element : split(head.accept_language, ',')) {
    const auto range = trim(element);
    const bool zh = range.starts_with("zh") || range.starts_with("ZH");
    const bool en = range.starts_with("en") || range.starts_with("EN");
    const auto weight = weight_of(range);
    if ((zh || en) && weight > best) {
      best = weight;
      otherwise = zh ? Language::Zh : Language::En;
    }
  }
  return otherwise;
}

std::string client_of(const Head& head, std::string_view peer,
                      const std::vector<std::string>& trusted_proxies) {
  const auto trusted = [&](std::string_view address) {
    return std::ranges::find(trusted_proxies, address) != trusted_proxies.end();
  };
  auto list = head.forwarded_for;
  // Each proxy appends whom it heard from: the first from the right that is no proxy is the client.
  while (trusted(peer) && !list.empty()) {
    const auto comma = list.rfind(',');
    const auto start = comma == std::string_view::npos ? 0 : comma + 1;
    const auto named = trim(list.substr(start));
    if (!like_address(named)) break;
    peer = named;
    list = list.substr(0, start == 0 ? 0 : comma);
  }
  return std::string(peer);
}

Result<api::Request> admit(const Options& options, const Site& site, const Head& head,
                           std::string_view peer, Target target, const Router::Match& match) {
  const auto& route = *match.entry->route;
  api::Request request;
  request.session = cookie(head.cookie, session_cookie(options.cookies));
  request.actor = TRY(actor_of(site, route.who, request.session));
  TRY(may_call(route.who, request.actor));
  TRY(take_path(match, request.parameters));
  TRY(take_query(*match.entry, target, request.parameters));
  TRY(check_change(*match.entry, head));
  request.language = language_of(head, options.language);
  request.content_type = head.content_type;
  request.idempotency_key = head.idempotency_key;
  request.client = client_of(head, peer, options.trusted_proxies);
  return request;
}

}  // namespace linli::http
