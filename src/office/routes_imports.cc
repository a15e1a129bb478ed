#include <memory>

#include "base/text.h"
#include "exchange/template.h"
#include "office/accounts.h"
#include "office/import.h"
#include "office/import_desk.h"
#include "office/routes.h"

namespace linli::office {
namespace {

using api::In;
using api::Method;
using api::Request;
using api::Respond;
using api::Route;

constexpr const char* kSpreadsheet =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr const char* kKindMeaning =
    "units, organisations, households, people, positions or requests";

Route import_route_of(Method method, std::string path, std::string name, std::string summary) {
  Route route;
  route.method = method;
  route.path = std::move(path);
  route.who = api::Who::SystemAdministrator;
  route.name = std::move(name);
  route.summary = std::move(summary);
  return route;
}

exchange::Mode mode_of(const Request& request) {
  return request.get("dry_run") == "false" ? exchange::Mode::Write : exchange::Mode::DryRun;
}

// Writing a piece or reading a file takes its time: on a worker.
void on_worker(ImportDesk& imports, Respond respond,
               std::move_only_function<Result<api::Response>()> work) {
  auto shared = std::make_shared<Respond>(std::move(respond));
  auto job = [shared, work = std::move(work)]() mutable {
    auto answer = work();
    work = nullptr;
    (*shared)(std::move(answer));
  };
  if (!imports.kernel().workers.post(std::move(job))) {
    (*shared)(fail(ErrorKind::Overloaded, "desk.busy"));
  }
}

// The turn to import; it ends with this, however the import ended.
class ImportTurn {
 public:
  explicit ImportTurn(ImportDesk& imports) : imports_(imports) {}
  ImportTurn(const ImportTurn&) = delete;
  ImportTurn& operator=(const ImportTurn&) = delete;
  ~ImportTurn() {
    if (mine_) imports_.end_turn();
  }
  // False while another one runs.
  bool take() { return mine_ = imports_.take_turn(); }

