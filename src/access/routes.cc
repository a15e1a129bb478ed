#include "access/routes.h"

#include <boost/describe.hpp>
#include <functional>
#include <memory>

#include "access/cookie.h"

namespace linli::access {
namespace {

using api::Request;
using api::Respond;
using api::Response;
using api::Route;

constexpr int kRetries = 3;

struct CodeRequest {
  std::string phone;
};
BOOST_DESCRIBE_STRUCT(CodeRequest, (), (phone))

struct CodeSent {
  std::int64_t valid_s = 0;  // seconds
};
BOOST_DESCRIBE_STRUCT(CodeSent, (), (valid_s))

struct CodeSignIn {
  std::string phone, code;
};
BOOST_DESCRIBE_STRUCT(CodeSignIn, (), (phone, code))

struct PasswordSignIn {
  std::string login, password;
};
BOOST_DESCRIBE_STRUCT(PasswordSignIn, (), (login, password))

struct FirstAdministrator {
  std::string token, login, password;
};
BOOST_DESCRIBE_STRUCT(FirstAdministrator, (), (token, login, password))

struct NewAccount {
  PersonId person;
  std::string login;
};
BOOST_DESCRIBE_STRUCT(NewAccount, (), (person, login))

struct AccountView {
  AccountId account;
  std::string activation;
  std::int64_t ends_at = 0;  // ms UTC
};
BOOST_DESCRIBE_STRUCT(AccountView, (), (account, activation, ends_at))

struct Activation {
  std::string login, code, password;
};
BOOST_DESCRIBE_STRUCT(Activation, (), (login, code, password))

struct SessionView {
  std::string kind;          // resident, staff
  std::int64_t ends_at = 0;  // ms UTC
};
BOOST_DESCRIBE_STRUCT(SessionView, (), (kind, ends_at))

struct Done {
  bool done = true;
};
BOOST_DESCRIBE_STRUCT(Done, (), (done))

// Two accounts made at once with one login: the database refuses the second.
Error named(Error error) {
  if (error.code == "store.unique" && error.detail.find("login") != std::string::npos) {
    return {ErrorKind::Conflict, "access.login_taken", {}};
  }
  return error;
}

// Answers after the changes are committed.
void commit(Access& access, store::WriteSet changes, Result<Response> answer, Respond respond) {
  if (changes.changes.empty()) return respond(std::move(answer));
  access.store().commit(
      std::move(changes),
      [answer = std::move(answer), respond = std::move(respond)](Result<void> outcome) mutable {
        if (!outcome) return respond(Failure(named(outcome.error())));
        respond(std::move(answer));
      });
}

Result<Response> session_answer(const Access& access, const Result<SignedIn>& answer) {
  const SignedIn& signed_in = TRY(answer);
  const bool staff = signed_in.kind == SessionKind::Staff;
  Response response =
      api::json(SessionView{staff ? "staff" : "resident", signed_in.ends_at.ms}, 201);
  response.headers.emplace_back(
      "Set-Cookie", set_cookie(access.settings().cookie, signed_in, access.clock().now()));
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Response ended_answer(const Access& access) {
  Response response = api::json(Done{});
  response.headers.emplace_back("Set-Cookie", clear_cookie(access.settings().cookie));
  return response;
}

// Decides on a fresh snapshot, which is given back before the commit.
template <class Decide>
auto decide(Access& access, Decide&& decision) {
  using Decided = std::invoke_result_t<Decide, store::Snapshot&>;
  auto snapshot = access.store().read();
  if (!snapshot) return Decided(Failure(snapshot.error()));
  return decision(**snapshot);
}

template <class Decide>
void sign_in(Access& access, Respond respond, Decide&& decision) {
  auto step = decide(access, decision);
  if (!step) return respond(Failure(step.error()));
  auto answer = session_answer(access, step->answer);
  commit(access, std::move(step->changes), std::move(answer), std::move(respond));
}

// Runs a sign-in that hashes on the pool. `T` is the body.
template <class T, class Decide>
void sign_in_on_pool(Access& access, const Request& request, Respond respond, Decide decision) {
  auto body = api::body<T>(request);
  if (!body) return respond(Failure(body.error()));
  auto waiting = std::make_shared<Respond>(std::move(respond));
  const auto queued = access.hashing().run(
      [&access, body = *std::move(body), client = request.client, waiting, decision] {
        sign_in(access, std::move(*waiting), [&](store::Snapshot& snapshot) {
          return decision(snapshot, body, client, access.clock().now());
        });
      });
  if (!queued) (*waiting)(Failure(queued.error()));
}

// Ends sessions. Another request may end some of them meanwhile, so it decides again a few times.
using Ending = std::function<Result<store::WriteSet>(store::Snapshot&)>;
void end_sessions(Access& access, Ending ending, int tries, Respond respond) {
  auto changes = decide(access, ending);
  if (!changes) return respond(Failure(changes.error()));
  if (changes->changes.empty()) return respond(ended_answer(access));
  access.store().commit(*std::move(changes),
                        [&access, ending = std::move(ending), tries,
                         respond = std::move(respond)](Result<void> outcome) mutable {
                          if (outcome) return respond(ended_answer(access));
                          if (outcome.error().code != "store.conflict" || tries <= 1) {
                            return respond(Failure(outcome.error()));
                          }
                          end_sessions(access, std::move(ending), tries - 1, std::move(respond));
                        });
}

Route post(std::string path, std::string name, std::string summary) {
  Route route;
  route.method = api::Method::Post;
  route.path = std::move(path);
  route.name = std::move(name);
  route.summary = std::move(summary);
  return route;
}

Route session_route(std::string path, std::string name, std::string summary) {
  Route route = post(std::move(path), std::move(name), std::move(summary));
  route.result_schema = schema_of<SessionView>();
  route.example = R"({"kind":"staff","ends_at":1760000000000})";
  return route;
}

Route request_code(Access& access) {
  Route route = post("/api/v1/codes", "code_request",
                     "Sends a one-time code to a phone; the answer does not tell who is known.");
  route.body_schema = schema_of<CodeRequest>();
  route.result_schema = schema_of<CodeSent>();
  route.errors = {"vault.phone_invalid", "access.wait"};
  route.example = R"({"valid_s":600})";
  route.handle = [&access](const Request& request, Respond respond) {
    const auto body = api::body<CodeRequest>(request);
    if (!body) return respond(Failure(body.error()));
    auto changes = decide(access, [&](store::Snapshot& snapshot) {
      return access.request_code(snapshot, body->phone, request.client, access.clock().now());
    });
    if (!changes) return respond(Failure(changes.error()));
    commit(access, *std::move(changes), api::json(CodeSent{kCodeMs / kMsPerSecond}),
           std::move(respond));
  };
  return route;
}

Route sign_in_by_code(Access& access) {
  Route route = session_route("/api/v1/sessions/code", "session_by_code",
                              "Signs a resident in by phone and one-time code.");
  route.body_schema = schema_of<CodeSignIn>();
  route.errors = {"vault.phone_invalid", "access.wait", "access.wrong_code"};
  route.handle = [&access](const Request& request, Respond respond) {
    const auto body = api::body<CodeSignIn>(request);
    if (!body) return respond(Failure(body.error()));
    sign_in(access, std::move(respond), [&](store::Snapshot& snapshot) {
      return access.sign_in_code(snapshot, body->phone, body->code, request.client,
                                 access.clock().now());
    });
  };
  return route;
}

Route sign_in_by_password(Access& access) {
  Route route = session_route("/api/v1/sessions/password", "session_by_password",
                              "Signs staff in by login and password.");
  route.body_schema = schema_of<PasswordSignIn>();
  route.errors = {"access.wait", "access.busy", "access.wrong_password"};
  route.handle = [&access](const Request& request, Respond respond) {
    sign_in_on_pool<PasswordSignIn>(access, request, std::move(respond),
                                    [&access](store::Snapshot& snapshot, const PasswordSignIn& body,
                                              const std::string& client, Instant now) {
                                      return access.sign_in_password(snapshot, body.login,
                                                                     body.password, client, now);
                                    });
  };
  return route;
}

Route first_administrator(Access& access) {
  Route route = session_route("/api/v1/administrators/first", "administrator_first",
                              "Makes the first administrator by the token that init printed.");
  route.body_schema = schema_of<FirstAdministrator>();
  route.errors = {"access.wrong_token",    "access.login_invalid", "access.login_taken",
                  "access.password_short", "access.password_long", "access.password_common",
                  "access.busy",           "access.wait"};
  route.handle = [&access](const Request& request, Respond respond) {
    sign_in_on_pool<FirstAdministrator>(
        access, request, std::move(respond),
        [&access](store::Snapshot& snapshot, const FirstAdministrator& body, const std::string&,
                  Instant now) {
          return access.create_first_administrator(snapshot, body.token, body.login, body.password,
                                                   now);
        });
  };
  return route;
}

Route activate(Access& access) {
  Route route = session_route("/api/v1/activations", "account_activate",
                              "Sets the password of an account by its activation code.");
  route.body_schema = schema_of<Activation>();
  route.errors = {"access.wrong_activation", "access.password_short", "access.password_long",
                  "access.password_common",  "access.wait",           "access.busy"};
  route.handle = [&access](const Request& request, Respond respond) {
    sign_in_on_pool<Activation>(access, request, std::move(respond),
                                [&access](store::Snapshot& snapshot, const Activation& body,
                                          const std::string& client, Instant now) {
                                  return access.activate(snapshot, body.login, body.code,
                                                         body.password, client, now);
                                });
  };
  return route;
}

Route sign_out(Access& access) {
  Route route = post("/api/v1/sessions/current", "session_end", "Signs out.");
  route.method = api::Method::Delete;
  route.result_schema = schema_of<Done>();
  route.example = R"({"done":true})";
  route.handle = [&access](const Request& request, Respond respond) {
    end_sessions(
        access,
        [&access, token = request.session](store::Snapshot& snapshot) {
          return access.sign_out(snapshot, token);
        },
        kRetries, std::move(respond));
  };
  return route;
}

Route end_all(Access& access) {
  Route route = post("/api/v1/sessions/end-all", "session_end_all",
                     "Ends every session of whoever calls, this one included.");
  route.who = api::Who::SignedIn;
  route.result_schema = schema_of<Done>();
  route.example = R"({"done":true})";
  route.handle = [&access](const Request& request, Respond respond) {
    end_sessions(
        access,
        [&access, actor = request.actor](store::Snapshot& snapshot) {
          return access.end_all(snapshot, actor);
        },
        kRetries, std::move(respond));
  };
  return route;
}

Route create_account(Access& access) {
  Route route = post("/api/v1/accounts", "account_create",
                     "Makes an account for a person, or a new activation code for hers.");
  route.who = api::Who::Administrator;
  route.body_schema = schema_of<NewAccount>();
  route.result_schema = schema_of<AccountView>();
  route.errors = {"access.login_invalid", "access.login_taken"};
  route.example = R"({"account":"7340032","activation":"7K2M-9QXD-40TV","ends_at":1760000000000})";
  route.handle = [&access](const Request& request, Respond respond) {
    const auto body = api::body<NewAccount>(request);
    if (!body) return respond(Failure(body.error()));
    const Instant now = access.clock().now();
    auto step = decide(access, [&](store::Snapshot& snapshot) {
      return access.create_account(snapshot, body->person, body->login, now);
    });
    if (!step) return respond(Failure(step.error()));
    const AccountView view{step->answer->id, step->answer->activation,
                           plus_ms(now, kActivationMs).ms};
    commit(access, std::move(step->changes), api::json(view, 201), std::move(respond));
  };
  return route;
}

Route close_account(Access& access) {
  Route route = post("/api/v1/accounts/{id}", "account_close",
                     "Closes an account and ends its sessions at once.");
  route.method = api::Method::Delete;
  route.who = api::Who::Administrator;
  route.parameters = {{"id", api::In::Path, "integer", "the account", true}};
  route.result_schema = schema_of<Done>();
  route.errors = {"access.no_such_account"};
  route.example = R"({"done":true})";
  route.handle = [&access](const Request& request, Respond respond) {
    AccountId id;
    if (!json_parse(id, request.get("id"))) {
      return respond(fail(ErrorKind::NotFound, "access.no_such_account"));
    }
    auto changes = decide(
        access, [&](store::Snapshot& snapshot) { return access.close_account(snapshot, id); });
    if (!changes) return respond(Failure(changes.error()));
    commit(access, *std::move(changes), api::json(Done{}), std::move(respond));
  };
  return route;
}

}  // namespace

std::vector<Route> routes(Access& access) {
  return {request_code(access),   sign_in_by_code(access), sign_in_by_password(access),
          sign_out(access),       end_all(access),         first_administrator(access),
          create_account(access), close_account(access),   activate(access)};
}

}  // namespace linli::access
