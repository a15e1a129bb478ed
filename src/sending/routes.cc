#include "sending/routes.h"

#include <boost/describe.hpp>
#include <memory>

#include "access/meter.h"
#include "delivery/way.h"
#include "desk/routes.h"
#include "model/email.h"
#include "vault/blind.h"

namespace linli::sending {
namespace {

using api::Request;
using api::Respond;
using api::Response;
using api::Route;
using api::Who;

struct WayView {
  std::string key;
  std::string kind;         // http, program, mail
  std::string where;        // the server or the program; no secret
  bool to_readers = false;  // to people's own e-mail addresses; else to phones
};
BOOST_DESCRIBE_STRUCT(WayView, (), (key, kind, where, to_readers))

struct SentView {
  std::int64_t at = 0;  // ms UTC
  std::string text;     // which of the texts, never its words
  std::string channel;  // sms, mail
  std::string state;    // sent, waiting, given_up, declined: she wants none of these
  std::int64_t tries = 0;
};
BOOST_DESCRIBE_STRUCT(SentView, (), (at, text, channel, state, tries))

struct SendersView {
  bool sample = false;
  bool works = false;
  std::vector<WayView> ways;
  std::int64_t took_at = 0;
  std::int64_t failed_at = 0;
  std::int64_t failures = 0;
  std::string error;  // sentence of the last refusal
  std::int64_t waiting = 0;
  std::vector<SentView> recent;  // newest first
};
BOOST_DESCRIBE_STRUCT(SendersView, (),
                      (sample, works, ways, took_at, failed_at, failures, error, waiting, recent))

struct TestBody {
  std::string phone;                 // "" with an e-mail address
  std::optional<std::string> email;  // to test the way to people's own addresses
};
BOOST_DESCRIBE_STRUCT(TestBody, (), (phone, email))

struct TestDone {
  bool taken = false;
  std::string error;   // sentence
  std::string detail;  // what the way answered
};
BOOST_DESCRIBE_STRUCT(TestDone, (), (taken, error, detail))

WayView view_of(const Way& way) {
  switch (way.kind) {
    case Kind::Http:
      return {way.key, "http", outbound::origin_of(way.url).value_or(""), false};
    case Kind::Program:
      return {way.key, "program", way.words.front(), false};
    case Kind::Mail:
      return {way.key, "mail", way.server.url, way.to_readers};
  }
  return {};
}

std::string sentence(desk::Kernel& kernel, const std::string& code, Language language) {
  if (code.empty()) return "";
  const auto rules = kernel.rules.get();
  const auto* entry = rules->pack().catalogue.find(code);
  return entry == nullptr ? code : entry->sentence.in(language);
}

Result<std::vector<SentView>> recent(store::Snapshot& read) {
  return read.all(
      "SELECT at, code, tries, sent_at, given_up_at, declined_at, channel FROM delivery_message"
      " WHERE channel <> 2 ORDER BY id DESC LIMIT ?1",
      {kRecentShown}, [](const store::Row& row) {
        const char* state = !row.is_null(3)   ? "sent"
                            : !row.is_null(5) ? "declined"
                            : !row.is_null(4) ? "given_up"
                                              : "waiting";
        const char* channel = row.integer(6) == 3 ? "mail" : "sms";
        return SentView{row.integer(0), row.string(1), channel, state, row.integer(2)};
      });
}

Route list_route(desk::Kernel& kernel, Ways* ways) {
  Route route;
  route.path = "/api/v1/senders";
  route.who = Who::SystemAdministrator;
  route.audit = api::Audit::Nothing;
  route.name = "senders";
  route.summary = "By which ways messages reach phones, whether they do, and the newest of them.";
  route.result_schema = schema_of<SendersView>();
  route.handle = [&kernel, ways](const Request& request, Respond respond) {
    desk::respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      const auto state = TRY(delivery::way_state(read));
      SendersView out;
      out.sample = ways == nullptr;
      out.works = out.sample || state.works(kernel.clock.now());
      if (ways != nullptr) {
        for (const auto& way : ways->settings().ways) out.ways.push_back(view_of(way));
      }
      out.took_at = state.took_at.ms;
      out.failed_at = state.failed_at.ms;
      out.failures = state.failures;
      out.error = sentence(kernel, state.error, request.language);
      out.waiting =
          TRY(read.number("SELECT count(*) FROM delivery_message WHERE next_try_at IS NOT NULL"));
      out.recent = TRY(recent(read));
      return api::json(out);
    });
  };
  return route;
}

