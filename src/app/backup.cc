#include <iostream>

#include "app/commands.h"
#include "app/house.h"
#include "store/backup.h"
#include "store/open.h"

namespace linli::app {
namespace {

constexpr std::string_view kBackupUsage =
    "usage: linli backup --data DIR --to FOLDER\n"
    "  A consistent, verified copy of the data in a new folder, while the server runs. The keys "
    "are\n"
    "  not in it: escrow them with `linli keys escrow`.\n";
constexpr std::string_view kRestoreUsage =
    "usage: linli restore --from FOLDER --data DIR [--database \"host=… dbname=…\" [--schema "
    "linli]]\n"
    "  Checks every byte of the backup against its manifest and makes a new data folder of it, or "
    "a\n"
    "  schema of a PostgreSQL database.\n";

Result<int> backup(const Arguments& arguments) {
  const auto store =
      TRY(store::open_store_readonly(TRY(arguments.needed("data")), all_migrations()));
  const std::string folder = TRY(arguments.needed("to"));
  TRY(store->backup(folder));
  std::cout << "backed up and verified: " << folder << '\n';
  return kDone;
}

Result<int> restore(const Arguments& arguments) {
  const std::string data = TRY(arguments.needed("data"));
  const std::string from = TRY(arguments.needed("from"));
  if (const auto database = arguments.value("database")) {
    TRY(store::verify_backup(from));
    store::OpenOptions to;
    to.folder = data;
    to.database = *database;
    to.schema = arguments.value("schema").value_or(to.schema);
    TRY(store::carry_into(*TRY(store::open_source(from)), to, all_migrations()));
  } else {
    TRY(store::restore_backup(from, data));
  }
  std::cout << "restored: " << data << '\n';
  return kDone;
}

}  // namespace

int backup_command(const Words& words) {
  return run_command(words, {{"data", "to"}, {}, 0, 0}, kBackupUsage, backup);
}

int restore_command(const Words& words) {
  return run_command(words, {{"data", "from", "database", "schema"}, {}, 0, 0}, kRestoreUsage,
                     restore);
}

}  // namespace linli::app
