#include "notice/routes.h"

#include "base/text.h"
#include "desk/routes.h"
#include "notice/read.h"

namespace linli::notice {
namespace {

using api::In;
using api::Request;
using api::Respond;
using api::Response;
using api::Route;
using desk::Kernel;

Route post_route(Kernel& kernel) {
  Route route;
  route.method = api::Method::Post;
  route.path = "/api/v1/notices";
  route.who = api::Who::Staff;
  route.name = "notice_post";
  route.audit = api::Audit::Journal;
  route.summary = "Posts a notice of a village or town, shown until a day.";
  route.body_schema = schema_of<NoticeBody>();
  route.result_schema = schema_of<NoticeReceipt>();
  route.errors = {"desk.no_such_procedure", "desk.no_such_place",      "desk.not_yours_to_open",
                  "desk.personal_number",   "procedure.form_date",     "desk.until_too_late",
                  "procedure.form_missing", "procedure.form_too_long", "procedure.form_type",
                  "desk.key_reused",        "desk.receipt_erased",     "desk.busy"};
  route.writes = true;
  route.handle = [&kernel](const Request& request, Respond respond) {
    auto body = api::body<NoticeBody>(request);
    if (!body) return respond(Failure(body.error()));
    post(kernel, {request.actor, std::move(*body)}, desk::idempotency_of(request, "notice_post"),
         desk::answer_to(std::move(respond)));
  };
  return route;
}

Route list_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/public/notices";
  route.name = "notice_list";
  route.audit = api::Audit::Nothing;
  route.summary = "The notices that are shown at a place, newest first.";
  route.parameters = {{"unit", In::Query, "string", "the unit's id", true},
                      {"cursor", In::Query, "string", "`next` of the page before", false}};
  route.result_schema = schema_of<NoticePage>();
  route.errors = {"registry.no_such_unit", "desk.cursor_wrong"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    desk::respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      const UnitId unit{parse_int64(request.get("unit")).value_or(0)};
      return api::json(TRY(notices_at(kernel, read, unit, request.get("cursor"))));
    });
  };
  return route;
}

Route detail_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/public/notices/{number}";
  route.name = "notice_read";
  route.audit = api::Audit::Nothing;
  route.summary = "One notice, or that it was taken down.";
  route.parameters = {{"number", In::Path, "string", "its public number", true}};
  route.result_schema = schema_of<NoticeView>();
  route.errors = {"notice.not_found", "model.number_wrong"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    desk::respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      return api::json(TRY(notice_by_number(kernel, read, request.get("number"))));
    });
  };
  return route;
}

}  // namespace

std::vector<Route> routes(Kernel& kernel) {
  return {post_route(kernel), list_route(kernel), detail_route(kernel)};
}

}  // namespace linli::notice