 private:
  ImportDesk& imports_;
  bool mine_ = false;
};

Result<api::Response> import_at_once(ImportDesk& imports, const Request& request) {
  const auto* kind = TRY(kind_called(imports.kinds(), request.get("kind")));
  const ImportCommand command{request.actor,           request.get("name"), mode_of(request),
                              request.get("platform"), request.trace,       nullptr};
  return api::json(TRY(import_file(imports.kernel(), *kind, command, request.body)));
}

const std::vector<std::string> kTableErrors = {
    "office.import_kind",      "office.import_running",   "office.file_name",
    "exchange.no_header",      "exchange.column_missing", "exchange.column_twice",
    "exchange.too_large",      "exchange.csv_encoding",   "exchange.csv_quote",
    "exchange.xlsx_not_zip",   "exchange.xlsx_no_sheet",  "exchange.xlsx_damaged",
    "exchange.xlsx_encrypted", "office.no_name",          "desk.busy"};

// Reading a file and waiting for its write sets takes seconds: on a worker, one at a time, so that
// the other workers stay free for what cannot wait.
Route at_once_route(ImportDesk& imports) {
  auto route = import_route_of(Method::Post, "/api/v1/registry/imports/{kind}", "registry_import",
                               "Imports a CSV or XLSX file, or says what it would change.");
  route.audit = api::Audit::Office;
  route.parameters = {{"kind", In::Path, "string", kKindMeaning, true},
                      {"dry_run", In::Query, "boolean", "true (default): write nothing", false},
                      {"platform", In::Query, "string", "whose numbers requests have", false},
                      {"name", In::Query, "string", "the file's name, at most 120 bytes", true}};
  route.body_type = std::string("text/csv, ") + kSpreadsheet + ", application/octet-stream";
  route.body_max = kImportBytesMax;
  route.result_schema = schema_of<ImportView>();
  route.errors = kTableErrors;
  route.handle = [&imports](const Request& request, Respond respond) {
    auto turn = std::make_unique<ImportTurn>(imports);
    if (!turn->take()) return respond(fail(ErrorKind::Conflict, "office.import_running"));
    on_worker(imports, std::move(respond), [&imports, &request, turn = std::move(turn)] {
      return import_at_once(imports, request);
    });
  };
  return route;
}

Route piece_route(ImportDesk& imports) {
  auto route =
      import_route_of(Method::Post, "/api/v1/registry/imports/{kind}/pieces", "import_piece",
                      "Brings the next piece of a table that is too big for one request.");
  // Bytes that nobody sees until they are tried or taken in, which leaves its entry.
  route.audit = api::Audit::Nothing;
  route.parameters = {
      {"kind", In::Path, "string", kKindMeaning, true},
      {"name", In::Query, "string", "the file's name, at most 120 bytes", true},
      {"size", In::Query, "integer", "bytes of the whole file, at most 67108864", true},
      {"at", In::Query, "integer", "where the piece belongs; 0 begins anew", true},
      {"platform", In::Query, "string", "whose numbers requests have", false}};
  route.body_type = "application/octet-stream";
  route.body_max = kPieceMax;
  route.result_schema = schema_of<ImportState>();
  route.errors = {"office.import_kind", "office.import_running", "office.file_name",
                  "office.no_name",     "office.piece_missing",  "exchange.too_large",
                  "desk.busy"};
  route.handle = [&imports](const Request& request, Respond respond) {
    on_worker(imports, std::move(respond), [&imports, &request]() -> Result<api::Response> {
      const auto number = [&](const char* name) {
        return parse_int64(request.get(name)).value_or(0);
      };
      const Piece piece{request.get("kind"), request.get("name"), request.get("platform"),
                        number("size"),      number("at"),        request.body};
      return api::json(TRY(imports.take_piece(request.actor, piece)));
    });
  };
  return route;
}

Route run_route(ImportDesk& imports) {
  auto route = import_route_of(Method::Post, "/api/v1/registry/import/run", "import_run",
                               "Begins to try her table, or to take it in.");
  route.audit = api::Audit::Office;
  route.parameters = {{"dry_run", In::Query, "boolean", "true (default): write nothing", false}};
  route.body_schema = schema_of<NothingMore>();
  route.result_schema = schema_of<ImportState>();
  route.errors = {"office.no_table", "office.piece_missing", "office.import_running"};
  route.handle = [&imports](const Request& request, Respond respond) {
    const auto state = imports.start(request.actor, mode_of(request), request.trace);
    respond(state ? Result<api::Response>(api::json(*state)) : Failure(state.error()));
  };
  return route;
}

Route state_route(ImportDesk& imports) {
  auto route = import_route_of(Method::Get, "/api/v1/registry/import", "import_state",
                               "How far her table is: counts, and nothing of its content.");
  route.audit = api::Audit::Nothing;
  route.result_schema = schema_of<ImportState>();
  route.handle = [&imports](const Request& request, Respond respond) {
    respond(api::json(imports.sees(request.actor)));
  };
  return route;
}

Route result_route(ImportDesk& imports) {
  auto route = import_route_of(Method::Get, "/api/v1/registry/import/result", "import_result",
                               "What came of her table.");
  route.audit = api::Audit::Look;
  route.result_schema = schema_of<ImportView>();
  route.errors = {"office.no_table"};
  route.handle = [&imports](const Request& request, Respond respond) {
    const auto result = imports.result(request.actor);
    respond(result ? Result<api::Response>(api::json(*result)) : Failure(result.error()));
  };
  return route;
}

ImportKindView kind_view(const pack::Pack& pack, const ImportKind& kind) {
  ImportKindView out{kind.key, {}};
  for (const auto& column : kind.columns(pack)) {
    const auto heading = exchange::template_heading(column);
    if (heading.empty()) continue;
    out.columns.push_back({column.key, heading, column.headers, column.needed,
                           exchange::about_column(pack.catalogue, kind.key, column),
                           exchange::form_of_column(pack.catalogue, column), column.words});
  }
  return out;
}

Route kinds_route(ImportDesk& imports) {
  auto route = import_route_of(Method::Get, "/api/v1/registry/import-kinds", "import_kinds",
                               "What can be imported, and the columns of each.");
  route.who = api::Who::SignedIn;
  route.audit = api::Audit::Nothing;
  route.result_schema = schema_of<ImportKinds>();
  route.handle = [&imports](const Request&, Respond respond) {
    const auto rules = imports.kernel().rules.get();
    ImportKinds out;
    for (const auto& kind : imports.kinds()) out.items.push_back(kind_view(rules->pack(), kind));
    respond(api::json(out));
  };
  return route;
}

Result<api::Response> template_of(ImportDesk& imports, const Request& request) {
  const auto* kind = TRY(kind_called(imports.kinds(), request.get("kind")));
  const auto rules = imports.kernel().rules.get();
  api::Response out;
  out.content_type = kSpreadsheet;
  out.body =
      exchange::template_workbook(rules->pack().catalogue, kind->key, kind->columns(rules->pack()));
  out.headers.emplace_back("Content-Disposition",
                           "attachment; filename=\"linli-" + kind->key + ".xlsx\"");
  return out;
}

Route template_route(ImportDesk& imports) {
  auto route = import_route_of(Method::Get, "/api/v1/registry/import-kinds/{kind}/template.xlsx",
                               "import_template", "An empty table of this kind, with an example.");
  route.who = api::Who::SignedIn;
  route.audit = api::Audit::Nothing;
  route.parameters = {{"kind", In::Path, "string", kKindMeaning, true}};
  route.errors = {"office.import_kind"};
  route.handle = [&imports](const Request& request, Respond respond) {
    respond(template_of(imports, request));
  };
  return route;
}

}  // namespace

std::vector<Route> import_routes(ImportDesk& imports) {
  return {at_once_route(imports), piece_route(imports),  run_route(imports),
          state_route(imports),   result_route(imports), kinds_route(imports),
          template_route(imports)};
}

}  // namespace linli::office
