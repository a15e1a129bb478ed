#include <fstream>
#include <iostream>

#include "app/commands.h"
#include "app/house.h"
#include "vault/reseal.h"

namespace linli::app {
namespace {

constexpr std::string_view kUsage =
    "usage: linli keys rotate --data DIR            a new key seals from now on, rows are sealed "
    "anew\n"
    "       linli keys escrow --data DIR FILE       all keys in one file under a passphrase\n"
    "       linli keys restore --keys DIR FILE      a new key folder from such a file\n"
    "  The passphrase is read from standard input.\n";

std::string passphrase() {
  std::cerr << "passphrase: ";
  std::string out;
  std::getline(std::cin, out);
  return out;
}

Result<int> rotate(const Arguments& arguments, const std::string& folder) {
  HouseOptions options;
  options.data = TRY(arguments.needed("data"));
  options.keys = folder;
  // Nobody else may write, or no key is made; the house is opened anew to seal with it.
  {
    const auto locked = TRY(House::open(options));
    SystemRandom random;
    TRY(vault::rotate_keys(folder, random));
  }
  const auto house = TRY(House::open(options));
  const auto rows = TRY(reseal_everything(*house));
  std::cout << "rotated; " << rows << " rows sealed anew\n";
  return kDone;
}

Result<int> escrow(const std::string& folder, const std::string& path) {
  SystemRandom random;
  const auto keys = TRY(vault::load_keys(folder));
  const std::string bytes = TRY(vault::export_escrow(keys, passphrase(), random));
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  file.close();
  if (!file) return invalid("app.not_written", path);
  std::cout << "escrowed: " << path << '\n';
  return kDone;
}

Result<int> keys(const Arguments& arguments) {
  const auto& words = arguments.words();
  const std::string given = arguments.value("keys").value_or("");
  if (words[0] == "restore" && words.size() == 2) {
    TRY(vault::import_escrow(TRY(arguments.needed("keys")), TRY(read_file(words[1])),
                             passphrase()));
    std::cout << "restored: " << given << '\n';
    return kDone;
  }
  const std::string folder = keys_of(TRY(arguments.needed("data")), given);
  if (words[0] == "rotate") return rotate(arguments, folder);
  if (words[0] == "escrow" && words.size() == 2) return escrow(folder, words[1]);
  return invalid("app.unknown_word", words[0]);
}

}  // namespace

int keys_command(const Words& words) {
  return run_command(words, {{"data", "keys"}, {}, 1, 2}, kUsage, keys);
}

}  // namespace linli::app
