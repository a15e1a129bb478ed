#include "office/import.h"

#include "base/hash.h"
#include "base/text.h"
#include "desk/record_entry.h"
#include "exchange/import_households.h"
#include "exchange/import_organisations.h"
#include "exchange/import_people.h"
#include "exchange/import_positions.h"
#include "exchange/import_units.h"

namespace linli::office {
namespace {

using Import = Result<exchange::ImportReport> (*)(const exchange::ImportContext&, std::string_view);

Result<Import> import_of(const std::string& kind) {
  if (kind == "units") return exchange::import_units;
  if (kind == "people") return exchange::import_people;
  if (kind == "households") return exchange::import_households;
  if (kind == "organisations") return exchange::import_organisations;
  if (kind == "positions") return exchange::import_positions;
  return fail(ErrorKind::NotFound, "office.import_kind");
}

// The file's name without ending, as the command takes it: so both find the same people again.
Result<std::string> source_of(const std::string& file) {
  const auto name = trim(file);
  const std::string source(name.substr(0, name.find('.')));
  const bool odd = name.find_first_of("/\\#") != std::string_view::npos;
  if (source.empty() || odd || name.size() > kFileNameMax) return invalid("office.file_name");
  return source;
}

ImportView view_of(const pack::Catalogue& catalogue, const exchange::ImportReport& report) {
  ImportView out;
  out.imported = report.imported;
  out.unchanged = report.unchanged;
  out.refused = report.refused;
  out.would_change = report.would_change;
  for (const auto& bad : report.bad) {
    BadRowView row{bad.row, bad.column, bad.heading, bad.code, {}, bad.detail};
    row.words = {catalogue.sentence(bad.code, Language::Zh),
                 catalogue.sentence(bad.code, Language::En)};
    out.bad.push_back(std::move(row));
  }
  out.lists_cut =
      out.bad.size() == exchange::kListedMax || out.would_change.size() == exchange::kListedMax;
  return out;
}

Result<void> put_on_record(desk::Kernel& kernel, const ImportCommand& command,
                           std::string_view bytes, const exchange::ImportReport& report) {
  journal::Entry entry;
  entry.id = kernel.ids.make<EntryId>();
  entry.at = kernel.clock.now();
  entry.act = "registry.import";
  entry.actor = command.actor.person;
  entry.facts = {{"kind", command.kind},
                 {"imported", std::to_string(report.imported)},
                 {"unchanged", std::to_string(report.unchanged)},
                 {"refused", std::to_string(report.refused)},
                 {"sha256", to_hex(sha256(bytes))}};
  store::WriteSet changes;
  desk::record(changes, entry);
  return kernel.store.commit_and_wait(std::move(changes));
}

}  // namespace

Result<ImportView> import_file(desk::Kernel& kernel, const ImportCommand& command,
                               std::string_view bytes) {
  const auto import = TRY(import_of(command.kind));
  const auto rules = kernel.rules.get();
  const exchange::ImportContext context{kernel.store,
                                        kernel.vault,
                                        kernel.ids,
                                        kernel.clock.now(),
                                        &rules->pack(),
                                        TRY(source_of(command.file)),
                                        rules->pack().county.zone_minutes,
                                        command.mode};
  const auto report = TRY(import(context, bytes));
  if (command.mode == exchange::Mode::Write) {
    TRY(put_on_record(kernel, command, bytes, report));
  }
  return view_of(rules->pack().catalogue, report);
}

}  // namespace linli::office
