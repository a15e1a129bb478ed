// desk/routes_slips.cc – slips: asking for a batch, printing it once, voiding what is left.
#include "base/text.h"
#include "desk/routes.h"
#include "desk/slip_batch.h"

namespace linli::desk {
namespace {

using api::In;
using api::Method;
using api::Request;
using api::Respond;
using api::Response;
using api::Route;
using api::Who;

SlipBatchId batch_named(const Request& request) {
  return SlipBatchId{parse_int64(request.get("id")).value_or(0)};
}

Route list_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/slips/batches";
  route.who = Who::Staff;
  route.name = "slip_batches";
  route.audit = api::Audit::Nothing;
  route.summary = "Batches of slips that my desks asked for, printed or may print, newest first.";
  route.result_schema = schema_of<SlipBatchList>();
  route.handle = [&kernel](const Request& request, Respond respond) {
    respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      return api::json(TRY(slip_batches(kernel, read, request.actor)));
    });
  };
  return route;
}

Route detail_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/slips/batches/{id}";
  route.who = Who::Staff;
  route.name = "slip_batch";
  route.audit = api::Audit::Nothing;
  route.summary = "One batch with the state of each slip; never a code.";
  route.parameters = {{"id", In::Path, "string", "the batch's id", true}};
  route.result_schema = schema_of<SlipBatchDetail>();
  route.errors = {"request.no_such_batch"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      return api::json(TRY(slip_batch(kernel, read, request.actor, batch_named(request))));
    });
  };
  return route;
}

Route ask_route(Kernel& kernel) {
  Route route;
  route.method = Method::Post;
  route.path = "/api/v1/slips/batches";
  route.who = Who::Staff;
  route.name = "slips_ask";
  route.audit = api::Audit::Journal;
  route.summary = "Asks for a batch of slips, which somebody at a desk above prints.";
  route.body_schema = schema_of<AskSlips>();
  route.result_schema = schema_of<SlipBatchView>();
  route.errors = {"request.slips_count",     "request.slips_waiting", "request.slips_enough",
                  "request.slips_not_yours", "desk.key_reused",       "desk.busy"};
  route.writes = true;
  route.handle = [&kernel](const Request& request, Respond respond) {
    auto body = api::body<AskSlips>(request);
    if (!body) return respond(Failure(body.error()));
    submit(
        kernel, idempotency_of(request, "slips_ask"),
        [&kernel, actor = request.actor, what = std::move(*body)](store::Snapshot& read) {
          return prepare_ask(kernel, read, actor, what);
        },
        answer_to(std::move(respond)));
  };
  return route;
}

Route print_route(Kernel& kernel) {
  Route route;
  route.method = Method::Post;
  route.path = "/api/v1/slips/batches/{id}/print";
  route.who = Who::Staff;
  route.name = "slips_print";
  route.audit = api::Audit::Journal;
  route.summary = "Makes the codes of a batch and shows them, once; a repeat is without codes.";
  route.parameters = {{"id", In::Path, "string", "the batch's id", true}};
  route.result_schema = schema_of<SlipSheet>();
  route.errors = {"request.no_such_batch", "request.slips_not_yours", "request.slips_printed",
                  "desk.key_reused", "desk.busy"};
  route.writes = true;
  route.handle = [&kernel](const Request& request, Respond respond) {
    submit(
        kernel, idempotency_of(request, "slips_print/" + request.get("id")),
        [&kernel, actor = request.actor, id = batch_named(request)](store::Snapshot& read) {
          return prepare_print(kernel, read, actor, id);
        },
        answer_to(std::move(respond)));
  };
  return route;
}

Route void_route(Kernel& kernel) {
  Route route;
  route.method = Method::Post;
  route.path = "/api/v1/slips/batches/{id}/void";
  route.who = Who::Staff;
  route.name = "slips_void";
  route.audit = api::Audit::Journal;
  route.summary = "Voids one slip, or all that are left of a batch; a lost one opens nothing more.";
  route.parameters = {{"id", In::Path, "string", "the batch's id", true}};
  route.body_schema = schema_of<VoidSlips>();
  route.result_schema = schema_of<SlipsVoided>();
  route.errors = {
      "request.no_such_batch", "desk.slip_wrong",       "desk.slip_unknown", "desk.slip_spent",
      "request.slips_printed", "procedure.form_choice", "desk.key_reused",   "desk.busy"};
  route.writes = true;
  route.handle = [&kernel](const Request& request, Respond respond) {
    auto body = api::body<VoidSlips>(request);
    if (!body) return respond(Failure(body.error()));
    submit(
        kernel, idempotency_of(request, "slips_void/" + request.get("id")),
        [&kernel, actor = request.actor, id = batch_named(request), what = std::move(*body)](
            store::Snapshot& read) { return prepare_void(kernel, read, actor, id, what); },
        answer_to(std::move(respond)));
  };
  return route;
}

}  // namespace

std::vector<Route> slip_routes(Kernel& kernel) {
  return {list_route(kernel), detail_route(kernel), ask_route(kernel), print_route(kernel),
          void_route(kernel)};
}

}  // namespace linli::desk
