#include "office/import.h"

#include <algorithm>

#include "audit/log.h"
#include "base/hash.h"
#include "base/text.h"
#include "exchange/import_households.h"
#include "exchange/import_organisations.h"
#include "exchange/import_people.h"
#include "exchange/import_positions.h"
#include "exchange/import_units.h"
#include "office/phone_checks.h"
#include "record/entry.h"

namespace linli::office {
namespace {

ImportView view_of(const pack::Catalogue& catalogue, const exchange::ImportReport& report) {
  ImportView out;
  out.imported = report.imported;
  out.unchanged = report.unchanged;
  out.refused = report.refused;
  out.examples = report.examples;
  out.would_change = report.would_change;
  for (const auto& bad : report.bad) {
    BadRowView row{bad.row, bad.column, bad.heading, bad.code, {}, bad.detail};
    row.words = {catalogue.sentence(bad.code, Language::Zh),
                 catalogue.sentence(bad.code, Language::En)};
    out.bad.push_back(std::move(row));
  }
  if (!report.whole()) {
    out.broke_off = BrokeOffView{report.broke_off,
                                 {catalogue.sentence(report.broke_off, Language::Zh),
                                  catalogue.sentence(report.broke_off, Language::En)},
                                 report.broke_off_at};
  }
  out.lists_cut =
      out.bad.size() == exchange::kListedMax || out.would_change.size() == exchange::kListedMax;
  return out;
}

Result<void> put_on_record(desk::Kernel& kernel, const ImportKind& kind,
                           const ImportCommand& command, std::string_view bytes,
                           const exchange::ImportReport& report) {
  journal::Entry entry;
  entry.id = kernel.ids.make<EntryId>();
  entry.at = kernel.clock.now();
  entry.act = "registry.import";
  entry.actor = command.actor.person;
  entry.facts = {{"by", std::string(rights::word_of(command.actor.administrator))},
                 {"kind", kind.key},
                 {"imported", std::to_string(report.imported)},
                 {"unchanged", std::to_string(report.unchanged)},
                 {"refused", std::to_string(report.refused)},
                 {"sha256", to_hex(sha256(bytes))}};
  store::WriteSet changes;
  record::add(changes, kernel.random, entry);
  return kernel.store.commit_and_wait(std::move(changes));
}

// A file changes the registry in many write sets: its entry is durable before the first of them,
// and one that is refused whole has none but that of the refusal.
// What only shows what would change is a look at the registry.
Result<void> put_into_audit(desk::Kernel& kernel, const ImportKind& kind,
                            const ImportCommand& command) {
  if (!command.trace || command.trace->route == nullptr) return {};
  audit::Entry entry = audit::entry_of(*command.trace);
  if (command.mode == exchange::Mode::DryRun) entry.kind = audit::Kind::look;
  entry.detail = "file=" + kind.key;
  store::WriteSet changes;
  kernel.audit.add(changes, std::move(entry));
  return kernel.store.commit_and_wait(std::move(changes));
}

}  // namespace

std::vector<ImportKind> registry_kinds() {
  const auto of = [](std::string key, std::vector<exchange::Column> (*columns)(const pack::Pack*),
                     Result<exchange::ImportReport> (*import)(const exchange::ImportContext&,
                                                              std::string_view)) {
    return ImportKind{std::move(key), [columns](const pack::Pack& pack) { return columns(&pack); },
                      import};
  };
  return {of("units", exchange::unit_columns, exchange::import_units),
          of("organisations", exchange::organisation_columns, exchange::import_organisations),
          of("households", exchange::household_columns, exchange::import_households),
          of("people", exchange::people_columns, exchange::import_people),
          of("positions", exchange::position_columns, exchange::import_positions)};
}

Result<const ImportKind*> kind_called(const std::vector<ImportKind>& kinds, std::string_view key) {
  const auto found = std::ranges::find(kinds, key, &ImportKind::key);
  if (found == kinds.end()) return fail(ErrorKind::NotFound, "office.import_kind");
  return &*found;
}

Result<std::string> source_of(const std::string& file) {
  const auto name = trim(file);
  const std::string source(name.substr(0, name.find('.')));
  const bool odd = name.find_first_of("/\\#") != std::string_view::npos;
  if (source.empty() || odd || name.size() > kFileNameMax) return invalid("office.file_name");
  return source;
}

Result<ImportView> import_file(desk::Kernel& kernel, const ImportKind& kind,
                               const ImportCommand& command, std::string_view bytes) {
  if (!command.actor.person) return fail(ErrorKind::Conflict, "office.no_name");
  const auto rules = kernel.rules.get();
  const exchange::ImportContext context{kernel.store,
                                        kernel.vault,
                                        kernel.ids,
                                        kernel.clock.now(),
                                        &rules->pack(),
                                        TRY(source_of(command.file)),
                                        rules->pack().county.zone_minutes,
                                        command.mode,
                                        [&] { return put_into_audit(kernel, kind, command); },
                                        care_for(kernel, {command.actor, false, command.trace}),
                                        command.after_row,
                                        command.platform};
  const auto report = TRY(kind.import(context, bytes));
  if (command.mode == exchange::Mode::Write) {
    TRY(put_on_record(kernel, kind, command, bytes, report));
  }
  return view_of(rules->pack().catalogue, report);
}

}  // namespace linli::office
