#include <iostream>

#include "app/commands.h"
#include "pack/check.h"

namespace linli::app {
namespace {

constexpr std::string_view kCheckUsage =
    "usage: linli check PACK\n"
    "  Proves every procedure of a pack before it runs; prints each fault with the path that "
    "shows\n"
    "  it (docs/procedures.md), or \"proven: N procedures\".\n";

Result<int> check(const Arguments& arguments) {
  const auto report = TRY(pack::check_folder(arguments.words()[0]));
  for (const auto& line : report.lines()) std::cout << line << '\n';
  return report.proven() ? kDone : kRefused;
}

}  // namespace

int check_command(const Words& words) {
  return run_command(words, {{}, {}, 1, 1}, kCheckUsage, check);
}

}  // namespace linli::app
