#include "access/cookie.h"
#include "desk/act.h"
#include "desk/follow_code.h"
#include "desk/read_matter.h"
#include "desk/routes.h"
#include "rights/standing.h"

namespace linli::desk {
namespace {

using api::In;
using api::Method;
using api::Request;
using api::Respond;
using api::Response;
using api::Route;

// Whoever holds the code is the filer, whether she is signed in or not.
rights::Actor nobody() {
  return {};
}

Route follow_route(Kernel& kernel, Follower& follower) {
  Route route;
  route.method = Method::Post;
  route.path = "/api/v1/follow";
  route.pace = api::Pace::SignIn;
  route.name = "follow";
  route.audit = api::Audit::Secret;
  route.summary = "The matter that a number and its secret code open.";
  route.body_schema = schema_of<Follow>();
  route.result_schema = schema_of<MatterView>();
  route.errors = {"model.number_wrong", "model.code_wrong", "request.not_found", "access.wait"};
  route.handle = [&kernel, &follower](const Request& request, Respond respond) {
    respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      const auto body = TRY(api::body<Follow>(request));
      access::Caller caller = access::caller_of(request);
      caller.device = access::device_name(caller, kernel.random);
      const auto matter =
          TRY(follower.find(read, body.number, body.code, caller, kernel.clock.now()));
      const auto found = TRY(dossier(read, matter.id));
      const auto standing = rights::standing(nobody(), ties(found), {}, true);
      auto response = api::json(TRY(read_matter(kernel, read, found, nobody(), standing)));
      // By it she is known when strangers guess at her number.
      if (caller.device != request.device) {
        response.headers.emplace_back(
            "Set-Cookie",
            access::set_device_cookie(follower.cookie(), caller.device, access::kDeviceMs));
      }
      return response;
    });
  };
  return route;
}

Route follow_act_route(Kernel& kernel, Follower& follower) {
  Route route;
  route.method = Method::Post;
  route.path = "/api/v1/follow/acts/{act}";
  route.pace = api::Pace::SignIn;
  route.name = "follow_act";
  route.audit = api::Audit::Secret;
  route.summary = "Does an act of the filer with number and code.";
  route.parameters = {{"act", In::Path, "string", "the act's key", true}};
  route.body_schema = schema_of<FollowAct>();
  route.result_schema = schema_of<ActReceipt>();
  route.errors = {"model.number_wrong",     "model.code_wrong",       "request.not_found",
                  "procedure.no_such_act",  "procedure.not_your_act", "procedure.not_now",
                  "procedure.form_missing", "procedure.form_unknown", "procedure.form_too_long",
                  "procedure.form_choice",  "procedure.form_type",    "desk.word_unconfirmed",
                  "vault.absent",           "vault.file_taken",       "access.wait",
                  "desk.key_reused",        "desk.receipt_erased",    "desk.busy"};
  route.writes = true;
  route.handle = [&kernel, &follower](const Request& request, Respond respond) {
    const auto found = [&]() -> Result<ActCommand> {
      auto body = TRY(api::body<FollowAct>(request));
      const auto read = TRY(kernel.store.read());
      const auto matter = TRY(follower.find(*read, body.number, body.code,
                                            access::caller_of(request), kernel.clock.now()));
      return ActCommand{nobody(), matter.id, request.get("act"), std::move(body.form), true};
    }();
    if (!found) return respond(Failure(found.error()));
    const std::string scope =
        "follow_act/" + std::to_string(found->matter.value) + "/" + request.get("act");
    act(kernel, *found, idempotency_of(request, scope), answer_to(std::move(respond)));
  };
  return route;
}

}  // namespace

std::vector<Route> follow_routes(Kernel& kernel, Follower& follower) {
  return {follow_route(kernel, follower), follow_act_route(kernel, follower)};
}

}  // namespace linli::desk
