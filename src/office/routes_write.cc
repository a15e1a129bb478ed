#include <atomic>
#include <memory>

#include "base/text.h"
#include "desk/routes.h"
#include "office/appoint.h"
#include "office/import.h"
#include "office/routes.h"

namespace linli::office {
namespace {

using api::In;
using api::Request;
using api::Respond;
using api::Route;
using desk::Kernel;

template <class Body>
Route post(std::string path, std::string name, std::string summary, std::string id_meaning) {
  Route route;
  route.method = api::Method::Post;
  route.path = std::move(path);
  route.who = api::Who::Administrator;
  route.name = std::move(name);
  route.summary = std::move(summary);
  route.parameters = {{"id", In::Path, "string", std::move(id_meaning), true}};
  route.body_schema = schema_of<Body>();
  route.result_schema = schema_of<OfficeReceipt>();
  route.writes = true;
  return route;
}

// Reads the body and hands the command over; the idempotency key holds for this very path.
template <class Command, class Id, class Body>
void carry_out(Kernel& kernel, const Request& request, Respond respond, const std::string& name,
               void (*done_by)(Kernel&, Command, desk::Idempotency, desk::Answered)) {
  auto body = api::body<Body>(request);
  if (!body) return respond(Failure(body.error()));
  Command command{request.actor, Id{parse_int64(request.get("id")).value_or(0)}, std::move(*body)};
  done_by(kernel, std::move(command), desk::idempotency_of(request, name + "/" + request.get("id")),
          desk::answer_to(std::move(respond)));
}

Route phone_route(Kernel& kernel) {
  auto route = post<PhoneBody>("/api/v1/registry/positions/{id}", "registry_phone",
                               "Sets the public telephone of a position.", "the position's id");
  route.errors = {"registry.no_such_position", "registry.phone_invalid",
                  "registry.phone_is_personal", "desk.key_reused"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    carry_out<PhoneCommand, PositionId, PhoneBody>(kernel, request, std::move(respond),
                                                   "registry_phone", set_phone);
  };
  return route;
}

Route appoint_route(Kernel& kernel) {
  auto route = post<AppointBody>("/api/v1/registry/positions/{id}/terms", "registry_appoint",
                                 "Appoints somebody to a position.", "the position's id");
  route.errors = {"registry.no_such_position", "office.nobody_found", "office.not_yourself",
                  "office.from_past",          "office.seat_taken",   "office.holds_already",
                  "desk.key_reused",           "vault.phone_invalid"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    carry_out<AppointCommand, PositionId, AppointBody>(kernel, request, std::move(respond),
                                                       "registry_appoint", appoint);
  };
  return route;
}

Route end_route(Kernel& kernel) {
  auto route = post<EndBody>("/api/v1/registry/terms/{id}/end", "registry_end_term", "Ends a term.",
                             "the term's id");
  route.errors = {"registry.no_such_term", "office.term_over", "office.end_past",
                  "office.last_dispatcher", "desk.key_reused"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    carry_out<EndCommand, TermId, EndBody>(kernel, request, std::move(respond), "registry_end_term",
                                           end);
  };
  return route;
}

Result<api::Response> run_import(Kernel& kernel, const Request& request) {
  const auto mode =
      request.get("dry_run") == "false" ? exchange::Mode::Write : exchange::Mode::DryRun;
  const ImportCommand command{request.actor, request.get("kind"), request.get("name"), mode};
  return api::json(TRY(import_file(kernel, command, request.body)));
}

// Only one import at a time; the turn ends with this, however the import ended.
class ImportTurn {
 public:
  explicit ImportTurn(std::shared_ptr<std::atomic_flag> running) : running_(std::move(running)) {}
  ImportTurn(const ImportTurn&) = delete;
  ImportTurn& operator=(const ImportTurn&) = delete;
  ~ImportTurn() {
    if (mine_) running_->clear();
  }
  // False while another one runs.
  bool take() { return mine_ = !running_->test_and_set(); }

 private:
  const std::shared_ptr<std::atomic_flag> running_;
  bool mine_ = false;
};

// Reading a file and waiting for its write sets takes seconds: on a worker, one at a time, so that
// the other workers stay free for what cannot wait.
Route import_route(Kernel& kernel) {
  Route route;
  route.method = api::Method::Post;
  route.path = "/api/v1/registry/imports/{kind}";
  route.who = api::Who::Administrator;
  route.name = "registry_import";
  route.summary = "Imports a CSV or XLSX file, or says what it would change.";
  route.parameters = {
      {"kind", In::Path, "string", "units, people, households, organisations or positions", true},
      {"dry_run", In::Query, "boolean", "true (default): write nothing", false},
      {"name", In::Query, "string", "the file's name, at most 120 bytes", true}};
  route.body_type =
      "text/csv, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, "
      "application/octet-stream";
  route.body_max = kImportBytesMax;
  route.result_schema = schema_of<ImportView>();
  route.errors = {"office.import_kind",      "office.import_running",
                  "office.file_name",        "exchange.no_header",
                  "exchange.column_missing", "exchange.column_twice",
                  "exchange.too_large",      "desk.busy"};
  auto running = std::make_shared<std::atomic_flag>();
  route.handle = [&kernel, running](const Request& request, Respond respond) {
    auto turn = std::make_unique<ImportTurn>(running);
    if (!turn->take()) return respond(fail(ErrorKind::Conflict, "office.import_running"));
    auto shared = std::make_shared<Respond>(std::move(respond));
    auto job = [&kernel, &request, shared, turn = std::move(turn)]() mutable {
      auto answer = run_import(kernel, request);
      turn.reset();
      (*shared)(std::move(answer));
    };
    if (!kernel.workers.post(std::move(job))) (*shared)(fail(ErrorKind::Overloaded, "desk.busy"));
  };
  return route;
}

}  // namespace

std::vector<Route> write_routes(Kernel& kernel) {
  return {phone_route(kernel), appoint_route(kernel), end_route(kernel), import_route(kernel)};
}

}  // namespace linli::office
