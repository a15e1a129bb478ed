// http/gate.h – what every request must satisfy before a handler sees it.
//
// In this order: who may call, parameters, media type, Idempotency-Key. A state-changing method
// with a media type a form cannot send, or with an Idempotency-Key, is preflighted by browsers, and
// preflights are refused: that, SameSite cookies and Sec-Fetch-Site keep other sites' pages out.
// Source: RFC 9110; Fetch standard; OWASP ASVS 3.5.1–3.5.3; ADR 0009. Thread safety: any thread.
// Errors: http.sign_in, http.not_for_you, http.bad_target, http.unknown_parameter,
// http.missing_parameter, http.bad_parameter, http.content_type, http.cross_site,
// http.no_idempotency_key, and those of Site::actor_of.
#pragma once

#include <string>
#include <string_view>

#include "api/route.h"
#include "http/parser.h"
#include "http/router.h"
#include "http/server.h"
#include "http/target.h"

namespace linli::http {

// Whether an actor may call routes for `who`. Errors: http.sign_in, http.not_for_you.
Result<void> may_call(api::Who who, const rights::Actor& actor);

// The value of one cookie of a Cookie field; "" when absent.
std::string_view cookie(std::string_view field, std::string_view name);

// The language a client asks for: cookie linli_lang, else Accept-Language, else `otherwise`.
Language language_of(const Head& head, Language otherwise);

// The address a request comes from: `peer`, or the one that the trusted proxies in a row name.
std::string client_of(const Head& head, std::string_view peer,
                      const std::vector<std::string>& trusted_proxies);

// The request for the handler of `match`, its body still empty.
Result<api::Request> admit(const Options& options, const Site& site, const Head& head,
                           std::string_view peer, Target target, const Router::Match& match);

}  // namespace linli::http
