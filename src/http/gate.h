// http/gate.h – what every request must satisfy before a handler sees it.
//
// In this order: the site that is meant, who forwards, from where staff work, whether she
// must set up a second factor first, who may call,
// parameters, media type, Idempotency-Key, whether the county takes anything from residents yet
// (Site::setting_up), pace. A state-changing method with a media type a form cannot send, or with
// an Idempotency-Key, is preflighted by browsers, and preflights are refused: that, SameSite
// cookies and Sec-Fetch-Site – or Origin, from a browser that sends none – keep other sites' pages
// out. Source: RFC 9110; Fetch standard; OWASP ASVS 3.5.1–3.5.3; ADR 0009. Thread safety: any
// thread. Errors: http.sign_in, http.not_for_you, http.bad_target, http.unknown_parameter,
// http.missing_parameter, http.bad_parameter, http.content_type, http.content_encoding,
// http.cross_site, http.no_idempotency_key, http.host, http.forwarded, http.staff_network,
// access.second_factor_needed (Forbidden), access.setting_up (Conflict), and those of
// Site::actor_of and Site::pace.
#pragma once

#include <string>
#include <string_view>

#include "api/route.h"
#include "http/parser.h"
#include "http/router.h"
#include "http/server.h"
#include "http/target.h"

namespace linli::http {

inline constexpr std::string_view kHealthPath = "/healthz";
inline constexpr std::string_view kMetricsPath = "/metrics";

// Whether an actor may call routes for `who`. Errors: http.sign_in, http.not_for_you.
Result<void> may_call(api::Who who, const rights::Actor& actor);
// Who must set up a second factor first is nobody on open routes and refused on all others but
// those marked before_second_factor. Errors: access.second_factor_needed (Forbidden).
Result<void> check_second_factor(const api::Route& route, rights::Actor& actor);

// The value of one cookie of a Cookie field; "" when absent.
std::string_view cookie(std::string_view field, std::string_view name);

// The language a client asks for: cookie linli_lang, else Accept-Language, else `otherwise`.
Language language_of(const Head& head, Language otherwise);

// The address a request comes from: `peer`, or the one that the trusted proxies in a row name.
// Errors: http.forwarded when such a proxy names something else.
Result<std::string> client_of(const Head& head, std::string_view peer,
                              const std::vector<Cidr>& trusted_proxies);

// Whether the request is for Options::public_origin, when there is one; probes ask by address.
// Errors: http.host.
Result<void> meant_for_us(const Options& options, const Target& target, const Head& head);

// Whether /metrics is for this client: one of Options::metrics_from. When nobody is named, the
// machine itself, unless a proxy may stand on it: one is trusted, a public address is told, or a
// field says that the request was forwarded.
bool may_read_metrics(const Options& options, const Head& head, std::string_view peer,
                      std::string_view client);

// The request for the handler of `match`, its body still empty. `trace` is filled as far as was
// known when it was refused, and is the request's.
Result<api::Request> admit(const Options& options, const Site& site, const Head& head,
                           std::string_view peer, Target target, const Router::Match& match,
                           const std::shared_ptr<api::Trace>& trace);

}  // namespace linli::http