struct TestTo {
  std::string phone, mail;  // one of them
};
Result<TestTo> test_to(const TestBody& body) {
  if (!body.email) return TestTo{TRY(vault::normal_phone(body.phone)), ""};
  auto mail = normal_email(*body.email);
  if (!mail) return invalid("access.mail_invalid");
  return TestTo{"", *std::move(mail)};
}

// Sends now, and learns from it; on a worker, for a way may be slow.
Result<std::string> test(desk::Kernel& kernel, Ways& ways, const desk::Idempotency& who,
                         const TestTo& to, Language language) {
  delivery::Outgoing message;
  message.id = kernel.ids.make<delivery::MessageId>();
  message.phone = to.phone;
  message.mail = to.mail;
  if (!to.mail.empty()) message.channel = delivery::Channel::Mail;
  message.urgency = delivery::Urgency::Now;
  message.code = "message.sender_test";
  message.body = kernel.rules.get()->pack().catalogue.fill(message.code, Language::Zh, {});
  const Instant now = kernel.clock.now();
  const auto done = ways.send(message);
  // What e-mail does says nothing of phones.
  delivery::Attempts attempts;
  const bool learns = to.mail.empty();
  TestDone out{done.has_value(), "", ""};
  if (done) {
    if (learns) attempts.taken(now);
  } else {
    if (learns) attempts.refused(done.error());
    out.error = sentence(kernel, done.error().code, language);
    out.detail = done.error().detail;
  }
  return desk::submit_and_wait(kernel, who, [&](store::Snapshot& read) -> Result<desk::Prepared> {
    desk::Prepared prepared;
    TRY(delivery::note_way(read, attempts, now, prepared.changes));
    prepared.answer = to_json(out);
    return prepared;
  });
}

Route test_route(desk::Kernel& kernel, Ways* ways) {
  Route route;
  route.method = api::Method::Post;
  route.path = "/api/v1/senders/test";
  route.who = Who::SystemAdministrator;
  route.audit = api::Audit::Setting;
  route.name = "sender_test";
  route.summary =
      "Sends a test message to a phone, and learns whether they reach phones; or to a mailbox.";
  route.body_schema = schema_of<TestBody>();
  route.result_schema = schema_of<TestDone>();
  route.example = R"({"taken":true,"error":"","detail":""})";
  route.errors = {"vault.phone_invalid", "access.mail_invalid", "sending.no_way",
                  "access.wait",         "desk.key_reused",     "desk.busy"};
  route.writes = true;
  auto tests = std::make_shared<access::Meter>();
  route.handle = [&kernel, ways, tests](const Request& request, Respond respond) {
    const auto body = api::body<TestBody>(request);
    if (!body) return respond(Failure(body.error()));
    const auto to = test_to(*body);
    if (!to) return respond(Failure(to.error()));
    const auto channel = to->mail.empty() ? delivery::Channel::Sms : delivery::Channel::Mail;
    if (ways == nullptr || !ways->has_way(channel)) {
      return respond(fail(ErrorKind::Conflict, "sending.no_way"));
    }
    const access::Charge charge{"test", {kTestsHourly, kMsPerHour}};
    if (const auto over = tests->charge({&charge, 1}, kernel.clock.now())) {
      return respond(
          fail(ErrorKind::Overloaded, "access.wait", access::seconds_text(over->wait_ms)));
    }
    if (request.trace) request.trace->detail = "sender=test";
    auto shared = std::make_shared<Respond>(std::move(respond));
    const bool taken =
        kernel.workers.post([&kernel, ways, to = *to, language = request.language, shared,
                             who = desk::idempotency_of(request, "sender_test")] {
          desk::answer_to(std::move(*shared))(test(kernel, *ways, who, to, language));
        });
    if (!taken) (*shared)(fail(ErrorKind::Overloaded, "desk.busy"));
  };
  return route;
}

}  // namespace

std::vector<Route> routes(desk::Kernel& kernel, Ways* ways) {
  return {list_route(kernel, ways), test_route(kernel, ways)};
}

}  // namespace linli::sending
