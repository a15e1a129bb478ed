#include "access/routes.h"

#include <boost/describe.hpp>
#include <functional>
#include <memory>
#include <optional>

#include "access/accounts.h"
#include "access/cookie.h"
#include "access/on_pool.h"
#include "audit/log.h"

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

struct CodeSentView {
  std::int64_t valid_s = 0;  // seconds
};
BOOST_DESCRIBE_STRUCT(CodeSentView, (), (valid_s))

struct CodeSignIn {
  std::string phone, code;
};
BOOST_DESCRIBE_STRUCT(CodeSignIn, (), (phone, code))

struct PasswordSignIn {
  std::string login, password;
  std::optional<std::string> second_factor;  // a code of the authenticator, or a recovery code
};
BOOST_DESCRIBE_STRUCT(PasswordSignIn, (), (login, password, second_factor))

struct FirstAdministrator {
  std::string token, name, phone, login, password;
};
BOOST_DESCRIBE_STRUCT(FirstAdministrator, (), (token, name, phone, login, password))

struct ActivationBody {
  std::string login, code;
  std::optional<std::string>
      known;  // what its owner knows: the end of her identity number or phone
  std::string password;
};
BOOST_DESCRIBE_STRUCT(ActivationBody, (), (login, code, known, password))

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

// Adds to what the entry of the call says.
void about(const Request& request, std::string detail) {
  if (request.trace) request.trace->detail = std::move(detail);
}

