#include "base/text.h"
#include "desk/routes.h"
#include "office/read.h"
#include "office/routes.h"

namespace linli::office {
namespace {

using api::In;
using api::Request;
using api::Respond;
using api::Response;
using api::Route;
using desk::Kernel;

template <class Id>
Id id_in(const Request& request, const std::string& name) {
  return Id{parse_int64(request.get(name)).value_or(0)};
}

using PeopleReader = Result<Response> (*)(Kernel&, store::Snapshot&, const Request&);

Route get(Kernel& kernel, std::string path, std::string name, std::string summary,
          PeopleReader reader) {
  Route route;
  route.path = std::move(path);
  route.who = api::Who::SystemAdministrator;
  route.name = std::move(name);
  route.audit = api::Audit::Look;
  route.summary = std::move(summary);
  route.handle = [&kernel, reader](const Request& request, Respond respond) {
    desk::respond_with(kernel, std::move(respond),
                       [&](store::Snapshot& read) { return reader(kernel, read, request); });
  };
  return route;
}

Result<Response> unit(Kernel& kernel, store::Snapshot& read, const Request& request) {
  return api::json(TRY(read_unit(kernel, read, id_in<UnitId>(request, "id"))));
}

Result<Response> positions(Kernel& kernel, store::Snapshot& read, const Request& request) {
  return api::json(TRY(read_positions(kernel, read, id_in<UnitId>(request, "unit"),
                                      id_in<OrganisationId>(request, "organisation"))));
}

Result<Response> organisations(Kernel& kernel, store::Snapshot& read, const Request& request) {
  const registry::OrganisationQuery query{request.get("q"), request.get("kind"),
                                          request.get("cursor")};
  return api::json(TRY(read_organisations(kernel, read, query)));
}

Result<Response> people(Kernel& kernel, store::Snapshot& read, const Request& request) {
  return api::json(TRY(read_people(kernel, read, id_in<UnitId>(request, "unit"),
                                   id_in<PersonId>(request, "cursor"))));
}

}  // namespace

std::vector<Route> read_routes(Kernel& kernel) {
  Route one = get(kernel, "/api/v1/registry/units/{id}", "registry_unit",
                  "A unit with what it holds, counted.", unit);
  one.parameters = {{"id", In::Path, "string", "the unit's id", true}};
  one.result_schema = schema_of<UnitCensus>();
  one.errors = {"registry.no_such_unit"};
  Route seats = get(kernel, "/api/v1/registry/positions", "registry_positions",
                    "The positions of a unit or an organisation, and who holds them.", positions);
  seats.parameters = {{"unit", In::Query, "string", "the unit's id, or", false},
                      {"organisation", In::Query, "string", "the organisation's id", false}};
  seats.result_schema = schema_of<PositionList>();
  seats.errors = {"office.place_missing", "registry.no_such_unit", "registry.no_such_organisation"};
  Route bodies = get(kernel, "/api/v1/registry/organisations", "registry_organisations",
                     "The organisations, by code.", organisations);
  bodies.parameters = {{"q", In::Query, "string", "part of the name or code", false},
                       {"kind", In::Query, "string", "of this kind only", false},
                       {"cursor", In::Query, "string", "`next` of the page before", false}};
  bodies.result_schema = schema_of<OrganisationPage>();
  Route dwellers = get(kernel, "/api/v1/registry/people", "registry_people",
                       "Who lives in a village or below, names masked.", people);
  dwellers.parameters = {{"unit", In::Query, "string", "id of a village or a unit below", true},
                         {"cursor", In::Query, "string", "`next` of the page before", false}};
  dwellers.result_schema = schema_of<PeoplePage>();
  dwellers.errors = {"registry.no_such_unit", "office.unit_too_high"};
  return {std::move(one), std::move(seats), std::move(bodies), std::move(dwellers)};
}

}  // namespace linli::office
