#include "desk/looks.h"
#include "desk/routes.h"

namespace linli::desk {
namespace {

using api::In;
using api::Method;
using api::Request;
using api::Respond;
using api::Route;
using api::Who;

Route reveal_route(Kernel& kernel) {
  Route route;
  route.method = Method::Post;
  route.path = "/api/v1/matters/{id}/reveal";
  route.pace = api::Pace::Reveal;
  route.who = Who::Staff;
  route.name = "matter_reveal";
  route.audit = api::Audit::Reveal;
  route.summary = "The filer's name or phone, after the look is on the record.";
  route.parameters = {{"id", In::Path, "string", "the matter's id", true}};
  route.body_schema = schema_of<Reveal>();
  route.result_schema = schema_of<Revealed>();
  route.errors = {"desk.no_such_matter",
                  "request.not_to_reveal",
                  "request.nothing_to_reveal",
                  "procedure.form_choice",
                  "request.reveals_many",
                  "registry.person_erased",
                  "desk.key_reused",
                  "desk.receipt_erased",
                  "desk.busy",
                  "access.wait"};
  route.writes = true;
  route.handle = [&kernel](const Request& request, Respond respond) {
    auto body = api::body<Reveal>(request);
    const auto id = matter_id_of(request);
    if (!body) return respond(Failure(body.error()));
    if (!id) return respond(Failure(id.error()));
    reveal(kernel, request.actor, *id, std::move(*body),
           idempotency_of(request, "matter_reveal/" + request.get("id")),
           answer_to(std::move(respond)));
  };
  return route;
}

}  // namespace

std::vector<Route> look_routes(Kernel& kernel) {
  return {reveal_route(kernel)};
}

}  // namespace linli::desk
