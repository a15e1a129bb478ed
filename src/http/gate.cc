#include "http/gate.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "http/browser.h"

namespace linli::http {

namespace {

constexpr std::size_t kKeyMin = 16;
constexpr std::size_t kKeyMax = 100;
constexpr std::size_t kTokenMax = 512;

bool visible(char c) {
  return c > 0x20 && c < 0x7f;
}

using api::From;

bool for_staff(const api::Route& route) {
  switch (route.who) {
    case api::Who::Staff:
    case api::Who::SystemAdministrator:
    case api::Who::SecurityAdministrator:
    case api::Who::AuditAdministrator:
    case api::Who::AnyAdministrator:
      return true;
    case api::Who::Anyone:
    case api::Who::SignedIn:
    case api::Who::Sample:
      break;
  }
  return route.door == api::Door::Staff;
}

// A staff session carried elsewhere is nobody's there.
Result<rights::Actor> actor_of(const Site& site, api::Who who, From from,
                               const std::string& token) {
  rights::Actor nobody;
  if (token.empty() || token.size() > kTokenMax || !site.actor_of) return nobody;
  auto actor = site.actor_of(token);
  const bool open = who == api::Who::Anyone || who == api::Who::Sample;
  if (!actor && open && actor.error().kind == ErrorKind::Unauthorized) return nobody;
  if (actor && actor->kind == rights::ActorKind::Staff && from == From::Outside) {
    if (open) return nobody;
    return fail(ErrorKind::Forbidden, "http.staff_network");
  }
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

// Browsers say Sec-Fetch-Site, older ones Origin; what says neither is no browser.
bool from_own_pages(const Options& options, const Head& head) {
  if (!head.fetch_site.empty()) {
    return head.fetch_site == "same-origin" || head.fetch_site == "none";
  }
  if (head.origin.data() == nullptr) return true;
  const auto origin = Origin::parse(head.origin);
  if (!origin) return false;
  return options.public_origin ? *origin == *options.public_origin : origin->named_by(head.host);
}

Result<void> check_change(const Options& options, const Entry& entry, const Head& head) {
  const auto& route = *entry.route;
  const bool reads = route.method == api::Method::Get;
  // No other site's page may send people to a read that leaves an entry in their name.
  const bool traced = route.audit != api::Audit::Nothing && route.audit != api::Audit::Unsaid;
  if (reads && !traced) return {};
  if (!from_own_pages(options, head)) return fail(ErrorKind::Forbidden, "http.cross_site");
  if (reads) return {};
  const auto fits = [&](const auto& type) { return same_type(type, head.content_type); };
  const bool typed = std::ranges::any_of(entry.body_types, fits);
  if (!typed && (route.method != api::Method::Delete || head.has_body())) {
    return invalid("http.content_type", route.body_type);
  }
  // A body that was packed would be read as what it is not.
  if (!head.content_encoding.empty() && !same_type("identity", head.content_encoding)) {
    return invalid("http.content_encoding");
  }
  if (!route.writes) return {};
  const auto key = head.idempotency_key;
  if (key.size() < kKeyMin || key.size() > kKeyMax || !std::ranges::all_of(key, visible)) {
    return invalid("http.no_idempotency_key");
  }
  return {};
}

double weight_of(std::string_view parameters) {
  const auto q = parameters.find("q=");
  if (q == std::string_view::npos) return 1;
  double weight = 0;
  const auto number = parameters.substr(q + 2);
  std::from_chars(number.data(), number.data() + number.size(), weight);
  return weight;
}

// Whether somebody signed in is whom the route is for.
bool enough(api::Who who, const rights::Actor& actor) {
  using rights::AdministratorKind;
  switch (who) {
    case api::Who::Anyone:
    case api::Who::Sample:
    case api::Who::SignedIn:
      return true;
    case api::Who::Staff:
      return actor.kind == rights::ActorKind::Staff && !actor.hats.empty();
    case api::Who::SystemAdministrator:
      return actor.administrator == AdministratorKind::System;
    case api::Who::SecurityAdministrator:
      return actor.administrator == AdministratorKind::Security;
    case api::Who::AuditAdministrator:
      return actor.administrator == AdministratorKind::Audit;
    case api::Who::AnyAdministrator:
      return actor.administrator != AdministratorKind::None;
  }
  return false;
}

// A county that is being set up takes nothing from anybody but its administrators: there is nobody
// yet who would answer.
Result<void> check_open(const Site& site, const api::Route& route, const rights::Actor& actor) {
  const bool from_others = route.method != api::Method::Get && !route.while_setting_up &&
                           actor.administrator == rights::AdministratorKind::None;
  if (!from_others || !site.setting_up || !TRY(site.setting_up())) return {};
  return fail(ErrorKind::Conflict, "access.setting_up");
}

}  // namespace

std::string_view session_cookie(Cookies cookies) {
  return cookies == Cookies::Secure ? "__Host-linli" : "linli";
}

std::string_view device_cookie(Cookies cookies) {
  return cookies == Cookies::Secure ? "__Host-linli_device" : "linli_device";
}

Result<void> check_second_factor(const api::Route& route, rights::Actor& actor) {
  if (!actor.must_set_second_factor || route.before_second_factor) return {};
  if (route.who == api::Who::Anyone || route.who == api::Who::Sample) {
    actor = {};
    return {};
  }
  return fail(ErrorKind::Forbidden, "access.second_factor_needed");
}

Result<void> may_call(api::Who who, const rights::Actor& actor) {
  using rights::ActorKind;
  if (who == api::Who::Anyone || who == api::Who::Sample) return {};
  if (actor.kind != ActorKind::Resident && actor.kind != ActorKind::Staff) {
    return fail(ErrorKind::Unauthorized, "http.sign_in");
  }
  if (!enough(who, actor)) return fail(ErrorKind::Forbidden, "http.not_for_you");
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

Result<std::string> client_of(const Head& head, std::string_view peer,
                              const std::vector<Cidr>& trusted_proxies) {
  if (head.forwarded_for.data() == nullptr || !contains(trusted_proxies, peer)) {
    return std::string(peer);
  }
  auto list = head.forwarded_for;
  // Each proxy appends whom it heard from: the first from the right that is no proxy is the client.
  while (true) {
    const auto comma = list.rfind(',');
    const auto start = comma == std::string_view::npos ? 0 : comma + 1;
    const auto named = Address::parse(trim(list.substr(start)));
    if (!named) return invalid("http.forwarded");
    if (start == 0 || !contains(trusted_proxies, *named)) return named->text();
    list = list.substr(0, comma);
  }
}

Result<void> meant_for_us(const Options& options, const Target& target, const Head& head) {
  const bool probe = target.path == kHealthPath || target.path == kMetricsPath;
  if (!options.public_origin || probe || options.public_origin->named_by(head.host)) return {};
  return invalid("http.host");
}

bool may_read_metrics(const Options& options, const Head& head, std::string_view peer,
                      std::string_view client) {
  if (head.forwarded && !contains(options.trusted_proxies, peer)) return false;
  if (!options.metrics_from.empty()) return contains(options.metrics_from, client);
  const auto address = Address::parse(client);
  return options.trusted_proxies.empty() && !options.public_origin && address &&
         address->loopback();
}

Result<api::Request> admit(const Options& options, const Site& site, const Head& head,
                           std::string_view peer, Target target, const Router::Match& match,
                           const std::shared_ptr<api::Trace>& trace) {
  const auto& route = *match.entry->route;
  api::Request request;
  request.client = TRY(client_of(head, peer, options.trusted_proxies));
  request.trace = trace;
  trace->route = &route;
  trace->client = request.client;
  if (route.path == kMetricsPath && !may_read_metrics(options, head, peer, request.client)) {
    return fail(ErrorKind::NotFound, "http.not_found");
  }
  const auto from = options.staff_from.empty() || contains(options.staff_from, request.client)
                        ? From::Inside
                        : From::Outside;
  if (from == From::Outside && for_staff(route)) {
    return fail(ErrorKind::Forbidden, "http.staff_network");
  }
  request.from = from;
  request.session = cookie(head.cookie, session_cookie(options.cookies));
  request.actor = TRY(actor_of(site, route.who, from, request.session));
  trace->kind = request.actor.kind;
  trace->person = request.actor.person;
  trace->account = request.actor.account;
  TRY(check_second_factor(route, request.actor));
  TRY(may_call(route.who, request.actor));
  TRY(take_path(match, request.parameters));
  TRY(take_query(*match.entry, target, request.parameters));
  TRY(check_change(options, *match.entry, head));
  TRY(check_open(site, route, request.actor));
  request.language = language_of(head, options.language);
  request.content_type = head.content_type;
  request.browser = browser_of(head.user_agent);
  request.idempotency_key = head.idempotency_key;
  const auto device = cookie(head.cookie, device_cookie(options.cookies));
  if (device.size() <= kTokenMax) request.device = device;
  if (route.pace != api::Pace::None && site.pace) {
    // In chunks its length is not known: then it counts as the longest.
    const std::size_t bytes = head.chunked ? route.body_max : head.content_length;
    TRY(site.pace(route, request, bytes));
  }
  return request;
}

}  // namespace linli::http
