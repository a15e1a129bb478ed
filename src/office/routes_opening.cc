#include "base/text.h"
#include "desk/routes.h"
#include "office/accounts_read.h"
#include "office/lacking.h"
#include "office/routes.h"

namespace linli::office {
namespace {

using api::Request;
using api::Respond;
using api::Route;
using api::Who;

Route ready_route(const Accounts& accounts) {
  Route route;
  route.path = "/api/v1/county/readiness";
  route.who = Who::AnyAdministrator;
  route.name = "county_readiness";
  route.audit = api::Audit::Look;
  route.summary = "What the county still lacks, step by step.";
  route.result_schema = schema_of<ReadinessView>();
  route.handle = [accounts](const Request&, Respond respond) {
    desk::respond_with(accounts.kernel, std::move(respond),
                       [&](store::Snapshot& read) -> Result<api::Response> {
                         return api::json(TRY(read_readiness(accounts, read)));
                       });
  };
  return route;
}

Route lacking_route(const Accounts& accounts) {
  Route route;
  route.path = "/api/v1/accounts/lacking";
  route.who = Who::SystemAdministrator;
  route.name = "accounts_lacking";
  route.audit = api::Audit::Look;
  route.summary = "Who holds a seat and cannot come in yet, at most 500.";
  route.parameters = {{"unit", api::In::Query, "string", "at this unit and below", false},
                      {"position", api::In::Query, "string", "only this kind of seat", false}};
  route.errors = {"registry.no_such_unit"};
  route.result_schema = schema_of<LackingList>();
  route.handle = [accounts](const Request& request, Respond respond) {
    desk::respond_with(
        accounts.kernel, std::move(respond), [&](store::Snapshot& read) -> Result<api::Response> {
          const UnitId unit{parse_int64(request.get("unit")).value_or(0)};
          return api::json(TRY(read_lacking(accounts, read, {unit, request.get("position")})));
        });
  };
  return route;
}

Route many_route(const Accounts& accounts) {
  Route route;
  route.method = api::Method::Post;
  route.path = "/api/v1/accounts/many";
  route.who = Who::SystemAdministrator;
  route.name = "account_create_many";
  route.audit = api::Audit::Account;
  route.summary = "Asks for the accounts of many people; another administrator confirms them.";
  route.body_schema = schema_of<ManyAccounts>();
  route.result_schema = schema_of<ManyAsked>();
  route.writes = true;
  route.errors = {"access.setting_up",    "access.no_codes", "access.login_taken",
                  "office.accounts_many", "office.code_way", "office.requests_many",
                  "office.no_name",       "desk.key_reused", "desk.busy"};
  route.handle = [accounts](const Request& request, Respond respond) {
    auto body = api::body<ManyAccounts>(request);
    if (!body) return respond(Failure(body.error()));
    if (request.trace) {
      request.trace->detail = "accounts=" + std::to_string(body->people.size());
    }
    ask_many(accounts, {request.actor, false, request.trace}, *std::move(body),
             desk::idempotency_of(request, "account_create_many"),
             desk::answer_to(std::move(respond)));
  };
  return route;
}

}  // namespace

std::vector<Route> opening_routes(desk::Kernel& kernel, access::Access& access) {
  const Accounts accounts{kernel, access};
  return {ready_route(accounts), lacking_route(accounts), many_route(accounts)};
}

}  // namespace linli::office
