#include "sso/routes.h"

#include <boost/describe.hpp>

#include "access/cookie.h"

namespace linli::sso {
namespace {

using api::In;
using api::Request;
using api::Respond;
using api::Response;
using api::Route;

struct ProviderView {
  std::string key;
  Words title;
  std::string whom;  // staff, residents
};
BOOST_DESCRIBE_STRUCT(ProviderView, (), (key, title, whom))

struct ProviderList {
  std::vector<ProviderView> items;
};
BOOST_DESCRIBE_STRUCT(ProviderList, (), (items))

struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

struct BegunView {
  std::string address;
  std::string waiting;
};
BOOST_DESCRIBE_STRUCT(BegunView, (), (address, waiting))

struct FinishBody {
  std::string waiting, code, state;
  std::optional<std::string> iss;
};
BOOST_DESCRIBE_STRUCT(FinishBody, (), (waiting, code, state, iss))

struct KnownView {
  std::string kind;                     // resident, staff, unbound
  std::optional<std::int64_t> ends_at;  // of the session, ms UTC
  std::optional<std::string> code;      // for an administrator, when unbound
};
BOOST_DESCRIBE_STRUCT(KnownView, (), (kind, ends_at, code))

Route list_route(const Sso* sso) {
  Route route;
  route.path = "/api/v1/sso";
  route.audit = api::Audit::Nothing;
  route.while_setting_up = true;
  route.name = "sso_providers";
  route.summary = "The identity providers that people may sign in by.";
  route.result_schema = schema_of<ProviderList>();
  route.handle = [sso](const Request&, Respond respond) {
    ProviderList out;
    if (sso != nullptr) {
      for (const auto& one : sso->settings().providers) {
        out.items.push_back({one.key, one.title, one.whom == For::Staff ? "staff" : "residents"});
      }
    }
    respond(api::json(out));
  };
  return route;
}

Route begin_route(Sso* sso) {
  Route route;
  route.method = api::Method::Post;
  route.path = "/api/v1/sso/{provider}/begin";
  route.audit = api::Audit::Nothing;
  route.pace = api::Pace::Search;
  route.name = "sso_begin";
  route.summary = "Begins a sign-in: where to send the person, and what to hand back with her.";
  route.parameters = {{"provider", In::Path, "string", "key of the provider", true}};
  route.body_schema = schema_of<Nothing>();
  route.result_schema = schema_of<BegunView>();
  route.errors = {"sso.no_such_provider",   "http.staff_network",     "desk.busy",
                  "sso.provider_malformed", "outbound.not_allowed",   "outbound.unreachable",
                  "outbound.slow",          "outbound.too_large",     "access.wait",
                  "access.address_wait",    "access.phone_code_first"};
  route.handle = [sso](const Request& request, Respond respond) {
    if (const auto body = api::body<Nothing>(request); !body) {
      return respond(Failure(body.error()));
    }
    if (sso == nullptr) return respond(fail(ErrorKind::NotFound, "sso.no_such_provider"));
    sso->begin(request.get("provider"), request.from,
               [respond = std::move(respond)](Result<Begun> begun) mutable {
                 if (!begun) return respond(Failure(begun.error()));
                 auto response = api::json(BegunView{begun->address, begun->waiting});
                 response.headers.emplace_back("Cache-Control", "no-store");
                 respond(std::move(response));
               });
  };
  return route;
}

Response known_answer(const access::Access& access, const Known& known) {
  KnownView view;
  if (!known.code.empty()) {
    view.kind = "unbound";
    view.code = known.code;
  } else {
    view.kind = known.signed_in.kind == access::SessionKind::Staff ? "staff" : "resident";
    view.ends_at = known.signed_in.ends_at.ms;
  }
  Response response = api::json(view, known.code.empty() ? 201 : 200);
  if (known.code.empty()) {
    response.headers.emplace_back(
        "Set-Cookie",
        access::set_cookie(access.settings().cookie, known.signed_in, access.clock().now()));
  }
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Route finish_route(access::Access& access, Sso* sso) {
  Route route;
  route.method = api::Method::Post;
  route.path = "/api/v1/sso/finish";
  route.audit = api::Audit::SignIn;
  route.pace = api::Pace::Search;
  route.name = "sso_finish";
  route.summary = "Ends a sign-in by what the provider sent back with the person.";
  route.body_schema = schema_of<FinishBody>();
  route.result_schema = schema_of<KnownView>();
  route.errors = {"sso.no_such_provider",  "http.staff_network",      "desk.busy",
                  "sso.begin_again",       "sso.provider_malformed",  "sso.keys_malformed",
                  "sso.provider_refused",  "sso.token_refused",       "sso.no_identity",
                  "access.account_closed", "access.by_password_only", "outbound.not_allowed",
                  "outbound.unreachable",  "outbound.slow",           "outbound.too_large",
                  "access.wait",           "access.address_wait",     "access.phone_code_first"};
  route.handle = [&access, sso](const Request& request, Respond respond) {
    auto body = api::body<FinishBody>(request);
    if (!body) return respond(Failure(body.error()));
    if (sso == nullptr) return respond(fail(ErrorKind::NotFound, "sso.no_such_provider"));
    Finish finish{body->waiting, body->code,    body->state,     body->iss.value_or(""),
                  request.from,  request.trace, request.browser, request.session};
    sso->finish(std::move(finish),
                [&access, respond = std::move(respond)](Result<Known> known) mutable {
                  if (!known) return respond(Failure(known.error()));
                  respond(known_answer(access, *known));
                });
  };
  return route;
}

}  // namespace

std::vector<Route> routes(desk::Kernel& kernel, access::Access& access, Sso* sso) {
  std::vector<Route> out{list_route(sso), begin_route(sso), finish_route(access, sso)};
  for (auto& route : binding_routes(kernel)) out.push_back(std::move(route));
  return out;
}

}  // namespace linli::sso
