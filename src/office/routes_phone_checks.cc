#include "base/text.h"
#include "desk/routes.h"
#include "office/phone_checks.h"
#include "office/routes.h"

namespace linli::office {
namespace {

using api::In;
using api::Request;
using api::Respond;
using api::Route;

struct NoBody {};
BOOST_DESCRIBE_STRUCT(NoBody, (), ())

Doer doer_of(const Request& request) {
  return {.actor = request.actor, .at_machine = false, .trace = request.trace};
}

Route list_route(const Accounts& accounts) {
  Route route;
  route.path = "/api/v1/phone-checks";
  route.who = api::Who::AnyAdministrator;
  route.audit = api::Audit::Look;
  route.name = "phone_checks";
  route.summary = "Phones and seats that wait to be confirmed, the oldest first.";
  route.parameters = {{"cursor", In::Query, "string", "`next` of the page before", false}};
  route.result_schema = schema_of<PhoneCheckPage>();
  route.errors = {"desk.cursor_wrong"};
  route.handle = [accounts](const Request& request, Respond respond) {
    desk::respond_with(
        accounts.kernel, std::move(respond), [&](store::Snapshot& read) -> Result<api::Response> {
          return api::json(TRY(read_checks(accounts, read, request.actor, request.get("cursor"))));
        });
  };
  return route;
}

Route own_route(const Accounts& accounts) {
  Route route;
  route.path = "/api/v1/me/phone-checks";
  route.who = api::Who::SignedIn;
  route.audit = api::Audit::Nothing;
  route.name = "my_phone_checks";
  route.summary = "What administrators entered about my phone, and what came of it.";
  route.result_schema = schema_of<OwnPhoneChecks>();
  route.handle = [accounts](const Request& request, Respond respond) {
    desk::respond_with(accounts.kernel, std::move(respond),
                       [&](store::Snapshot& read) -> Result<api::Response> {
                         return api::json(TRY(read_own_checks(accounts, read, request.actor)));
                       });
  };
  return route;
}

Route post(std::string path, std::string name, std::string summary) {
  Route route;
  route.method = api::Method::Post;
  route.path = std::move(path);
  route.name = std::move(name);
  route.summary = std::move(summary);
  route.result_schema = schema_of<ChecksDone>();
  route.example = R"({"decided":3})";
  route.writes = true;
  return route;
}

Route decide_route(const Accounts& accounts, Verdict verdict, const std::string& word,
                   std::string summary) {
  auto route = post("/api/v1/phone-checks/" + word, "phone_checks_" + word, std::move(summary));
  route.who = api::Who::AnyAdministrator;
  route.audit = api::Audit::Office;
  route.body_schema = schema_of<CheckIds>();
  route.errors = {
      "office.checks_many",      "office.no_such_request", "office.not_yours_to_confirm",
      "office.own_account",      "office.own_request",     "office.no_name",
      "registry.no_such_person", "registry.person_erased", "desk.key_reused"};
  route.handle = [accounts, verdict, name = route.name](const Request& request, Respond respond) {
    auto body = api::body<CheckIds>(request);
    if (!body) return respond(Failure(body.error()));
    decide_checks(accounts, doer_of(request), std::move(*body), verdict,
                  desk::idempotency_of(request, name), desk::answer_to(std::move(respond)));
  };
  return route;
}

Route own_decide_route(const Accounts& accounts, Verdict verdict, const std::string& word,
                       std::string summary) {
  auto route = post("/api/v1/me/phone-checks/{id}/" + word, "my_phone_" + word, std::move(summary));
  route.who = api::Who::SignedIn;
  route.audit = api::Audit::Own;
  route.parameters = {{"id", In::Path, "string", "the row's id", true}};
  route.body_schema = schema_of<NoBody>();
  route.errors = {"office.no_such_request", "office.request_over", "desk.key_reused"};
  route.handle = [accounts, verdict, name = route.name](const Request& request, Respond respond) {
    auto body = api::body<NoBody>(request);
    if (!body) return respond(Failure(body.error()));
    decide_own_check(accounts, doer_of(request), parse_int64(request.get("id")).value_or(0),
                     verdict, desk::idempotency_of(request, name + "/" + request.get("id")),
                     desk::answer_to(std::move(respond)));
  };
  return route;
}

}  // namespace

std::vector<Route> phone_check_routes(desk::Kernel& kernel, access::Access& access) {
  const Accounts accounts{kernel, access};
  return {list_route(accounts),
          own_route(accounts),
          decide_route(accounts, Verdict::Confirm, "confirm",
                       "Confirms phones and seats that wait, one or many at once."),
          decide_route(accounts, Verdict::Decline, "decline",
                       "Refuses phones and seats that wait: nothing changes."),
          own_decide_route(accounts, Verdict::Confirm, "confirm",
                           "My new phone is mine: it signs me in from now on."),
          own_decide_route(accounts, Verdict::Decline, "object",
                           "That phone is not mine: it never signs me in.")};
}

}  // namespace linli::office
