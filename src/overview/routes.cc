#include "overview/routes.h"

#include "base/text.h"
#include "desk/routes.h"
#include "overview/audit.h"
#include "overview/kept_overviews.h"
#include "overview/overview.h"
#include "overview/published.h"

namespace linli::overview {
namespace {

using api::In;
using api::Request;
using api::Respond;
using api::Response;
using api::Route;
using api::Who;

Result<std::optional<Instant>> instant_of(const Request& request, const char* name) {
  const std::string& text = request.get(name);
  if (text.empty()) return std::nullopt;
  const auto ms = parse_int64(text);
  if (!ms || *ms < 0) return invalid("overview.span_wrong", name);
  return Instant{*ms};
}

Result<OverviewQuery> query_of(const desk::Rules& rules, const Request& request) {
  OverviewQuery out;
  const std::string& unit = request.get("unit");
  if (!unit.empty()) {
    const auto id = parse_int64(unit);
    if (!id || *id <= 0) return fail(ErrorKind::NotFound, "registry.no_such_unit");
    out.unit = UnitId{*id};
  }
  out.from = TRY(instant_of(request, "from"));
  out.to = TRY(instant_of(request, "to"));
  const std::string& by = request.get("by");
  if (!by.empty() && !boost::describe::enum_from_string(by.c_str(), out.by)) {
    return invalid("desk.filter_wrong", "by");
  }
  out.category = request.get("category");
  if (!out.category.empty() && rules.pack().find_category(out.category) == nullptr) {
    return invalid("desk.filter_wrong", "category");
  }
  return out;
}

Route overview_route(desk::Kernel& kernel) {
  Route route;
  route.path = "/api/v1/overview";
  route.who = Who::Staff;
  route.name = "overview";
  route.audit = api::Audit::Nothing;
  route.summary =
      "How many matters filed in some days are open, late, and how the others ended. Complaints "
      "about people are not counted.";
  route.parameters = {
      {"unit", In::Query, "string", "id of a unit; without it, the highest of my hats", false},
      {"from", In::Query, "integer", "filed on this day or later, ms UTC", false},
      {"to", In::Query, "integer", "filed before, ms UTC; its whole last day counts", false},
      {"by", In::Query, "string", "rows by unit (default), time or category", false},
      {"category", In::Query, "string", "key of a category or of its parent", false}};
  route.result_schema = schema_of<OverviewView>();
  route.errors = {"overview.not_your_unit", "overview.unit_too_fine", "overview.span_wrong",
                  "registry.no_such_unit", "desk.filter_wrong"};
  route.handle = [&kernel, kept = std::make_shared<KeptOverviews>()](const Request& request,
                                                                     Respond respond) {
    desk::respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      const auto rules = kernel.rules.get();
      const auto query = TRY(query_of(*rules, request));
      const auto asked = TRY(asked_by(kernel, read, request.actor, query));
      Response response;
      response.body = TRY(kept->get(
          asked.key(), read.changes(kOverviewMarks), rules, kernel.clock.now(),
          [&]() -> Result<std::string> { return to_json(TRY(overview(kernel, read, asked))); }));
      return response;
    });
  };
  return route;
}

Route public_route(desk::Kernel& kernel) {
  Route route;
  route.path = "/api/v1/public/units/{id}/figures";
  route.name = "public_figures";
  route.audit = api::Audit::Nothing;
  route.summary =
      "Matters filed at a village, town or the county in each of the last quarters, rounded, as "
      "they "
      "stood a month later.";
  route.parameters = {{"id", In::Path, "string", "the unit's id", true}};
  route.result_schema = schema_of<PublicFigures>();
  route.errors = {"registry.no_such_unit"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    desk::respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      const UnitId id{parse_int64(request.get("id")).value_or(0)};
      return api::json(TRY(public_figures(kernel, read, id)));
    });
  };
  return route;
}

Route audit_route(desk::Kernel& kernel) {
  Route route;
  route.path = "/api/v1/audit";
  route.who = Who::AuditAdministrator;
  route.name = "audit";
  route.audit = api::Audit::Look;
  route.summary =
      "Who signed in or was refused, looked at personal data and why, changed offices and "
      "accounts, "
      "took in files, installed packs; newest first.";
  route.parameters = {
      {"from", In::Query, "integer", "at or after, ms UTC", false},
      {"to", In::Query, "integer", "before, ms UTC", false},
      {"kind", In::Query, "string",
       "look, read, account, import, setting, sign_in, code, session or refusal; or all", false},
      {"result", In::Query, "string", "done or refused; or both", false},
      {"cursor", In::Query, "string", "`next` of the page before", false}};
  route.result_schema = schema_of<AuditView>();
  route.errors = {"desk.cursor_wrong", "desk.filter_wrong", "overview.span_wrong"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    desk::respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      AuditQuery query;
      query.from = TRY(instant_of(request, "from"));
      query.to = TRY(instant_of(request, "to"));
      query.cursor = request.get("cursor");
      if (const std::string& kind = request.get("kind"); !kind.empty()) {
        AuditKind wanted{};
        if (!boost::describe::enum_from_string(kind.c_str(), wanted)) {
          return invalid("desk.filter_wrong", "kind");
        }
        query.kind = wanted;
      }
      if (const std::string& result = request.get("result"); !result.empty()) {
        AuditResult wanted{};
        if (!boost::describe::enum_from_string(result.c_str(), wanted)) {
          return invalid("desk.filter_wrong", "result");
        }
        query.result = wanted;
      }
      return api::json(TRY(audit(kernel, read, query)));
    });
  };
  return route;
}

}  // namespace

std::vector<Route> routes(desk::Kernel& kernel) {
  return {overview_route(kernel), public_route(kernel), audit_route(kernel)};
}

}  // namespace linli::overview
