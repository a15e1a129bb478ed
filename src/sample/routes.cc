#include "sample/routes.h"

#include <algorithm>

#include "access/cookie.h"
#include "audit/log.h"
#include "desk/routes.h"
#include "registry/people.h"
#include "sample/roles.h"

namespace linli::sample {
namespace {

using api::Method;
using api::Request;
using api::Respond;
using api::Response;
using api::Route;
using api::Who;

struct RoleView {
  std::string key;
  Words title;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(RoleView, (), (key, title, name))

struct RoleList {
  std::vector<RoleView> items;
};
BOOST_DESCRIBE_STRUCT(RoleList, (), (items))

struct SignInAs {
  std::string key;
};
BOOST_DESCRIBE_STRUCT(SignInAs, (), (key))

struct Empty {};
BOOST_DESCRIBE_STRUCT(Empty, (), ())

struct MessageView {
  std::int64_t at = 0;
  std::string to;
  std::string text;
  std::string kind;
};
BOOST_DESCRIBE_STRUCT(MessageView, (), (at, to, text, kind))

struct MessageList {
  std::vector<MessageView> items;
};
BOOST_DESCRIBE_STRUCT(MessageList, (), (items))

struct NowView {
  std::int64_t now_at = 0;
};
BOOST_DESCRIBE_STRUCT(NowView, (), (now_at))

struct MoveClock {
  std::optional<std::int64_t> forward_hours;
  std::optional<std::int64_t> to_at;
};
BOOST_DESCRIBE_STRUCT(MoveClock, (), (forward_hours, to_at))

constexpr int kMessagesShown = 100;
// Numbers of matters and the calendar hold between these.
constexpr Instant kClockFirst{946'684'800'000};   // 2000-01-01T00:00Z
constexpr Instant kClockLast{4'102'444'800'000};  // 2100-01-01T00:00Z

Route route_of(Method method, std::string path, std::string name, std::string summary,
               std::string result) {
  Route route;
  route.method = method;
  route.path = std::move(path);
  route.who = Who::Sample;
  route.name = std::move(name);
  route.audit = api::Audit::Nothing;
  route.summary = std::move(summary);
  route.result_schema = std::move(result);
  return route;
}

Route people_route(desk::Kernel& kernel) {
  Route route = route_of(Method::Get, "/api/v1/sample/people", "sample_people",
                         "The people one can sign in as with one click.", schema_of<RoleList>());
  route.handle = [&kernel](const Request&, Respond respond) {
    desk::respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      const auto rules = kernel.rules.get();
      RoleList out;
      for (const auto& role :
           TRY(sample_roles(read, kernel.vault, rules->pack(), kernel.clock.now()))) {
        out.items.push_back({role.key, role.title, role.name});
      }
      return api::json(out);
    });
  };
  return route;
}

Result<SampleRole> role_of(desk::Kernel& kernel, const std::string& key) {
  const auto read = TRY(kernel.store.read());
  const auto rules = kernel.rules.get();
  const auto roles = TRY(sample_roles(*read, kernel.vault, rules->pack(), kernel.clock.now()));
  const auto found = std::ranges::find(roles, key, &SampleRole::key);
  if (found == roles.end()) return fail(ErrorKind::NotFound, "sample.no_such_role");
  return *found;
}

Result<access::Step<access::SignedIn>> sign_in(desk::Kernel& kernel, access::Access& access,
                                               const SampleRole& role, Instant now) {
  if (role.administrator != rights::AdministratorKind::None) {
    const auto read = TRY(kernel.store.read());
    return access.sign_in_as_administrator(*read, role.person, role.administrator, now);
  }
  const auto kind = role.kind == rights::ActorKind::Staff ? access::SessionKind::Staff
                                                          : access::SessionKind::Resident;
  return access.sign_in_as(role.person, kind, now);
}

Route sign_in_route(desk::Kernel& kernel, access::Access& access) {
  Route route = route_of(Method::Post, "/api/v1/sample/sign-in", "sample_sign_in",
                         "Signs in as one of the sample's people.", schema_of<Empty>());
  route.audit = api::Audit::SignIn;
  route.body_schema = schema_of<SignInAs>();
  route.errors = {"sample.no_such_role"};
  route.handle = [&kernel, &access](const Request& request, Respond respond) {
    const auto body = api::body<SignInAs>(request);
    if (!body) return respond(Failure(body.error()));
    const auto role = role_of(kernel, body->key);
    if (!role) return respond(Failure(role.error()));
    const Instant now = kernel.clock.now();
    auto step = sign_in(kernel, access, *role, now);
    if (!step) return respond(Failure(step.error()));
    if (!step->answer) return respond(Failure(step->answer.error()));
    const std::string cookie = access::set_cookie(access.settings().cookie, *step->answer, now);
    if (request.trace) {
      request.trace->person = step->answer->person;
      request.trace->account = step->answer->account;
    }
    kernel.audit.add(step->changes, request.trace.get());
    kernel.store.commit(std::move(step->changes),
                        [respond = std::move(respond), cookie](Result<void> done) mutable {
                          if (!done) return respond(Failure(done.error()));
                          Response response = api::json(Empty{});
                          response.headers.emplace_back("Set-Cookie", cookie);
                          respond(std::move(response));
                        });
  };
  return route;
}

Route messages_route(desk::Kernel& kernel) {
  Route route =
      route_of(Method::Get, "/api/v1/sample/messages", "sample_messages",
               "The messages that a county would send, newest first.", schema_of<MessageList>());
  route.handle = [&kernel](const Request&, Respond respond) {
    desk::respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      MessageList out;
      for (const auto& queued : TRY(kernel.outbox.recent(read, kMessagesShown))) {
        std::string to = queued.message.phone;
        if (to.empty() && queued.message.person)
          to = TRY(registry::name_of(read, kernel.vault, queued.message.person));
        out.items.push_back({queued.at.ms, to, queued.message.body, queued.message.code});
      }
      return api::json(out);
    });
  };
  return route;
}

