#include <limits>

#include "base/text.h"
#include "desk/routes.h"
#include "office/accounts.h"
#include "office/accounts_read.h"
#include "office/routes.h"

namespace linli::office {
namespace {

using api::In;
using api::Request;
using api::Respond;
using api::Route;
using api::Who;

using AccountsReader = Result<api::Response> (*)(const Accounts&, store::Snapshot&, const Request&);

Route get(const Accounts& accounts, Who who, std::string path, std::string name,
          std::string summary, AccountsReader reader) {
  Route route;
  route.path = std::move(path);
  route.who = who;
  route.audit = who == Who::AnyAdministrator ? api::Audit::Look : api::Audit::Nothing;
  route.name = std::move(name);
  route.summary = std::move(summary);
  route.handle = [accounts, reader](const Request& request, Respond respond) {
    desk::respond_with(accounts.kernel, std::move(respond),
                       [&](store::Snapshot& read) { return reader(accounts, read, request); });
  };
  return route;
}

Result<api::Response> list(const Accounts& accounts, store::Snapshot& read,
                           const Request& request) {
  return api::json(TRY(read_accounts(accounts, read, request.get("cursor"), request.get("login"))));
}

Result<api::Response> list_administrators(const Accounts& accounts, store::Snapshot& read,
                                          const Request&) {
  return api::json(TRY(read_administrators(accounts, read)));
}

Result<api::Response> list_requests(const Accounts& accounts, store::Snapshot& read,
                                    const Request& request) {
  return api::json(TRY(read_requests(accounts, read, request.actor)));
}

Result<api::Response> list_own(const Accounts& accounts, store::Snapshot& read,
                               const Request& request) {
  return api::json(TRY(read_own(accounts, read, request.actor)));
}

Result<api::Response> county(const Accounts& accounts, store::Snapshot& read,
                             const Request& request) {
  return api::json(TRY(read_county(accounts, read, request.actor)));
}

template <class Body>
Route post(Who who, std::string path, std::string name, std::string summary) {
  Route route;
  route.method = api::Method::Post;
  route.path = std::move(path);
  route.who = who;
  route.audit = api::Audit::Account;
  route.name = std::move(name);
  route.summary = std::move(summary);
  route.body_schema = schema_of<Body>();
  route.result_schema = schema_of<AccountReceipt>();
  route.example =
      R"({"account":"7340032","login":"zhou.jianguo","name":"周建国","activation":"",)"
      R"("known":"identity","ends_at":1760000000000,"request":"7340099",)"
      R"("seats":[{"zh":"向巷村 · 受理分办","en":"Xiangxiang Village · Intake desk"}]})";
  return route;
}

Route about(Route route, std::string meaning) {
  route.parameters = {{"id", In::Path, "string", std::move(meaning), true}};
  return route;
}

std::int64_t id_in(const Request& request) {
  return parse_int64(request.get("id")).value_or(0);
}

// What the entry of the call says beside its route.
void tell(const Request& request, std::string detail) {
  if (request.trace) request.trace->detail = std::move(detail);
}

desk::Idempotency once(const Request& request, const std::string& name) {
  return desk::idempotency_of(request, name + "/" + request.get("id"));
}

// Reads the body and acts with it.
template <class Body, class Act>
api::Handler with_body(Act act) {
  return [act](const Request& request, Respond respond) {
    auto body = api::body<Body>(request);
    if (!body) return respond(Failure(body.error()));
    act(request, *std::move(body), desk::answer_to(std::move(respond)));
  };
}

Route make_route(const Accounts& accounts) {
  auto route =
      post<NewAccount>(Who::SystemAdministrator, "/api/v1/accounts", "account_create",
                       "Makes the account of a person; another administrator confirms it.");
  route.errors = {"access.setting_up",       "access.login_invalid",   "access.login_taken",
                  "office.nobody_found",     "office.has_account",     "office.administers",
                  "office.nothing_known",    "office.no_name",         "vault.phone_invalid",
                  "registry.no_such_person", "registry.person_erased", "desk.busy",
                  "office.code_way",         "office.requests_many"};
  route.handle = with_body<NewAccount>([accounts](const Request& request, NewAccount body,
                                                  auto done) {
    make_account(accounts, {request.actor, false, request.trace}, std::move(body), std::move(done));
  });
  return route;
}

Route name_route(const Accounts& accounts) {
  auto route = post<NewAdministrator>(
      Who::AnyAdministrator, "/api/v1/administrators", "administrator_name",
      "Names an administrator: a letter for the first of a kind, else a request to confirm.");
  route.errors = {"office.administrator_kind",
                  "office.not_yours_to_ask",
                  "registry.name_invalid",
                  "vault.phone_invalid",
                  "access.login_invalid",
                  "access.login_taken",
                  "office.administers",
                  "office.holds_office",
                  "office.administrators_many",
                  "office.asked_already",
                  "office.requests_many",
                  "office.no_name",
                  "desk.busy"};
  route.handle = with_body<NewAdministrator>(
      [accounts](const Request& request, NewAdministrator body, auto done) {
        // What was typed is no word of the audit before it is known to be a kind.
        const bool kind = body.kind == "system" || body.kind == "security" || body.kind == "audit";
        tell(request, kind ? "administrator=" + body.kind : "administrator");
        name_administrator(accounts, {request.actor, false, request.trace}, std::move(body),
                           std::move(done));
      });
  return route;
}

Route reset_route(const Accounts& accounts) {
  auto route = about(
      post<ResetBody>(Who::AnyAdministrator, "/api/v1/accounts/{id}/reset", "account_reset",
                      "Asks for a new code for an account; another administrator confirms it."),
      "the account's id");
  route.writes = true;
  route.errors = {"access.no_such_account", "office.not_yours_to_ask", "office.own_account",
                  "office.asked_already",   "office.requests_many",    "office.code_way",
                  "office.nothing_known",   "office.administers",      "office.holds_office",
                  "registry.person_erased", "office.no_name",          "desk.key_reused"};
  route.handle =
      with_body<ResetBody>([accounts](const Request& request, ResetBody body, auto done) {
        tell(request, "account=" + std::to_string(id_in(request)) + " reset");
        ask_reset(accounts, {request.actor, false, request.trace}, AccountId{id_in(request)},
                  std::move(body), once(request, "account_reset"), std::move(done));
      });
  return route;
}

Route close_route(const Accounts& accounts) {
  auto route =
      about(post<NothingMore>(
                Who::AnyAdministrator, "/api/v1/accounts/{id}", "account_close",
                "Closes an account of staff at once; an administrator's when another confirms it."),
            "the account's id");
  route.method = api::Method::Delete;
  route.body_schema.clear();
  route.writes = true;
  route.errors = {"access.no_such_account", "office.not_yours_to_ask", "office.own_account",
                  "office.asked_already",   "office.requests_many",    "office.last_of_kind",
                  "office.no_name",         "desk.key_reused"};
  route.handle = [accounts](const Request& request, Respond respond) {
    close_account(accounts, {request.actor, false, request.trace}, AccountId{id_in(request)},
                  once(request, "account_close"), desk::answer_to(std::move(respond)));
  };
  return route;
}

Route confirm_route(const Accounts& accounts) {
  auto route =
      about(post<NothingMore>(Who::AnyAdministrator, "/api/v1/account-requests/{id}/confirm",
                              "account_confirm",
                              "Confirms a request; the letter is shown once, to whoever confirms."),
            "the request's id");
  route.errors = {"office.no_such_request", "office.request_over", "office.not_yours_to_confirm",
                  "office.own_account",     "office.own_request",  "office.last_of_kind",
                  "office.administers",     "office.holds_office", "office.nothing_known",
                  "registry.person_erased", "office.no_name",      "desk.busy"};
  route.handle = with_body<NothingMore>([accounts](const Request& request, NothingMore, auto done) {
    confirm(accounts, {request.actor, false, request.trace}, id_in(request), std::move(done));
  });
  return route;
}

Route confirm_many_route(const Accounts& accounts) {
  auto route = post<RequestIds>(Who::AnyAdministrator, "/api/v1/account-requests/confirm",
                                "account_confirm_many",
                                "Confirms many requests about accounts of staff; the letters are "
                                "shown once.");
  route.result_schema = schema_of<Confirmed>();
  route.example.clear();
  route.errors = {"office.no_such_request", "office.not_yours_to_confirm",
                  "office.own_account",     "office.own_request",
                  "office.nothing_known",   "office.one_by_one",
                  "office.checks_many",     "registry.person_erased",
                  "office.no_name",         "desk.busy"};
  route.handle = with_body<RequestIds>([accounts](const Request& request, RequestIds body,
                                                  auto done) {
    tell(request, "requests=" + std::to_string(body.ids.size()));
    confirm_many(accounts, {request.actor, false, request.trace}, std::move(body), std::move(done));
  });
  return route;
}

Route decline_route(const Accounts& accounts) {
  auto route =
      about(post<NothingMore>(Who::AnyAdministrator, "/api/v1/account-requests/{id}/decline",
                              "account_decline", "Declines a request, or takes back one's own."),
            "the request's id");
  route.writes = true;
  route.errors = {"office.no_such_request", "office.request_over", "office.not_yours_to_confirm",
                  "office.own_account",     "office.own_request",  "office.no_name",
                  "desk.key_reused"};
  route.handle = with_body<NothingMore>([accounts](const Request& request, NothingMore, auto done) {
    decline(accounts, {request.actor, false, request.trace}, id_in(request),
            once(request, "account_decline"), std::move(done));
  });
  return route;
}

Route end_route(const Accounts& accounts) {
  auto route =
      about(post<NothingMore>(Who::SecurityAdministrator, "/api/v1/accounts/{id}/end-sessions",
                              "account_end_sessions", "Ends every session of an account."),
            "the account's id");
  route.writes = true;
  route.errors = {"access.no_such_account", "office.no_name", "desk.key_reused"};
  route.handle = with_body<NothingMore>([accounts](const Request& request, NothingMore, auto done) {
    end_sessions(accounts, {request.actor, false, request.trace}, AccountId{id_in(request)},
                 once(request, "account_end_sessions"), std::move(done));
  });
  return route;
}

Route own_name_route(const Accounts& accounts) {
  auto route = post<NameBody>(Who::AnyAdministrator, "/api/v1/administrators/own-name",
                              "administrator_own_name",
                              "Gives a name to an administrator's account that has none yet.");
  route.writes = true;
  route.errors = {"office.named_already", "registry.name_invalid", "vault.phone_invalid",
                  "office.administers",   "office.holds_office",   "access.no_such_account",
                  "desk.key_reused"};
  route.handle = with_body<NameBody>([accounts](const Request& request, NameBody body, auto done) {
    name_myself(accounts, {request.actor, false, request.trace}, std::move(body),
                desk::idempotency_of(request, "administrator_own_name"), std::move(done));
  });
  return route;
}

}  // namespace

std::vector<Route> account_routes(desk::Kernel& kernel, access::Access& access) {
  const Accounts accounts{kernel, access};
  Route all = get(accounts, Who::AnyAdministrator, "/api/v1/accounts", "accounts",
                  "Accounts, the newest first.", list);
  all.parameters = {{"cursor", In::Query, "string", "`next` of the page before", false},
                    {"login", In::Query, "string", "exactly this login, or her phone", false}};
  all.result_schema = schema_of<AccountPage>();
  all.errors = {"desk.cursor_wrong"};
  Route those = get(accounts, Who::AnyAdministrator, "/api/v1/administrators", "administrators",
                    "Accounts of administrators that are not closed.", list_administrators);
  those.result_schema = schema_of<AccountPage>();
  Route requests =
      get(accounts, Who::AnyAdministrator, "/api/v1/account-requests", "account_requests",
          "What is asked about accounts and waits.", list_requests);
  requests.result_schema = schema_of<RequestList>();
  Route own = get(accounts, Who::SignedIn, "/api/v1/me/accounts", "my_accounts",
                  "My accounts, and what administrators asked and did about them.", list_own);
  own.result_schema = schema_of<OwnAccounts>();
  Route open = get(accounts, Who::Anyone, "/api/v1/county", "county",
                   "Whether the county serves residents yet.", county);
  open.result_schema = schema_of<CountyView>();
  open.example =
      R"({"setting_up":true,"phone_codes":false,"unheld":0,"missing":["audit"],"nameless":false,)"
      R"("left":9})";
  return {std::move(all),           std::move(those),
          std::move(requests),      std::move(own),
          std::move(open),          make_route(accounts),
          name_route(accounts),     reset_route(accounts),
          close_route(accounts),    confirm_route(accounts),
          decline_route(accounts),  end_route(accounts),
          own_name_route(accounts), confirm_many_route(accounts)};
}

}  // namespace linli::office
