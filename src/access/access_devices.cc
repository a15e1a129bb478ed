#include "access/access.h"
#include "access/accounts.h"
#include "base/hash.h"

namespace linli::access {
namespace {

constexpr std::size_t kDeviceBytes = 32;

struct DeviceRow {
  std::int64_t id = 0;
  std::int64_t version = 0;
  Instant seen_at;
};

DeviceRow device_row(const store::Row& row) {
  return {row.integer(0), row.integer(1), row.instant(2)};
}

std::int64_t device_row_id(const vault::Blind& blind, std::string_view whose,
                           std::string_view device) {
  return blind.of("access.device", std::string(whose) + "\n" + std::string(device));
}

// Only what this program gave out names a browser.
bool well_formed(std::string_view device) {
  const auto bytes = from_base64url(device);
  return bytes && bytes->size() == kDeviceBytes;
}

}  // namespace

std::string device_name(const Caller& caller, Random& random) {
  return well_formed(caller.device) ? caller.device : to_base64url(random.bytes(kDeviceBytes));
}

Result<Known> Access::knows_device(store::Snapshot& snapshot, std::string_view whose,
                                   const Caller& caller) {
  if (!well_formed(caller.device)) return Known::No;
  const auto row = TRY(snapshot.one("SELECT id, version, seen_at FROM access_browser WHERE id = ?1",
                                    {device_row_id(blind_, whose, caller.device)}, device_row));
  return row && clock_.now().ms - row->seen_at.ms < kDeviceMs ? Known::Yes : Known::No;
}

Result<void> Access::remember_device(store::Snapshot& snapshot, store::WriteSet& changes,
                                     std::string_view whose, const Caller& caller,
                                     SignedIn& signed_in, Instant now) {
  signed_in.device = device_name(caller, random_);
  const std::int64_t id = device_row_id(blind_, whose, signed_in.device);
  const bool person = static_cast<bool>(signed_in.person);
  const auto rows = TRY(snapshot.all(
      person ? store::Sql("SELECT id, version, seen_at FROM access_browser WHERE person_id = ?1"
                          " ORDER BY seen_at LIMIT ?2")
             : store::Sql("SELECT id, version, seen_at FROM access_browser WHERE account_id = ?1"
                          " ORDER BY seen_at LIMIT ?2"),
      {person ? signed_in.person.value : signed_in.account.value, kDevicesMax}, device_row));
  for (const auto& row : rows) {
    if (row.id != id) continue;
    if (now.ms - row.seen_at.ms >= kDeviceSeenMs) {
      changes.update("access_browser", id, row.version, {{"seen_at", now}});
    }
    return {};
  }
  if (rows.size() >= static_cast<std::size_t>(kDevicesMax)) {
    changes.add(store::Remove{"access_browser", rows.front().id, rows.front().version});
  }
  changes.insert("access_browser", {{"id", id},
                                    {"version", 1},
                                    {"person_id", signed_in.person},
                                    {"account_id", signed_in.account},
                                    {"made_at", now},
                                    {"seen_at", now}});
  return {};
}

Result<void> forget_devices(store::Snapshot& snapshot, PersonId person, store::WriteSet& changes) {
  return snapshot.visit(
      "SELECT id, version, seen_at FROM access_browser WHERE person_id = ?1", {person},
      [&](const store::Row& row) {
        changes.add(store::Remove{"access_browser", row.integer(0), row.integer(1)});
        return true;
      });
}

}  // namespace linli::access
