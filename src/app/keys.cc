#include <termios.h>
#include <unistd.h>

#include <fstream>
#include <iostream>

#include "access/password.h"
#include "app/commands.h"
#include "app/house.h"
#include "app/operator.h"
#include "app/operator_audit.h"
#include "base/text.h"
#include "desk/setting.h"
#include "store/disk.h"
#include "vault/reseal.h"

namespace linli::app {
namespace {

constexpr std::string_view kKeysUsage =
    "usage: linli keys rotate --data DIR            a new key seals from now on, rows are sealed "
    "anew\n"
    "       linli keys escrow --data DIR FILE       all keys in one file under a passphrase\n"
    "       linli keys restore --keys DIR FILE      a new key folder from such a file\n"
    "  The passphrase is typed twice, unseen, or is the first line of standard input. FILE must be "
    "new.\n"
    "  Rotating and escrowing are entries of the "
    "audit.\n";

constexpr OperatorAct kRotate{audit::Kind::setting, "keys_rotate"};
constexpr OperatorAct kEscrow{audit::Kind::setting, "keys_escrow"};

OperatorAct escrow_act(const Arguments&) {
  return kEscrow;
}

// A terminal shows nothing of what is typed while this lives; a file or a pipe is left alone.
class Quiet {
 public:
  Quiet() : is_terminal_(tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!is_terminal_) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~Quiet() {
    if (is_terminal_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;
  bool is_terminal() const { return is_terminal_; }

 private:
  termios before_{};
  const bool is_terminal_;
};

std::string typed(const char* asked) {
  const Quiet quiet;
  std::cerr << asked << ": " << std::flush;
  std::string out;
  std::getline(std::cin, out);
  if (quiet.is_terminal()) std::cerr << '\n';
  return out;
}

// The one that all keys will hang on: typed twice at a terminal, and not one that is guessed.
Result<std::string> new_passphrase() {
  std::string phrase = typed("passphrase");
  const access::PasswordRules rules(vault::kPassphraseMin, {});
  const auto good = rules.check(phrase, {});
  if (!good && good.error().code == "access.password_common") {
    return invalid("app.passphrase_guessed");
  }
  if (isatty(STDIN_FILENO) == 1 && typed("again") != phrase) {
    return invalid("app.passphrase_differs");
  }
  return phrase;
}

Result<int> rotate(const Arguments& arguments, const std::string& folder) {
  HouseOptions options;
  options.data = TRY(arguments.needed("data"));
  options.keys = folder;
  // Nobody else may write, or no key is made; the house is opened anew to seal with it.
  {
    const auto locked = TRY(House::open(options));
    TRY(note_act(*locked, kRotate, ""));
    SystemRandom random;
    TRY(vault::rotate_keys(folder, random));
  }
  const auto house = TRY(House::open(options));
  const auto rows = TRY(reseal_everything(*house));
  std::cout << "rotated; " << rows << " rows sealed anew\n";
  return kDone;
}

constexpr const char* kWritten = "written";  // with the number of the newest key in the file

// What a server does of it; the keys and the passphrase do not cross the socket. Before it the act
// is noted, after it which keys are safe now.
Result<int> note_escrow(Parts& parts, const OperatorCall& call, std::ostream&) {
  House& house = *parts.house;
  const auto& words = call.arguments.words();
  if (words[0] == "escrow" && words.size() == 1) {
    TRY(note_act(house, kEscrow, ""));
    return kDone;
  }
  if (words[0] != kWritten || words.size() != 2 || !parse_int64(words[1])) {
    return invalid("app.unknown_word");
  }
  store::WriteSet changes;
  TRY(desk::put_setting(*TRY(house.store().read()), changes, house.ids().next(), desk::kKeyEscrowed,
                        words[1]));
  TRY(house.store().commit_and_wait(std::move(changes)));
  return kDone;
}

Result<int> escrow(const Arguments& arguments, const std::string& folder) {
  const std::string& path = arguments.words()[1];
  SystemRandom random;
  const auto keys = TRY(vault::load_keys(folder));
  // Nothing that is there is written over: it may be the only copy of keys that are gone.
  if (store::disk::exists(path)) return invalid("app.not_written", path);
  const std::string bytes = TRY(vault::export_escrow(keys, TRY(new_passphrase()), random));
  // Before a byte is written: an escrow file that is there stays as it is when this is refused.
  const std::string data = TRY(arguments.needed("data"));
  TRY(ask_operator(keys_operator(), {"escrow", "--data", data, "--keys", folder}));
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  file.close();
  if (!file) return invalid("app.not_written", path);
  TRY(ask_operator(keys_operator(),
                   {kWritten, std::to_string(keys.current()), "--data", data, "--keys", folder}));
  std::cout << "escrowed: " << path << '\n';
  return kDone;
}

Result<int> keys(const Arguments& arguments) {
  const auto& words = arguments.words();
  const std::string given = arguments.value("keys").value_or("");
  if (words[0] == "restore" && words.size() == 2) {
    TRY(vault::import_escrow(TRY(arguments.needed("keys")), TRY(read_file(words[1])),
                             typed("passphrase")));
    std::cout << "restored: " << given << '\n';
    return kDone;
  }
  const std::string folder = keys_of(TRY(arguments.needed("data")), given);
  if (words[0] == "rotate") return rotate(arguments, folder);
  if (words[0] == "escrow" && words.size() == 2) return escrow(arguments, folder);
  return invalid("app.unknown_word", words[0]);
}

}  // namespace

OperatorCommand keys_operator() {
  return {"keys", {{"data", "keys"}, {}, 1, 2}, kKeysUsage, escrow_act, nullptr, note_escrow};
}

int keys_command(const Words& words) {
  return run_command(words, {{"data", "keys"}, {}, 1, 2}, kKeysUsage, keys);
}

}  // namespace linli::app
