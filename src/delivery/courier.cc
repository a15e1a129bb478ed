#include "delivery/courier.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/check.h"
#include "delivery/rows.h"

namespace linli::delivery {
namespace {

constexpr int kSweepMax = 500;

std::int64_t retry_after_ms(int tries) {
  std::int64_t wait = kRetryFirstMs;
  for (int i = 1; i < tries && wait < kRetryMaxMs; ++i) wait *= 2;
  return std::min(wait, kRetryMaxMs);
}

}  // namespace

std::optional<Instant> quiet_until(const QuietHours& quiet, Instant now) {
  if (quiet.from_minute == quiet.to_minute) return std::nullopt;
  const std::int64_t local = now.ms + quiet.utc_offset_minutes * kMsPerMinute;
  const std::int64_t day = local - ((local % kMsPerDay) + kMsPerDay) % kMsPerDay;
  const std::int64_t in_day = local - day;
  const std::int64_t from = quiet.from_minute * kMsPerMinute;
  const std::int64_t to = quiet.to_minute * kMsPerMinute;
  const bool over_midnight = from > to;
  const bool is_quiet =
      over_midnight ? in_day >= from || in_day < to : in_day >= from && in_day < to;
  if (!is_quiet) return std::nullopt;
  const std::int64_t end = day + to + (over_midnight && in_day >= from ? kMsPerDay : 0);
  return Instant{end - quiet.utc_offset_minutes * kMsPerMinute};
}

Result<void> OutboxSender::send(const Outgoing&) {
  return {};
}

// A due message; without content when it cannot be opened.
struct Courier::Due {
  MessageRow row;
  std::optional<Outgoing> outgoing;
};

Courier::Courier(store::Store& store, const vault::Vault& vault, Sender& sender, PhoneOf phone_of,
                 QuietHours quiet)
    : store_(store),
      vault_(vault),
      sender_(sender),
      phone_of_(std::move(phone_of)),
      quiet_(quiet) {}

// Opened within one snapshot, which is given back before anything is sent: a sender may be slow.
Result<std::vector<Courier::Due>> Courier::due(Instant now) {
  const auto snapshot = TRY(store_.read());
  const auto rows = TRY(snapshot->all(
      "SELECT id, version, at, person_id, phone, channel, urgency, code, body, matter_id, tries,"
      " sent_at, given_up_at FROM delivery_message"
      " WHERE next_try_at IS NOT NULL AND next_try_at <= ?1 ORDER BY next_try_at, id LIMIT ?2",
      {now, kCourierBatch}, message_row));
  std::vector<Due> out;
  for (const auto& row : rows) {
    Due one{row, std::nullopt};
    const auto opened = open_message(vault_, row);
    if (opened) {
      const Message& message = opened->message;
      std::string phone = message.phone;
      if (phone.empty() && message.person) phone = TRY(phone_of_(*snapshot, message.person));
      one.outgoing = Outgoing{opened->id,   message.person, std::move(phone), message.channel,
                              message.code, message.body,   message.matter};
    }
    out.push_back(std::move(one));
  }
  return out;
}

void Courier::deliver(Due& message, Instant now, store::WriteSet& changes, CourierRun& run) {
  const MessageRow& row = message.row;
  const auto note = [&](store::Columns columns) {
    changes.update("delivery_message", row.queued.id.value, row.version, std::move(columns));
  };
  const int tries = row.queued.tries + 1;
  const auto give_up = [&] {
    ++run.given_up;
    note({{"tries", tries}, {"next_try_at", store::Null{}}, {"given_up_at", now}});
  };
  if (!message.outgoing) return give_up();
  const auto quiet = quiet_until(quiet_, now);
  if (quiet && row.queued.message.urgency == Urgency::CanWait) {
    ++run.postponed;
    return note({{"next_try_at", *quiet}});
  }
  if (sender_.send(*message.outgoing)) {
    ++run.sent;
    store::Columns columns{{"tries", tries}, {"next_try_at", store::Null{}}, {"sent_at", now}};
    if (sender_.after_sending() == AfterSending::ClearBody) {
      columns.push_back({"body", store::Blob{}});
    }
    return note(std::move(columns));
  }
  if (tries >= kTriesMax) return give_up();
  ++run.failed;
  note({{"tries", tries}, {"next_try_at", plus_ms(now, retry_after_ms(tries))}});
}

Result<CourierRun> Courier::run_once(Instant now) {
  CourierRun run;
  auto messages = TRY(due(now));
  for (auto& message : messages) {
    // Noted one by one: a crash repeats at most the message it fell into.
    store::WriteSet changes;
    deliver(message, now, changes, run);
    const auto noted = store_.commit_and_wait(std::move(changes));
    // Erased meanwhile: nothing to note.
    if (!noted && noted.error().code != "store.conflict") return Failure(noted.error());
  }
  return run;
}

Result<int> Courier::sweep(Instant now) {
  store::WriteSet changes;
  {
    const auto snapshot = TRY(store_.read());
    TRY(snapshot->visit(
        "SELECT id, version FROM delivery_message"
        " WHERE id < ?1 AND next_try_at IS NULL ORDER BY id LIMIT ?2",
        {first_id_at(plus_ms(now, -kKeepMs)), kSweepMax}, [&](const store::Row& row) {
          changes.add(store::Remove{"delivery_message", row.integer(0), row.integer(1)});
          return true;
        }));
  }
  const int removed = static_cast<int>(changes.changes.size());
  if (removed > 0) TRY(store_.commit_and_wait(std::move(changes)));
  return removed;
}

}  // namespace linli::delivery
