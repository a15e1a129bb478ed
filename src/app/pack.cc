#include <iostream>

#include "app/commands.h"
#include "app/operator.h"
#include "app/operator_audit.h"
#include "app/pack_record.h"
#include "base/json.h"
#include "desk/repin.h"
#include "pack/check.h"
#include "pack/install.h"
#include "store/open.h"

namespace linli::app {
namespace {

constexpr std::string_view kPackUsage =
    "usage: linli pack install --data DIR PACK\n"
    "       linli pack diff PACK PACK\n"
    "       linli pack diff --data DIR PACK\n"
    "       linli pack move --data DIR PROCEDURE --from V --to V --reason WORD\n"
    "  Installs a proven pack beside those before it (running matters stay with their version), "
    "or\n"
    "  says what differs. `move` takes running matters to another version, each on the record. "
    "Both\n"
    "  are done by the running server when there is one, without a stop.\n";

constexpr OperatorAct kInstall{audit::Kind::setting, "pack_install"};
constexpr OperatorAct kMove{audit::Kind::setting, "pack_move"};

// Whoever serves has the rules in memory and takes the new ones there; on PostgreSQL other servers
// may have them, too.
Result<int> install_pack(Parts& parts, const OperatorCall& call, std::ostream& out) {
  TRY(be_the_only_server(parts, call));
  House& house = *parts.house;
  const auto pack =
      TRY(pack::load_pack(TRY(read_json<pack::Files>(TRY(parse_json(call.brought))))));
  const auto report = pack::check_pack(pack);
  if (!report.proven()) {
    for (const auto& line : report.lines()) out << line << '\n';
    return fail(ErrorKind::Invalid, "pack.not_proven");
  }
  TRY(note_act(house, kInstall, "version=" + std::to_string(pack.version)));
  const auto before = TRY(pack::load_installed(*TRY(house.store().read())));
  TRY(install_on_record(house, pack, &before));
  house.kernel().rules.put(TRY(desk::load_rules(*TRY(house.store().read()))));
  out << "installed " << pack.key << " version " << pack.version << '\n';
  return kDone;
}

Result<int> move(Parts& parts, const OperatorCall& call, std::ostream& out) {
  House& house = *parts.house;
  const auto& arguments = call.arguments;
  const auto& procedure = arguments.words()[1];
  const auto from = static_cast<int>(TRY(arguments.number("from", 0)));
  const auto to = static_cast<int>(TRY(arguments.number("to", 0)));
  const auto reason = TRY(arguments.needed("reason"));
  if (house.kernel().rules.get()->installed.find(procedure, to) == nullptr) {
    return fail(ErrorKind::NotFound, "desk.no_such_procedure", procedure);
  }
  TRY(note_act(
      house, kMove,
      "procedure=" + procedure + " from=" + std::to_string(from) + " to=" + std::to_string(to)));
  const auto moved = TRY(desk::repin(house.kernel(), procedure, from, to, reason));
  for (const auto& number : moved.stayed) out << "stays: " << number << '\n';
  out << "moved " << moved.moved << ", stayed " << moved.stayed.size() << '\n';
  return kDone;
}

OperatorAct pack_act(const Arguments& arguments) {
  if (arguments.words()[0] == "install") return kInstall;
  if (arguments.words()[0] == "move") return kMove;
  return {};
}

// The server opens no folder of the caller: the files of the pack go with the words.
Result<std::string> the_pack(const Arguments& arguments) {
  if (arguments.words()[0] != "install") return std::string();
  return to_json(TRY(pack::read_files(arguments.words()[1])));
}

Result<int> change(Parts& parts, const OperatorCall& call, std::ostream& out) {
  if (call.arguments.words()[0] == "install") return install_pack(parts, call, out);
  if (call.arguments.words()[0] == "move") return move(parts, call, out);
  return invalid("app.unknown_word", call.arguments.words()[0]);
}

void print(const std::vector<std::string>& lines) {
  for (const auto& line : lines) std::cout << line << '\n';
  if (lines.empty()) std::cout << "no difference\n";
}

Result<int> compare(const Arguments& arguments) {
  const auto& words = arguments.words();
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

OperatorCommand pack_operator() {
  return {"pack",     {{"data", "keys", "from", "to", "reason"}, {}, 2, 2},
          kPackUsage, pack_act,
          the_pack,   change};
}

int pack_command(const Words& words) {
  if (!words.empty() && (words[0] == "install" || words[0] == "move")) {
    return run_operator_command(pack_operator(), words);
  }
  return run_command(words, {{"data"}, {}, 2, 3}, kPackUsage, compare);
}

}  // namespace linli::app
