#include "request/routes.h"
#include "request/export.h"

#include <memory>

#include "base/text.h"
#include "desk/act.h"
#include "desk/inbox.h"
#include "desk/read_matter.h"
#include "desk/routes.h"
#include "request/file.h"
#include "request/public.h"
#include "request/public_pages.h"
#include "request/reveal.h"

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

Route file_route(Kernel& kernel, Serials& serials) {
  Route route;
  route.method = Method::Post;
  route.path = "/api/v1/requests";
  route.name = "request_file";
  route.summary = "Files a request; answers with the receipt slip.";
  route.body_schema = schema_of<FileRequest>();
  route.result_schema = schema_of<FilingReceipt>();
  route.errors = {"request.no_such_place",
                  "request.place_too_wide",
                  "request.not_for_others",
                  "request.no_consent",
                  "request.about_unknown",
                  "procedure.form_missing",
                  "procedure.form_choice",
                  "vault.phone_invalid",
                  "procedure.form_too_long",
                  "desk.key_reused",
                  "desk.busy"};
  route.writes = true;
  route.handle = [&kernel, &serials](const Request& request, Respond respond) {
    auto body = api::body<FileRequest>(request);
    if (!body) return respond(Failure(body.error()));
    FileCommand command;
    command.actor = request.actor;
    command.request = std::move(*body);
    file(kernel, serials, std::move(command), desk::idempotency_of(request, "request_file"),
         desk::answer_to(std::move(respond)));
  };
  return route;
}

Route mine_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/requests/mine";
  route.who = Who::SignedIn;
  route.name = "requests_mine";
  route.summary = "What I filed or what was entered for me, newest first.";
  route.parameters = {{"cursor", In::Query, "string", "`next` of the page before", false},
                      {"scope", In::Query, "string", "filer (default) or opener", false}};
  route.result_schema = schema_of<desk::InboxView>();
  route.errors = {"desk.cursor_wrong"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    desk::respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      desk::InboxQuery query;
      const bool opened = request.get("scope") == "opener";
      query.scope = opened ? desk::Scope::opener : desk::Scope::filer;
      query.cursor = request.get("cursor");
      return api::json(TRY(desk::inbox(kernel, read, request.actor, query)));
    });
  };
  return route;
}

// Whoever holds the code is the filer, whether she is signed in or not.
rights::Actor nobody() {
  return {};
}

Route follow_route(Kernel& kernel, Follower& follower) {
  Route route;
  route.method = Method::Post;
  route.path = "/api/v1/follow";
  route.name = "follow";
  route.summary = "The matter that a number and its secret code open.";
  route.body_schema = schema_of<Follow>();
  route.result_schema = schema_of<desk::MatterView>();
  route.errors = {"request.number_wrong", "request.code_wrong", "request.not_found", "access.wait"};
  route.handle = [&kernel, &follower](const Request& request, Respond respond) {
    desk::respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      const auto body = TRY(api::body<Follow>(request));
      const auto matter =
          TRY(follower.find(read, body.number, body.code, request.client, kernel.clock.now()));
      const auto dossier = TRY(desk::dossier(read, matter.id));
      const auto standing = rights::standing(nobody(), desk::ties(dossier), {}, true);
      return api::json(TRY(desk::read_matter(kernel, read, dossier, nobody(), standing)));
    });
  };
  return route;
}

