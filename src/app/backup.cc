#include <iostream>

#include "app/commands.h"
#include "app/house.h"
#include "store/backup.h"

namespace linli::app {
namespace {

constexpr std::string_view kBackupUsage =
    "usage: linli backup --data DIR --to FOLDER\n"
    "  A consistent, verified copy of the data in a new folder, while the server runs. The keys "
    "are\n"
    "  not in it: escrow them with `linli keys escrow`.\n";
constexpr std::string_view kRestoreUsage =
    "usage: linli restore --from FOLDER --data DIR\n"
    "  Checks every byte of the backup against its manifest and makes a new data folder of it.\n";

Result<int> backup(const Arguments& arguments) {
  const auto store = TRY(store::open_sqlite_readonly(TRY(arguments.needed("data"))));
  const std::string folder = TRY(arguments.needed("to"));
  TRY(store->backup(folder));
  std::cout << "backed up and verified: " << folder << '\n';
  return kDone;
}

Result<int> restore(const Arguments& arguments) {
  const std::string data = TRY(arguments.needed("data"));
  TRY(store::restore_backup(TRY(arguments.needed("from")), data));
  std::cout << "restored: " << data << '\n';
  return kDone;
}

}  // namespace

int backup_command(const Words& words) {
  return run_command(words, {{"data", "to"}, {}, 0, 0}, kBackupUsage, backup);
}

int restore_command(const Words& words) {
  return run_command(words, {{"data", "from"}, {}, 0, 0}, kRestoreUsage, restore);
}

}  // namespace linli::app
