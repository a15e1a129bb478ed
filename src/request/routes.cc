#include "request/routes.h"

#include <memory>

#include "base/text.h"
#include "desk/about_whom.h"
#include "desk/routes.h"
#include "inbox/list.h"
#include "request/file.h"
#include "request/public.h"
#include "request/public_pages.h"

namespace linli::request {
namespace {

using api::In;
using api::Method;
using api::Request;
using api::Respond;
using api::Response;
using api::Route;
using api::Who;
using desk::Kernel;

// What is urgent by the pack, as its filer or its words say, has an allowance of its own.
access::Urgency urgency_of(const Kernel& kernel, const FileRequest& request) {
  const auto rules = kernel.rules.get();
  const auto* category = rules->pack().find_category(grade(rules->pack(), request).category);
  return category != nullptr && category->urgent ? access::Urgency::Emergency
                                                 : access::Urgency::Usual;
}

Route file_route(Kernel& kernel, access::Pace& pace) {
  Route route;
  route.method = Method::Post;
  route.path = "/api/v1/requests";
  route.pace = api::Pace::File;
  route.name = "request_file";
  route.audit = api::Audit::Journal;
  route.summary = "Files a request; answers with the receipt slip.";
  route.body_schema = schema_of<FileRequest>();
  route.result_schema = schema_of<FilingReceipt>();
  route.errors = {"desk.no_such_place",   "desk.place_too_wide",     "desk.not_for_others",
                  "desk.no_consent",      "desk.about_unknown",      "desk.nobody_above",
                  "desk.phone_is_yours",  "desk.slip_wrong",         "desk.slip_unknown",
                  "desk.slip_spent",      "desk.slip_elsewhere",     "desk.slip_yours",
                  "desk.slip_with_phone", "procedure.form_missing",  "procedure.form_choice",
                  "vault.phone_invalid",  "procedure.form_too_long", "access.wait",
                  "access.address_wait",  "access.phone_code_first", "access.emergency_wait",
                  "vault.absent",         "vault.file_taken",        "registry.no_dispatch_desk",
                  "desk.key_reused",      "desk.receipt_erased",     "desk.busy"};
  route.writes = true;
  route.handle = [&kernel, &pace](const Request& request, Respond respond) {
    auto body = api::body<FileRequest>(request);
    if (!body) return respond(Failure(body.error()));
    const Instant now = kernel.clock.now();
    const auto paced = pace.filing(request.actor, request.client, urgency_of(kernel, *body), now);
    if (!paced) return respond(Failure(paced.error()));
    FileCommand command;
    command.actor = request.actor;
    const bool phone = body->phone && !body->phone->empty();
    if (phone && !pace.message(request.client, now)) command.telling = Telling::Silent;
    command.request = std::move(*body);
    file(kernel, std::move(command), desk::idempotency_of(request, "request_file"),
         desk::answer_to(std::move(respond)));
  };
  return route;
}

// RISK-3: before she sends it. Only reads; what she typed is kept nowhere.
Route about_route(Kernel& kernel) {
  Route route;
  route.method = Method::Post;
  route.path = "/api/v1/requests/about";
  route.name = "request_about";
  route.audit = api::Audit::Nothing;
  route.pace = api::Pace::Search;
  route.summary = "Whether a text seems to be about somebody in office, and about whom.";
  route.body_schema = schema_of<desk::AboutAsk>();
  route.result_schema = schema_of<desk::AboutQuestion>();
  route.errors = {"desk.no_such_place", "procedure.form_too_long", "access.wait",
                  "access.address_wait", "access.phone_code_first"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    desk::respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      const auto body = TRY(api::body<desk::AboutAsk>(request));
      return api::json(TRY(desk::ask_about(kernel, read, kProcedure, body, request.actor.person)));
    });
  };
  return route;
}

Route mine_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/requests/mine";
  route.who = Who::SignedIn;
  route.name = "requests_mine";
  route.audit = api::Audit::Nothing;
  route.summary = "What I filed or what was entered for me, newest first.";
  route.parameters = {{"cursor", In::Query, "string", "`next` of the page before", false},
                      {"scope", In::Query, "string", "filer (default) or opener", false}};
  route.result_schema = schema_of<inbox::View>();
  route.errors = {"desk.cursor_wrong"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    desk::respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      inbox::Query query;
      const bool opened = request.get("scope") == "opener";
      query.scope = opened ? inbox::Scope::opener : inbox::Scope::filer;
      query.cursor = request.get("cursor");
      return api::json(TRY(inbox::list(kernel, read, request.actor, query)));
    });
  };
  return route;
}

Route public_list_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/public/matters";
  route.name = "public_list";
  route.audit = api::Audit::Nothing;
  route.summary = "Matters whose filers wished them to be seen: edited title, village, state.";
  route.parameters = {{"unit", In::Query, "string", "id of a village; without it, all", false},
                      {"cursor", In::Query, "string", "`next` of the page before", false}};
  route.result_schema = schema_of<PublicList>();
  route.errors = {"desk.cursor_wrong"};
  const auto pages = std::make_shared<PublicPages>(kernel.clock);
  route.handle = [&kernel, pages](const Request& request, Respond respond) {
    const UnitId village{parse_int64(request.get("unit")).value_or(0)};
    const auto make = [&]() -> Result<std::string> {
      const auto read = TRY(kernel.store.read());
      return to_json(TRY(public_list(kernel, *read, village, request.get("cursor"))));
    };
    auto page = request.get("cursor").empty() ? pages->page(village, make) : make();
    if (!page) return respond(Failure(page.error()));
    Response response;
    response.body = std::move(*page);
    respond(std::move(response));
  };
  return route;
}

Route public_similar_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/public/similar";
  route.pace = api::Pace::Search;
  route.name = "public_similar";
  route.audit = api::Audit::Nothing;
  route.summary = "Public matters nearby that may be the one that somebody is about to report.";
  route.parameters = {{"unit", In::Query, "string", "id of a unit in the village", true},
                      {"q", In::Query, "string", "what she has typed so far", true}};
  route.result_schema = schema_of<SimilarList>();
  route.errors = {"registry.no_such_unit", "access.wait", "access.address_wait"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    desk::respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      const UnitId unit{parse_int64(request.get("unit")).value_or(0)};
      return api::json(TRY(public_similar(kernel, read, unit, request.get("q"))));
    });
  };
  return route;
}

Route public_detail_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/public/matters/{number}";
  route.name = "public_detail";
  route.audit = api::Audit::Nothing;
  route.summary = "One public matter and its steps, by day.";
  route.parameters = {{"number", In::Path, "string", "the public number", true}};
  route.result_schema = schema_of<PublicDetail>();
  route.errors = {"model.number_wrong", "request.not_found"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    desk::respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      return api::json(TRY(public_detail(kernel, read, request.get("number"))));
    });
  };
  return route;
}

}  // namespace

std::vector<Route> routes(Kernel& kernel, access::Pace& pace) {
  return {file_route(kernel, pace),  about_route(kernel),          mine_route(kernel),
          public_list_route(kernel), public_similar_route(kernel), public_detail_route(kernel)};
}

}  // namespace linli::request
