#include <iostream>

#include "app/commands.h"
#include "app/house.h"
#include "base/json.h"
#include "county/stats.h"
#include "registry/stats.h"
#include "store/open.h"

namespace linli::app {
namespace {

constexpr std::string_view kStatsUsage =
    "usage: linli stats --data DIR --json\n"
    "  Counts units by level, households, people, positions; matters by procedure, grade and "
    "step;\n"
    "  matters without holder, grade, category or deadline. May run beside the server.\n";

struct AllStats {
  registry::Stats registry;
  county::MatterStats matters;
};
BOOST_DESCRIBE_STRUCT(AllStats, (), (registry, matters))

Result<int> stats(const Arguments& arguments) {
  const auto store = TRY(store::open_store_readonly(TRY(arguments.needed("data"))));
  const auto read = TRY(store->read());
  SystemClock clock;
  AllStats all;
  all.registry = TRY(registry::stats(*read, clock.now()));
  all.matters = TRY(county::matter_stats(*read));
  std::cout << to_json(all) << '\n';
  return kDone;
}

}  // namespace

int stats_command(const Words& words) {
  return run_command(words, {{"data"}, {"json"}, 0, 0}, kStatsUsage, stats);
}

}  // namespace linli::app
