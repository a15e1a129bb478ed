#include <filesystem>
#include <iostream>

#include "access/access.h"
#include "app/commands.h"
#include "app/house.h"
#include "app/people.h"
#include "desk/setting.h"
#include "pack/check.h"
#include "pack/install.h"
#include "sample/sample.h"

namespace linli::app {
namespace {

constexpr std::string_view kUsage =
    "usage: linli init --data DIR --pack PACK [--sample [--seed N]] [--keys DIR] [--clock TIME]\n"
    "                  [--database \"host=… dbname=…\" [--schema linli]]\n"
    "  Makes the data folder DIR and its key folder (DIR-keys unless --keys says otherwise).\n"
    "  --sample fills it with made-up people at the county's true totals; the same seed makes the\n"
    "  same people. Without it the county starts with its units, organisations and empty seats, "
    "and\n"
    "  the one-time token of the first administrator is printed.\n"
    "  --database lays the county into a schema of a PostgreSQL database, named as libpq names "
    "it;\n"
    "  DIR then only says where it is, and several machines may serve it from copies of DIR and "
    "its\n"
    "  keys.\n";

Result<void> install_pack(House& house, const pack::Pack& pack) {
  store::WriteSet changes;
  TRY(pack::install(changes, pack, nullptr, house.ids().next(), house.clock().now()));
  return house.store().commit_and_wait(std::move(changes));
}

Result<void> fill(House& house, const pack::Pack& pack, const Arguments& arguments) {
  TRY(install_pack(house, pack));
  const Instant now = house.clock().now();
  store::WriteSet changes;
  if (!arguments.flag("sample")) {
    TRY(sample::init_registry_from_pack(house.store(), house.vault(), house.ids(), pack, now));
    desk::set_once(changes, house.ids().next(), desk::kFolderKind, "county");
    access::Access access(house.store(), house.clock(), house.random(), house.ids(),
                          house.vault().blind(), people_for(house), access::Settings{});
    const std::string token = access.make_first_token(changes, now);
    TRY(house.store().commit_and_wait(std::move(changes)));
    std::cout << "first administrator's one-time token: " << token << '\n';
    return {};
  }
  sample::SampleOptions options;
  options.seed = static_cast<std::uint64_t>(TRY(arguments.number("seed", 1)));
  options.now = now;
  TRY(sample::generate_sample(house.store(), house.vault(), house.ids(), pack, options));
  desk::set_once(changes, house.ids().next(), desk::kFolderKind, desk::kSampleFolder);
  return house.store().commit_and_wait(std::move(changes));
}

Result<int> init(const Arguments& arguments) {
  HouseOptions options;
  options.data = TRY(arguments.needed("data"));
  options.keys = arguments.value("keys").value_or("");
  options.database = arguments.value("database").value_or("");
  options.schema = arguments.value("schema").value_or(options.schema);
  options.create = true;
  options.bulk = true;
  if (options.database.find('\n') != std::string::npos) {
    return invalid("app.option_value", "--database");
  }
  const auto pack = TRY(pack::load_pack(TRY(arguments.needed("pack"))));
  const auto report = pack::check_pack(pack);
  if (!report.proven()) {
    for (const auto& line : report.lines()) std::cerr << line << '\n';
    return fail(ErrorKind::Invalid, "pack.not_proven");
  }
  if (std::filesystem::exists(options.data)) {
    return fail(ErrorKind::Conflict, "app.folder_exists", options.data);
  }
  std::optional<FixedClock> clock;
  if (const auto time = arguments.value("clock")) {
    clock.emplace(TRY(parse_time(*time)));
    options.clock = &*clock;
  }
  const auto house = TRY(House::open(options));
  TRY(fill(*house, pack, arguments));
  std::cout << "made " << options.data << " with pack " << pack.key
            << " (keys: " << keys_of(options.data, options.keys) << ")\n";
  return kDone;
}

}  // namespace

int init_command(const Words& words) {
  return run_command(
      words, {{"data", "pack", "seed", "keys", "clock", "database", "schema"}, {"sample"}, 0, 0},
      kUsage, init);
}

}  // namespace linli::app
