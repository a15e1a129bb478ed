#include "delivery/outbox.h"

#include <algorithm>

#include "delivery/phone.h"
#include "delivery/reader.h"
#include "delivery/rows.h"

namespace linli::delivery {
namespace {

constexpr std::int64_t kEraseWindow = std::int64_t{kMsPerDay} << 22;  // ids of one day

// A row of id, version, next_try_at.
void empty(const store::Row& row, Instant now, store::WriteSet& changes) {
  store::Columns columns{{"phone", store::Blob{}},
                         {"phone_blind", store::Null{}},
                         {"body", store::Blob{}},
                         {"next_try_at", store::Null{}}};
  // What was not sent yet never will be.
  if (!row.is_null(2)) columns.push_back({"given_up_at", now});
  changes.update("delivery_message", row.integer(0), row.integer(1), std::move(columns));
}

store::Value blind_of(const vault::Vault& vault, const std::string& phone) {
  const auto blind = vault.blind().phone(phone);
  return blind ? store::Value(*blind) : store::Value(store::Null{});
}

}  // namespace

MessageId Outbox::queue(store::WriteSet& changes, const Message& message, Instant now) const {
  const auto id = vault_.ids().make<MessageId>();
  std::string words = message.body;
  if (!message.body_en.empty()) words += kBetween + message.body_en;
  const auto seal = [&](std::string_view context, const std::string& plain) {
    return store::Blob{plain.empty() ? "" : vault_.seal_field(context, id.value, plain)};
  };
  changes.insert("delivery_message",
                 {{"id", id},
                  {"version", 1},
                  {"at", now},
                  {"person_id", message.person},
                  {"phone", seal(kPhoneContext, message.phone)},
                  {"phone_blind", blind_of(vault_, message.phone)},
                  {"channel", static_cast<int>(message.channel)},
                  {"kind", static_cast<int>(message.kind)},
                  {"urgency", static_cast<int>(message.urgency)},
                  {"code", message.code},
                  {"body", seal(kBodyContext, words)},
                  {"matter_id", message.matter},
                  {"tries", 0},
                  {"next_try_at", now},
                  {"ends_at", message.ends_at.ms == 0 ? plus_ms(now, kWorthMs) : message.ends_at}});
  return id;
}

Result<std::vector<QueuedMessage>> Outbox::recent(store::Snapshot& snapshot, int limit) const {
  const auto rows = TRY(snapshot.all(
      "SELECT id, version, at, person_id, phone, channel, urgency, code, body, matter_id, tries,"
      " sent_at, given_up_at, ends_at, kind, declined_at, copied_at FROM delivery_message"
      " ORDER BY id DESC LIMIT ?1",
      {std::clamp(limit, 0, kRecentMax)}, message_row));
  std::vector<QueuedMessage> out;
  for (const auto& row : rows) out.push_back(TRY(open_message(vault_, row)));
  return out;
}

Result<void> erase_person(store::Snapshot& snapshot, PersonId person, Instant now,
                          store::WriteSet& changes) {
  TRY(forget_reader(snapshot, person, changes));
  return snapshot.visit(
      "SELECT id, version, next_try_at FROM delivery_message WHERE person_id = ?1", {person},
      [&](const store::Row& row) {
        empty(row, now, changes);
        return true;
      });
}

// A day of them at a time so that no read is long: the table has no index on matters, because every
// act writes to it and erasure is rare.
Result<void> erase_matter(store::Snapshot& snapshot, MatterId matter, Instant now,
                          store::WriteSet& changes) {
  const auto first = TRY(snapshot.number("SELECT min(id) FROM delivery_message"));
  const auto last = TRY(snapshot.number("SELECT max(id) FROM delivery_message"));
  for (std::int64_t from = first; from <= last; from += kEraseWindow) {
    TRY(
        snapshot.visit("SELECT id, version, next_try_at FROM delivery_message"
                       " WHERE matter_id = ?1 AND id >= ?2 AND id < ?3",
                       {matter, from, from + kEraseWindow}, [&](const store::Row& row) {
                         empty(row, now, changes);
                         return true;
                       }));
  }
  return {};
}

Result<void> erase_phone(store::Snapshot& snapshot, std::int64_t phone, Instant now,
                         store::WriteSet& changes) {
  return snapshot.visit(
      "SELECT id, version, next_try_at FROM delivery_message WHERE phone_blind = ?1", {phone},
      [&](const store::Row& row) {
        empty(row, now, changes);
        return true;
      });
}

Result<std::optional<std::int64_t>> note_phones(store::Snapshot& snapshot,
                                                const vault::Vault& vault, std::int64_t after,
                                                store::WriteSet& changes) {
  struct Found {
    std::int64_t id, version;
    std::string phone;
    bool noted;
  };
  const auto rows = TRY(
      snapshot.all("SELECT id, version, phone, phone_blind FROM delivery_message"
                   " WHERE id > ?1 AND channel < 3 ORDER BY id LIMIT ?2",
                   {after, kPhonePage}, [](const store::Row& row) {
                     return Found{row.integer(0), row.integer(1), row.string(2), !row.is_null(3)};
                   }));
  for (const auto& row : rows) {
    if (row.phone.empty() || row.noted) continue;
    const auto phone = vault.open_field(kPhoneContext, row.id, row.phone);
    // One that cannot be opened is given up by the courier and swept.
    if (!phone) continue;
    changes.update("delivery_message", row.id, row.version,
                   {{"phone_blind", blind_of(vault, *phone)}});
  }
  if (std::ssize(rows) < kPhonePage) return std::optional<std::int64_t>();
  return std::optional<std::int64_t>(rows.back().id);
}

}  // namespace linli::delivery
