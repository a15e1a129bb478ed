// app/main.cc – the table of contents: every command of the program.

#include <sys/stat.h>

#include <cstdio>
#include <exception>
#include <iostream>
#include <string_view>

#include "app/commands.h"

namespace {

using linli::app::Words;

// What the program writes holds people's affairs, sealed or not: it is its owner's alone.
constexpr mode_t kOwnerOnly = 0077;

struct Command {
  std::string_view name;
  int (*run)(const Words&);
  std::string_view summary;
};

constexpr Command kCommands[] = {
    {"init", linli::app::init_command, "make a data folder from a pack"},
    {"serve", linli::app::serve_command, "serve the county over HTTP"},
    {"check", linli::app::check_command, "prove a pack"},
    {"import", linli::app::import_command, "take in units, people, households … from a file"},
    {"verify", linli::app::verify_command, "prove the record"},
    {"doctor", linli::app::doctor_command, "say what is wrong and what to do"},
    {"rebuild", linli::app::rebuild_command, "make anew what is derived from the record"},
    {"stats", linli::app::stats_command, "count what is there"},
    {"backup", linli::app::backup_command, "copy the data, verified, while it is in use"},
    {"restore", linli::app::restore_command, "make a data folder from a backup"},
    {"move", linli::app::move_command, "carry a county to PostgreSQL or back"},
    {"pack", linli::app::pack_command, "install a pack, or compare two"},
    {"holidays", linli::app::holidays_command, "put in a year's public holidays"},
    {"keys", linli::app::keys_command, "rotate or escrow the keys"},
    {"erase", linli::app::erase_command, "erase a person's data as the law provides"},
    {"admin", linli::app::admin_command, "add or reset an administrator: the way back in"},
    {"audit", linli::app::audit_command, "write out the audit of a span of time"},
    {"config", linli::app::config_command, "check a configuration file of the server"},
    {"sample", linli::app::sample_command, "let a sample county work for years"},
};

void print_usage(std::ostream& out) {
  out << "linli " << LINLI_VERSION << " – 邻里, the software a county runs its grassroots "
      << "governance on\n\nusage: linli COMMAND …     linli COMMAND --help\n\n";
  for (const auto& command : kCommands) {
    out << "  " << command.name << std::string(10 - command.name.size(), ' ') << command.summary
        << '\n';
  }
}

int run(const Words& words) {
  if (words.empty()) {
    print_usage(std::cerr);
    return linli::app::kWrongUsage;
  }
  if (words[0] == "--help" || words[0] == "help") {
    print_usage(std::cout);
    return linli::app::kDone;
  }
  if (words[0] == "--version") {
    std::cout << "linli " << LINLI_VERSION << '\n';
    return linli::app::kDone;
  }
  for (const auto& command : kCommands) {
    if (command.name == words[0]) return command.run(Words(words.begin() + 1, words.end()));
  }
  linli::app::refuse(linli::Error{linli::ErrorKind::Invalid, "app.unknown_command", words[0]});
  print_usage(std::cerr);
  return linli::app::kWrongUsage;
}

}  // namespace

int main(int count, char** values) {
  umask(kOwnerOnly);
  try {
    return run(Words(values + 1, values + count));
  } catch (const std::exception& bug) {
    std::fprintf(stderr, "linli: a bug or exhaustion: %s\n", bug.what());
    return linli::app::kRefused;
  }
}
