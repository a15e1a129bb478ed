#include <iostream>

#include "app/commands.h"
#include "app/house.h"
#include "desk/record_integrator.h"
#include "desk/tally.h"
#include "desk/title_index.h"

namespace linli::app {
namespace {

constexpr std::string_view kUsage =
    "usage: linli rebuild --data DIR [--keys DIR]\n"
    "  Makes anew what is derived: the record's tree, the index of titles and the counters behind\n"
    "  the figures. The server must not be running.\n";

Result<int> rebuild(const Arguments& arguments) {
  HouseOptions options;
  options.data = TRY(arguments.needed("data"));
  options.keys = arguments.value("keys").value_or("");
  const auto house = TRY(House::open(options));
  TRY(house->load_rules());
  TRY(desk::rebuild_journal(house->store()));
  const auto titles = TRY(desk::index_titles(house->kernel()));
  const auto wrong = TRY(desk::rebuild_tallies(house->kernel()));
  std::cout << "indexed " << titles << " titles, put " << wrong << " counters right\n";
  return kDone;
}

}  // namespace

int rebuild_command(const Words& words) {
  return run_command(words, {{"data", "keys"}, {}, 0, 0}, kUsage, rebuild);
}

}  // namespace linli::app
