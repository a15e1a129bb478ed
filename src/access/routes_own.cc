#include <boost/describe.hpp>
#include <optional>
#include <utility>

#include "access/cookie.h"
#include "access/on_pool.h"
#include "access/routes.h"
#include "audit/log.h"

namespace linli::access {
namespace {

using api::Request;
using api::Respond;
using api::Response;
using api::Route;

struct AccountView {
  std::string login;
  bool second_factor = false;
  bool second_factor_required = false;
  int recovery_left = 0;  // codes not used yet
  std::int64_t password_min = 0;
};
BOOST_DESCRIBE_STRUCT(AccountView, (),
                      (login, second_factor, second_factor_required, recovery_left, password_min))

struct NewPassword {
  std::string password;
  std::optional<std::string> second_factor;
  std::string new_password;
};
BOOST_DESCRIBE_STRUCT(NewPassword, (), (password, second_factor, new_password))

struct ProofGiven {
  std::string password;
  std::optional<std::string> second_factor;
};
BOOST_DESCRIBE_STRUCT(ProofGiven, (), (password, second_factor))

struct OfferView {
  std::string secret;        // base 32, to type into an authenticator
  std::string address;       // otpauth://…, for a QR code
  std::int64_t valid_s = 0;  // seconds to confirm it
};
BOOST_DESCRIBE_STRUCT(OfferView, (), (secret, address, valid_s))

struct Confirmation {
  std::string code;
};
BOOST_DESCRIBE_STRUCT(Confirmation, (), (code))

struct RecoveryView {
  std::vector<std::string> codes;
};
BOOST_DESCRIBE_STRUCT(RecoveryView, (), (codes))

struct OwnSessionView {
  SessionId id;
  std::string kind;          // resident, staff
  std::string browser;       // two words of a fixed list: "wechat android"
  std::int64_t made_at = 0;  // ms UTC
  std::int64_t seen_at = 0;  // ms UTC, to the minute
  bool current = false;      // the one that asks
};
BOOST_DESCRIBE_STRUCT(OwnSessionView, (), (id, kind, browser, made_at, seen_at, current))

struct OwnSessionList {
  std::vector<OwnSessionView> items;
};
BOOST_DESCRIBE_STRUCT(OwnSessionList, (), (items))

struct Ended {
  bool done = true;
};
BOOST_DESCRIBE_STRUCT(Ended, (), (done))

constexpr const char* kAccountExample =
    R"({"login":"zhang","second_factor":true,"second_factor_required":false,)"
    R"("recovery_left":9,"password_min":12})";

Response secret_answer(Response response) {
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Response view_of(const OwnAccount& account) {
  return api::json(AccountView{account.login, account.has_second_factor,
                               account.must_have_second_factor, account.recovery_left,
                               static_cast<std::int64_t>(account.password_min)});
}
Response view_of(const FactorOffer& offer) {
  return secret_answer(
      api::json(OfferView{offer.secret, offer.address, kFactorSetupMs / kMsPerSecond}));
}
Response view_of(const RecoveryCodes& codes) {
  return secret_answer(api::json(RecoveryView{codes.codes}));
}

// Decides on a fresh snapshot, commits what the decision says and answers then. What succeeds
// leaves its entry in the same commit; the server is told of a refusal by itself.
template <class Decide>
void decide_and_answer(Access& access, const Request& request, Respond respond, Decide&& decision) {
  auto step = [&] {
    auto snapshot = access.store().read();
    using Decided = std::invoke_result_t<Decide, store::Snapshot&>;
    return snapshot ? decision(**snapshot) : Decided(Failure(snapshot.error()));
  }();
  if (!step) return respond(Failure(step.error()));
  Result<Response> answer = Failure(Error{});
  if (step->answer) {
    if (request.trace) request.trace->detail = detail_of(step->answer->by);
    access.audit().add(step->changes, request.trace.get());
    answer = view_of(*step->answer);
  } else {
    answer = Failure(step->answer.error());
  }
  if (step->changes.changes.empty()) return respond(std::move(answer));
  access.store().commit(
      std::move(step->changes),
      [answer = std::move(answer), respond = std::move(respond)](Result<void> outcome) mutable {
        if (!outcome) return respond(Failure(outcome.error()));
        respond(std::move(answer));
      });
}

// The same on the pool, for what hashes. `T` is the body.
template <class T, class Decide>
void decide_on_pool(Access& access, const Request& request, Respond respond, Decide decision) {
  on_pool<T>(access, request, std::move(respond),
             [&access, &request, decision](const T& body, Respond answer) {
               decide_and_answer(
                   access, request, std::move(answer),
                   [&](store::Snapshot& snapshot) { return decision(snapshot, request, body); });
             });
}

template <class T>
Proof proof_of(const T& body) {
  return {body.password, body.second_factor.value_or("")};
}

Route own_route(api::Method method, std::string path, std::string name, api::Audit audit,
                std::string summary) {
  Route route;
  route.audit = audit;
  route.method = method;
  route.path = std::move(path);
  route.name = std::move(name);
  route.summary = std::move(summary);
  route.who = api::Who::SignedIn;
  return route;
}

Route account_route(Access& access) {
  Route route = own_route(api::Method::Get, "/api/v1/me/account", "my_account", api::Audit::Nothing,
                          "My account: login, second factor, recovery codes left.");
  route.before_second_factor = true;
  route.result_schema = schema_of<AccountView>();
  route.errors = {"access.no_account"};
  route.example = kAccountExample;
  route.handle = [&access](const Request& request, Respond respond) {
    const auto read = access.store().read();
    if (!read) return respond(Failure(read.error()));
    const auto account = access.own_account(**read, request.actor);
    if (!account) return respond(Failure(account.error()));
    respond(view_of(*account));
  };
  return route;
}

Route password_route(Access& access) {
  Route route = own_route(api::Method::Post, "/api/v1/me/password", "my_password_change",
                          api::Audit::Own, "Changes my password; my other sessions as staff end.");
  route.pace = api::Pace::SignIn;
  route.body_schema = schema_of<NewPassword>();
  route.result_schema = schema_of<AccountView>();
  route.errors = {
      "access.no_account",    "access.proof_wrong",     "access.wait", "access.password_short",
      "access.password_long", "access.password_common", "access.busy"};
  route.example = kAccountExample;
  route.handle = [&access](const Request& request, Respond respond) {
    decide_on_pool<NewPassword>(
        access, request, std::move(respond),
        [&access](store::Snapshot& read, const Request& asked, const NewPassword& body) {
          return access.change_password(read, asked.actor, asked.session, proof_of(body),
                                        body.new_password, caller_of(asked), access.clock().now());
        });
  };
  return route;
}

Route begin_route(Access& access) {
  Route route = own_route(api::Method::Post, "/api/v1/me/second-factor", "my_second_factor_begin",
                          api::Audit::Own,
                          "Makes a secret for my authenticator, to be confirmed by its code.");
  route.before_second_factor = true;
  route.pace = api::Pace::SignIn;
  route.body_schema = schema_of<ProofGiven>();
  route.result_schema = schema_of<OfferView>();
  route.errors = {"access.no_account", "access.proof_wrong", "access.wait", "access.busy"};
  route.example = R"({"secret":"GEZDGNBVGY3TQOJQ","address":"otpauth://totp/…","valid_s":600})";
  route.handle = [&access](const Request& request, Respond respond) {
    decide_on_pool<ProofGiven>(
        access, request, std::move(respond),
        [&access](store::Snapshot& read, const Request& asked, const ProofGiven& body) {
          return access.begin_second_factor(read, asked.actor, proof_of(body), caller_of(asked),
                                            access.clock().now());
        });
  };
  return route;
}

Route confirm_route(Access& access) {
  Route route = own_route(api::Method::Post, "/api/v1/me/second-factor/confirm",
                          "my_second_factor_confirm", api::Audit::Own,
                          "Sets my second factor by a code of it; gives recovery codes, once.");
  route.before_second_factor = true;
  route.body_schema = schema_of<Confirmation>();
  route.result_schema = schema_of<RecoveryView>();
  route.errors = {"access.no_account", "access.no_second_factor", "access.proof_wrong"};
  route.example = R"({"codes":["7K2M-9QXD-40TV"]})";
  route.handle = [&access](const Request& request, Respond respond) {
    const auto body = api::body<Confirmation>(request);
    if (!body) return respond(Failure(body.error()));
    decide_and_answer(access, request, std::move(respond), [&](store::Snapshot& read) {
      return access.confirm_second_factor(read, request.actor, request.session, body->code,
                                          access.clock().now());
    });
  };
  return route;
}

Route recovery_route(Access& access) {
  Route route = own_route(api::Method::Post, "/api/v1/me/recovery-codes", "my_recovery_codes",
                          api::Audit::Own, "New recovery codes, once; those from before are void.");
  route.pace = api::Pace::SignIn;
  route.body_schema = schema_of<ProofGiven>();
  route.result_schema = schema_of<RecoveryView>();
  route.errors = {"access.no_account", "access.no_second_factor", "access.proof_wrong",
                  "access.wait", "access.busy"};
  route.example = R"({"codes":["7K2M-9QXD-40TV"]})";
  route.handle = [&access](const Request& request, Respond respond) {
    decide_on_pool<ProofGiven>(
        access, request, std::move(respond),
        [&access](store::Snapshot& read, const Request& asked, const ProofGiven& body) {
          return access.new_recovery_codes(read, asked.actor, proof_of(body), caller_of(asked),
                                           access.clock().now());
        });
  };
  return route;
}

Route end_factor_route(Access& access) {
  Route route =
      own_route(api::Method::Post, "/api/v1/me/second-factor/end", "my_second_factor_end",
                api::Audit::Own, "Takes my second factor off, where I need not have one.");
  route.pace = api::Pace::SignIn;
  route.body_schema = schema_of<ProofGiven>();
  route.result_schema = schema_of<AccountView>();
  route.errors = {"access.no_account",
                  "access.no_second_factor",
                  "access.second_factor_required",
                  "access.proof_wrong",
                  "access.wait",
                  "access.busy"};
  route.example = kAccountExample;
  route.handle = [&access](const Request& request, Respond respond) {
    decide_on_pool<ProofGiven>(
        access, request, std::move(respond),
        [&access](store::Snapshot& read, const Request& asked, const ProofGiven& body) {
          return access.end_second_factor(read, asked.actor, proof_of(body), caller_of(asked),
                                          access.clock().now());
        });
  };
  return route;
}

Route sessions_route(Access& access) {
  Route route = own_route(api::Method::Get, "/api/v1/me/sessions", "my_sessions",
                          api::Audit::Nothing, "My sessions that can still be used, newest first.");
  route.result_schema = schema_of<OwnSessionList>();
  route.example = R"({"items":[{"id":"7340032","kind":"staff","browser":"edge windows",)"
                  R"("made_at":1760000000000,"seen_at":1760000000000,"current":true}]})";
  route.handle = [&access](const Request& request, Respond respond) {
    const auto read = access.store().read();
    if (!read) return respond(Failure(read.error()));
    const auto sessions =
        access.own_sessions(**read, request.actor, request.session, access.clock().now());
    if (!sessions) return respond(Failure(sessions.error()));
    OwnSessionList out;
    for (const auto& one : *sessions) {
      out.items.push_back({one.id, one.staff ? "staff" : "resident", one.browser, one.made_at.ms,
                           one.seen_at.ms, one.current});
    }
    respond(api::json(out));
  };
  return route;
}

Route end_session_route(Access& access) {
  Route route = own_route(api::Method::Delete, "/api/v1/me/sessions/{id}", "my_session_end",
                          api::Audit::Session, "Ends one of my sessions at once.");
  route.parameters = {{"id", api::In::Path, "integer", "the session", true}};
  route.result_schema = schema_of<Ended>();
  route.errors = {"access.no_such_session"};
  route.example = R"({"done":true})";
  route.handle = [&access](const Request& request, Respond respond) {
    SessionId id;
    if (!json_parse(id, request.get("id"))) {
      return respond(fail(ErrorKind::NotFound, "access.no_such_session"));
    }
    const auto read = access.store().read();
    if (!read) return respond(Failure(read.error()));
    auto changes = access.end_session(**read, request.actor, id);
    if (!changes) return respond(Failure(changes.error()));
    if (request.trace) request.trace->detail = "session=" + std::to_string(id.value);
    access.audit().add(*changes, request.trace.get());
    access.store().commit(*std::move(changes),
                          [respond = std::move(respond)](Result<void> outcome) mutable {
                            if (outcome) return respond(api::json(Ended{}));
                            // Somebody else ended it meanwhile: it has ended.
                            if (outcome.error().code == "store.conflict") {
                              return respond(api::json(Ended{}));
                            }
                            respond(Failure(outcome.error()));
                          });
  };
  return route;
}

}  // namespace

std::vector<Route> own_routes(Access& access) {
  return {account_route(access),  password_route(access),   begin_route(access),
          confirm_route(access),  recovery_route(access),   end_factor_route(access),
          sessions_route(access), end_session_route(access)};
}

}  // namespace linli::access
