#include <sys/stat.h>

#include <filesystem>
#include <iostream>

#include "app/commands.h"
#include "app/config.h"
#include "app/serve_options.h"
#include "store/disk.h"

namespace linli::app {
namespace {

constexpr std::string_view kConfigUsage =
    "usage: linli config check FILE\n"
    "  Reads a configuration file of `linli serve` and every file that it names, opens nothing, "
    "and\n"
    "  says what is wrong and where, or what would be served. Exit code 1 when something is "
    "wrong.\n";

// Files with secrets in them are the service's alone.
constexpr const char* kSecretFiles[] = {"sso", "senders", "key"};

std::vector<std::string> faults_of(const Arguments& arguments) {
  std::vector<std::string> out;
  for (const auto* name : kSecretFiles) {
    const auto path = arguments.value(name);
    struct stat found {};
    if (!path) continue;
    if (stat(path->c_str(), &found) != 0) {
      out.push_back(std::string(name) + ": there is no " + *path);
    } else if ((found.st_mode & S_IRWXO) != 0) {
      out.push_back(std::string(name) + ": others can read " + *path + "; chmod 640 or 600");
    }
  }
  if (const auto path = arguments.value("certificate"); path && !store::disk::exists(*path)) {
    out.push_back("certificate: there is no " + *path);
  }
  const auto data = arguments.value("data");
  if (!data) {
    out.push_back("data: it names no folder");
  } else if (!store::disk::exists(*data)) {
    out.push_back("data: there is no " + *data + "; linli init makes it");
  }
  return out;
}

Result<int> config(const Arguments& given) {
  if (given.words()[0] != "check") return invalid("app.unknown_word", given.words()[0]);
  const std::string& file = given.words()[1];
  const auto words = TRY(words_of_config(file, TRY(read_file(file)), serve_accepts()));
  const auto arguments = TRY(Arguments::parse(words, serve_accepts()));
  const auto plan = TRY(serve_plan(arguments));
  const auto faults = faults_of(arguments);
  for (const auto& fault : faults) std::cout << file << ": " << fault << '\n';
  if (!faults.empty()) return kRefused;
  std::cout << file << ": good; serves " << *arguments.value("data") << " on " << plan.http.address
            << ':' << plan.http.port << '\n';
  return kDone;
}

}  // namespace

int config_command(const Words& words) {
  return run_command(words, {{}, {}, 2, 2}, kConfigUsage, config);
}

}  // namespace linli::app