Route follow_act_route(Kernel& kernel, Follower& follower) {
  Route route;
  route.method = Method::Post;
  route.path = "/api/v1/follow/acts/{act}";
  route.name = "follow_act";
  route.summary = "Does an act of the filer with number and code.";
  route.parameters = {{"act", In::Path, "string", "the act's key", true}};
  route.body_schema = schema_of<FollowAct>();
  route.result_schema = schema_of<desk::ActReceipt>();
  route.errors = {"request.number_wrong",   "request.code_wrong", "request.not_found",
                  "procedure.not_your_act", "procedure.not_now",  "access.wait",
                  "procedure.form_missing", "desk.key_reused",    "desk.busy"};
  route.writes = true;
  route.handle = [&kernel, &follower](const Request& request, Respond respond) {
    const auto found = [&]() -> Result<desk::ActCommand> {
      auto body = TRY(api::body<FollowAct>(request));
      const auto read = TRY(kernel.store.read());
      const auto matter =
          TRY(follower.find(*read, body.number, body.code, request.client, kernel.clock.now()));
      return desk::ActCommand{nobody(), matter.id, request.get("act"), std::move(body.form), true};
    }();
    if (!found) return respond(Failure(found.error()));
    const std::string scope =
        "follow_act/" + std::to_string(found->matter.value) + "/" + request.get("act");
    desk::act(kernel, *found, desk::idempotency_of(request, scope),
              desk::answer_to(std::move(respond)));
  };
  return route;
}

Route public_list_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/public/matters";
  route.name = "public_list";
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
  route.name = "public_similar";
  route.summary = "Public matters nearby that may be the one that somebody is about to report.";
  route.parameters = {{"unit", In::Query, "string", "id of a unit in the village", true},
                      {"q", In::Query, "string", "what she has typed so far", true}};
  route.result_schema = schema_of<SimilarList>();
  route.errors = {"registry.no_such_unit"};
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
  route.summary = "One public matter and its steps, by day.";
  route.parameters = {{"number", In::Path, "string", "the public number", true}};
  route.result_schema = schema_of<PublicDetail>();
  route.errors = {"request.number_wrong", "request.not_found"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    desk::respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      return api::json(TRY(public_detail(kernel, read, request.get("number"))));
    });
  };
  return route;
}

Route reveal_route(Kernel& kernel) {
  Route route;
  route.method = Method::Post;
  route.path = "/api/v1/matters/{id}/reveal";
  route.who = Who::Staff;
  route.name = "matter_reveal";
  route.summary = "The filer's name or phone, after the look is on the record.";
  route.parameters = {{"id", In::Path, "string", "the matter's id", true}};
  route.body_schema = schema_of<Reveal>();
  route.result_schema = schema_of<Revealed>();
  route.errors = {"desk.no_such_matter", "request.not_to_reveal", "request.nothing_to_reveal",
                  "procedure.form_choice"};
  route.writes = true;
  route.handle = [&kernel](const Request& request, Respond respond) {
    auto body = api::body<Reveal>(request);
    const auto id = desk::matter_id_of(request);
    if (!body) return respond(Failure(body.error()));
    if (!id) return respond(Failure(id.error()));
    reveal(kernel, request.actor, *id, std::move(*body),
           desk::idempotency_of(request, "matter_reveal/" + request.get("id")),
           desk::answer_to(std::move(respond)));
  };
  return route;
}

Route lookups_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/me/lookups";
  route.who = Who::SignedIn;
  route.name = "my_lookups";
  route.summary = "Who looked at my data, when and why.";
  route.result_schema = schema_of<LookupList>();
  route.handle = [&kernel](const Request& request, Respond respond) {
    desk::respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      return api::json(TRY(looks_at(kernel, read, request.actor.person)));
    });
  };
  return route;
}

// RISK-3: she may take a copy of what is kept about her.
Route export_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/me/export";
  route.who = Who::SignedIn;
  route.name = "my_export";
  route.summary = "Everything kept about me, as a file.";
  route.result_schema = schema_of<Export>();
  route.errors = {"desk.busy", "http.version", "registry.person_erased"};
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

std::vector<Route> routes(Kernel& kernel, Serials& serials, Follower& follower) {
  return {file_route(kernel, serials),    mine_route(kernel),
          follow_route(kernel, follower), follow_act_route(kernel, follower),
          public_list_route(kernel),      public_similar_route(kernel),
          public_detail_route(kernel),    reveal_route(kernel),
          lookups_route(kernel),          export_route(kernel)};
}

}  // namespace linli::request
