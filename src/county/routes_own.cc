#include "county/export.h"
#include "county/routes.h"
#include "desk/looks.h"
#include "desk/routes.h"

namespace linli::county {
namespace {

using api::Request;
using api::Respond;
using api::Response;
using api::Route;
using api::Who;
using desk::Kernel;

Route lookups_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/me/lookups";
  route.who = Who::SignedIn;
  route.name = "my_lookups";
  route.audit = api::Audit::Nothing;
  route.summary = "Who looked at my data, when and why.";
  route.result_schema = schema_of<desk::LookupList>();
  route.handle = [&kernel](const Request& request, Respond respond) {
    desk::respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      return api::json(TRY(desk::looks_at(kernel, read, request.actor.person)));
    });
  };
  return route;
}

// RISK-3: she may take a copy of what is kept about her.
Route export_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/me/export";
  route.pace = api::Pace::Export;
  route.who = Who::SignedIn;
  route.name = "my_export";
  route.audit = api::Audit::Look;
  route.summary = "Everything kept about me, as a file.";
  route.result_schema = schema_of<Export>();
  route.errors = {"desk.busy", "http.version", "registry.person_erased", "access.wait"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    Response response;
    response.headers.emplace_back("Content-Disposition",
                                  R"(attachment; filename="linli-export.json")");
    response.pieces = export_of(kernel, request.actor);
    respond(std::move(response));
  };
  return route;
}

}  // namespace

std::vector<Route> own_routes(Kernel& kernel) {
  return {lookups_route(kernel), export_route(kernel)};
}

}  // namespace linli::county
