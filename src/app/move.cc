#include <filesystem>
#include <iostream>

#include "app/commands.h"
#include "app/house.h"
#include "app/operator_audit.h"
#include "base/hash.h"
#include "store/backup.h"
#include "store/open.h"

namespace linli::app {
namespace {

constexpr std::string_view kMoveUsage =
    "usage: linli move --from DIR --to DIR [--database \"host=… dbname=…\" [--schema linli]]\n"
    "                  [--keys DIR]\n"
    "  Carries a county into a new folder: with --database into a schema of PostgreSQL, without "
    "it\n"
    "  into SQLite. Nothing else may be running. What was carried is counted again and its record\n"
    "  proven with the same root. The county that was is left as it is; its keys serve the new "
    "one.\n";

// The record as it must be in both places. Errors: app.move_damaged (Corrupt).
Result<CountyReport> proven(const std::string& data, const std::string& keys) {
  auto report = TRY(verify_county(data, keys));
  if (report.fault) return fail(ErrorKind::Corrupt, "app.move_damaged", *report.fault);
  return report;
}

Result<void> copy_heads(const std::string& from, const std::string& to) {
  std::error_code error;
  if (!std::filesystem::exists(heads_of(from))) return {};
  std::filesystem::copy(heads_of(from), heads_of(to), error);
  if (error) return fail(ErrorKind::Overloaded, "store.disk", heads_of(to));
  if (!std::filesystem::exists(audit_head_of(from))) return {};
  std::filesystem::copy(audit_head_of(from), audit_head_of(to), error);
  if (error) return fail(ErrorKind::Overloaded, "store.disk", audit_head_of(to));
  return {};
}

Result<int> move(const Arguments& arguments) {
  const std::string from = TRY(arguments.needed("from"));
  const std::string keys = keys_of(from, arguments.value("keys").value_or(""));
  store::OpenOptions to;
  to.folder = TRY(arguments.needed("to"));
  to.database = arguments.value("database").value_or("");
  to.schema = arguments.value("schema").value_or(to.schema);
  TRY(store::require_empty(to.folder));
  // Held open, so that nobody writes to it until the end.
  store::OpenOptions source;
  source.folder = from;
  const auto held = TRY(store::open_store(source, all_migrations()));
  const auto before = TRY(proven(from, keys));
  TRY(copy_heads(from, to.folder));
  const auto carried = TRY(store::carry_into(*TRY(store::open_source(from)), to, all_migrations()));
  const auto after = TRY(proven(to.folder, keys));
  if (after.root != before.root || after.entries != before.entries ||
      after.waiting != before.waiting || after.payloads != before.payloads) {
    return fail(ErrorKind::Corrupt, "app.move_damaged", to_hex(after.root));
  }
  TRY(leave_arrival(to.folder, kMoved));
  std::cout << "moved " << carried.all_rows() << " rows of " << carried.rows.size() << " tables, "
            << carried.texts << " indexed texts and " << carried.files << " files\n"
            << "journal: " << after.entries << " entries, root " << to_hex(after.root)
            << ", intact\n";
  return kDone;
}

}  // namespace

int move_command(const Words& words) {
  return run_command(words, {{"from", "to", "database", "schema", "keys"}, {}, 0, 0}, kMoveUsage,
                     move);
}

}  // namespace linli::app
