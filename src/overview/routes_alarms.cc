#include "audit/log.h"
#include "desk/routes.h"
#include "overview/alarms.h"
#include "overview/routes.h"

namespace linli::overview {
namespace {

using api::In;
using api::Request;
using api::Respond;
using api::Response;
using api::Route;
using api::Who;

struct Done {
  bool done = true;
};
BOOST_DESCRIBE_STRUCT(Done, (), (done))

struct NewLimit {
  std::int64_t value = 0;
};
BOOST_DESCRIBE_STRUCT(NewLimit, (), (value))

Route list_route(desk::Kernel& kernel) {
  Route route;
  route.path = "/api/v1/alarms";
  route.who = Who::SecurityAdministrator;
  route.audit = api::Audit::Nothing;
  route.name = "alarms";
  route.summary = "What the audit warns of, newest first, and the limits that it goes by.";
  route.parameters = {{"which", In::Query, "string", "open (default) or all", false},
                      {"cursor", In::Query, "string", "`next` of the page before", false}};
  route.result_schema = schema_of<AlarmsView>();
  route.errors = {"desk.cursor_wrong", "desk.filter_wrong"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    desk::respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      const std::string& which = request.get("which");
      if (!which.empty() && which != "open" && which != "all") {
        return invalid("desk.filter_wrong", "which");
      }
      return api::json(
          TRY(read_alarms(kernel, read, which == "all" ? audit::Which::All : audit::Which::Open,
                          request.get("cursor"))));
    });
  };
  return route;
}

Route post(std::string path, std::string name, std::string summary) {
  Route route;
  route.method = api::Method::Post;
  route.path = std::move(path);
  route.who = Who::SecurityAdministrator;
  route.audit = api::Audit::Setting;
  route.name = std::move(name);
  route.summary = std::move(summary);
  route.result_schema = schema_of<Done>();
  route.example = R"({"done":true})";
  route.writes = true;
  return route;
}

Route seen_route(desk::Kernel& kernel) {
  Route route = post("/api/v1/alarms/{id}/seen", "alarm_see", "Takes note of an alarm.");
  route.parameters = {{"id", In::Path, "string", "the alarm's id", true}};
  route.body_schema = R"({"type":"object"})";
  route.errors = {"audit.no_such_alarm", "desk.key_reused", "desk.busy"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    audit::AlarmId id;
    if (!json_parse(id, request.get("id"))) {
      return respond(fail(ErrorKind::NotFound, "audit.no_such_alarm"));
    }
    if (request.trace) request.trace->detail = "alarm=" + json_text(id);
    desk::submit(
        kernel, desk::idempotency_of(request, "alarm_see/" + json_text(id)),
        [&kernel, id, actor = request.actor](store::Snapshot& read) -> Result<desk::Prepared> {
          desk::Prepared out;
          TRY(audit::see_alarm(read, out.changes, id, actor.person, actor.account,
                               kernel.clock.now()));
          out.answer = to_json(Done{});
          return out;
        },
        desk::answer_to(std::move(respond)));
  };
  return route;
}

Route limit_route(desk::Kernel& kernel) {
  Route route = post("/api/v1/audit/limits/{name}", "audit_limit",
                     "Sets a limit of the audit, of alarms or of looks.");
  route.parameters = {{"name", In::Path, "string", "the limit", true}};
  route.body_schema = schema_of<NewLimit>();
  route.errors = {"audit.no_such_limit", "audit.limit_range", "desk.key_reused", "desk.busy"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    const auto body = api::body<NewLimit>(request);
    if (!body) return respond(Failure(body.error()));
    audit::Limit limit{};
    if (!boost::describe::enum_from_string(request.get("name").c_str(), limit)) {
      return respond(fail(ErrorKind::NotFound, "audit.no_such_limit"));
    }
    if (request.trace) {
      request.trace->detail = request.get("name") + '=' + std::to_string(body->value);
    }
    desk::submit(
        kernel, desk::idempotency_of(request, "audit_limit/" + request.get("name")),
        [&kernel, limit, value = body->value](store::Snapshot& read) -> Result<desk::Prepared> {
          desk::Prepared out;
          TRY(audit::set_limit(read, out.changes, kernel.ids.next(), limit, value));
          out.answer = to_json(Done{});
          return out;
        },
        desk::answer_to(std::move(respond)));
  };
  return route;
}

}  // namespace

std::vector<Route> alarm_routes(desk::Kernel& kernel) {
  return {list_route(kernel), seen_route(kernel), limit_route(kernel)};
}

}  // namespace linli::overview
