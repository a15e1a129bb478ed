#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>

#include "app/operator.h"
#include "app/operator_audit.h"
#include "base/hash.h"
#include "base/text.h"
#include "office/import.h"
#include "office/phone_checks.h"
#include "record/entry.h"

namespace linli::app {
namespace {

constexpr std::string_view kImportUsage =
    "usage: linli import units|people|households|organisations|positions|requests --data DIR FILE\n"
    "                    [--dry-run] [--platform NAME] [--language zh|en] [--keys DIR]\n"
    "  FILE is CSV or XLSX (docs/import.md); requests also JSON lines, plain or gzip. --dry-run "
    "shows\n"
    "  what would change and every bad row. --platform says whose numbers the requests have. Ends\n"
    "  with \"imported N, unchanged N, refused N\"; the exit code is 1 when a row was refused.\n";

// The name of a file without folder and endings.
std::string source_of(const std::string& path) {
  const std::string name = std::filesystem::path(path).filename().string();
  return name.substr(0, name.find('.'));
}

std::string sentence_of(const pack::Catalogue& catalogue, const std::string& code,
                        const std::string& detail, Language language) {
  std::string out = catalogue.sentence(code, language) + " [" + code + "]";
  return detail.empty() ? out : out + " (" + detail + ")";
}

void print(const pack::Catalogue& catalogue, const exchange::ImportReport& report,
           Language language, std::ostream& out) {
  for (const auto& line : report.would_change) out << line << '\n';
  for (const auto& bad : report.bad) {
    out << "row " << bad.row;
    if (!bad.column.empty()) out << ", column " << bad.column;
    if (!bad.heading.empty() && bad.heading != bad.column) out << " (" << bad.heading << ')';
    out << ": " << sentence_of(catalogue, bad.code, bad.detail, language) << '\n';
  }
  if (!report.whole()) {
    out << "broke off: " << sentence_of(catalogue, report.broke_off, report.broke_off_at, language)
        << '\n';
  }
  out << report.summary() << '\n';
}

office::Doer at_machine() {
  return {.actor = {}, .at_machine = true};
}
Result<exchange::ImportReport> import_what(Parts& parts, const OperatorCall& call,
                                           exchange::Mode mode,
                                           std::function<Result<void>()> before_rows) {
  House& house = *parts.house;
  const auto kinds = import_kinds(parts);
  const auto* kind = TRY(office::kind_called(kinds, call.arguments.words()[0]));
  const auto rules = house.kernel().rules.get();
  const exchange::ImportContext context{house.store(),
                                        house.vault(),
                                        house.ids(),
                                        house.clock().now(),
                                        &rules->pack(),
                                        source_of(call.arguments.words()[1]),
                                        rules->pack().county.zone_minutes,
                                        mode,
                                        std::move(before_rows),
                                        office::care_for(house.kernel(), at_machine()),
                                        nullptr,
                                        call.arguments.value("platform").value_or("")};
  return kind->import(context, call.brought);
}

Result<std::string> the_file(const Arguments& arguments) {
  return read_file(arguments.words()[1]);
}

constexpr std::array<std::string_view, 6> kKinds = {"units",         "people",    "households",
                                                    "organisations", "positions", "requests"};

OperatorAct import_act(const Arguments& arguments) {
  if (std::ranges::find(kKinds, arguments.words()[0]) == kKinds.end()) return {};
  const auto dry = arguments.flag("dry-run");
  return {dry ? audit::Kind::look : audit::Kind::office, "import"};
}

Result<void> put_on_record(House& house, const OperatorCall& call,
                           const exchange::ImportReport& report) {
  journal::Entry entry;
  entry.id = house.ids().make<EntryId>();
  entry.at = house.clock().now();
  entry.act = "registry.import";
  entry.facts = {{"by", std::string(kByOperator)},
                 {"kind", call.arguments.words()[0]},
                 {"imported", std::to_string(report.imported)},
                 {"unchanged", std::to_string(report.unchanged)},
                 {"refused", std::to_string(report.refused)},
                 {"sha256", to_hex(sha256(call.brought))}};
  store::WriteSet changes;
  record::add(changes, house.random(), entry);
  return house.store().commit_and_wait(std::move(changes));
}

// As over HTTP: the audit's entry is durable before the first of many write sets, and a file that
// is refused whole has the entry of its refusal alone. What broke off is on the record, too.
Result<int> import(Parts& parts, const OperatorCall& call, std::ostream& out) {
  House& house = *parts.house;
  const auto mode = call.arguments.flag("dry-run") ? exchange::Mode::DryRun : exchange::Mode::Write;
  const auto act = import_act(call.arguments);
  if (act.route.empty()) return invalid("app.unknown_word", call.arguments.words()[0]);
  const auto note = [&] { return note_act(house, act, "file=" + call.arguments.words()[0]); };
  const auto report = TRY(import_what(parts, call, mode, note));
  if (mode == exchange::Mode::Write) TRY(put_on_record(house, call, report));
  const auto language = call.arguments.value("language") == "zh" ? Language::Zh : Language::En;
  print(house.kernel().rules.get()->pack().catalogue, report, language, out);
  return report.whole() && report.refused == 0 ? kDone : kRefused;
}

}  // namespace

OperatorCommand import_operator() {
  return {"import",     {{"data", "keys", "language", "platform"}, {"dry-run"}, 2, 2},
          kImportUsage, import_act,
          the_file,     import};
}

// A running server answers in the language of the terminal, not of its own.
int import_command(const Words& words) {
  auto all = words;
  if (std::ranges::find(words, "--language") == words.end()) {
    all.insert(all.end(), {"--language", terminal_language() == Language::Zh ? "zh" : "en"});
  }
  return run_operator_command(import_operator(), all);
}

}  // namespace linli::app
