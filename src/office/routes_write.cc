#include "base/text.h"
#include "desk/routes.h"
#include "office/appoint.h"
#include "office/routes.h"

namespace linli::office {
namespace {

using api::In;
using api::Request;
using api::Respond;
using api::Route;
using desk::Kernel;

template <class Body>
Route post(std::string path, std::string name, std::string summary, std::string id_meaning) {
  Route route;
  route.method = api::Method::Post;
  route.path = std::move(path);
  route.who = api::Who::SystemAdministrator;
  route.name = std::move(name);
  route.audit = api::Audit::Office;
  route.summary = std::move(summary);
  route.parameters = {{"id", In::Path, "string", std::move(id_meaning), true}};
  route.body_schema = schema_of<Body>();
  route.result_schema = schema_of<OfficeReceipt>();
  route.writes = true;
  return route;
}

// Reads the body and hands the command over; the idempotency key holds for this very path.
template <class Command, class Id, class Body>
void carry_out(Kernel& kernel, const Request& request, Respond respond, const std::string& name,
               void (*done_by)(Kernel&, Command, desk::Idempotency, desk::Answered)) {
  auto body = api::body<Body>(request);
  if (!body) return respond(Failure(body.error()));
  Command command{request.actor, Id{parse_int64(request.get("id")).value_or(0)}, std::move(*body)};
  if constexpr (requires { command.trace; }) command.trace = request.trace;
  done_by(kernel, std::move(command), desk::idempotency_of(request, name + "/" + request.get("id")),
          desk::answer_to(std::move(respond)));
}

Route phone_route(Kernel& kernel) {
  auto route = post<PhoneBody>("/api/v1/registry/positions/{id}", "registry_phone",
                               "Sets the public telephone of a position.", "the position's id");
  route.errors = {"registry.no_such_position", "registry.phone_invalid",
                  "registry.phone_is_personal", "office.no_name", "desk.key_reused"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    carry_out<PhoneCommand, PositionId, PhoneBody>(kernel, request, std::move(respond),
                                                   "registry_phone", set_phone);
  };
  return route;
}

Route appoint_route(Kernel& kernel) {
  auto route = post<AppointBody>("/api/v1/registry/positions/{id}/terms", "registry_appoint",
                                 "Appoints somebody to a position.", "the position's id");
  route.errors = {"registry.no_such_position", "office.nobody_found",  "office.not_yourself",
                  "office.from_past",          "office.seat_taken",    "office.holds_already",
                  "office.administers",        "office.no_name",       "desk.key_reused",
                  "vault.phone_invalid",       "registry.name_invalid"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    carry_out<AppointCommand, PositionId, AppointBody>(kernel, request, std::move(respond),
                                                       "registry_appoint", appoint);
  };
  return route;
}

Route end_route(Kernel& kernel) {
  auto route = post<EndBody>("/api/v1/registry/terms/{id}/end", "registry_end_term", "Ends a term.",
                             "the term's id");
  route.errors = {"registry.no_such_term",  "office.term_over", "office.end_past",
                  "office.last_dispatcher", "office.no_name",   "desk.key_reused"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    carry_out<EndCommand, TermId, EndBody>(kernel, request, std::move(respond), "registry_end_term",
                                           end);
  };
  return route;
}

}  // namespace

std::vector<Route> write_routes(Kernel& kernel) {
  return {phone_route(kernel), appoint_route(kernel), end_route(kernel)};
}

}  // namespace linli::office