// Where the clock is asked to go from `now`. Errors: sample.clock_too_far.
Result<Instant> moved(Instant now, const MoveClock& body) {
  constexpr std::int64_t kHoursMax = (kClockLast.ms - kClockFirst.ms) / kMsPerHour;
  Instant to = body.to_at ? Instant{*body.to_at} : now;
  const std::int64_t hours = body.forward_hours.value_or(0);
  const bool near =
      to >= kClockFirst && to <= kClockLast && hours >= -kHoursMax && hours <= kHoursMax;
  if (near) to = plus_ms(to, hours * kMsPerHour);
  if (!near || to < kClockFirst || to > kClockLast) return invalid("sample.clock_too_far");
  return to;
}

Route clock_route(desk::Kernel& kernel, MovableClock* clock) {
  Route route = route_of(Method::Post, "/api/v1/sample/clock", "sample_clock",
                         "Moves the sample's time.", schema_of<NowView>());
  route.audit = api::Audit::Setting;
  route.body_schema = schema_of<MoveClock>();
  route.errors = {"sample.clock_fixed", "sample.clock_too_far"};
  route.handle = [&kernel, clock](const Request& request, Respond respond) {
    const auto body = api::body<MoveClock>(request);
    if (!body) return respond(Failure(body.error()));
    if (clock == nullptr) return respond(fail(ErrorKind::Conflict, "sample.clock_fixed"));
    const auto to = moved(clock->now(), *body);
    if (!to) return respond(Failure(to.error()));
    clock->move_to(*to);
    respond(api::json(NowView{kernel.clock.now().ms}));
  };
  return route;
}

}  // namespace

std::vector<Route> routes(desk::Kernel& kernel, access::Access& access, MovableClock* clock) {
  Route now = route_of(Method::Get, "/api/v1/sample", "sample_now", "The sample's time.",
                       schema_of<NowView>());
  now.handle = [&kernel](const Request&, Respond respond) {
    respond(api::json(NowView{kernel.clock.now().ms}));
  };
  return {std::move(now), people_route(kernel), sign_in_route(kernel, access),
          messages_route(kernel), clock_route(kernel, clock)};
}

}  // namespace linli::sample
