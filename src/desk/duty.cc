#include "desk/duty.h"

#include "desk/act.h"
#include "desk/kept.h"
#include "desk/place.h"
#include "desk/read_matter.h"
#include "desk/routes.h"
#include "desk/standing_of.h"

namespace linli::desk {
namespace {

using api::In;
using api::Request;
using api::Respond;
using api::Response;
using api::Route;
using api::Who;

struct DutyView {
  DeskView desk;
  std::string rule;  // of the directory, in the county's words
};
BOOST_DESCRIBE_STRUCT(DutyView, (), (desk, rule))

// Whoever the matter is about, or who filed it, is never named.
Result<DutyView> duty_of(const Kernel& kernel, store::Snapshot& read, const Request& request) {
  const auto rules = kernel.rules.get();
  const Dossier seen = TRY(dossier(read, TRY(matter_id_of(request))));
  const auto standing = TRY(standing_of(kernel, read, request.actor, seen));
  if (!standing.sees || !standing.hat) return fail(ErrorKind::NotFound, "desk.no_such_matter");
  // Its first desk is the one the directory gives it to.
  const auto* definition = TRY(definition_of(*rules, seen.matter));
  const auto* first = definition->find_step(definition->first_step);
  const std::string position = first->desk ? first->desk->position : std::string();
  DutyView out;
  const auto line = TRY(kernel.kept.line(read, seen.matter.unit));
  const auto seat =
      TRY(responsible_seat(kernel, read, *rules, *line, seen.matter.category, position,
                           Whereabouts{seen, {}, kernel.clock.now()}, out.rule));
  out.desk = desk_view(seat);
  return out;
}

}  // namespace

std::vector<Route> duty_routes(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/matters/{id}/duty";
  route.who = Who::Staff;
  route.name = "matter_duty";
  route.audit = api::Audit::Nothing;
  route.summary = "Whose duty the matter is, by the county's directory.";
  route.parameters = {{"id", In::Path, "string", "the matter's id", true}};
  route.result_schema = schema_of<DutyView>();
  route.errors = {"desk.no_such_matter"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      return api::json(TRY(duty_of(kernel, read, request)));
    });
  };
  return {route};
}

}  // namespace linli::desk
