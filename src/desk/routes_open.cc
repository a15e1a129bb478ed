#include "base/text.h"
#include "desk/act.h"
#include "desk/open.h"
#include "desk/routes.h"

namespace linli::desk {
namespace {

using api::In;
using api::Request;
using api::Respond;
using api::Response;
using api::Route;

Route sections_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/me/sections";
  route.name = "my_sections";
  route.audit = api::Audit::Nothing;
  route.summary = "What stands in my navigation: the procedures of which I may open a matter.";
  route.result_schema = schema_of<SectionList>();
  route.handle = [&kernel](const Request& request, Respond respond) {
    respond(api::json(openings_of(kernel.rules.get()->pack(), request.actor)));
  };
  return route;
}

Route form_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/procedures/{key}/form";
  route.name = "opening_form";
  route.audit = api::Audit::Nothing;
  route.summary = "What is asked for when a matter of this procedure is opened at a place.";
  route.parameters = {{"key", In::Path, "string", "the procedure's key", true},
                      {"unit", In::Query, "string", "id of the unit where it happens", false}};
  route.result_schema = schema_of<OpeningForm>();
  route.errors = {"desk.no_such_procedure", "desk.no_such_place"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      const UnitId unit{parse_int64(request.get("unit")).value_or(0)};
      return api::json(TRY(opening_form(kernel, read, request.actor, request.get("key"), unit)));
    });
  };
  return route;
}

// What is urgent by the pack, as its filer or its words say, has an allowance of its own.
access::Urgency urgency_of(const Kernel& kernel, const OpenCommand& command) {
  const auto rules = kernel.rules.get();
  const auto& pack = rules->pack();
  const auto found = pack.procedures.find(command.procedure);
  if (found == pack.procedures.end()) return access::Urgency::Usual;
  const auto grading = grade(pack, command.form, found->second.opening.suggests);
  const auto* category = pack.find_category(grading.category);
  return category != nullptr && category->urgent ? access::Urgency::Emergency
                                                 : access::Urgency::Usual;
}

Result<OpenCommand> command_of(const Request& request) {
  OpenCommand out;
  out.actor = request.actor;
  out.procedure = request.get("key");
  out.request = TRY(api::body<OpenRequest>(request));
  if (out.request.form) out.form = TRY(read_form(*out.request.form));
  return out;
}

Route open_route(Kernel& kernel, access::Pace& pace) {
  Route route;
  route.method = api::Method::Post;
  route.path = "/api/v1/procedures/{key}/matters";
  route.pace = api::Pace::File;
  route.name = "matter_open";
  route.audit = api::Audit::Journal;
  route.summary = "Opens a matter of this procedure; answers with the receipt slip.";
  route.parameters = {{"key", In::Path, "string", "the procedure's key", true}};
  route.body_schema = schema_of<OpenRequest>();
  route.result_schema = schema_of<OpenReceipt>();
  route.errors = {"desk.no_such_procedure",
                  "desk.no_such_place",
                  "desk.place_too_wide",
                  "desk.not_yours_to_open",
                  "desk.not_for_others",
                  "desk.no_consent",
                  "desk.about_unknown",
                  "desk.nobody_above",
                  "desk.personal_number",
                  "desk.phone_is_yours",
                  "desk.slip_wrong",
                  "desk.slip_unknown",
                  "desk.slip_spent",
                  "desk.slip_elsewhere",
                  "desk.slip_yours",
                  "desk.slip_with_phone",
                  "desk.until_too_late",
                  "desk.no_such_desk",
                  "desk.not_to_yourself",
                  "desk.nowhere_to_open",
                  "desk.too_many_at_once",
                  "desk.not_of_complaint",
                  "desk.not_on_village_list",
                  "procedure.form_missing",
                  "procedure.form_unknown",
                  "procedure.form_choice",
                  "procedure.form_type",
                  "procedure.form_bounds",
                  "procedure.form_date",
                  "procedure.form_too_long",
                  "vault.phone_invalid",
                  "http.sign_in",
                  "access.wait",
                  "access.address_wait",
                  "access.phone_code_first",
                  "access.emergency_wait",
                  "vault.absent",
                  "vault.file_taken",
                  "registry.no_dispatch_desk",
                  "desk.key_reused",
                  "desk.receipt_erased",
                  "desk.busy"};
  route.writes = true;
  route.handle = [&kernel, &pace](const Request& request, Respond respond) {
    auto command = command_of(request);
    if (!command) return respond(Failure(command.error()));
    const Instant now = kernel.clock.now();
    const auto paced =
        pace.filing(request.actor, request.client, urgency_of(kernel, *command), now);
    if (!paced) return respond(Failure(paced.error()));
    const bool phone = command->request.phone && !command->request.phone->empty();
    if (phone && !pace.message(request.client, now)) command->telling = Telling::Silent;
    const auto scope = "open/" + command->procedure;
    open(kernel, std::move(*command), idempotency_of(request, scope),
         answer_to(std::move(respond)));
  };
  return route;
}

Route desks_for_opening_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/procedures/{key}/desks";
  route.who = api::Who::SignedIn;
  route.name = "opening_desks";
  route.audit = api::Audit::Nothing;
  route.summary = "The desks among which the opening of this procedure lets choose.";
  route.parameters = {{"key", In::Path, "string", "the procedure's key", true},
                      {"unit", In::Query, "string", "id of the unit where it happens", true}};
  route.result_schema = schema_of<DeskList>();
  route.errors = {"desk.no_such_procedure", "desk.no_such_place", "desk.not_yours_to_open"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      const UnitId unit{parse_int64(request.get("unit")).value_or(0)};
      const auto& actor = request.actor;
      DeskList out;
      out.items = TRY(desks_for_opening(kernel, read, actor, request.get("key"), unit));
      return api::json(out);
    });
  };
  return route;
}

}  // namespace

std::vector<Route> open_routes(Kernel& kernel, access::Pace& pace) {
  return {sections_route(kernel), form_route(kernel), desks_for_opening_route(kernel),
          open_route(kernel, pace)};
}

}  // namespace linli::desk
