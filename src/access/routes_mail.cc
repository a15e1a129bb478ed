// access/routes_mail.cc – /api/v1/me/mail: my e-mail address, given and taken back by me alone.

#include <boost/describe.hpp>

#include "access/cookie.h"
#include "access/routes.h"
#include "audit/log.h"

namespace linli::access {
namespace {

struct MailAddress {
  std::string address;
};
BOOST_DESCRIBE_STRUCT(MailAddress, (), (address))

struct MailConfirmation {
  std::string address, code;
};
BOOST_DESCRIBE_STRUCT(MailConfirmation, (), (address, code))

struct MailCodeView {
  std::int64_t valid_s = 0;  // seconds
};
BOOST_DESCRIBE_STRUCT(MailCodeView, (), (valid_s))

struct OwnMailView {
  bool offered = false;  // the county sends e-mail
  std::string address;   // the one that I confirmed; "" for none
  std::string on_file;   // one that a register brought, never used until confirmed; "" for none
};
BOOST_DESCRIBE_STRUCT(OwnMailView, (), (offered, address, on_file))

api::Route mail_route(api::Method method, std::string path, std::string name, api::Audit audit,
                      std::string summary) {
  api::Route route;
  route.method = method;
  route.path = std::move(path);
  route.name = std::move(name);
  route.audit = audit;
  route.summary = std::move(summary);
  route.who = api::Who::SignedIn;
  return route;
}

// Commits with the entry of the call when it succeeded, and answers then.
void finish(Access& access, const api::Request& request, store::WriteSet changes,
            Result<api::Response> answer, api::Respond respond) {
  if (answer) access.audit().add(changes, request.trace.get());
  if (changes.changes.empty()) return respond(std::move(answer));
  access.store().commit(
      std::move(changes),
      [answer = std::move(answer), respond = std::move(respond)](Result<void> done) mutable {
        if (!done) return respond(Failure(done.error()));
        respond(std::move(answer));
      });
}

api::Route own_mail_route(Access& access) {
  auto route = mail_route(api::Method::Get, "/api/v1/me/mail", "my_mail", api::Audit::Nothing,
                          "My e-mail address, and whether the county sends e-mail.");
  route.result_schema = schema_of<OwnMailView>();
  route.errors = {"registry.person_erased", "registry.no_such_person"};
  route.example = R"({"offered":true,"address":"she@example.cn","on_file":""})";
  route.handle = [&access](const api::Request& request, api::Respond respond) {
    const auto read = access.store().read();
    if (!read) return respond(Failure(read.error()));
    const auto mail = access.own_mail(**read, request.actor.person);
    if (!mail) return respond(Failure(mail.error()));
    respond(api::json(OwnMailView{access.settings().mail, mail->address, mail->on_file}));
  };
  return route;
}

api::Route mail_code_route(Access& access) {
  auto route = mail_route(api::Method::Post, "/api/v1/me/mail/code", "my_mail_code",
                          api::Audit::Code, "Sends a code to an e-mail address of mine.");
  route.body_schema = schema_of<MailAddress>();
  route.pace = api::Pace::Code;
  route.result_schema = schema_of<MailCodeView>();
  route.errors = {"access.mail_invalid", "access.no_mail", "access.wait",
                  "registry.no_such_person"};
  route.example = R"({"valid_s":600})";
  route.handle = [&access](const api::Request& request, api::Respond respond) {
    const auto body = api::body<MailAddress>(request);
    if (!body) return respond(Failure(body.error()));
    auto sent = [&]() -> Result<CodeSent> {
      const auto read = TRY(access.store().read());
      return access.request_mail_code(*read, request.actor.person, body->address,
                                      caller_of(request), access.clock().now());
    }();
    if (!sent) return respond(Failure(sent.error()));
    auto response = api::json(MailCodeView{kCodeMs / kMsPerSecond});
    if (sent->device != request.device) {
      response.headers.emplace_back(
          "Set-Cookie", set_device_cookie(access.settings().cookie, sent->device, kNewDeviceMs));
    }
    finish(access, request, std::move(sent->changes), std::move(response), std::move(respond));
  };
  return route;
}

api::Route confirm_mail_route(Access& access) {
  auto route = mail_route(api::Method::Post, "/api/v1/me/mail", "my_mail_confirm", api::Audit::Own,
                          "Makes an e-mail address mine by the code that was sent there.");
  route.body_schema = schema_of<MailConfirmation>();
  route.pace = api::Pace::SignIn;
  route.result_schema = schema_of<OwnMailView>();
  route.errors = {"access.mail_invalid", "access.wrong_mail_code", "registry.no_such_person",
                  "registry.person_erased"};
  route.example = R"({"offered":true,"address":"she@example.cn","on_file":""})";
  route.handle = [&access](const api::Request& request, api::Respond respond) {
    const auto body = api::body<MailConfirmation>(request);
    if (!body) return respond(Failure(body.error()));
    auto step = [&]() -> Result<Step<std::string>> {
      const auto read = TRY(access.store().read());
      return access.confirm_mail(*read, request.actor.person, body->address, body->code,
                                 caller_of(request), access.clock().now());
    }();
    if (!step) return respond(Failure(step.error()));
    Result<api::Response> answer = Failure(Error{});
    if (step->answer) {
      answer = api::json(OwnMailView{access.settings().mail, *step->answer, ""});
    } else {
      answer = Failure(step->answer.error());
    }
    finish(access, request, std::move(step->changes), std::move(answer), std::move(respond));
  };
  return route;
}

api::Route remove_mail_route(Access& access) {
  auto route = mail_route(api::Method::Delete, "/api/v1/me/mail", "my_mail_remove", api::Audit::Own,
                          "Takes my e-mail address back.");
  route.result_schema = schema_of<OwnMailView>();
  route.errors = {"registry.no_such_person", "registry.person_erased"};
  route.example = R"({"offered":true,"address":"","on_file":""})";
  route.handle = [&access](const api::Request& request, api::Respond respond) {
    auto changes = [&]() -> Result<store::WriteSet> {
      const auto read = TRY(access.store().read());
      return access.remove_mail(*read, request.actor.person, access.clock().now());
    }();
    if (!changes) return respond(Failure(changes.error()));
    finish(access, request, *std::move(changes),
           api::json(OwnMailView{access.settings().mail, "", ""}), std::move(respond));
  };
  return route;
}

}  // namespace

std::vector<api::Route> mail_routes(Access& access) {
  return {own_mail_route(access), mail_code_route(access), confirm_mail_route(access),
          remove_mail_route(access)};
}

}  // namespace linli::access
