#include "delivery/outbox.h"

#include <algorithm>

#include "delivery/rows.h"

namespace linli::delivery {
namespace {

constexpr std::int64_t kEraseWindow = std::int64_t{kMsPerDay} << 22;  // ids of one day

// Empties the messages that `select` names, a day of them at a time so that no read is long: the
// table has no index on persons or matters, because every act writes to it and erasure is rare.
Result<void> erase(store::Snapshot& snapshot, store::Sql select, std::int64_t of, Instant now,
                   store::WriteSet& changes) {
  const auto first = TRY(snapshot.number("SELECT min(id) FROM delivery_message"));
  const auto last = TRY(snapshot.number("SELECT max(id) FROM delivery_message"));
  for (std::int64_t from = first; from <= last; from += kEraseWindow) {
    TRY(snapshot.visit(select, {of, from, from + kEraseWindow}, [&](const store::Row& row) {
      store::Columns columns{
          {"phone", store::Blob{}}, {"body", store::Blob{}}, {"next_try_at", store::Null{}}};
      // What was not sent yet never will be.
      if (!row.is_null(2)) columns.push_back({"given_up_at", now});
      changes.update("delivery_message", row.integer(0), row.integer(1), std::move(columns));
      return true;
    }));
  }
  return {};
}

}  // namespace

MessageId Outbox::queue(store::WriteSet& changes, const Message& message, Instant now) const {
  const auto id = vault_.ids().make<MessageId>();
  const auto seal = [&](std::string_view context, const std::string& plain) {
    return store::Blob{plain.empty() ? "" : vault_.seal_field(context, id.value, plain)};
  };
  changes.insert("delivery_message", {{"id", id},
                                      {"version", 1},
                                      {"at", now},
                                      {"person_id", message.person},
                                      {"phone", seal(kPhoneContext, message.phone)},
                                      {"channel", static_cast<int>(message.channel)},
                                      {"urgency", static_cast<int>(message.urgency)},
                                      {"code", message.code},
                                      {"body", seal(kBodyContext, message.body)},
                                      {"matter_id", message.matter},
                                      {"tries", 0},
                                      {"next_try_at", now}});
  return id;
}

Result<std::vector<QueuedMessage>> Outbox::recent(store::Snapshot& snapshot, int limit) const {
  const auto rows = TRY(snapshot.all(
      "SELECT id, version, at, person_id, phone, channel, urgency, code, body, matter_id, tries,"
      " sent_at, given_up_at FROM delivery_message ORDER BY id DESC LIMIT ?1",
      {std::clamp(limit, 0, kRecentMax)}, message_row));
  std::vector<QueuedMessage> out;
  for (const auto& row : rows) out.push_back(TRY(open_message(vault_, row)));
  return out;
}

Result<void> erase_person(store::Snapshot& snapshot, PersonId person, Instant now,
                          store::WriteSet& changes) {
  return erase(snapshot,
               "SELECT id, version, next_try_at FROM delivery_message"
               " WHERE person_id = ?1 AND id >= ?2 AND id < ?3",
               person.value, now, changes);
}

Result<void> erase_matter(store::Snapshot& snapshot, MatterId matter, Instant now,
                          store::WriteSet& changes) {
  return erase(snapshot,
               "SELECT id, version, next_try_at FROM delivery_message"
               " WHERE matter_id = ?1 AND id >= ?2 AND id < ?3",
               matter.value, now, changes);
}

}  // namespace linli::delivery
