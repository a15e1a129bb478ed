#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <optional>

#include "access/access.h"
#include "app/commands.h"
#include "app/house.h"
#include "app/operator.h"
#include "app/pack_record.h"
#include "app/people.h"
#include "base/text.h"
#include "desk/setting.h"
#include "pack/check.h"
#include "pack/install.h"
#include "record/entry.h"
#include "registry/known.h"
#include "registry/positions.h"
#include "registry/units.h"
#include "sample/sample.h"

namespace linli::app {
namespace {

constexpr std::string_view kInitUsage =
    "usage: linli init --data DIR --pack PACK [--sample [--seed N]] [--keys DIR] [--clock TIME]\n"
    "                  [--duty-officer NAME --duty-phone PHONE | --duty-later]\n"
    "                  [--database \"host=… dbname=…\" [--schema linli]]\n"
    "  Makes the data folder DIR and its key folder (DIR-keys unless --keys says otherwise).\n"
    "  --sample fills it with made-up people at the county's true totals; the same seed makes the\n"
    "  same people. Without it the county starts with its units, organisations and empty seats, "
    "and\n"
    "  the one-time token of the first administrator is printed.\n"
    "  --duty-officer holds the county's duty desk from the start, where every matter without a\n"
    "  desk ends; at a terminal her name and phone are asked for. She is none of the\n"
    "  administrators, and may be named later, too (--duty-later asks nothing).\n"
    "  --database lays the county into a schema of a PostgreSQL database, named as libpq names "
    "it;\n"
    "  DIR then only says where it is, and several machines may serve it from copies of DIR and "
    "its\n"
    "  keys.\n";

struct Officer {
  std::string name, phone;
};

std::string answered(linli::Words asked) {
  std::cerr << asked.in(terminal_language()) << std::flush;
  std::string out;
  std::getline(std::cin, out);
  return std::string(trim(out));
}

// By option, or asked for at a terminal; nothing when it is left for later.
Result<std::optional<Officer>> duty_officer(const Arguments& arguments) {
  const auto name = arguments.value("duty-officer");
  const auto phone = arguments.value("duty-phone");
  if (name.has_value() != phone.has_value()) {
    return invalid("app.option_value", name ? "--duty-phone" : "--duty-officer");
  }
  if (name) {
    if (arguments.flag("sample")) return invalid("app.option_value", "--duty-officer");
    TRY(registry::normal_details({*name, *phone, {}}));
    return Officer{*name, *phone};
  }
  const bool later = arguments.flag("sample") || arguments.flag("duty-later");
  if (later || isatty(STDIN_FILENO) != 1) return std::nullopt;
  while (true) {
    Officer typed;
    typed.name =
        answered({"市值班员姓名（可以留空，以后再定）：", "duty officer's name (empty: later): "});
    if (typed.name.empty()) return std::nullopt;
    typed.phone = answered({"值班员手机号：", "her mobile phone: "});
    const auto good = registry::normal_details({typed.name, typed.phone, {}});
    if (good) return typed;
    if (!std::cin) return Failure(good.error());
    refuse(good.error());
  }
}

// Where every empty line ends somebody sits from the first day.
Result<void> seat_officer(House& house, const pack::Pack& pack, const Officer& officer,
                          store::WriteSet& changes) {
  const auto read = TRY(house.store().read());
  const auto county = TRY(registry::county(*read));
  const auto desk =
      TRY(registry::find_position(*read, pack.county.dispatch, county.id, OrganisationId{}));
  if (!desk) return fail(ErrorKind::NotFound, "registry.no_such_position");
  registry::Term term;
  term.id = house.ids().make<TermId>();
  term.position = desk->id;
  term.person =
      TRY(registry::person_named(*read, changes, house.vault(), officer.name, officer.phone));
  term.valid.from = house.clock().now();
  registry::add(changes, term);
  journal::Entry entry;
  entry.id = house.ids().make<EntryId>();
  entry.at = house.clock().now();
  entry.act = "registry.appoint";
  entry.facts = {{"by", std::string(kByOperator)},
                 {"position", std::to_string(desk->id.value)},
                 {"term", std::to_string(term.id.value)},
                 {"person", std::to_string(term.person.value)},
                 {"deputy", "false"},
                 {"from", std::to_string(term.valid.from.ms)}};
  record::add(changes, house.random(), entry);
  return {};
}

Result<void> fill(House& house, const pack::Pack& pack, const Arguments& arguments,
                  const std::optional<Officer>& officer) {
  TRY(install_on_record(house, pack, nullptr));
  const Instant now = house.clock().now();
  store::WriteSet changes;
  if (!arguments.flag("sample")) {
    TRY(sample::init_registry_from_pack(house.store(), house.vault(), house.ids(), pack, now));
    desk::set_once(changes, house.ids().next(), desk::kFolderKind, "county");
    access::Access access(house.store(), house.clock(), house.random(), house.ids(), house.vault(),
                          people_for(house), access::Settings{}, house.audit());
    const std::string token = access.make_first_token(changes, now);
    if (officer) TRY(seat_officer(house, pack, *officer, changes));
    TRY(house.store().commit_and_wait(std::move(changes)));
    std::cout << "first administrator's one-time token: " << token << '\n'
              << (officer ? "duty officer: " + officer->name
                          : "duty officer: none yet; matters without a desk wait for one. Name her "
                            "on the page that follows the token")
              << '\n';
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
  const auto officer = TRY(duty_officer(arguments));
  std::optional<FixedClock> clock;
  if (const auto time = arguments.value("clock")) {
    clock.emplace(TRY(parse_time(*time)));
    options.clock = &*clock;
  }
  const auto house = TRY(House::open(options));
  TRY(fill(*house, pack, arguments, officer));
  std::cout << "made " << options.data << " with pack " << pack.key
            << " (keys: " << keys_of(options.data, options.keys) << ")\n";
  return kDone;
}

}  // namespace

int init_command(const Words& words) {
  return run_command(words,
                     {{"data", "pack", "seed", "keys", "clock", "database", "schema",
                       "duty-officer", "duty-phone"},
                      {"sample", "duty-later"},
                      0,
                      0},
                     kInitUsage, init);
}

}  // namespace linli::app
