#include "delivery/strangers.h"

#include <optional>

namespace linli::delivery {
namespace {

struct StrangerRow {
  std::int64_t version = 0;
  bool proven = false;
  std::int64_t sent = 0;
  Instant day_at;
  Instant seen_at;
};

std::int64_t id_of(const vault::Blind& blind, std::string_view phone) {
  return blind.phone(phone).value_or(0);  // it is in normal form
}

Result<std::optional<StrangerRow>> find(store::Snapshot& snapshot, std::int64_t id) {
  return snapshot.one(
      "SELECT version, proven, sent, day_at, seen_at FROM delivery_phone WHERE id = ?1", {id},
      [](const store::Row& row) {
        return StrangerRow{row.integer(0), row.flag(1), row.integer(2), row.instant(3),
                           row.instant(4)};
      });
}

}  // namespace

Result<bool> may_tell_stranger(store::Snapshot& snapshot, const vault::Blind& blind,
                               std::string_view phone, Instant now, store::WriteSet& changes) {
  const std::int64_t id = id_of(blind, phone);
  const auto row = TRY(find(snapshot, id));
  if (!row) {
    changes.insert("delivery_phone", {{"id", id},
                                      {"version", 1},
                                      {"proven", 0},
                                      {"sent", 1},
                                      {"day_at", now},
                                      {"seen_at", now}});
    return true;
  }
  const bool new_day = now.ms - row->day_at.ms >= kMsPerDay;
  const std::int64_t sent = new_day ? 0 : row->sent;
  if (!row->proven || sent >= kFilingMessagesDaily) return false;
  changes.update("delivery_phone", id, row->version,
                 {{"sent", sent + 1}, {"day_at", new_day ? now : row->day_at}, {"seen_at", now}});
  return true;
}

Result<void> phone_proven(store::Snapshot& snapshot, const vault::Blind& blind,
                          std::string_view phone, Instant now, store::WriteSet& changes) {
  const std::int64_t id = id_of(blind, phone);
  const auto row = TRY(find(snapshot, id));
  if (!row) {
    changes.insert("delivery_phone", {{"id", id},
                                      {"version", 1},
                                      {"proven", 1},
                                      {"sent", 0},
                                      {"day_at", now},
                                      {"seen_at", now}});
  } else if (!row->proven || now.ms - row->seen_at.ms >= kStrangerKeptMs / 2) {
    changes.update("delivery_phone", id, row->version, {{"proven", 1}, {"seen_at", now}});
  }
  return {};
}

Result<void> forget_stranger(store::Snapshot& snapshot, std::int64_t id, store::WriteSet& changes) {
  const auto row = TRY(find(snapshot, id));
  if (row) changes.add(store::Remove{"delivery_phone", id, row->version});
  return {};
}

Result<void> sweep_strangers(store::Snapshot& snapshot, Instant now, store::WriteSet& changes) {
  return snapshot.visit(
      "SELECT id, version FROM delivery_phone WHERE seen_at < ?1 ORDER BY seen_at LIMIT ?2",
      {plus_ms(now, -kStrangerKeptMs), kStrangerSweepMax}, [&](const store::Row& row) {
        changes.add(store::Remove{"delivery_phone", row.integer(0), row.integer(1)});
        return true;
      });
}

}  // namespace linli::delivery
