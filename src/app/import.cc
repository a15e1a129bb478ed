#include <filesystem>
#include <iostream>

#include "app/commands.h"
#include "app/house.h"
#include "exchange/import_households.h"
#include "exchange/import_organisations.h"
#include "exchange/import_people.h"
#include "exchange/import_positions.h"
#include "exchange/import_units.h"
#include "request/import.h"

namespace linli::app {
namespace {

constexpr std::string_view kUsage =
    "usage: linli import units|people|households|organisations|positions|requests --data DIR FILE\n"
    "                    [--dry-run] [--keys DIR]\n"
    "  FILE is CSV or XLSX (docs/import.md); requests also JSON lines, plain or gzip. --dry-run "
    "shows\n"
    "  what would change and every bad row. Ends with \"imported N, unchanged N, refused N\".\n";

// The name of a source: the file without folder and endings.
std::string source_of(const std::string& path) {
  const std::string name = std::filesystem::path(path).filename().string();
  return name.substr(0, name.find('.'));
}

void print(const exchange::ImportReport& report) {
  for (const auto& line : report.would_change) std::cout << line << '\n';
  for (const auto& bad : report.bad) {
    std::cout << "row " << bad.row;
    if (!bad.column.empty()) std::cout << ", column " << bad.column;
    std::cout << ": " << bad.code;
    if (!bad.detail.empty()) std::cout << " (" << bad.detail << ')';
    std::cout << '\n';
  }
  std::cout << report.summary() << '\n';
}

Result<exchange::ImportReport> import_what(House& house, const std::string& what,
                                           const std::string& path, exchange::Mode mode) {
  const std::string bytes = TRY(read_file(path));
  const auto rules = house.kernel().rules.get();
  const exchange::ImportContext context{house.store(),
                                        house.vault(),
                                        house.ids(),
                                        house.clock().now(),
                                        &rules->pack(),
                                        source_of(path),
                                        rules->pack().county.zone_minutes,
                                        mode};
  if (what == "units") return exchange::import_units(context, bytes);
  if (what == "people") return exchange::import_people(context, bytes);
  if (what == "households") return exchange::import_households(context, bytes);
  if (what == "organisations") return exchange::import_organisations(context, bytes);
  if (what == "positions") return exchange::import_positions(context, bytes);
  if (what != "requests") return invalid("app.unknown_word", what);
  request::Serials serials(house.store());
  return request::import_requests(house.kernel(), serials, {source_of(path), mode}, bytes);
}

Result<int> import(const Arguments& arguments) {
  HouseOptions options;
  options.data = TRY(arguments.needed("data"));
  options.keys = arguments.value("keys").value_or("");
  const auto house = TRY(House::open(options));
  TRY(house->load_rules());
  const auto mode = arguments.flag("dry-run") ? exchange::Mode::DryRun : exchange::Mode::Write;
  const auto report = TRY(import_what(*house, arguments.words()[0], arguments.words()[1], mode));
  print(report);
  return kDone;
}

}  // namespace

int import_command(const Words& words) {
  return run_command(words, {{"data", "keys"}, {"dry-run"}, 2, 2}, kUsage, import);
}

}  // namespace linli::app
