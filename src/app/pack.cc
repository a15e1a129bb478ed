#include <iostream>

#include "app/commands.h"
#include "app/house.h"
#include "desk/repin.h"
#include "pack/check.h"
#include "pack/install.h"
#include "store/open.h"

namespace linli::app {
namespace {

constexpr std::string_view kUsage =
    "usage: linli pack install --data DIR PACK\n"
    "       linli pack diff PACK PACK\n"
    "       linli pack diff --data DIR PACK\n"
    "       linli pack move --data DIR PROCEDURE --from V --to V --reason WORD\n"
    "  Installs a proven pack beside those before it (running matters stay with their version), "
    "or\n"
    "  says what differs. `move` takes running matters to another version, each on the record.\n";

Result<int> install(const Arguments& arguments, const pack::Pack& pack) {
  HouseOptions options;
  options.data = TRY(arguments.needed("data"));
  options.keys = arguments.value("keys").value_or("");
  const auto house = TRY(House::open(options));
  const auto report = pack::check_pack(pack);
  if (!report.proven()) {
    for (const auto& line : report.lines()) std::cerr << line << '\n';
    return fail(ErrorKind::Invalid, "pack.not_proven");
  }
  const auto before = TRY(pack::load_installed(*TRY(house->store().read())));
  store::WriteSet changes;
  TRY(pack::install(changes, pack, &before, house->ids().next(), house->clock().now()));
  TRY(house->store().commit_and_wait(std::move(changes)));
  std::cout << "installed " << pack.key << " version " << pack.version << '\n';
  return kDone;
}

Result<int> move(const Arguments& arguments, const std::string& procedure) {
  HouseOptions options;
  options.data = TRY(arguments.needed("data"));
  options.keys = arguments.value("keys").value_or("");
  const auto house = TRY(House::open(options));
  TRY(house->load_rules());
  const auto from = static_cast<int>(TRY(arguments.number("from", 0)));
  const auto to = static_cast<int>(TRY(arguments.number("to", 0)));
  const auto moved =
      TRY(desk::repin(house->kernel(), procedure, from, to, TRY(arguments.needed("reason"))));
  for (const auto& number : moved.stayed) std::cout << "stays: " << number << '\n';
  std::cout << "moved " << moved.moved << ", stayed " << moved.stayed.size() << '\n';
  return kDone;
}

void print(const std::vector<std::string>& lines) {
  for (const auto& line : lines) std::cout << line << '\n';
  if (lines.empty()) std::cout << "no difference\n";
}

Result<int> pack(const Arguments& arguments) {
  const auto& words = arguments.words();
  if (words[0] == "install" && words.size() == 2) {
    return install(arguments, TRY(pack::load_pack(words[1])));
  }
  if (words[0] == "move" && words.size() == 2) return move(arguments, words[1]);
  if (words[0] == "diff" && words.size() == 3) {
    print(pack::diff(TRY(pack::load_pack(words[1])), TRY(pack::load_pack(words[2]))));
    return kDone;
  }
  if (words[0] == "diff" && arguments.value("data")) {
    const auto store = TRY(store::open_store_readonly(*arguments.value("data")));
    const auto installed = TRY(pack::load_installed(*TRY(store->read())));
    print(pack::diff(*installed.current, TRY(pack::load_pack(words[1]))));
    return kDone;
  }
  return invalid("app.unknown_word", words[0]);
}

}  // namespace

int pack_command(const Words& words) {
  return run_command(words, {{"data", "keys", "from", "to", "reason"}, {}, 2, 3}, kUsage, pack);
}

}  // namespace linli::app