// Answers after the changes are committed, with the entry of the call when it succeeds: the server
// is told of a refusal by itself.
void commit(Access& access, const Request& request, store::WriteSet changes,
            Result<Response> answer, Respond respond) {
  if (answer) access.audit().add(changes, request.trace.get());
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
  if (!signed_in.device.empty()) {
    response.headers.emplace_back(
        "Set-Cookie", set_device_cookie(access.settings().cookie, signed_in.device, kDeviceMs));
  }
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

// After a sign-in: the session that the browser had, and those beyond the limit, end. Whatever
// becomes of them, she is signed in.
void tidy(Access& access, SignedIn signed_in, std::string presented, int tries, Respond done) {
  auto changes = decide(access, [&](store::Snapshot& snapshot) {
    return access.tidy_sessions(snapshot, signed_in, presented);
  });
  if (!changes || changes->changes.empty()) return done(Response{});
  access.store().commit(
      *std::move(changes),
      [&access, signed_in = std::move(signed_in), presented = std::move(presented), tries,
       done = std::move(done)](Result<void> outcome) mutable {
        const bool again = !outcome && outcome.error().code == "store.conflict" && tries > 1;
        if (!again) return done(Response{});
        tidy(access, std::move(signed_in), std::move(presented), tries - 1, std::move(done));
      });
}

template <class Decide>
void sign_in(Access& access, const Request& request, Respond respond, Decide&& decision) {
  auto step = decide(access, decision);
  if (!step) return respond(Failure(step.error()));
  auto answer = session_answer(access, step->answer);
  if (!answer) {
    return commit(access, request, std::move(step->changes), std::move(answer), std::move(respond));
  }
  SignedIn signed_in = *std::move(step->answer);
  if (request.trace) {
    request.trace->person = signed_in.person;
    request.trace->account = signed_in.account;
    if (signed_in.by != Factor::None) request.trace->detail = detail_of(signed_in.by);
  }
  access.note_browser(step->changes, signed_in, request.browser, access.clock().now());
  commit(access, request, std::move(step->changes), std::move(answer),
         [&access, signed_in = std::move(signed_in), presented = request.session,
          respond = std::move(respond)](Result<Response> done) mutable {
           if (!done) return respond(std::move(done));
           tidy(access, std::move(signed_in), std::move(presented), kRetries,
                [answer = std::move(done), respond = std::move(respond)](
                    const Result<Response>&) mutable { respond(std::move(answer)); });
         });
}

// Runs a sign-in that hashes on the pool. `T` is the body.
template <class T, class Decide>
void sign_in_on_pool(Access& access, const Request& request, Respond respond, Decide decision) {
  on_pool<T>(access, request, std::move(respond),
             [&access, &request, decision](const T& body, Respond answer) {
               sign_in(access, request, std::move(answer), [&](store::Snapshot& snapshot) {
                 if (request.trace) {
                   const auto tried = account_of_login(snapshot, body.login);
                   request.trace->account = tried.value_or(AccountId{});
                 }
                 return decision(snapshot, body, caller_of(request), access.clock().now());
               });
             });
}

// Ends sessions. Another request may end some of them meanwhile, so it decides again a few times.
using Ending = std::function<Result<store::WriteSet>(store::Snapshot&)>;
void end_sessions(Access& access, const Request& request, Ending ending, int tries,
                  Respond respond) {
  auto changes = decide(access, ending);
  if (!changes) return respond(Failure(changes.error()));
  if (changes->changes.empty()) return respond(ended_answer(access));
  access.audit().add(*changes, request.trace.get());
  access.store().commit(
      *std::move(changes), [&access, &request, ending = std::move(ending), tries,
                            respond = std::move(respond)](Result<void> outcome) mutable {
        if (outcome) return respond(ended_answer(access));
        if (outcome.error().code != "store.conflict" || tries <= 1) {
          return respond(Failure(outcome.error()));
        }
        end_sessions(access, request, std::move(ending), tries - 1, std::move(respond));
      });
}

Route post(std::string path, std::string name, api::Audit audit, std::string summary) {
  Route route;
  route.method = api::Method::Post;
  route.path = std::move(path);
  route.name = std::move(name);
  route.audit = audit;
  route.summary = std::move(summary);
  return route;
}

Route session_route(std::string path, std::string name, api::Audit audit, std::string summary) {
  Route route = post(std::move(path), std::move(name), audit, std::move(summary));
  route.result_schema = schema_of<SessionView>();
  route.pace = api::Pace::SignIn;
  route.example = R"({"kind":"staff","ends_at":1760000000000})";
  route.while_setting_up = true;  // administrators come in by these
  return route;
}

Route request_code(Access& access) {
  Route route = post("/api/v1/codes", "code_request", api::Audit::Code,
                     "Sends a one-time code to a phone; the answer does not tell who is known.");
  route.body_schema = schema_of<CodeRequest>();
  route.pace = api::Pace::Code;
  route.result_schema = schema_of<CodeSentView>();
  route.errors = {"vault.phone_invalid", "access.wait", "access.no_codes"};
  route.example = R"({"valid_s":600})";
  route.handle = [&access](const Request& request, Respond respond) {
    const auto body = api::body<CodeRequest>(request);
    if (!body) return respond(Failure(body.error()));
    about(request, access.phone_mark(body->phone));
    auto sent = decide(access, [&](store::Snapshot& snapshot) {
      return access.request_code(snapshot, body->phone, caller_of(request), access.clock().now());
    });
    if (!sent) return respond(Failure(sent.error()));
    Response response = api::json(CodeSentView{kCodeMs / kMsPerSecond});
    // A browser that is known already keeps its cookie as long as it had it.
    if (sent->device != request.device) {
      response.headers.emplace_back(
          "Set-Cookie", set_device_cookie(access.settings().cookie, sent->device, kNewDeviceMs));
    }
    commit(access, request, std::move(sent->changes), std::move(response), std::move(respond));
  };
  return route;
}

Route sign_in_by_code(Access& access) {
  Route route = session_route("/api/v1/sessions/code", "session_by_code", api::Audit::SignIn,
                              "Signs a resident in by phone and one-time code.");
  route.while_setting_up = false;
  route.body_schema = schema_of<CodeSignIn>();
  route.errors = {"vault.phone_invalid", "access.wait", "access.wrong_code"};
  route.handle = [&access](const Request& request, Respond respond) {
    const auto body = api::body<CodeSignIn>(request);
    if (!body) return respond(Failure(body.error()));
    about(request, access.phone_mark(body->phone));
    sign_in(access, request, std::move(respond), [&](store::Snapshot& snapshot) {
      return access.sign_in_code(snapshot, body->phone, body->code, caller_of(request),
                                 access.clock().now());
    });
  };
  return route;
}

Route sign_in_by_password(Access& access) {
  Route route = session_route("/api/v1/sessions/password", "session_by_password",
                              api::Audit::SignIn, "Signs staff in by login and password.");
  route.door = api::Door::Staff;
  route.body_schema = schema_of<PasswordSignIn>();
  route.errors = {"access.wait", "access.busy", "access.wrong_password",
                  "access.second_factor_wanted", "access.second_factor_wrong"};
  route.handle = [&access](const Request& request, Respond respond) {
    sign_in_on_pool<PasswordSignIn>(
        access, request, std::move(respond),
        [&access](store::Snapshot& snapshot, const PasswordSignIn& body, const Caller& caller,
                  Instant now) {
          const Proof proof{body.password, body.second_factor.value_or("")};
          return access.sign_in_password(snapshot, body.login, proof, caller, now);
        });
  };
  return route;
}

Route first_administrator(Access& access) {
  Route route =
      session_route("/api/v1/administrators/first", "administrator_first", api::Audit::Account,
                    "Makes the first system administrator by the token that init printed.");
  route.door = api::Door::Staff;
  route.body_schema = schema_of<FirstAdministrator>();
  route.errors = {"access.wrong_token",    "access.login_invalid", "access.login_taken",
                  "access.password_short", "access.password_long", "access.password_common",
                  "registry.name_invalid", "vault.phone_invalid",  "office.holds_office",
                  "access.busy",           "access.wait"};
  route.handle = [&access](const Request& request, Respond respond) {
    about(request, "administrator=first");
    sign_in_on_pool<FirstAdministrator>(
        access, request, std::move(respond),
        [&access](store::Snapshot& snapshot, const FirstAdministrator& body, const Caller& caller,
                  Instant now) {
          return access.create_first_administrator(snapshot, body.token, {body.name, body.phone},
                                                   body.login, body.password, caller, now);
        });
  };
  return route;
}

Route activate(Access& access) {
  Route route =
      session_route("/api/v1/activations", "account_activate", api::Audit::Own,
                    "Sets the password of an account by its code and what its owner knows.");
  route.door = api::Door::Staff;
  route.body_schema = schema_of<ActivationBody>();
  route.errors = {"access.wrong_activation", "access.password_short", "access.password_long",
                  "access.password_common",  "access.wait",           "access.busy"};
  route.handle = [&access](const Request& request, Respond respond) {
    sign_in_on_pool<ActivationBody>(
        access, request, std::move(respond),
        [&access](store::Snapshot& snapshot, const ActivationBody& body, const Caller& caller,
                  Instant now) {
          const Activation given{body.login, body.code, body.known.value_or(""), body.password};
          return access.activate(snapshot, given, caller, now);
        });
  };
  return route;
}

Route sign_out(Access& access) {
  Route route = post("/api/v1/sessions/current", "session_end", api::Audit::Session, "Signs out.");
  route.before_second_factor = true;
  route.while_setting_up = true;
  route.method = api::Method::Delete;
  route.result_schema = schema_of<Done>();
  route.example = R"({"done":true})";
  route.handle = [&access](const Request& request, Respond respond) {
    end_sessions(
        access, request,
        [&access, token = request.session](store::Snapshot& snapshot) {
          return access.sign_out(snapshot, token);
        },
        kRetries, std::move(respond));
  };
  return route;
}

Route end_all(Access& access) {
  Route route = post("/api/v1/sessions/end-all", "session_end_all", api::Audit::Session,
                     "Ends every session of whoever calls, this one included.");
  route.before_second_factor = true;
  route.while_setting_up = true;
  route.who = api::Who::SignedIn;
  route.result_schema = schema_of<Done>();
  route.example = R"({"done":true})";
  route.handle = [&access](const Request& request, Respond respond) {
    end_sessions(
        access, request,
        [&access, actor = request.actor](store::Snapshot& snapshot) {
          return access.end_all(snapshot, actor);
        },
        kRetries, std::move(respond));
  };
  return route;
}

}  // namespace

std::vector<Route> routes(Access& access) {
  std::vector<Route> out{request_code(access), sign_in_by_code(access), sign_in_by_password(access),
                         sign_out(access),     end_all(access),         first_administrator(access),
                         activate(access)};
  for (auto& route : own_routes(access)) out.push_back(std::move(route));
  for (auto& route : mail_routes(access)) out.push_back(std::move(route));
  return out;
}

}  // namespace linli::access
