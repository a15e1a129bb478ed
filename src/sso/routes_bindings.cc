#include <boost/describe.hpp>

#include "access/accounts.h"
#include "base/text.h"
#include "desk/by_administrator.h"
#include "desk/routes.h"
#include "desk/submit.h"
#include "registry/people.h"
#include "sso/routes.h"

namespace linli::sso {
namespace {

using api::In;
using api::Request;
using api::Respond;
using api::Route;
using desk::Kernel;
using desk::Prepared;

struct NameBody {
  std::string code;
  AccountId account;
};
BOOST_DESCRIBE_STRUCT(NameBody, (), (code, account))

struct NoMore {};
BOOST_DESCRIBE_STRUCT(NoMore, (), ())

struct BindingDone {
  EntryId entry;
};
BOOST_DESCRIBE_STRUCT(BindingDone, (), (entry))

struct BindingItem {
  std::string id;
  std::string provider;
  AccountId account;
  std::string login;
  std::string who;      // name of its owner
  std::string basis;    // identity, administrator
  std::string state;    // waiting, bound
  std::int64_t at = 0;  // bound at, or waiting until; ms UTC
};
BOOST_DESCRIBE_STRUCT(BindingItem, (), (id, provider, account, login, who, basis, state, at))

struct BindingList {
  std::vector<BindingItem> items;
};
BOOST_DESCRIBE_STRUCT(BindingList, (), (items))

Prepared answer(store::WriteSet changes, EntryId entry) {
  Prepared out;
  out.changes = std::move(changes);
  out.answer = to_json(BindingDone{entry});
  return out;
}

// The open account that may be bound, and whose it is.
Result<access::AccountOwner> owner_of(store::Snapshot& read, AccountId account) {
  const auto owner = TRY(access::owner_of_account(read, account));
  if (!owner || !owner->person) return fail(ErrorKind::NotFound, "access.no_such_account");
  return *owner;
}

Result<Prepared> prepare_naming(Kernel& kernel, const rights::Actor& actor, const NameBody& body,
                                store::Snapshot& read) {
  const auto ask = TRY(ask_by_code(read, kernel.vault.blind(), body.code, kernel.clock.now()));
  const auto owner = TRY(owner_of(read, body.account));
  if (owner.person == actor.person) return fail(ErrorKind::Forbidden, "sso.not_yourself");
  store::WriteSet changes;
  changes.update("sso_ask", ask.id, ask.version,
                 {{"account_id", body.account}, {"asked_by", actor.account}});
  const auto entry = desk::record_by_administrator(
      kernel, changes, actor, "account.bind_ask",
      {{"account", std::to_string(body.account.value)}, {"provider", ask.provider}});
  return answer(std::move(changes), entry);
}

// Her own words in her own inbox: nobody is bound without knowing.
void tell(Kernel& kernel, store::WriteSet& changes, PersonId person, const Words& body) {
  delivery::Message message;
  message.person = person;
  message.kind = delivery::Kind::Account;
  message.urgency = delivery::Urgency::CanWait;
  message.code = "message.sso";
  message.body = body.zh;
  message.body_en = body.en;
  kernel.outbox.queue(changes, message, kernel.clock.now());
}

Result<Prepared> prepare_confirmation(Kernel& kernel, const rights::Actor& actor, std::int64_t id,
                                      store::Snapshot& read) {
  const auto ask = TRY(ask_by_id(read, id, kernel.clock.now()));
  if (!ask.account) return fail(ErrorKind::NotFound, "sso.no_such_ask");
  const auto owner = TRY(owner_of(read, ask.account));
  if (ask.asked_by == actor.account || owner.person == actor.person) {
    return fail(ErrorKind::Forbidden, "sso.not_yourself");
  }
  store::WriteSet changes;
  changes.add(store::Remove{"sso_ask", ask.id, ask.version});
  add_binding(changes, ask.subject,
              {0, 0, ask.provider, owner.person, ask.account, "administrator", kernel.clock.now()});
  tell(kernel, changes, owner.person,
       {"【邻里】您的工作账号已关联统一身份认证登录。如果不是您本人申请，请马上告诉安全管理员。",
        "Your staff account can now be opened by single sign-on. If you did not ask for that, tell "
        "a security administrator at once."});
  const auto entry = desk::record_by_administrator(
      kernel, changes, actor, "account.bind",
      {{"account", std::to_string(ask.account.value)}, {"provider", ask.provider}});
  return answer(std::move(changes), entry);
}

Result<Prepared> prepare_removal(Kernel& kernel, const rights::Actor& actor, std::int64_t id,
                                 store::Snapshot& read) {
  store::WriteSet changes;
  std::map<std::string, std::string> facts;
  if (const auto bound = TRY(binding_by_id(read, id)); bound && bound->account) {
    changes.add(store::Remove{"sso_binding", bound->id, bound->version});
    facts = {{"account", std::to_string(bound->account.value)}, {"provider", bound->provider}};
    tell(kernel, changes, bound->person,
         {"【邻里】您的工作账号已取消统一身份认证登录。",
          "Single sign-on was taken off your staff account."});
  } else {
    const auto ask = TRY(ask_by_id(read, id, kernel.clock.now()));
    changes.add(store::Remove{"sso_ask", ask.id, ask.version});
    facts = {{"account", std::to_string(ask.account.value)}, {"provider", ask.provider}};
  }
  const auto entry =
      desk::record_by_administrator(kernel, changes, actor, "account.unbind", std::move(facts));
  return answer(std::move(changes), entry);
}

Result<BindingList> list_of(Kernel& kernel, store::Snapshot& read) {
  BindingList out;
  const auto add = [&](std::int64_t id, const std::string& provider, AccountId account,
                       const std::string& basis, const char* state, Instant at) -> Result<void> {
    const auto owner = TRY(access::owner_of_account(read, account));
    if (!owner) return {};
    // Not within the braces: g++ 12 leaks the members made before a TRY that returns.
    auto name = TRY(registry::name_of(read, kernel.vault, owner->person));
    out.items.push_back({std::to_string(id), provider, account, owner->login, std::move(name),
                         basis, state, at.ms});
    return {};
  };
  for (const auto& ask : TRY(asks_to_confirm(read, kernel.clock.now()))) {
    TRY(add(ask.id, ask.provider, ask.account, "administrator", "waiting", ask.ends_at));
  }
  for (const auto& one : TRY(staff_bindings(read))) {
    TRY(add(one.id, one.provider, one.account, one.basis, "bound", one.made_at));
  }
  return out;
}

Route list_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/sso/bindings";
  route.who = api::Who::AnyAdministrator;
  route.audit = api::Audit::Look;
  route.name = "sso_bindings";
  route.summary = "Accounts bound to an identity provider, and those that wait to be confirmed.";
  route.result_schema = schema_of<BindingList>();
  route.handle = [&kernel](const Request&, Respond respond) {
    desk::respond_with(kernel, std::move(respond),
                       [&](store::Snapshot& read) -> Result<api::Response> {
                         return api::json(TRY(list_of(kernel, read)));
                       });
  };
  return route;
}

Route name_route(Kernel& kernel) {
  Route route;
  route.method = api::Method::Post;
  route.path = "/api/v1/sso/bindings";
  route.who = api::Who::SystemAdministrator;
  route.audit = api::Audit::Account;
  route.name = "sso_bind";
  route.summary = "Names the account for the code of a sign-in that nobody is bound to.";
  route.body_schema = schema_of<NameBody>();
  route.result_schema = schema_of<BindingDone>();
  route.errors = {"sso.no_such_ask", "sso.not_yourself", "access.no_such_account",
                  "desk.key_reused"};
  route.writes = true;
  route.handle = [&kernel](const Request& request, Respond respond) {
    auto body = api::body<NameBody>(request);
    if (!body) return respond(Failure(body.error()));
    desk::submit(
        kernel, desk::idempotency_of(request, "sso_bind"),
        [&kernel, actor = request.actor, body = *std::move(body)](store::Snapshot& read) {
          return prepare_naming(kernel, actor, body, read);
        },
        desk::answer_to(std::move(respond)));
  };
  return route;
}

using PrepareOne = Result<Prepared> (*)(Kernel&, const rights::Actor&, std::int64_t,
                                        store::Snapshot&);

Route one_route(Kernel& kernel, api::Method method, std::string path, std::string name,
                std::string summary, PrepareOne prepare) {
  Route route;
  route.method = method;
  route.path = std::move(path);
  route.who = api::Who::SecurityAdministrator;
  route.audit = api::Audit::Account;
  route.name = name;
  route.summary = std::move(summary);
  route.parameters = {{"id", In::Path, "string", "id of the binding", true}};
  if (method == api::Method::Post) route.body_schema = schema_of<NoMore>();
  route.result_schema = schema_of<BindingDone>();
  route.errors = {"sso.no_such_ask", "desk.key_reused"};
  route.writes = true;
  route.handle = [&kernel, name, prepare](const Request& request, Respond respond) {
    const std::int64_t id = parse_int64(request.get("id")).value_or(0);
    desk::submit(
        kernel, desk::idempotency_of(request, name + "/" + request.get("id")),
        [&kernel, actor = request.actor, id, prepare](store::Snapshot& read) {
          return prepare(kernel, actor, id, read);
        },
        desk::answer_to(std::move(respond)));
  };
  return route;
}

}  // namespace

std::vector<Route> binding_routes(Kernel& kernel) {
  auto confirm =
      one_route(kernel, api::Method::Post, "/api/v1/sso/bindings/{id}/confirm", "sso_confirm",
                "Confirms the account that another administrator named.", prepare_confirmation);
  confirm.errors.insert(confirm.errors.end(), {"sso.not_yourself", "access.no_such_account"});
  auto remove = one_route(kernel, api::Method::Delete, "/api/v1/sso/bindings/{id}", "sso_unbind",
                          "Forgets a binding, or one that waits.", prepare_removal);
  return {list_route(kernel), name_route(kernel), std::move(confirm), std::move(remove)};
}

}  // namespace linli::sso
