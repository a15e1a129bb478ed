#include <iostream>

#include "app/backup_times.h"
#include "app/commands.h"
#include "app/erasing.h"
#include "app/house.h"
#include "app/operator.h"
#include "app/operator_audit.h"
#include "app/restored.h"
#include "desk/setting.h"
#include "model/calendar.h"
#include "store/backup.h"
#include "store/disk.h"
#include "store/open.h"
#include "vault/erasures.h"

namespace linli::app {
namespace {

constexpr std::string_view kBackupUsage =
    "usage: linli backup --data DIR --to FOLDER [--keep-days N] [--keys DIR]\n"
    "  A consistent, verified copy of the data in a new folder, while the server runs. The keys "
    "are\n"
    "  not in it: escrow them with `linli keys escrow`. It says in itself until when it may be "
    "kept\n"
    "  (30 days by default): what is erased stays in older backups, so they have to go.\n";
constexpr std::string_view kRestoreUsage =
    "usage: linli restore --from FOLDER --data DIR [--database \"host=… dbname=…\" [--schema "
    "linli]]\n"
    "                     [--erasures FILE] [--keys DIR]\n"
    "  Checks every byte of the backup against its manifest and makes a new data folder of it, or "
    "a\n"
    "  schema of a PostgreSQL database. What was erased since the backup is erased again: it is "
    "noted\n"
    "  in DATA-erasures beside the folder that was, in FILE, or in `erasures` of a newer backup. "
    "Every\n"
    "  session and single-use code of the backup ends; everybody signs in anew.\n";

constexpr OperatorAct kBackup{audit::Kind::setting, "backup"};

OperatorAct backup_act(const Arguments&) {
  return kBackup;
}

constexpr const char* kWhole = "whole";

// What a server does of it: the copy itself reads beside it. Before it the act is noted, after it
// that there is a backup now.
Result<int> note_backup(Parts& parts, const OperatorCall& call, std::ostream&) {
  House& house = *parts.house;
  if (call.arguments.words().empty()) {
    TRY(note_act(house, kBackup, ""));
    return kDone;
  }
  if (call.arguments.words()[0] != kWhole) return invalid("app.unknown_word");
  store::WriteSet changes;
  TRY(desk::put_setting(*TRY(house.store().read()), changes, house.ids().next(), desk::kBackupMade,
                        std::to_string(house.clock().now().ms)));
  TRY(house.store().commit_and_wait(std::move(changes)));
  return kDone;
}

Result<int> backup(const Arguments& arguments) {
  const std::string data = TRY(arguments.needed("data"));
  const std::string folder = TRY(arguments.needed("to"));
  const auto days = TRY(arguments.number("keep-days", kKeepDays));
  if (days < 1 || days > kKeepDaysMax) return invalid("app.option_value", "--keep-days");
  // Before a byte is written; a folder that is taken is refused before it is noted.
  TRY(store::require_empty(folder));
  Words words{"--data", data, "--keys", keys_of(data, arguments.value("keys").value_or(""))};
  TRY(ask_operator(backup_operator(), words));
  const auto store = TRY(store::open_store_readonly(data, all_migrations()));
  const Instant now = SystemClock().now();
  TRY(store->backup(folder));
  const BackupTimes times{now, plus_ms(now, days * kMsPerDay)};
  std::map<std::string, std::string> beside{{kBackupTimesFile, to_text(times)}};
  if (store::disk::exists(erasures_of(data))) {
    beside.emplace(kBackupErasuresFile, TRY(store::disk::read_whole(erasures_of(data))));
  }
  TRY(store::add_to_backup(folder, beside));
  words.emplace_back(kWhole);
  TRY(ask_operator(backup_operator(), words));
  const auto calendar = TRY(WorkCalendar::make(CalendarData{}));
  std::cout << "backed up and verified: " << folder << '\n'
            << "keep it until " << to_text(calendar.date_of(times.keep_until)) << " (" << days
            << " days" << (arguments.value("keep-days") ? "" : ", the default") << "), then delete "
            << "it and its copies\n";
  return kDone;
}

// What was erased by what the backup, the operator and the folder that was here know.
Result<std::vector<vault::ErasureNote>> erasures_known(const Arguments& arguments,
                                                       const std::string& from) {
  auto out = TRY(vault::read_erasures(from + '/' + kBackupErasuresFile));
  const auto given = arguments.value("erasures");
  if (!given) return out;
  if (!store::disk::exists(*given)) return fail(ErrorKind::NotFound, "app.no_such_file", *given);
  for (const auto& note : TRY(vault::read_erasures(*given))) out.push_back(note);
  return out;
}

// Who has signed out since the backup stays out: needs no keys, so it is done at once.
Result<void> end_sessions(const std::string& data) {
  store::OpenOptions open;
  open.folder = data;
  const auto store = TRY(store::open_store(open, all_migrations()));
  return end_what_came_back(*store, SystemClock().now());
}

// With its keys at hand it is erased again now, else when it is opened first.
Result<void> erase_now(const std::string& data, const std::string& keys) {
  if (!store::disk::exists(keys_of(data, keys))) {
    std::cout << "what was erased since is erased again at the first start\n";
    return {};
  }
  HouseOptions options;
  options.data = data;
  options.keys = keys;
  const auto house = TRY(House::open(options));
  return house->load_rules();
}

Result<int> restore(const Arguments& arguments) {
  const std::string data = TRY(arguments.needed("data"));
  const std::string from = TRY(arguments.needed("from"));
  const auto known = TRY(erasures_known(arguments, from));
  if (const auto database = arguments.value("database")) {
    TRY(store::verify_backup(from));
    store::OpenOptions to;
    to.folder = data;
    to.database = *database;
    to.schema = arguments.value("schema").value_or(to.schema);
    TRY(store::carry_into(*TRY(store::open_source(from)), to, all_migrations()));
  } else {
    TRY(store::restore_backup(from, data));
    for (const auto* name : {kBackupTimesFile, kBackupErasuresFile}) {
      TRY(store::disk::erase(data + '/' + name));
    }
  }
  TRY(leave_arrival(data, kRestored));
  TRY(vault::add_erasures(erasures_of(data), known));
  TRY(end_sessions(data));
  std::cout << "restored: " << data << '\n';
  TRY(erase_now(data, arguments.value("keys").value_or("")));
  return kDone;
}

}  // namespace

OperatorCommand backup_operator() {
  return {"backup", {{"data", "keys"}, {}, 0, 1}, kBackupUsage, backup_act, nullptr, note_backup};
}

int backup_command(const Words& words) {
  return run_command(words, {{"data", "to", "keep-days", "keys"}, {}, 0, 0}, kBackupUsage, backup);
}

int restore_command(const Words& words) {
  return run_command(words, {{"data", "from", "database", "schema", "erasures", "keys"}, {}, 0, 0},
                     kRestoreUsage, restore);
}

}  // namespace linli::app
